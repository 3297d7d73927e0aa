"""Tuples of tensors that are taken for one tensor: what a recurrent layer gives, what a model with two outputs gives.

for taken in program.tuples_taken(): taken.place, taken.maker, taken.count
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from loopwise.program.evaluator.attributes import is_recurrent_pair
from loopwise.program.objects.modules import Layer
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import RECURRENT
from loopwise.program.objects.values import Items, Value

if TYPE_CHECKING:
    from loopwise.records import Place

_TAKE_ANYTHING = ("identity", "opaque")


class TakenTuple:
    """One of them. op: the operation that torch, or Python, refuses; given: the tuple."""

    def __init__(self, op: Op, given: Items) -> None:
        self.op = op
        self.given = given

    @property
    def place(self) -> Place:
        """Where it raises."""
        return self.op.place

    @property
    def count(self) -> int:
        """How many things it holds."""
        return len(self.given.items)

    @property
    def maker(self) -> str | None:
        """The layer that gives it, if one does."""
        first = self.given.items[0]
        layer = first.op.layer if isinstance(first, Tensor) else None
        return layer.label if isinstance(layer, Layer) and layer.kind in RECURRENT else None


def tuples_taken(ops: Iterable[Op]) -> list[TakenTuple]:
    """Return the operations of layers, losses and indices that surely get a tuple of tensors, each place once."""
    found = [
        TakenTuple(op, given)
        for op in ops
        if op.inputs and isinstance(given := op.inputs[0], Items) and not op.guessed and _is_for_tensors(op)
        if _is_tuple_of_tensors(given)
    ]
    return list({taken.op.site.node: taken for taken in reversed(found)}.values())


def _is_tuple_of_tensors(value: Value) -> bool:
    """Tell whether something is surely the tuple that a recurrent layer gives, or a model that answers twice."""
    if not isinstance(value, Items) or value.kind != "tuple" or not value.closed or len(value.items) < 2:
        return False
    return is_recurrent_pair(value) or all(isinstance(item, Tensor) and item.models for item in value.items)


def _is_for_tensors(op: Op) -> bool:
    """Whether it takes a tensor first: a layer of torch, a loss, an index with several axes."""
    if op.kind == "given":
        return any(use.role == "loss" for use in op.out.uses)
    return op.kind == "getitem" or (isinstance(op.layer, Layer) and op.kind not in _TAKE_ANYTHING)
