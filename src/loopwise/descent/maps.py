"""A map of many runs: steps to converge over rate x start, or rate x momentum - the edge of stability as a picture.

    found = steps_map("3*x**2 + y**2", rates=np.geomspace(0.001, 1, 80))
    found.steps.shape               # (starts or momenta, rates), not-a-number where a run does not converge

All runs are walked at once: 80 x 60 of them, 200 steps each, take a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loopwise.descent.paths import Point, check_rates
from loopwise.descent.rules import rule_named, settings_for
from loopwise.descent.schedules import factors
from loopwise.descent.surfaces import Surface, surface_for
from loopwise.descent.theory import limit_at
from loopwise.descent.verdicts import settled
from loopwise.descent.walking import lengths, slopes, walk

Array = NDArray[np.float64]

STEPS = 200
RATES = 80
ROWS = 60


@dataclass(frozen=True, eq=False)
class StepsMap:
    """steps: (len(beside), len(rates)), the step from which the gradient stays below a thousandth of the first;
    not-a-number where it never does. along: "start" (beside: x of the start) or "momentum".

    limit: the largest rate that theory lets converge, None where it says nothing.
    """

    surface: Surface
    rule: str
    along: str
    rates: Array
    beside: Array
    steps: Array
    most: int
    limit: float | None


def steps_map(
    surface: str | Surface | Callable[[Any, Any], Any],
    rates: Sequence[float] | Array | None = None,
    *,
    along: str = "start",
    rule: str = "sgd",
    start: Point | None = None,
    steps: int = STEPS,
    **settings: Any,
) -> StepsMap:
    """Walk every rate from every start (x over the window, y as in `start`), or at every momentum from 0 to 0.99."""
    chosen, one = (
        surface_for(surface),
        rule_named("momentum" if along == "momentum" and rule == "sgd" else rule),
    )
    x, y = chosen.start if start is None else start
    limit = limit_at(chosen, one.name, settings.get("momentum", 0.9))
    top = 2 * limit if limit else 1.0
    speeds = np.geomspace(top / 500, top, RATES) if rates is None else np.array(check_rates(rates))
    beside = np.linspace(*chosen.window[0], ROWS) if along == "start" else np.linspace(0, 0.99, ROWS)
    lr = np.tile(speeds, len(beside))
    rows = np.repeat(beside, len(speeds))
    begin = np.stack([rows if along == "start" else np.full_like(rows, x), np.full_like(rows, y)])
    taken = settings_for(one, {**settings, **({"momentum": rows} if along == "momentum" else {})})
    path, _ = walk(chosen, begin, lr, one, steps, factors=factors("constant", steps), settings=taken)
    norms = lengths(slopes(chosen, path[:, 0], path[:, 1]), axis=0).T  # (runs, steps + 1)
    arrived = settled(norms).astype(np.float64)
    arrived[arrived < 0] = np.nan
    shape = len(beside), len(speeds)
    return StepsMap(chosen, one.name, along, speeds, beside, arrived.reshape(shape), steps, limit)
