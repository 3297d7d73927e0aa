"""1,000 rates x 100 steps at once against a loop over torch.optim, in one run, equality beside the ratio.

    python bench/descent.py [RATES]      # how many of the 1,000 rates the loop really walks; the rest is multiplied

The loop is what one writes by hand: a parameter, an optimiser, zero_grad, backward, step. It is timed on RATES of the
rates, spread over all of them (default 50, about two minutes), and multiplied; RATES = 1000 walks them all.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from loopwise.descent import descend

STEPS, RATES, REPEATS = 100, 1000, 15
START = (5.0, 4.0)
CLOSED, TYPED = "bowl", "3*x**2 + y**2"

OPTIMISERS: dict[str, Callable[[list[Tensor], float], torch.optim.Optimizer]] = {
    "sgd": lambda p, lr: torch.optim.SGD(p, lr=lr),
    "momentum": lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9),
    "nesterov": lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9, nesterov=True),
    "adagrad": lambda p, lr: torch.optim.Adagrad(p, lr=lr),
    "rmsprop": lambda p, lr: torch.optim.RMSprop(p, lr=lr),
    "adam": lambda p, lr: torch.optim.Adam(p, lr=lr),
    "adamw": lambda p, lr: torch.optim.AdamW(p, lr=lr),
}


def main() -> None:
    """Time both and print the table."""
    torch.set_num_threads(1)
    walked = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    rates = np.geomspace(1e-3, 0.1, RATES)  # where every rule converges: equality means something there
    some = np.linspace(0, RATES - 1, min(walked, RATES)).round().astype(int)
    torch_path("sgd", 0.01)  # loads what is loaded once
    print(
        f"{RATES} rates x {STEPS} steps; the loop walks {len(some)} of them; torch {torch.__version__}, one thread"
    )
    print(
        f"{'rule':10}{'loop, s':>10}{'closed, ms':>12}{'ratio':>9}{'typed, ms':>11}{'ratio':>9}   largest difference"
    )
    for rule in OPTIMISERS:
        print(row(rule, rates, some), flush=True)


def row(rule: str, rates: np.ndarray, some: np.ndarray) -> str:
    """Measure one rule."""
    began = time.perf_counter()
    told = np.stack([torch_path(rule, float(rates[at])) for at in some])
    loop = (time.perf_counter() - began) * RATES / len(some)
    seconds, found = {}, {}
    for surface in (CLOSED, TYPED):
        seconds[surface], found[surface] = best_of(lambda s=surface: descend(s, START, rates, rule, STEPS).xy)
    worst = max(
        float((np.abs(xy[some] - told) / np.maximum(np.abs(told), 1.0)).max()) for xy in found.values()
    )
    closed, typed = seconds[CLOSED], seconds[TYPED]
    return (
        f"{rule:10}{loop:10.1f}{1e3 * closed:12.2f}{loop / closed:9,.0f}{1e3 * typed:11.2f}{loop / typed:9,.0f}"
        f"   {worst:.1e}"
    )


def torch_path(rule: str, lr: float) -> np.ndarray:
    """Walk one rate by hand."""
    p = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimiser = OPTIMISERS[rule]([p], lr)
    path = [p.detach().clone()]
    for _ in range(STEPS):
        optimiser.zero_grad()
        loss = 3 * p[0] ** 2 + p[1] ** 2
        loss.backward()
        optimiser.step()
        path.append(p.detach().clone())
    return torch.stack(path).numpy()


def best_of(call: Callable[[], np.ndarray]) -> tuple[float, np.ndarray]:
    """Return the shortest time of a few, after one that loads what is loaded once."""
    found, times = call(), []
    for _ in range(REPEATS):
        began = time.perf_counter()
        found = call()
        times.append(time.perf_counter() - began)
    return min(times), found


if __name__ == "__main__":
    main()
