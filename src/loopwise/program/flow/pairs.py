"""A prediction and a target that meet: in a loss, a subtraction, a comparison."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from loopwise.program.facts.gradients import gradient_flows
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import constant
from loopwise.program.source.sources import nodes_in
from loopwise.shapes import Shape, same, shown

if TYPE_CHECKING:
    from loopwise.records import Place, Repair


class Pair:
    """An operation on a model's answer and on data, (N, 1) on one side and (N,) on the other.

    column: which of the two has the shape (N, 1), 0 or 1.  data: which of the two is no model's answer.
    """

    def __init__(self, op: Op, one: Shape, other: Shape, *, data: int) -> None:
        self.op = op
        self.shapes = (one, other)
        self.data = data
        self.column = 0 if len(one) == 2 else 1

    @property
    def place(self) -> Place:
        """Where they meet."""
        return self.op.place

    @property
    def answer(self) -> str:
        """The shape of the model's answer, as people write it."""
        return shown(self.shapes[1 - self.data])

    @property
    def target(self) -> str:
        """The shape of the data."""
        return shown(self.shapes[self.data])

    @property
    def result(self) -> str:
        """The shape they broadcast to."""
        length = self.shapes[self.column][0]
        return shown((length, length))

    def matched(self) -> Repair | None:
        """Return the edit that gives the data the answer's shape, where they meet."""
        from loopwise.program.mending.replacements import argument, with_method, with_operand

        method = "squeeze(1)" if self.data == self.column else "unsqueeze(1)"
        if self.op.role == "loss":
            return with_method(self.op.site, argument(self.op.site.node, self.data, "target"), method)
        return with_operand(self.op.site, self.data, method)


def pairs_in(ops: Iterable[Op]) -> list[Pair]:
    """Return the pairs, each place once; none in which the axis is put in on purpose, right there."""
    found: dict[ast.AST, Pair] = {}
    for op in ops:
        tensors = [value for value in op.inputs[:2] if isinstance(value, Tensor)]
        if len(tensors) != 2 or op.guessed or any(_is_made_within(op, tensor.op) for tensor in tensors):
            continue
        one, other = (tensor.shape for tensor in tensors)
        if one is None or other is None or not _blows_up(one, other):
            continue
        data = _data_among(tensors)
        if data is not None and not _is_grid(tensors[data], op):
            found.setdefault(op.site.node, Pair(op, one, other, data=data))
    return list(found.values())


def _data_among(tensors: list[Tensor]) -> int | None:
    """Return which of two is no model's answer, or the answer of one that nothing is learnt from: a target network."""
    answers = [tensor.is_answer for tensor in tensors]
    if answers[0] != answers[1]:
        return answers.index(False)
    flows = [gradient_flows(tensor) for tensor in tensors]
    return flows.index(False) if answers[0] and set(flows) == {True, False} else None


def _is_grid(data: Tensor, meeting: Op) -> bool:
    """Whether answers are held against each of some places, learnt or laid out, that may be as many by chance."""
    laid_out = meeting.is_("sub") and data.last.is_("linspace", "arange")
    return laid_out or any(op.is_("parameter") for op in data.past())


def _blows_up(one: Shape, other: Shape) -> bool:
    column, row = (one, other) if len(one) == 2 else (other, one)
    if len(column) != 2 or len(row) != 1 or column[1] != 1:
        return False
    return same(column[0], row[0]) is True and row[0] != 1


def _is_made_within(outer: Op, inner: Op) -> bool:
    """`p.unsqueeze(1) - y`, `p[:, None] - y`: all pairs are meant; `y[rows]`, `batch["y"]` put no axis in."""
    if inner.kind not in ("unsqueeze", "getitem"):
        return False
    key = constant(inner.arguments.get(1)) if inner.is_("getitem") and inner.arguments is not None else None
    if isinstance(key, str):
        return False
    whole = inner.inputs[0] if inner.inputs else None
    grows = not isinstance(whole, Tensor) or whole.rank is None or whole.rank < (inner.out.rank or 0)
    return grows and inner.site.node in nodes_in(outer.site.node)
