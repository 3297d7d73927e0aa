"""A parabola fitted to data: c + theta0*x + theta1*x^2, c always at its best. Without data, area from radius.

For any theta0 and theta1 the best c is the mean of what is left over, so u, v and y are taken without their means.
"""

from __future__ import annotations

import numpy as np

from loopwise.descent.surfaces._least_squares import LeastSquares
from loopwise.descent.surfaces._surface import Array
from loopwise.text import Text


class Polynomial(LeastSquares):
    """y = c + theta0*x + theta1*x^2."""

    title = Text(en="a parabola fitted to data", ko="데이터에 맞춘 이차 다항식")
    formula = r"\frac{1}{N}\sum (c + \theta_0 x_i + \theta_1 x_i^2 - y_i)^2"

    def __init__(self, x: Array | None = None, y: Array | None = None, loss: str = "mse") -> None:
        if x is None or y is None:
            from loopwise.descent.tables import default_table

            table = default_table("mean radius", "mean area")
            x, y = table.x, table.y
        x = np.asarray(x, np.float64)
        self._mean_x, self._mean_square = float(x.mean()), float((x**2).mean())
        self.middle = float(np.mean(y))  # of y, which the drawn curve gets back
        super().__init__(x, y - self.middle, loss)

    def basis(self, x: Array) -> tuple[Array, Array]:
        """x and x^2, each without its mean."""
        return x - self._mean_x, x**2 - self._mean_square
