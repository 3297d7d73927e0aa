"""What following a model costs, beside the bare forward and other tools, in one run.

python bench/trace.py [ROUNDS]

ResNet-50 at 64 x 64, at 224 x 224 and on the meta device: a bare forward, `follow`, and - where they are installed -
torchinfo's summary and torchlens' trace (which refuses the meta device), all with one thread, taking turns; medians of
processor time, which other work on the machine moves less than the clock. The larger the picture, the more of
everybody's time is the forward itself. Then a decoder of 6.7 billion parameters on meta, built and followed.
"""

from __future__ import annotations

import statistics
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import torch
from torch import Tensor, nn

from loopwise import zoo
from loopwise.tracing.following import follow

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

Ways = dict[str, Callable[[], object]]


def main(rounds: int = 5) -> None:
    """Print the tables."""
    torch.set_num_threads(1)
    print(f"ResNet-50, torch {torch.__version__}, one thread, median of {rounds} interleaved rounds\n")
    print("| input | | seconds | times bare forward | times loopwise |\n|---|---|---|---|---|")
    model = zoo.model("resnet50").eval()
    for size in (64, 224):
        x = torch.randn(1, 3, size, size)
        table(f"{size} x {size}", ours(model, x) | torchinfo(model, x) | torchlens(model, x), rounds)
    model, x = model.to("meta"), x.to("meta")
    table("224 x 224, meta", ours(model, x) | torchinfo(model, x), rounds)
    decoder()


def table(title: str, ways: Ways, rounds: int) -> None:
    """Let the ways take turns, and print a line for each."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            taken = timed(way)
            if turn:  # the first turn loads what is loaded once
                seconds[name].append(taken)
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    for name, median in medians.items():
        beside = (median / medians[other] for other in ("bare forward", "loopwise"))
        print(f"| {title} | {name} | {median:.3f} | " + " | ".join(f"{ratio:.2f}" for ratio in beside) + " |")


def ours(model: nn.Module, x: Tensor) -> Ways:
    """Return the model as it is, and followed."""
    return {"bare forward": lambda: bare(model, x), "loopwise": lambda: follow(model, x)}


def bare(model: nn.Module, x: Tensor) -> None:
    """Run the model as it is."""
    with torch.no_grad():
        model(x)


def torchinfo(model: nn.Module, x: Tensor) -> Ways:
    """Return torchinfo's summary, where it is installed."""
    try:
        from torchinfo import summary
    except ImportError:
        return {}
    return {f"torchinfo {version('torchinfo')}": lambda: summary(model, input_data=x, verbose=0)}


def torchlens(model: nn.Module, x: Tensor) -> Ways:
    """Return torchlens' trace, where it is installed."""
    try:
        import torchlens
    except ImportError:
        return {}
    return {f"torchlens {version('torchlens')}": lambda: torchlens.trace(model, x)}


def decoder() -> None:
    """Build and follow a decoder of 6.7 billion parameters on the meta device."""
    from tracing.test_numbers import Decoder

    began = time.perf_counter()
    with torch.device("meta"):
        model = Decoder()
    built = time.perf_counter()
    trace = follow(model, "tokens:512")
    ended = time.perf_counter()
    billions = trace.parameters / 1e9
    print(f"\n{billions:.2f} G parameters on meta, {len(trace.operations)} operations,")
    print(f"{trace.multiply_adds:,} multiply-adds at 512 tokens:")
    print(f"built in {built - began:.2f} s, followed in {ended - built:.2f} s")


def timed(way: Callable[[], object]) -> float:
    """Return the seconds of processor time one call takes."""
    began = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        way()
    return time.process_time() - began


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
