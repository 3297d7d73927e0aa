"""What the first layer gets, summed up over all looks: `Columns(layer).add(values)`, later `.inputs()`."""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from loopwise.runtime.dynamics.measurements import Inputs, Layer, Torn, not_known
from loopwise.runtime.preparation import divided_twice, torn_apart
from loopwise.runtime.rows import keys_of

MOST_COLUMNS = 4096
MOST_NUMBERS = 2_000_000  # of a batch: large pictures are summed up from the first of it
_WITH_DOUBLES = ("cpu", "cuda")
_FEW = 128  # columns whose covariance is kept
_TRACED = 3  # batches looked at for what was done to them
_SMALL = 65_536  # numbers of a batch that is copied to be summed up with others
_TOGETHER = 8  # batches


class Columns:
    """Sums of a first layer's input, by column where it is a table.

    weight: of that layer. keys: of the rows of its first batches, where they are rows.
    """

    def __init__(self, layer: Layer, width: int) -> None:
        self.layer = layer
        self.weight: weakref.ref[Tensor] | None = None
        self.keys: set[int] = set()
        self._batches = self._twice = 0
        self._torn: Torn | None = None
        self.width = width
        self._count = 0
        self._waiting: list[Tensor] = []
        self._sum = torch.zeros(width, dtype=torch.float64)
        self._products = torch.zeros(width, width, dtype=torch.float64) if 1 < width <= _FEW else None
        self._squares = (
            torch.zeros(width, dtype=torch.float64) if self._products is None else self._products.diagonal()
        )

    @classmethod
    def of(cls, layer: Layer, values: Tensor) -> Columns | None:
        """Begin with what a first layer was given: (..., columns), or pictures (N, C, H, W), one column a channel."""
        width = rows_of(values).shape[1]
        return cls(layer, width) if 0 < width <= MOST_COLUMNS else None

    def add(self, values: Tensor) -> None:
        """Add a batch. Small ones are copied and summed up several at once, which takes a third of the time."""
        rows = rows_of(values[: MOST_NUMBERS // max(values[0].numel(), 1) + 1] if len(values) else values)
        if rows.shape[1] != self.width:
            return
        if self._batches < _TRACED:
            if self._sum_up(rows):
                self._batches += 1
                self._trace(values)
        elif rows.numel() > _SMALL:
            self._sum_up(rows)
        else:
            self._waiting.append(rows.clone())
            if len(self._waiting) == _TOGETHER:
                self._sum_up_what_waits()

    def _sum_up_what_waits(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting and not self._sum_up(torch.cat(waiting)):
            for rows in waiting:
                self._sum_up(rows)

    def _sum_up(self, rows: Tensor) -> bool:
        """Add rows; False, and nothing is added, where one of them is not finite."""
        rows = rows.double() if rows.device.type in _WITH_DOUBLES else rows.cpu().double()
        products = (rows.T @ rows).cpu() if self._products is not None else None
        squares = rows.square().sum(0).cpu() if products is None else products.diagonal()
        if not math.isfinite(float(squares.sum())):
            return False
        self._count += len(rows)
        self._sum += rows.sum(0).cpu()
        if products is None:
            self._squares += squares
        elif self._products is not None:
            self._products += products
        return True

    def inputs(self) -> Inputs | None:
        """Return what is known by now."""
        self._sum_up_what_waits()
        if self._count < 2:
            return None
        mean = self._sum / self._count
        variance = (self._squares / self._count - mean.square()).clamp(min=0)
        variance[variance <= 1e-12 * self._squares / self._count] = 0  # what rounding leaves of a constant
        return Inputs(
            layer=self.layer.title,
            place=self.layer.place,
            samples=self._count,
            means=tuple(mean.tolist()),
            deviations=tuple(variance.sqrt().tolist()),
            size=float((self._squares.sum() / (self._count * self.width)).sqrt()),
            condition=self._condition(mean),
            twice=self._twice,
            torn=self._torn,
        )

    def _trace(self, values: Tensor) -> None:
        """Look at the first batches themselves: their numbers tell what was done to them."""
        self._twice = self._twice or divided_twice(values)
        if values.dim() == 2:
            self.keys.update(keys_of(values))
        elif values.dim() == 4 and self._torn is None:
            self._torn = torn_apart(values)

    def _condition(self, mean: Tensor) -> Callable[[], float | None]:
        if self._products is None or self._count <= self.width:
            return not_known
        return partial(_condition_of, self._products / self._count - torch.outer(mean, mean))


def _condition_of(covariance: Tensor) -> float | None:
    """Return the ratio of its largest eigenvalue to its smallest that is not rounding."""
    values = torch.linalg.eigvalsh(covariance)
    real = values[values > 1e-10 * values[-1]]
    return float(real[-1] / real[0]) if len(real) else None


def rows_of(values: Tensor) -> Tensor:
    """(..., columns) -> (rows, columns); pictures (N, C, H, W) -> (N * H * W, C)."""
    if values.dim() >= 4:
        return values.movedim(1, -1).flatten(0, -2)
    return values.flatten(0, -2) if values.dim() > 1 else values.unsqueeze(0)
