"""Beale's function: flat in the middle, steep at the corners, one minimum at (3, 0.5)."""

from __future__ import annotations

from typing import Any

from loopwise.descent.surfaces._surface import Surface
from loopwise.text import Text


class Beale(Surface):
    """(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2."""

    title = Text(en="Beale", ko="Beale 함수")
    formula = r"(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2"
    source = "Beale 1958, Princeton technical report 25"
    window = ((-4.5, 4.5), (-4.5, 4.5))
    minima = ((3.0, 0.5),)
    start = (1.0, 1.5)

    def value(self, x: Any, y: Any) -> Any:
        """Return the sum of the three squares."""
        return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2

    def gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        """2*sum(r*(y^k - 1)), 2*x*sum(r*k*y^(k-1)) over k = 1, 2, 3, r the brackets."""
        r1, r2, r3 = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
        gx = 2 * (r1 * (y - 1) + r2 * (y**2 - 1) + r3 * (y**3 - 1))
        return gx, 2 * x * (r1 + 2 * y * r2 + 3 * y**2 * r3)
