"""(x^2 + y - 11)^2 + (x + y^2 - 7)^2: four minima of the same depth; where one begins decides where one ends."""

from __future__ import annotations

from typing import Any

from loopwise.descent.surfaces._surface import Surface
from loopwise.text import Text


class Himmelblau(Surface):
    """Four global minima, one of them at (3, 2), between them saddles and a local maximum."""

    title = Text(en="Himmelblau", ko="Himmelblau 함수")
    formula = r"(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
    source = "Himmelblau 1972, Applied Nonlinear Programming"
    minima = (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    )
    start = (0.0, 0.5)

    def value(self, x: Any, y: Any) -> Any:
        """(x^2 + y - 11)^2 + (x + y^2 - 7)^2."""
        return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2

    def gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        """4*x*u + 2*v, 2*u + 4*y*v with u, v the two brackets."""
        u, v = x**2 + y - 11, x + y**2 - 7
        return 4 * x * u + 2 * v, 2 * u + 4 * y * v
