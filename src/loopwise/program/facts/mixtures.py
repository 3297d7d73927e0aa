"""Probabilities that are put together of others: a mean of several, a sum of them with weights that are shares.

is_mixture((gate.unsqueeze(-1) * p).sum(1))        # True where gate and p come out of softmax
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Const, Value, constant

if TYPE_CHECKING:
    from loopwise.program.objects.ops import Op

_DEEP = 40  # operations looked through
_GATHERS = ("stack", "cat", "concat", "mean")
_PRODUCTS = ("mul", "matmul", "bmm", "mm")
_SHARES = ("softmax", "sigmoid")


def is_mixture(tensor: Tensor) -> bool:
    """Tell whether a tensor surely holds probabilities that are mixed of a softmax's, and no softmax's own."""
    mixed = not tensor.last.is_(*_SHARES) and _is_share(tensor, 0)
    return mixed and any(op.is_("softmax") for op in tensor.past())


def _is_share(value: Value, depth: int) -> bool:
    """Whether all numbers lie between 0 and 1, as far as they come of softmax, sigmoid and fixed numbers alone."""
    if isinstance(value, Const):
        return isinstance(value.value, (int, float)) and 0 <= value.value <= 1
    if not isinstance(value, Tensor) or depth > _DEEP or "assigned" in value.table:
        return False
    op = value.op
    parts = _parts(op)
    return op.is_(*_SHARES) or (bool(parts) and all(_is_share(part, depth + 1) for part in parts))


def _parts(op: Op) -> Sequence[Value]:
    """Return what must hold shares for an operation to give shares; nothing where that is not enough."""
    if op.role == "layout" or op.is_(*_GATHERS):
        return op.tensors
    if op.role == "join" or op.is_(*_PRODUCTS):
        return op.inputs
    if op.is_("sum", "add"):  # each with its weight
        return op.tensors if all(part.last.is_(*_PRODUCTS, "div") for part in op.tensors) else ()
    first, last = op.inputs[:1], op.inputs[-1:]
    if op.is_("sub") and constant(first[0]) == 1:  # 1 - w
        return last
    whole = constant(last[0]) if op.is_("div") else None  # p / 3
    return first if isinstance(whole, int) and whole > 0 else ()
