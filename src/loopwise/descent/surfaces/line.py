"""A line fitted to data: theta0 + theta1*x. Without data, twenty points of y = 2 + 0.5*x."""

from __future__ import annotations

import numpy as np

from loopwise.descent.surfaces._least_squares import LeastSquares
from loopwise.descent.surfaces._surface import Array
from loopwise.text import Text


class Line(LeastSquares):
    """y = theta0 + theta1*x. theta0: where it crosses the axis; theta1: the slope of the line."""

    title = Text(en="a line fitted to data", ko="데이터에 맞춘 직선")
    formula = r"\frac{1}{N}\sum (\theta_0 + \theta_1 x_i - y_i)^2"

    def __init__(self, x: Array | None = None, y: Array | None = None, loss: str = "mse") -> None:
        if x is None or y is None:
            x = np.linspace(-1, 1, 20)
            y = 2 + 0.5 * x
        super().__init__(x, y, loss)

    def basis(self, x: Array) -> tuple[Array, Array]:
        """1 and x."""
        return np.ones_like(x), x
