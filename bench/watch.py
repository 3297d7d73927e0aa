"""What watching costs: watched and bare training in turn, in one process; other tools and anomaly mode beside it.

    python bench/watch.py [PAIRS] [MODEL ...]

For each model the median ratio with its 95 % bootstrap interval, and bare against bare beside it: what lies within
that is noise. A timing is the process's own time over a whole run with the dense looks at its start, without the
report. TensorBoard's histograms and W&B's `watch` (offline), both every 100 steps, are timed where they are installed;
W&B's run begins and ends outside the timing, and what its own process does is not counted.
"""

from __future__ import annotations

import atexit
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import torch
from torch import nn

from loopwise.diagnosis.watching import watch

Step = Callable[[], None]
Case = tuple[nn.Module, torch.Tensor, torch.Tensor, int]  # model, inputs, class ids, steps of a timing


def mlp() -> Case:
    """Batch 32: the step that is shortest, so that what is added shows most."""
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    return model, torch.randn(32, 64), torch.randint(0, 10, (32,)), 1000


def cnn() -> Case:
    """Pictures of MNIST's size, batch 64."""
    body = [nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2)]
    model = nn.Sequential(*body, nn.Flatten(), nn.Linear(800, 10))
    return model, torch.randn(64, 1, 28, 28), torch.randint(0, 10, (64,)), 200


def transformer() -> Case:
    """One encoder block over 32 tokens of 128 numbers, batch 16."""
    block = nn.TransformerEncoderLayer(128, 4, 256, batch_first=True)
    model = nn.Sequential(block, nn.Flatten(), nn.Linear(32 * 128, 10))
    return model, torch.randn(16, 32, 128), torch.randint(0, 10, (16,)), 200


CASES: dict[str, Callable[[], Case]] = {"mlp": mlp, "cnn": cnn, "transformer": transformer}


def main() -> None:
    """Time the pairs and print the tables."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    torch.set_num_threads(1)
    for name in sys.argv[2:] or CASES:
        torch.manual_seed(0)
        case = CASES[name]()
        step, steps = training_step(case), case[3]
        ways = {"watched": watched, "anomaly mode": anomaly, **histograms(case[0]), **tracker(case[0])}
        rows = [one_round(step, steps, ways) for _ in range(pairs + 1)][
            1:
        ]  # the first loads what is loaded once
        bare = statistics.median(row["bare"] for row in rows)
        print(f"{name}, Adam, {steps} steps, {pairs} interleaved pairs, torch {torch.__version__}")
        print(f"  bare: {1e6 * bare / steps:.0f} us a step")
        for way in ("watched", "bare again", *(way for way in ways if way != "watched")):
            ratios = [row[way] / row["bare"] for row in rows]
            low, high = interval(ratios)
            middle = statistics.median(ratios)
            print(f"  {way + ' / bare':24} median {middle:.3f}   95 % interval {low:.3f} .. {high:.3f}")


def training_step(case: Case) -> Step:
    """Return a function that takes one step."""
    model, x, y, _ = case
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    criterion = nn.CrossEntropyLoss()

    def step() -> None:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()

    return step


def one_round(step: Step, steps: int, ways: dict[str, Any]) -> dict[str, float]:
    """Time every way once, bare before and after."""
    timed = {"bare": seconds(step, steps, nullcontext)}
    timed |= {name: seconds(step, steps, way) for name, way in ways.items()}
    return timed | {"bare again": seconds(step, steps, nullcontext)}


def seconds(step: Step, steps: int, way: Callable[[], Any]) -> float:
    """Time so many steps inside a context; what it gives is called after each of them."""
    began = time.process_time()
    with way() as after:
        for at in range(steps):
            step()
            if callable(after):
                after(at)
    return time.process_time() - began


@contextmanager
def watched() -> Iterator[None]:
    """Watch, and read no source."""
    with watch(source=lambda: None, script="bench"):
        yield None


@contextmanager
def anomaly() -> Iterator[None]:
    """Search for the operation that made a nan, as torch does."""
    with torch.autograd.set_detect_anomaly(True, check_nan=True):
        yield None


def histograms(model: nn.Module) -> dict[str, Any]:
    """Return TensorBoard's way: histograms of weights and gradients every 100 steps; nothing where it is missing."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return {}

    @contextmanager
    def writing() -> Iterator[Callable[[int], None]]:
        with tempfile.TemporaryDirectory() as folder, SummaryWriter(folder) as writer:

            def after(step: int) -> None:
                if step % 100 == 0:
                    for name, parameter in model.named_parameters():
                        writer.add_histogram(name, parameter, step)
                        writer.add_histogram(f"{name}.grad", parameter.grad, step)

            yield after

    return {"histograms": writing}


def tracker(model: nn.Module) -> dict[str, Any]:
    """Return W&B's way: `watch` of weights and gradients every 100 steps, offline; nothing where it is missing."""
    try:
        import wandb
    except ImportError:
        return {}
    folder = tempfile.TemporaryDirectory()
    run = wandb.init(mode="offline", dir=folder.name, settings=wandb.Settings(silent=True))
    atexit.register(folder.cleanup)
    atexit.register(run.finish)  # before the folder goes

    @contextmanager
    def following() -> Iterator[Callable[[int], None]]:
        run.watch(model, log="all", log_freq=100)
        try:
            yield lambda step: run.log({"step": step}) if step % 100 == 0 else None  # carries the histograms
        finally:
            run.unwatch(model)

    return {"W&B watch": following}


def interval(values: list[float], draws: int = 2000) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the median."""
    generator = random.Random(0)
    medians = sorted(statistics.median(generator.choices(values, k=len(values))) for _ in range(draws))
    return medians[int(0.025 * draws)], medians[int(0.975 * draws)]


if __name__ == "__main__":
    main()
