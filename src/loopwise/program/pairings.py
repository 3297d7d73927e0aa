"""Where a prediction meets its target: in a loss, in a subtraction, in a comparison by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.program.replacements import argument, with_method, with_operand
from loopwise.program.tensors import Op, Tensor

if TYPE_CHECKING:
    from loopwise.program.losses import LossCall
    from loopwise.records import Place, Repair
    from loopwise.shapes import Shape

_BY_HAND = ("sub", "eq")


class Pairing:
    """A prediction and its target, joined by `kind`: a loss's name, "sub" or "eq".

    op: the loss or the operator.  index: which of its two sides the target is.
    """

    def __init__(self, op: Op, prediction: Tensor, target: Tensor, index: int) -> None:
        self.op = op
        self.kind = op.kind
        self.prediction = prediction
        self.target = target
        self._index = index

    @property
    def place(self) -> Place:
        """Where they meet."""
        return self.op.site.place

    @property
    def broadcasts(self) -> Shape | None:
        """The shape (N, N) that one column against one row gives; None where the shapes agree or are not known."""
        column, row = self.prediction.shape, self.target.shape
        if column is not None and row is not None and len(row) == 2:
            column, row = row, column
        if column is None or row is None or (len(column), len(row)) != (2, 1):
            return None
        return (column[0], row[0]) if column[1] == 1 and 1 not in (column[0], row[0]) else None

    def with_target(self, method: str) -> Repair | None:
        """Return the text edit that calls a method on the target."""
        if self.op.role == "loss":
            return with_method(self.op.site, argument(self.op.site.node, 1, "target"), method)
        return with_operand(self.op.site, self._index, method)


def pairings_in(losses: list[LossCall], operations: list[Op]) -> Iterator[Pairing]:
    """Yield the places where a model's answer meets data."""
    for loss in losses:
        if loss.answers is not None:
            yield Pairing(loss.out.op, loss.input, loss.answers, 1)
    for op in operations:
        if op.kind in _BY_HAND and len(op.inputs) == 2:
            yield from _by_hand(op, *op.inputs)


def _by_hand(op: Op, left: object, right: object) -> Iterator[Pairing]:
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        if left.is_answer and right.is_data:
            yield Pairing(op, left, right, 1)
        elif right.is_answer and left.is_data:
            yield Pairing(op, right, left, 0)
