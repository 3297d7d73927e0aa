"""How a surface bends at a point: its Hessian, by central differences of the exact gradient.

>>> from loopwise.descent.surfaces import surface_named
>>> hessian(surface_named("bowl", a=3, b=1), (5.0, 4.0)).round(6).tolist()
[[6.0, 0.0], [0.0, 2.0]]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from loopwise.descent.surfaces import Surface
from loopwise.descent.walking import slopes

Array = NDArray[np.float64]

STEP = 6e-6  # about the cube root of float64's rounding error, where a central difference is most exact


def hessian(surface: Surface, at: Sequence[float], step: float = STEP) -> Array:
    """Return the symmetric 2 x 2 matrix of second derivatives."""
    x, y = float(at[0]), float(at[1])
    dx, dy = step * max(1.0, abs(x)), step * max(1.0, abs(y))
    around = np.array([[x + dx, x - dx, x, x], [y, y, y + dy, y - dy]])
    g = slopes(surface, around[0], around[1])  # (2, 4)
    columns = np.stack([(g[:, 0] - g[:, 1]) / (2 * dx), (g[:, 2] - g[:, 3]) / (2 * dy)], axis=1)
    symmetric: Array = (columns + columns.T) / 2
    return symmetric


def eigenvalues(surface: Surface, at: Sequence[float]) -> tuple[float, float]:
    """Return the Hessian's eigenvalues, the larger first; not-a-number where the surface has none there."""
    matrix = hessian(surface, at)
    if not np.isfinite(matrix).all():
        return float("nan"), float("nan")
    small, large = np.linalg.eigvalsh(matrix)
    return float(large), float(small)


def is_smooth(surface: Surface, at: Sequence[float]) -> bool:
    """Tell whether the surface has a Hessian there: at a kink the differences grow as their step shrinks."""
    fine, coarse = hessian(surface, at), hessian(surface, at, 10 * STEP)
    return bool(np.allclose(fine, coarse, rtol=0.1, atol=1e-3 * np.abs(fine).max()))
