"""(1 - x)^2 + 100*(y - x^2)^2: into the curved valley at once, along it for ever."""

from __future__ import annotations

from typing import Any

from loopwise.descent.surfaces._surface import Surface
from loopwise.text import Text


class Rosenbrock(Surface):
    """One minimum, at (1, 1); its Hessian there has eigenvalues 1001.6 and 0.4."""

    title = Text(en="Rosenbrock", ko="Rosenbrock 함수")
    formula = r"(1 - x)^2 + 100 (y - x^2)^2"
    source = "Rosenbrock 1960, The Computer Journal 3(3)"
    window = ((-2.0, 2.0), (-1.0, 3.0))
    minima = ((1.0, 1.0),)
    start = (-1.2, 1.0)

    def value(self, x: Any, y: Any) -> Any:
        """(1 - x)^2 + 100*(y - x^2)^2."""
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    def gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        """-2*(1 - x) - 400*x*(y - x^2), 200*(y - x^2)."""
        off = y - x**2
        return -2 * (1 - x) - 400 * x * off, 200 * off
