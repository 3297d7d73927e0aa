"""What a path came to: a minimum (global or local), a saddle, a valley, a plateau or a slope, by gradient and Hessian.

>>> from loopwise.descent.surfaces import surface_named
>>> end_at(surface_named("himmelblau"), (3.0, 2.0)).kind
'minimum'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loopwise.descent.curvature import hessian
from loopwise.descent.surfaces import Surface
from loopwise.descent.walking import heights, slopes
from loopwise.text import Text

Array = NDArray[np.float64]
Window = tuple[tuple[float, float], tuple[float, float]]

GRID = 65  # points a side, to look for a lower place than the end
FLAT = 1e-3  # of the largest gradient in the window: a slope below it is none
BENT = 1e-5  # of that gradient over the window's size: curvatures below it are none
CLOSE = 2e-3  # of the window's size: what is left to the place where the slope would end
NEAR = 0.02  # of the window: so near to a known minimum it is that one

_KINDS: Mapping[str, Text] = {
    "minimum": Text(en="a minimum", ko="최솟값"),
    "maximum": Text(en="a maximum", ko="최댓값"),
    "saddle": Text(en="a saddle: down one way, up the other", ko="안장점: 한쪽은 내려가고 다른 쪽은 올라갑니다"),
    "valley": Text(en="the floor of a valley: level one way, up the other", ko="골짜기 바닥: 한쪽은 평평합니다"),
    "ridge": Text(en="a ridge: level one way, down the other", ko="산등성이: 한쪽은 평평합니다"),
    "plateau": Text(en="a plateau: flat all around", ko="평평한 곳(plateau): 둘레가 모두 평평합니다"),
    "slope": Text(en="a slope: the path has not ended", ko="아직 내려가는 중인 비탈"),
    "nowhere": Text(en="no number any more", ko="더 이상 유한한 수가 아닙니다"),
}  # fmt: skip
_SCOPES: Mapping[str, Text] = {
    "global": Text(en="the global minimum", ko="전역 최솟값"),
    "local": Text(en="a local minimum: there is a lower place", ko="지역 최솟값: 더 낮은 곳이 있습니다"),
}


@dataclass(frozen=True, slots=True)
class End:
    """kind: "minimum", "maximum", "saddle", "valley", "ridge", "plateau", "slope" or "nowhere" (not finite).

    scope: of a minimum, "global" or "local", else "". eigenvalues: of the Hessian there, the larger first.
    """

    kind: str
    scope: str
    eigenvalues: tuple[float, float]

    @property
    def text(self) -> Text:
        """The end in words."""
        return _SCOPES.get(self.scope) or _KINDS[self.kind]


def end_at(surface: Surface, at: Sequence[float]) -> End:
    """Say what the surface is like at a point."""
    x, y = float(at[0]), float(at[1])
    height = float(heights(surface, np.array([x]), np.array([y]))[0])
    if not np.isfinite([x, y, height]).all():
        return End("nowhere", "", (np.nan, np.nan))
    matrix = hessian(surface, (x, y))
    if not np.isfinite(matrix).all():
        return End("nowhere", "", (np.nan, np.nan))
    (steepest, size), (bends, axes) = _scale(surface), np.linalg.eigh(matrix)
    slope = np.abs(
        axes.T @ slopes(surface, np.array([x]), np.array([y]))[:, 0]
    )  # along each axis of the bend
    least = BENT * steepest / size
    bent = np.abs(bends) > least
    allowed = np.where(bent, CLOSE * size * np.abs(bends), FLAT * steepest)
    kind = _kind(bends[bent]) if (slope <= allowed).all() else "slope"
    left = float(
        (slope**2 / (2 * np.where(bent, bends, np.inf))).sum()
    )  # how much lower the ground is, by Newton
    scope = _scope(surface, (x, y), height - 2 * left, size) if kind == "minimum" else ""
    return End(kind, scope, (float(bends[1]), float(bends[0])))


def _kind(bends: Array) -> str:
    """Name a place without slope by those of its two curvatures that are any."""
    if len(bends) < 2:  # level along an axis, or along both
        return "plateau" if not len(bends) else "valley" if bends[0] > 0 else "ridge"
    return "minimum" if (bends > 0).all() else "maximum" if (bends < 0).all() else "saddle"


def _scope(surface: Surface, at: tuple[float, float], ground: float, size: float) -> str:
    """Tell a global minimum from a local one: by the known minima, else by a grid over the window.

    ground: a height that a minimum so near cannot lie above.
    """
    if surface.minima:
        nearest = min(np.hypot(at[0] - x, at[1] - y) for x, y in surface.minima)
        return "global" if nearest < NEAR * size else "local"
    x, y = grid(surface.window, GRID)
    lowest = heights(surface, x, y)
    lowest = lowest[np.isfinite(lowest)]
    return "local" if lowest.size and float(lowest.min()) < ground - 1e-9 * abs(ground) - 1e-12 else "global"


def _scale(surface: Surface) -> tuple[float, float]:
    """Return the window's largest finite gradient, and its size."""
    x, y = grid(surface.window, 33)
    norms = np.hypot(*slopes(surface, x, y))
    finite = norms[np.isfinite(norms)]
    (x0, x1), (y0, y1) = surface.window
    return float(finite.max()) if finite.size else 1.0, float(np.hypot(x1 - x0, y1 - y0))


def grid(window: Window, side: int) -> tuple[Array, Array]:
    """Return x and y of a square grid over a window, (side, side) each; rows are y."""
    (x0, x1), (y0, y1) = window
    x, y = np.meshgrid(np.linspace(x0, x1, side), np.linspace(y0, y1, side))
    return x, y
