"""Logistic regression on one feature: p = sigmoid(theta0 + theta1*x), cost = mean binary cross-entropy.

Without data: is a tumour malignant, from its mean radius? Where one value of x parts the classes the cost has no
minimum: theta1 grows for ever, ever more slowly.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from loopwise.descent.surfaces._surface import Array, Fitted, Surface
from loopwise.text import Text


class Logistic(Fitted):
    """y is 0 or 1."""

    title = Text(en="logistic regression on data", ko="데이터에 맞춘 로지스틱 회귀")
    formula = r"\frac{1}{N}\sum \log(1 + e^{z_i}) - y_i z_i,\; z_i = \theta_0 + \theta_1 x_i"
    window = ((-6.0, 4.0), (-2.0, 8.0))
    start = (3.0, -1.0)

    def __init__(self, x: Array | None = None, y: Array | None = None) -> None:
        if x is None or y is None:
            from loopwise.descent.tables import default_table

            table = default_table("mean radius", "diagnosis")
            x, y = table.x, table.y
        self.x, self.y = np.asarray(x, np.float64), np.asarray(y, np.float64)

    @property
    def settings(self) -> dict[str, Any]:
        """Return where the data come from."""
        return dict(self.origin)

    def on(self, rows: NDArray[np.int64]) -> Surface:
        """Return the mean over some rows."""
        return Logistic(self.x[rows], self.y[rows])

    def predicted(self, theta0: float, theta1: float, x: Array) -> Array:
        """Return the probability of class 1."""
        return _sigmoid(theta0 + theta1 * x)

    def value(self, x: Any, y: Any) -> Any:
        """mean(log(1 + e^z) - y*z)."""
        z, target = self._logits(x, y)
        return (np.logaddexp(0, z) - target * z).mean(axis=0)

    def gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        """mean(p - y), mean((p - y)*x)."""
        z, target = self._logits(x, y)
        off = _sigmoid(z) - target
        return off.mean(axis=0), np.tensordot(self.x, off, 1) / self.rows

    def _logits(self, x: Any, y: Any) -> tuple[Array, Array]:
        """Return z and the target of every row: (N, *shape of x)."""
        across = (-1, *([1] * np.ndim(x)))
        return x + y * self.x.reshape(across), self.y.reshape(across)


def _sigmoid(z: Array) -> Array:
    half: Array = np.tanh(z / 2)  # overflows nowhere
    return (1 + half) / 2
