"""What part of a surface to show, and how high it is there  ->  view(paths).

A window holds the starts, the minima and where the paths end, not where they diverge to. Heights that differ by
powers of ten are shown as powers of ten above the lowest, or a valley would be one flat colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from loopwise.descent.ends import grid
from loopwise.descent.paths import Paths
from loopwise.descent.surfaces import Surface
from loopwise.descent.surfaces._surface import Window
from loopwise.descent.walking import heights

Array = NDArray[np.float64]

SIDE = 61  # points a side of what is drawn
OUTSIDE = 100.0  # windows: points farther out are not drawn at all
ROOM = 0.2  # around what has to be seen
FAR = 3.0  # times the distance of the starts: a path that goes farther is cut
STEEP = 12.0  # times: largest over median height above the lowest, from which powers of ten are shown
FAINT = 1e-3  # of the median: below it powers of ten end


@dataclass(frozen=True, eq=False)
class View:
    """A window and the heights in it. x, y: (SIDE,); z: (SIDE, SIDE), rows are y, as shown.

    powers: whether heights are shown as log10(f - lowest). lowest, least: what that needs.
    """

    window: Window
    x: Array
    y: Array
    z: Array
    powers: bool
    lowest: float
    least: float

    def shown(self, loss: Array) -> Array:
        """Return heights as this view shows them."""
        if not self.powers:
            return loss
        with np.errstate(all="ignore"):
            return np.log10(np.maximum(loss - self.lowest, 0) + self.least)

    def near(self, xy: Array) -> Array:
        """Return points with those very far out as not-a-number: a line may leave the picture. (..., 2)."""
        low, high = np.array(self.window).T
        with np.errstate(invalid="ignore"):
            seen = (np.abs(xy - (low + high) / 2) <= OUTSIDE * (high - low)).all(axis=-1, keepdims=True)
        return np.where(seen, xy, np.nan)

    def inside(self, xy: Array) -> Array:
        """Return points with those outside the window as not-a-number: (..., 2)."""
        low, high = np.array(self.window).T
        with np.errstate(invalid="ignore"):
            seen = ((xy >= low) & (xy <= high)).all(axis=-1, keepdims=True)
        return np.where(seen, xy, np.nan)


def view(paths: Paths, side: int = SIDE) -> View:
    """Return the view of some paths."""
    return view_of(paths.surface, window_of(paths), side)


@lru_cache(maxsize=8)
def view_of(surface: Surface, window: Window, side: int = SIDE) -> View:
    """Return the view of a window, remembered: a slider asks often."""
    x, y = grid(window, side)
    z = heights(surface, x, y)
    z = np.where(np.isfinite(z), z, np.nan)
    known = [float(surface.value(*map(np.float64, minimum))) for minimum in surface.minima]
    finite = z[np.isfinite(z)]
    if not finite.size:
        return View(window, x[0], y[:, 0], z, False, 0.0, 1.0)
    lowest = min([float(finite.min()), *known])
    middle, top = float(np.median(finite)) - lowest, float(finite.max()) - lowest
    powers = middle > 0 and top > STEEP * middle
    made = View(window, x[0], y[:, 0], z, powers, lowest, FAINT * middle if powers else 1.0)
    return View(window, made.x, made.y, made.shown(z), powers, lowest, made.least)


def window_of(paths: Paths) -> Window:
    """Return a window with starts, minima and ends; the surface's own where they all lie in it."""
    starts = paths.xy[:, 0]
    points = [starts, np.array(paths.surface.minima).reshape(-1, 2)]
    reach = FAR * max(float(np.abs(starts - starts.mean(axis=0)).max()), _size(paths.surface.window) / 4)
    ends = paths.xy[:, -1]
    near = np.abs(ends - starts).max(axis=1) < reach
    points.append(ends[near & np.isfinite(ends).all(axis=1)])
    seen = np.concatenate(points)
    own = np.array(paths.surface.window)
    if ((seen >= own[:, 0]) & (seen <= own[:, 1])).all():
        return paths.surface.window
    low, high = np.minimum(seen.min(axis=0), own[:, 0]), np.maximum(seen.max(axis=0), own[:, 1])
    if (high - low).max() > FAR * _size(paths.surface.window):  # far from home: only what has to be seen
        low, high = seen.min(axis=0), seen.max(axis=0)
        half = np.maximum((high - low) / 2, (high - low).max() / 8 + 1e-9)
        low, high = (low + high) / 2 - half, (low + high) / 2 + half
    room = ROOM * (high - low)
    (x0, y0), (x1, y1) = _rounded(low - room), _rounded(high + room)
    return (x0, x1), (y0, y1)


def _size(window: Window) -> float:
    return max(window[0][1] - window[0][0], window[1][1] - window[1][0])


def _rounded(point: Sequence[float] | Array) -> tuple[float, float]:
    """Return a corner with three digits, so that nearly the same window is the same."""
    x, y = (float(f"{value:.3g}") for value in point)
    return x, y
