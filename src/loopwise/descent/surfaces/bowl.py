"""a*x^2 + b*y^2: an ellipse whose centre is the minimum. One step multiplies x by 1 - 2*a*lr, y by 1 - 2*b*lr."""

from __future__ import annotations

from typing import Any

from loopwise.descent.surfaces._surface import Surface
from loopwise.text import Text


class Bowl(Surface):
    """Converges for lr < 1 / max(a, b). a or b below 0 makes a saddle."""

    title = Text(en="bowl", ko="그릇 모양 곡면")
    formula = r"a x^2 + b y^2"

    def __init__(self, a: float = 3.0, b: float = 1.0) -> None:
        self.a, self.b = float(a), float(b)
        self.minima = ((0.0, 0.0),) if self.a > 0 and self.b > 0 else ()

    @property
    def settings(self) -> dict[str, Any]:
        """Return a and b."""
        return {"a": self.a, "b": self.b}

    def value(self, x: Any, y: Any) -> Any:
        """a*x^2 + b*y^2."""
        return self.a * x**2 + self.b * y**2

    def gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        """2*a*x, 2*b*y."""
        return 2 * self.a * x, 2 * self.b * y
