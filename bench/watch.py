"""What watching costs: watched and bare training in turn, in one process, on one small MLP (batch 32).

    python bench/watch.py [PAIRS]

Prints the median ratio with its 95 % bootstrap interval, and bare against bare beside it: what lies within
that is noise. A timing is a whole run of STEPS steps with the dense looks at its start, without the report.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable

import torch
from torch import nn

from loopwise.diagnosis.watching import watch

STEPS = 1000


def main() -> None:
    """Time the pairs and print the table."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    torch.set_num_threads(1)
    step = training_step()
    watched_seconds(step), seconds(step)  # loads what is loaded once
    rows = [(watched_seconds(step), seconds(step), seconds(step)) for _ in range(pairs)]
    bare = statistics.median(first for _, first, _ in rows)
    print(
        f"MLP 64-64-10, Adam, batch 32, {STEPS} steps, {pairs} interleaved pairs, torch {torch.__version__}"
    )
    print(f"bare: {1e6 * bare / STEPS:.0f} us a step")
    for name, ratios in {
        "watched / bare": [watched / first for watched, first, _ in rows],
        "bare / bare": [second / first for _, first, second in rows],
    }.items():
        low, high = interval(ratios)
        print(f"{name:15} median {statistics.median(ratios):.3f}   95 % interval {low:.3f} .. {high:.3f}")


def training_step() -> Callable[[], None]:
    """Return a function that takes one step."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    x, y = torch.randn(32, 64), torch.randint(0, 10, (32,))

    def step() -> None:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()

    return step


def seconds(step: Callable[[], None]) -> float:
    """Time STEPS steps."""
    began = time.perf_counter()
    for _ in range(STEPS):
        step()
    return time.perf_counter() - began


def watched_seconds(step: Callable[[], None]) -> float:
    """Time STEPS steps under watch."""
    with watch(source=lambda: None, script="bench"):
        return seconds(step)


def interval(values: list[float], draws: int = 2000) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the median."""
    generator = random.Random(0)
    medians = sorted(statistics.median(generator.choices(values, k=len(values))) for _ in range(draws))
    return medians[int(0.025 * draws)], medians[int(0.975 * draws)]


if __name__ == "__main__":
    main()
