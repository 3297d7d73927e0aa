"""What following a model costs, beside the bare forward and other tools, in one run.

python bench/trace.py [ROUNDS]

ResNet-50 at 64 x 64, at 224 x 224 and on the meta device: a bare forward, `follow`, and - where they are installed -
torchinfo's summary and torchlens' trace (which refuses the meta device), all with one thread, taking turns; medians of
processor time, which other work on the machine moves less than the clock. The larger the picture, the more of
everybody's time is the forward itself. Then the same from nothing, as a person meets it in a terminal: torch loaded and
the model built, too. Last a decoder of 6.7 billion parameters on meta, built and followed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

import torch
from torch import Tensor, nn

from loopwise import zoo
from loopwise.tracing.following import follow

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

Ways = dict[str, Callable[[], object]]
Tool = Callable[[nn.Module, Tensor], object]


def main(rounds: int = 5) -> None:
    """Print the tables."""
    torch.set_num_threads(1)
    print(f"ResNet-50, torch {torch.__version__}, one thread, median of {rounds} interleaved rounds\n")
    print("| input | | seconds | times bare forward | times loopwise |\n|---|---|---|---|---|")
    model = zoo.model("resnet50").eval()
    both: dict[str, Tool] = {"bare forward": bare, "loopwise": follow}
    for size in (64, 224):
        x = torch.randn(1, 3, size, size)
        table(f"{size} x {size}", with_all(both | torchinfo() | torchlens(), model, x), rounds)
    model, x = model.to("meta"), x.to("meta")
    table("224 x 224, meta", with_all(both | torchinfo(), model, x), rounds)
    table("224 x 224, a process of its own", processes(), rounds)
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


def with_all(tools: dict[str, Tool], model: nn.Module, x: Tensor) -> Ways:
    """Return each tool, asked about one model and one input."""
    return {name: partial(tool, model, x) for name, tool in tools.items()}


def bare(model: nn.Module, x: Tensor) -> None:
    """Run the model as it is."""
    with torch.no_grad():
        model(x)


def torchinfo() -> dict[str, Tool]:
    """Return torchinfo's summary, where it is installed."""
    try:
        from torchinfo import summary
    except ImportError:
        return {}
    return {f"torchinfo {version('torchinfo')}": lambda model, x: summary(model, input_data=x, verbose=0)}


def torchlens() -> dict[str, Tool]:
    """Return torchlens' trace, where it is installed."""
    try:
        import torchlens
    except ImportError:
        return {}
    return {f"torchlens {version('torchlens')}": torchlens.trace}


def processes() -> Ways:
    """Return what it takes from nothing, in a process of its own: torch loaded, ResNet-50 built, followed at 224."""
    begin = "import torch; from loopwise import zoo; model = zoo.model('resnet50').eval(); "
    begin += "x = torch.randn(1, 3, 224, 224); "
    codes = {
        "bare forward": "torch.set_grad_enabled(False); model(x)",
        **dict.fromkeys(
            torchinfo(), "from torchinfo import summary; summary(model, input_data=x, verbose=0)"
        ),
        **dict.fromkeys(torchlens(), "import torchlens; torchlens.trace(model, x)"),
    }
    return {
        "loopwise": partial(alone, "-m", "loopwise", "trace", "zoo:resnet50"),
        **{name: partial(alone, "-W", "ignore", "-c", begin + code) for name, code in codes.items()},
    }


def alone(*arguments: str) -> None:
    """Run Python with these arguments."""
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=environment)


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
    """Return the seconds of processor time one call takes, its processes included."""
    began = spent()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        way()
    return spent() - began


def spent() -> float:
    """Return the seconds of processor time this process and those it has waited for have taken."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
