"""How far the steps of a training take its weights, and when a schedule has taken the rate away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._averages import median

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Training
    from loopwise.runtime.dynamics.history import Layer

# Cosines, one cycle and straight lines down to zero spend 1 to 7 % of their steps below it.
_GONE = 0.01  # of the top rate


def gone(training: Training) -> int | None:
    """Return the first look from which on the rate stays below a hundredth of its top; None without one."""
    low = None
    for step, rate in training.rates:
        low = None if rate >= _GONE * training.rate else step if low is None else low
    return low


def way(training: Training, since: int = 0) -> float:
    """Return how far all steps from `since` on would go in one direction: of the middle layer, against its weights.

    A step in which a layer gets no gradient (behind dead units) says nothing of the rate: it counts as a middling one.
    """
    means = []
    for layer in training.layers:
        stretches = list(_stretches(layer, max(since, training.first), training.last + 1))
        steps = sum(steps for steps, _ in stretches)
        if steps:
            means.append(sum(steps * ratio for steps, ratio in stretches) / steps)
    share = (training.last + 1 - max(since, training.first)) / (training.last + 1 - training.first)
    return median(means) * share * training.steps if means else 0.0


def _stretches(layer: Layer, begin: int, end: int) -> Iterator[tuple[int, float]]:
    """Yield (steps to the next look, update against the weights) from `begin` on."""
    following = [*(look.step for look in layer.looks), end][1:]
    for look, until in zip(layer.looks, following, strict=True):
        if look.step >= begin and look.ratio is not None and look.gradient > 0:
            yield until - look.step, look.ratio
