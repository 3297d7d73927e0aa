"""What theory says of a rate at a minimum: will it converge, how fast, and which rate is best.

>>> from loopwise.descent.surfaces import surface_named
>>> told = theory_of(surface_named("bowl", a=3, b=1), (0, 0), "sgd", lr=0.1)
>>> round(told.limit, 4), round(told.best_lr, 4), [round(c, 3) for c in told.contraction]
(0.3333, 0.25, [0.4, 0.8])

Near a minimum every smooth surface is a bowl; along each axis of that bowl, with curvature L, a rule multiplies the
distance by a constant each step (Nocedal & Wright 2006, chapter 3; Polyak 1964; Lessard, Recht & Packard 2016).
Exact on a quadratic; on other surfaces it holds near the minimum only.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from loopwise.descent.curvature import eigenvalues, is_smooth
from loopwise.descent.surfaces import Surface

LINEAR = ("sgd", "momentum", "nesterov")  # rules that multiply the distance by a constant matrix
NEAR = 1e-3  # of the first distance: what counts as having arrived
LEVEL = 1e-7  # of the larger curvature: a smaller one is rounding, and the ground level
STILL = 1 - 1e-9  # a factor above it is 1: at the limit itself nothing comes nearer


@dataclass(frozen=True, slots=True)
class Theory:
    """What is predicted of one rule and rate where the curvatures are `eigenvalues`, the larger first.

    limit: rates below it converge. best_lr: the rate that converges fastest, None for rules without a formula.
    contraction: factor of the distance along each axis in a step; below 1 it shrinks. Signed for plain descent:
        negative overshoots.
    condition: larger over smaller curvature. steps: to a thousandth of the distance; None where it never comes.
    """

    eigenvalues: tuple[float, float]
    limit: float
    best_lr: float
    contraction: tuple[float, float]
    condition: float
    steps: int | None


def theory_of(
    surface: Surface, at: Sequence[float], rule: str, *, lr: float, momentum: float = 0.9
) -> Theory | None:
    """Return what theory says at a minimum; None for a rule, or a point, of which it says nothing.

    The adaptive rules (Adagrad, RMSProp, Adam) divide by the gradient's own size: no constant describes them.
    """
    large, small = eigenvalues(surface, at)
    if rule not in LINEAR or not small > LEVEL * large or not is_smooth(surface, at):
        return None
    factors = tuple(contraction(rule, lr, bend, momentum) for bend in (large, small))
    worst = max(map(abs, factors))
    steps = None if worst > STILL else 1 if worst == 0 else math.ceil(math.log(NEAR) / math.log(worst))
    return Theory(
        (large, small),
        limit(rule, large, momentum),
        best_lr(rule, large, small, momentum),
        (factors[0], factors[1]),
        large / small,
        steps,
    )


def limit_at(surface: Surface, rule: str, momentum: float = 0.9) -> float | None:
    """Return the largest rate that converges at the surface's first known minimum; None where none is known."""
    if rule not in LINEAR or not surface.minima:
        return None
    large, small = eigenvalues(surface, surface.minima[0])
    return limit(rule, large, momentum) if small > 0 else None


def contraction(rule: str, lr: float, bend: float, momentum: float) -> float:
    """Return what one step does to the distance along an axis of curvature `bend`.

    Plain descent: 1 - lr*bend, exactly. With momentum, the spectral radius of the two-step matrix: the factor in
    the long run.
    """
    if rule == "sgd":
        return 1 - lr * bend
    kept = 1 - lr * bend if rule == "nesterov" else 1.0
    trace = (1 + momentum) * kept if rule == "nesterov" else 1 + momentum - lr * bend
    root = cmath.sqrt(trace**2 - 4 * momentum * kept)  # of the matrix [[trace, -momentum * kept], [1, 0]]
    return max(abs(trace + root), abs(trace - root)) / 2


def limit(rule: str, large: float, momentum: float) -> float:
    """Return the rate at which the steepest axis stops converging: 2/L for plain descent."""
    if rule == "momentum":
        return 2 * (1 + momentum) / large
    if rule == "nesterov":
        return 2 * (1 + momentum) / ((1 + 2 * momentum) * large)
    return 2 / large


def best_lr(rule: str, large: float, small: float, momentum: float) -> float:
    """Return the rate with the smallest contraction: 2/(L + l) for plain descent; else found on a grid."""
    if rule == "sgd":
        return 2 / (large + small)
    rates = limit(rule, large, momentum) * np.linspace(0.001, 0.999, 999)
    worst = np.array([max(contraction(rule, lr, bend, momentum) for bend in (large, small)) for lr in rates])
    equal = np.flatnonzero(
        worst <= worst.min() * (1 + 1e-9)
    )  # momentum contracts alike over a range of rates
    return float(rates[equal[len(equal) // 2]])
