"""A long valley across the axes: (x - y)^2 * 10 + (x + y)^2 / 10. Its Hessian's eigenvalues are 40 and 0.4.

The rate that the steep walls allow is a hundredth of what the floor would need: plain descent crawls along it.
"""

from __future__ import annotations

from typing import Any

from loopwise.descent.surfaces._surface import Surface
from loopwise.text import Text

STEEP, FLAT = 10.0, 0.1


class Ravine(Surface):
    """Condition number 100, turned by 45 degrees, so that no rule gains by treating x and y apart."""

    title = Text(en="ravine", ko="좁은 골짜기(ravine)")
    formula = r"10 (x - y)^2 + (x + y)^2 / 10"
    minima = ((0.0, 0.0),)
    start = (5.0, 3.5)

    def value(self, x: Any, y: Any) -> Any:
        """10*(x - y)^2 + (x + y)^2/10."""
        return STEEP * (x - y) ** 2 + FLAT * (x + y) ** 2

    def gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        """20*(x - y) + (x + y)/5, and with the first sign turned."""
        wall, floor = 2 * STEEP * (x - y), 2 * FLAT * (x + y)
        return wall + floor, floor - wall
