"""Mean and median, loaded when a run asks: `statistics` brings decimals and fractions, which `check` never needs."""

from __future__ import annotations

from collections.abc import Iterable


def mean(values: Iterable[float]) -> float:
    """Return the mean. Raises statistics.StatisticsError where there is no value."""
    from statistics import fmean

    return fmean(values)


def median(values: Iterable[float]) -> float:
    """Return the median. Raises statistics.StatisticsError where there is no value."""
    from statistics import median as middle

    return middle(values)
