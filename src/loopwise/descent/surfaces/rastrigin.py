"""20 + x^2 + y^2 - 10*cos(2*pi*x) - 10*cos(2*pi*y): an egg box; nearly every start ends in a local minimum."""

from __future__ import annotations

from typing import Any

import numpy as np

from loopwise.descent.surfaces._surface import Surface
from loopwise.text import Text


class Rastrigin(Surface):
    """The global minimum is at the origin, a local one near every other pair of whole numbers."""

    title = Text(en="Rastrigin", ko="Rastrigin 함수")
    formula = r"20 + x^2 + y^2 - 10\cos 2\pi x - 10\cos 2\pi y"
    source = "Rastrigin 1974, Systems of Extremal Control"
    window = ((-5.12, 5.12), (-5.12, 5.12))
    minima = ((0.0, 0.0),)
    start = (2.3, -3.2)

    def value(self, x: Any, y: Any) -> Any:
        """20 + x^2 + y^2 - 10*cos(2*pi*x) - 10*cos(2*pi*y)."""
        return 20 + x**2 + y**2 - 10 * np.cos(2 * np.pi * x) - 10 * np.cos(2 * np.pi * y)

    def gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        """2*x + 20*pi*sin(2*pi*x), likewise for y."""
        return (
            2 * x + 20 * np.pi * np.sin(2 * np.pi * x),
            2 * y + 20 * np.pi * np.sin(2 * np.pi * y),
        )
