"""The length of one axis of a tensor, as far as the program's own numbers give it.

Asked for on demand, nothing is computed while reading. Whole shapes are the business of a later room.
"""

from __future__ import annotations

from collections.abc import Callable

from loopwise.program.tensors import Op, Tensor
from loopwise.program.values import Const, Items, Value, constant, whole_number

_DEEP = 60  # operations looked through


def size_of(tensor: Tensor, axis: int, depth: int = 0) -> int | None:
    """Return the length of `axis` (0-based, or -1 for the last), None if the program does not give it."""
    op = tensor.op
    if depth > _DEEP:
        return None
    if op.role == "join":
        sizes = {size_of(arm, axis, depth + 1) for arm in op.inputs if isinstance(arm, Tensor)}
        return sizes.pop() if len(sizes) == 1 else None
    rule = _RULES.get(op.shape)
    return rule(op, axis, depth) if rule else None


def _first(op: Op) -> Tensor | None:
    return op.inputs[0] if op.inputs and isinstance(op.inputs[0], Tensor) else None


def _same(op: Op, axis: int, depth: int) -> int | None:
    first = _first(op)
    return None if first is None else size_of(first, axis, depth + 1)


def _broadcast(op: Op, axis: int, depth: int) -> int | None:
    """Of two tensors the longer last axis; a number changes nothing."""
    tensors = [value for value in op.inputs if isinstance(value, Tensor)]
    if len(tensors) == 1 and all(isinstance(value, (Tensor, Const)) for value in op.inputs):
        return size_of(tensors[0], axis, depth + 1)
    sizes = [size_of(tensor, axis, depth + 1) for tensor in tensors] if axis == -1 else []
    known = [size for size in sizes if size is not None]
    return max(known) if known and (len(known) == len(sizes) or max(known) > 1) else None


def _linear(op: Op, axis: int, depth: int) -> int | None:
    if axis != -1:
        return _same(op, axis, depth)
    if op.layer is not None and op.arguments is not None:
        return whole_number(op.arguments.get(1, "out_features"))
    weight = op.inputs[1] if len(op.inputs) > 1 else None
    return size_of(weight, 0, depth + 1) if isinstance(weight, Tensor) else None


def _matmul(op: Op, axis: int, depth: int) -> int | None:
    if axis != -1:
        return _same(op, axis, depth)
    other = op.inputs[1] if len(op.inputs) > 1 else None
    return size_of(other, -1, depth + 1) if isinstance(other, Tensor) else None


def _embedding(op: Op, axis: int, depth: int) -> int | None:
    if axis == -1 and op.layer is not None and op.arguments is not None:
        return whole_number(op.arguments.get(1, "embedding_dim"))
    return None


def _conv(op: Op, axis: int, depth: int) -> int | None:
    if axis == 1 and op.layer is not None and op.arguments is not None:
        return whole_number(op.arguments.get(1, "out_channels"))
    return _same(op, axis, depth) if axis == 0 else None


def _pool(op: Op, axis: int, depth: int) -> int | None:
    return _same(op, axis, depth) if axis in (0, 1) else None


def _asked_for(op: Op, axis: int, depth: int) -> int | None:
    """`torch.randn(64, 10)`, `torch.zeros((64, 10))`: the axis is in the arguments."""
    given = op.arguments.positional if op.arguments is not None else []
    lengths: list[Value] = list(given[0].items) if given and isinstance(given[0], Items) else list(given)
    return whole_number(lengths[axis]) if -len(lengths) <= axis < len(lengths) else None


def _reshaped(op: Op, axis: int, depth: int) -> int | None:
    given = op.arguments.positional[1:] if op.arguments is not None else []
    lengths = list(given[0].items) if given and isinstance(given[0], Items) else given
    length = constant(lengths[axis]) if -len(lengths) <= axis < len(lengths) else None
    return length if isinstance(length, int) and length >= 0 else None


_RULES: dict[str, Callable[[Op, int, int], int | None]] = {
    "same": _same,
    "first": _broadcast,
    "broadcast": _broadcast,
    "linear": _linear,
    "matmul": _matmul,
    "embedding": _embedding,
    "conv": _conv,
    "pool": _pool,
    "made": _asked_for,
    "last": _reshaped,
}
