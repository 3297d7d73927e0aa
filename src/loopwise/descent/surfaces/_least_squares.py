"""The cost of a prediction theta0*u + theta1*v: sum, mean, half mean of squared errors, or mean absolute error.

Sum, mean and half mean are one surface in three heights: the best rate differs by N, and by 2. Their gradient is
A (theta - best) with a constant matrix A, so a whole batch costs no more than a single row.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from loopwise.descent.surfaces._surface import Array, Fitted, Surface, Window
from loopwise.errors import LoopwiseError
from loopwise.text import Text

LOSSES = ("mse", "half_mse", "sse", "mae")
SPREAD = 1.5  # of the window around the best parameters, in their own size


class LeastSquares(Fitted):
    """theta0*u + theta1*v against y. basis(x) -> (u, v), each (N,).

    loss: "mse", "half_mse", "sse" or "mae". best: (2,), the parameters of least squares.
    """

    def __init__(self, x: Array, y: Array, loss: str = "mse") -> None:
        if loss not in LOSSES:
            raise LoopwiseError(
                Text(
                    en=f"there is no cost named {loss!r} for a line; there is: {', '.join(LOSSES)}.",
                    ko=f"직선의 비용(cost)으로 쓸 수 없는 이름입니다: {loss!r}. 쓸 수 있는 이름: "
                    f"{', '.join(LOSSES)}",
                ),
                fix='loss="mse"',
            )
        self.x, self.y, self.loss = np.asarray(x, np.float64), np.asarray(y, np.float64), loss
        self._columns = np.stack(self.basis(self.x))  # (2, N)
        self.best: Array = np.asarray(np.linalg.lstsq(self._columns.T, self.y, rcond=None)[0], np.float64)
        self._factor = {"mse": 1 / self.rows, "half_mse": 0.5 / self.rows}.get(loss, 1.0)
        self._matrix = 2 * self._factor * (self._columns @ self._columns.T)  # (2, 2), the Hessian
        residual = self.best @ self._columns - self.y
        self._least = self._factor * float(residual @ residual)
        self.minima = (tuple(map(float, self.best)),) if loss != "mae" else ()  # type: ignore[assignment]
        self.window = _around(self.best)
        self.start = (0.0, 0.0)

    def basis(self, x: Array) -> tuple[Array, Array]:
        """Return what theta0 and theta1 multiply."""
        raise NotImplementedError

    @property
    def settings(self) -> dict[str, Any]:
        """Return the loss, and where the data come from."""
        return {"loss": self.loss, **self.origin}

    def on(self, rows: NDArray[np.int64]) -> Surface:
        """Return the same cost over some rows (the mean of those rows, or their sum)."""
        return type(self)(self.x[rows], self.y[rows], self.loss)

    def predicted(self, theta0: float, theta1: float, x: Array) -> Array:
        """theta0*u + theta1*v."""
        u, v = self.basis(x)
        return theta0 * u + theta1 * v

    def value(self, x: Any, y: Any) -> Any:
        """Return the cost of theta0 = x, theta1 = y."""
        if self.loss == "mae":
            return np.abs(self._residuals(x, y)).mean(axis=0)
        dx, dy, a = x - self.best[0], y - self.best[1], self._matrix
        return self._least + (a[0, 0] * dx**2 + 2 * a[0, 1] * dx * dy + a[1, 1] * dy**2) / 2

    def gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return the cost's derivatives by theta0 and theta1."""
        if self.loss == "mae":
            sign = np.sign(self._residuals(x, y))
            u, v = self._columns
            return np.tensordot(u, sign, 1) / self.rows, np.tensordot(v, sign, 1) / self.rows
        dx, dy, a = x - self.best[0], y - self.best[1], self._matrix
        return a[0, 0] * dx + a[0, 1] * dy, a[0, 1] * dx + a[1, 1] * dy

    def _residuals(self, x: Any, y: Any) -> Array:
        """Return the error of every row: (N, *shape of x)."""
        u, v = (column.reshape(-1, *([1] * np.ndim(x))) for column in self._columns)
        residuals: Array = x * u + y * v - self.y.reshape(u.shape)
        return residuals


def _around(best: Array) -> Window:
    """Return a window with the best parameters in its middle, the origin inside."""
    reach = SPREAD * max(float(np.abs(best).max()), 0.5)
    x, y = map(float, best)
    return (x - reach, x + reach), (y - reach, y + reach)
