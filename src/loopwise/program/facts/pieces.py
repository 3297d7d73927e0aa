"""The shapes of what a tensor or its rows are taken apart into: `x.split(32)`, `x.chunk(4)`, folds of row numbers."""

from __future__ import annotations

import ast

from loopwise import shapes
from loopwise.program.facts.shape_settings import number, shape_before, whole_or
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.shapes import Shape


def piece(op: Op) -> Shape | None:
    """One piece of `x.split(32)`, `x.chunk(4)`: its length is known only where the last one is as long."""
    shape, axis = shape_before(op), whole_or(op, 0, 1, "dim", "axis")
    asked = number(op, None, 0, "split_size_or_sections", "split_size", "chunks")
    if not shape or axis is None or not -len(shape) <= axis < len(shape):
        return None
    size = shape[axis]
    if isinstance(size, shapes.Symbol) and isinstance(asked, int):  # pieces of a batch are batches
        return shapes.replaced(shape, axis, shapes.Symbol((f"N#{size.names}{size.factor}/{asked}",)))
    if not isinstance(size, int) or not isinstance(asked, int) or asked <= 0:
        return shapes.replaced(shape, axis, None)
    if size % asked:
        return shapes.replaced(shape, axis, shapes.Symbol((f"N#{id(op)}",)) if size > asked > 1 else None)
    return shapes.replaced(shape, axis, asked if op.is_("split") else size // asked)


def row(op: Op) -> Shape | None:
    """What `x.unbind(dim)` gives: one axis less."""
    shape, axis = shape_before(op), whole_or(op, 0, 0, "dim", "axis")
    if not shape or axis is None or not -len(shape) <= axis < len(shape):
        return None
    at = axis % len(shape)
    return (*shape[:at], *shape[at + 1 :])


def is_fold(value: object) -> bool:
    """Tell whether a value is what a cross-validation gives each round: numbers of rows, to learn from and to test."""
    whole = (
        value.op.inputs[0]
        if isinstance(value, Tensor) and value.op.is_("getitem") and value.op.inputs
        else None
    )
    call = whole.op.site.node if isinstance(whole, Tensor) else None
    splits = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "split"
    return splits and isinstance(whole, Tensor) and whole.op.callee.startswith("sklearn.model_selection.")
