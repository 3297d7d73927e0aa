"""Layers, units and learning rate of a watched run over its steps: `layers_of(trainings)`, `units_of(trainings)`.

Of several trainings the one that took the most steps is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from loopwise.records import LayerSeries, Series, UnitSeries
from loopwise.runtime import Training

MOST = 12  # layers told: of a deep model every second, every third ... one


def layers_of(trainings: Sequence[Training]) -> tuple[LayerSeries, ...]:
    """Return gradient and update of every layer."""
    layers = [layer for layer in _longest(trainings).layers if layer.looks] if trainings else []
    return tuple(
        LayerSeries(
            layer.title,
            _series((look.step, look.root_mean_square) for look in layer.looks),
            _series((look.step, look.ratio) for look in layer.looks),
        )
        for layer in layers[:: 1 + len(layers) // (MOST + 1)]
    )


def units_of(trainings: Sequence[Training]) -> tuple[UnitSeries, ...]:
    """Return the share of flat units behind every activation."""
    units = [one for one in _longest(trainings).units if one.flat] if trainings else []
    return tuple(
        UnitSeries(f"{one.kind} {one.after}".strip(), _series(one.flat))
        for one in units[:: 1 + len(units) // (MOST + 1)]
    )


def rates_of(trainings: Sequence[Training]) -> Series:
    """Return the learning rate."""
    return _series(_longest(trainings).rates if trainings else ())


def _longest(trainings: Sequence[Training]) -> Training:
    return max(trainings, key=lambda training: training.steps)


def _series(points: Iterable[tuple[int, float | None]]) -> Series:
    kept = [(step, value) for step, value in points if value is not None and math.isfinite(value)]
    return Series(tuple(step for step, _ in kept), tuple(float(value) for _, value in kept))
