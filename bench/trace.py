"""What following a model costs, beside the bare forward and other tools, in one run.

python bench/trace.py [ROUNDS]

ResNet-50 at 224 x 224 on the CPU: a bare forward, `follow`, and - where they are installed - torchinfo's summary and
torchlens' trace, taking turns; medians. Then a decoder of 6.7 billion parameters on the meta device,
built and followed. Asserts nothing: the machine's other work moves seconds, and the ratios less.
"""

from __future__ import annotations

import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from loopwise import zoo
from loopwise.tracing.following import follow

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))


def main(rounds: int = 5) -> None:
    """Print the tables."""
    torch.set_num_threads(1)
    model, x = zoo.model("resnet50").eval(), torch.randn(1, 3, 224, 224)
    ways = {"bare forward": lambda: bare(model, x), "loopwise": lambda: follow(model, x)} | others(model, x)
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            taken = timed(way)
            if turn:  # the first turn loads what is loaded once
                seconds[name].append(taken)
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    print(f"ResNet-50, 3 x 224 x 224, torch {torch.__version__}, median of {rounds} interleaved rounds\n")
    print("| | seconds | times bare forward | times loopwise |\n|---|---|---|---|")
    for name, median in medians.items():
        print(
            f"| {name} | {median:.3f} | {median / medians['bare forward']:.2f} | {median / medians['loopwise']:.2f} |"
        )
    decoder()


def bare(model: nn.Module, x: torch.Tensor) -> None:
    """Run the model as it is."""
    with torch.no_grad():
        model(x)


def others(model: nn.Module, x: torch.Tensor) -> dict[str, Callable[[], object]]:
    """Return the other tools that are installed here."""
    ways: dict[str, Callable[[], object]] = {}
    try:
        from torchinfo import summary

        ways["torchinfo"] = lambda: summary(model, input_data=x, verbose=0)
    except ImportError:
        print("torchinfo is not installed")
    try:
        import torchlens

        ways["torchlens"] = lambda: torchlens.trace(model, x)
    except ImportError as problem:
        print(f"torchlens is not installed ({problem})")
    return ways


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
    """Return the seconds one call takes."""
    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        way()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
