"""What a surface is: a height over two numbers, its gradient, and where to look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from loopwise.text import Text

Array = NDArray[np.float64]
Window = tuple[tuple[float, float], tuple[float, float]]  # (x from, x to), (y from, y to)


class Surface:
    """f(x, y), for numbers or arrays of any one shape.

    title, formula (LaTeX): how it is called and written. axes: what x and y are called.
    window: what a picture shows before there is a path.
    minima: the global minima where they are known, else ().
    start: where a path usually begins.
    """

    title: Text
    formula: ClassVar[str] = ""
    source: ClassVar[str] = ""
    axes: tuple[str, str] = ("x", "y")
    window: Window = ((-6.0, 6.0), (-6.0, 6.0))
    minima: tuple[tuple[float, float], ...] = ()
    start: tuple[float, float] = (5.0, 4.0)

    @property
    def name(self) -> str:
        """The file's name, which is also what a person types."""
        return type(self).__module__.rpartition(".")[2]

    @property
    def settings(self) -> dict[str, Any]:
        """Return what it was made with, as `surface_named` takes it."""
        return {}

    def value(self, x: Any, y: Any) -> Any:
        """Return f(x, y), of the shape of x and y."""
        raise NotImplementedError

    def gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return df/dx and df/dy, each of the shape of x and y."""
        raise NotImplementedError


class Fitted(Surface):
    """The cost of a model with two parameters, over rows of data: it can be had on some of the rows only.

    x, y: (N,) float64, the data; names: what they are called. origin: where they come from, as `surface_over` takes
    it; nothing for a default set. `on(rows)`: the same cost over those rows, for a mini-batch.
    """

    axes = ("theta0", "theta1")
    names: tuple[str, str] = ("x", "y")
    origin: Mapping[str, Any] = {}
    x: Array
    y: Array

    @property
    def rows(self) -> int:
        """Return N."""
        return len(self.y)

    def on(self, rows: NDArray[np.int64]) -> Surface:
        """Return the same cost over some rows."""
        raise NotImplementedError

    def predicted(self, theta0: float, theta1: float, x: Array) -> Array:
        """Return what the model with these parameters says for x: the line to draw."""
        raise NotImplementedError
