"""What the program's own numbers say about a tensor's lengths, one by one; its whole shape: shape_rules.py."""

from __future__ import annotations

from collections.abc import Callable

from loopwise.program.objects.numbers import whole_number
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import MEETS_TENSORS
from loopwise.program.objects.values import Const, Items, Length, Unknown, Value, constant
from loopwise.shapes import Size, product

_DEEP = 60  # operations looked through for one axis


def length_of(tensor: Tensor, axis: int) -> Value:
    """Return `tensor.size(axis)` as a value: a number, a length only a run gives, or something unknown."""
    from loopwise.program.facts.batches import samples_in_front

    shape = tensor.shape
    if shape is not None and -len(shape) <= axis < len(shape):
        return as_value(shape[axis])
    size: Size = size_of(tensor, axis)
    return as_value(samples_in_front(tensor) if size is None and axis == 0 and shape is None else size)


def lengths_of(tensor: Tensor) -> Items | None:
    """Return `tensor.shape` as a value, None if its rank is not known."""
    shape = tensor.shape
    return None if shape is None else Items("size", [as_value(size) for size in shape])


def count_of(tensor: Tensor) -> Value:
    """Return `tensor.numel()`."""
    return Unknown() if tensor.shape is None else as_value(product(tensor.shape))


def as_value(size: Size) -> Value:
    """Return a length as a value of the program."""
    return Unknown() if size is None else Const(size) if isinstance(size, int) else Length(size)


def as_size(value: Value | None) -> Size:
    """Return the length a value of the program is."""
    return value.size if isinstance(value, Length) else whole_number(value)


def size_of(tensor: Tensor, axis: int, depth: int = 0) -> int | None:
    """Return the length of `axis` (0-based, or -1 for the last), None if the program does not give it.

    One axis may be known where the rank is not: the last one behind a Linear.
    """
    shape = tensor.shape
    if shape is not None:
        size = shape[axis] if -len(shape) <= axis < len(shape) else None
        return size if isinstance(size, int) else None
    if depth > _DEEP:
        return None
    if tensor.lengths is None:
        tensor.lengths = {}
    if axis not in tensor.lengths:
        tensor.lengths[axis] = _length_behind(tensor.op, axis, depth)
    return tensor.lengths[axis]


def _length_behind(op: Op, axis: int, depth: int) -> int | None:
    if op.role == "join":
        sizes = {size_of(arm, axis, depth + 1) for arm in op.inputs if isinstance(arm, Tensor)}
        return sizes.pop() if len(sizes) == 1 else None
    rule = _AXES.get(op.shape) if op.kind != "glu" else None  # which halves an axis
    return rule(op, axis, depth) if rule else None


def _first(op: Op) -> Tensor | None:
    return op.inputs[0] if op.inputs and isinstance(op.inputs[0], Tensor) else None


def _same(op: Op, axis: int, depth: int) -> int | None:
    if op.kind in MEETS_TENSORS and any(isinstance(value, Tensor) for value in op.inputs[1:]):
        return None
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


def _reshaped(op: Op, axis: int, depth: int) -> int | None:
    given = op.arguments.positional[1:] if op.arguments is not None else []
    lengths = list(given[0].items) if given and isinstance(given[0], Items) else given
    length = constant(lengths[axis]) if -len(lengths) <= axis < len(lengths) else None
    return length if isinstance(length, int) and length >= 0 else None


_AXES: dict[str, Callable[[Op, int, int], int | None]] = {
    "same": _same,
    "first": _broadcast,
    "broadcast": _broadcast,
    "linear": _linear,
    "matmul": _matmul,
    "embedding": _embedding,
    "conv": _conv,
    "pool": _pool,
    "last": _reshaped,
}
