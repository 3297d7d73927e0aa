"""1 - exp(-(x^2 + y^2)/2): a dent in a flat field. Far from it the gradient is next to nothing, and so is a step."""

from __future__ import annotations

from typing import Any

import numpy as np

from loopwise.descent.surfaces._surface import Surface
from loopwise.text import Text


class Plateau(Surface):
    """Flat far out: a small gradient is no sign of a minimum."""

    title = Text(en="plateau", ko="평평한 곡면(plateau)")
    formula = r"1 - e^{-(x^2 + y^2)/2}"
    minima = ((0.0, 0.0),)

    def value(self, x: Any, y: Any) -> Any:
        """1 - exp(-(x^2 + y^2)/2)."""
        return -np.expm1(-(x**2 + y**2) / 2)

    def gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        """x and y times exp(-(x^2 + y^2)/2)."""
        height = np.exp(-(x**2 + y**2) / 2)
        return x * height, y * height
