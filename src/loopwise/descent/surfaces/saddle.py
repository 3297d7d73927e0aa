"""x^2 - y^2: the gradient is zero at the origin, and it is no minimum. From y = 0 exactly, descent ends there."""

from __future__ import annotations

from typing import Any

from loopwise.descent.surfaces._surface import Surface
from loopwise.text import Text


class Saddle(Surface):
    """Unbounded below: there is no minimum at all."""

    title = Text(en="saddle", ko="안장 모양 곡면")
    formula = r"x^2 - y^2"
    window = ((-3.0, 3.0), (-3.0, 3.0))
    start = (2.0, 0.001)

    def value(self, x: Any, y: Any) -> Any:
        """x^2 - y^2."""
        return x**2 - y**2

    def gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        """2*x, -2*y."""
        return 2 * x, -2 * y
