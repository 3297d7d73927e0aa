"""Tuples of tensors that are taken for one tensor: what a recurrent layer gives, what a model with two outputs gives.

for taken in program.tuples_taken(): taken.place, taken.maker, taken.count
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.evaluator.attributes import is_recurrent_pair
from loopwise.program.facts.batches import parts_in_batch
from loopwise.program.objects.modules import Layer, Loader
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import RECURRENT
from loopwise.program.objects.values import Items, Value

if TYPE_CHECKING:
    from loopwise.records import Place

_OF_TENSORS = ("to", "cuda", "float", "view", "reshape", "flatten")
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


class TakenBatch(NamedTuple):
    """A batch that is not taken apart. op: what refuses it; parts: how many tensors it holds."""

    op: Op
    loader: Loader
    parts: int

    @property
    def place(self) -> Place:
        """Where it raises."""
        return self.op.place

    @property
    def loader_place(self) -> Place:
        """The loader that gives it."""
        return self.loader.site.place


def batches_taken(ops: Iterable[Op]) -> list[TakenBatch]:
    """Return where layers, and methods of tensors, surely get a loader's list of tensors, each place once."""
    found: dict[ast.AST, TakenBatch] = {}
    for op in ops:
        given = op.inputs[0] if op.inputs and not op.guessed else None
        loader = given.op.layer if isinstance(given, Tensor) and given.op.kind == "batch" else None
        if isinstance(loader, Loader) and _refuses_lists(op) and (parts := parts_in_batch(loader)):
            found.setdefault(op.site.node, TakenBatch(op, loader, parts))
    return list(found.values())


def _refuses_lists(op: Op) -> bool:
    node = op.site.node
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return (op.kind in _OF_TENSORS and is_method) or (
        isinstance(op.layer, Layer) and op.kind not in _TAKE_ANYTHING
    )


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
