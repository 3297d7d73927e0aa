"""What watching costs: watched and bare training in turn, in one process; other tools and anomaly mode beside it.

    python bench/watch.py [PAIRS] [mlp] [mlp-in-memory] [cnn] [transformer]

The first MLP and the CNN train on real data from a DataLoader, as people do. For each model the median ratio with its
95 % bootstrap interval, and bare against bare beside it: what lies within that is noise. A timing is the process's own
time over a whole run with the dense looks at its start, without the report. TensorBoard's histograms and W&B's `watch`
(offline), both every 100 steps, are timed where they are installed; W&B's run begins and ends outside the timing, and
what its own process does is not counted.
"""

from __future__ import annotations

import atexit
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from loopwise.data import load
from loopwise.diagnosis.watching import watch

Batch = tuple[torch.Tensor, torch.Tensor]  # inputs, class ids


class Case(NamedTuple):
    """What is trained: a model on batches, gone through so many times."""

    model: nn.Module
    batches: Collection[Batch] | DataLoader[Batch]
    epochs: int


def mlp() -> Case:
    """Digits in batches of 32 from a DataLoader, some 1,000 steps: as people train."""
    return Case(_mlp(), _loader("digits", (64,), 32), 18)


def mlp_in_memory() -> Case:
    """One batch of 32 that is there: the step is shortest, so that what is added shows most."""
    return Case(_mlp(), [(torch.randn(32, 64), torch.randint(0, 10, (32,)))] * 1000, 1)


def cnn() -> Case:
    """mnist5k in batches of 64 from a DataLoader."""
    body = [nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2)]
    return Case(
        nn.Sequential(*body, nn.Flatten(), nn.Linear(800, 10)), _loader("mnist5k", (1, 28, 28), 64), 3
    )


def transformer() -> Case:
    """One encoder block over 32 tokens of 128 numbers, batch 16, in memory."""
    block = nn.TransformerEncoderLayer(128, 4, 256, batch_first=True)
    model = nn.Sequential(block, nn.Flatten(), nn.Linear(32 * 128, 10))
    return Case(model, [(torch.randn(16, 32, 128), torch.randint(0, 10, (16,)))] * 200, 1)


def _mlp() -> nn.Module:
    return nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))


def _loader(name: str, shape: tuple[int, ...], size: int) -> DataLoader[Batch]:
    data = load(name)
    inputs = torch.tensor(data.numbers, dtype=torch.float32).view(-1, *shape)
    rows = TensorDataset(inputs / inputs.max(), torch.tensor(data.target))
    return DataLoader(rows, batch_size=size, shuffle=True)


CASES = {"mlp": mlp, "mlp-in-memory": mlp_in_memory, "cnn": cnn, "transformer": transformer}


def main() -> None:
    """Time the pairs and print the tables."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    torch.set_num_threads(1)
    for name in sys.argv[2:] or CASES:
        torch.manual_seed(0)
        case = CASES[name]()
        steps = case.epochs * len(case.batches)
        ways = {"watched": watched, "anomaly mode": anomaly, **histograms(case.model), **tracker(case.model)}
        one_round(case, ways)  # loads what is loaded once
        rows = [one_round(case, ways) for _ in range(pairs)]
        bare = statistics.median(row["bare"] for row in rows)
        print(f"{name}, Adam, {steps} steps, {pairs} interleaved pairs, torch {torch.__version__}")
        print(f"  bare: {1e6 * bare / steps:.0f} us a step")
        for way in ("watched", "bare again", *(way for way in ways if way != "watched")):
            ratios = [row[way] / row["bare"] for row in rows]
            low, high = interval(ratios)
            middle = statistics.median(ratios)
            print(f"  {way + ' / bare':24} median {middle:.3f}   95 % interval {low:.3f} .. {high:.3f}")


def one_round(case: Case, ways: dict[str, Any]) -> dict[str, float]:
    """Time every way once, bare before and after."""
    timed = {"bare": seconds(case, nullcontext)}
    timed |= {name: seconds(case, way) for name, way in ways.items()}
    return timed | {"bare again": seconds(case, nullcontext)}


def seconds(case: Case, way: Callable[[], Any]) -> float:
    """Time a training inside a context; what it gives is called after each step."""
    optimizer = torch.optim.Adam(case.model.parameters(), lr=1e-4)
    criterion = nn.CrossEntropyLoss()
    began, step = time.process_time(), 0
    with way() as after:
        for _ in range(case.epochs):
            for x, y in case.batches:
                optimizer.zero_grad()
                criterion(case.model(x), y).backward()
                optimizer.step()
                if callable(after):
                    after(step)
                step += 1
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
