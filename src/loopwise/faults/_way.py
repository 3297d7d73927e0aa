"""How far the steps of a training take its weights, and when a schedule has taken the rate away."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from loopwise.faults._averages import mean, median

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Training
    from loopwise.runtime.dynamics.measurements import Layer, Window

# Cosines, one cycle and straight lines down to zero spend 1 to 7 % of their steps below it.
_GONE = 0.01  # of the top rate
_HALF = (0.35, 0.65)  # of the rates' sum: where the loss is read half-way, in several windows
_BEGUN = 0.2  # of it: where the loss is read at the beginning
_GOES_ON = 0.25  # of the fall up to half-way falls after it: at that pace a third of it is still to come


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


def was_falling(training: Training, until: int) -> bool:
    """Tell whether the loss was still on its way down at step `until`, by when the rate is gone.

    Time is counted in rate, not in steps: a loss that comes near its end falls hardly at all in the second half of it.
    """
    before = [one for one in training.windows if one.first < until]
    after = [one for one in training.windows if one.first >= until]
    spent = list(zip(_spent(training, before), before, strict=True))
    half = [one.mean for share, one in spent if _HALF[0] <= share <= _HALF[1]]
    if not after or not half:
        return False
    start = mean([one.mean for share, one in spent if share <= _BEGUN] or [before[0].mean])
    end, noise = mean(one.mean for one in after), max(one.deviation for one in after)
    fell = mean(half) - end
    return fell > max(_GOES_ON * (start - mean(half)), 2 * noise / math.sqrt(len(half)))


def _spent(training: Training, windows: list[Window]) -> list[float]:
    """Return the share of the rates' sum that is spent by the end of each window."""
    sums = list(accumulate(_rate(training, one.first) * (one.last - one.first + 1) for one in windows))
    return [one / sums[-1] for one in sums]


def _rate(training: Training, step: int) -> float:
    return next((rate for at, rate in reversed(training.rates) if at <= step), training.rates[0][1])
