"""Receptive fields: how many pixels of the input one result sees, axis by axis.

For a window of k, dilated by d, over results that lie `stride` input pixels apart:
    field' = field + d * (k - 1) * stride,    stride' = stride * s        (Araujo, Norris & Sim 2019)

These are the theoretical ones: an input's edge cuts none of them. An axis is None once a result sees all of it
(a linear layer, attention, a mean over it), or where nobody can tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Given = Mapping[str, Any]


class Axis(NamedTuple):
    """What one axis of a result sees: pixels, and how many pixels lie between neighbours."""

    field: int = 1
    stride: float = 1


Field = tuple[Axis | None, ...]


def seen(
    name: str, given: Given, shape: tuple[int, ...], sources: Sequence[tuple[Field, tuple[int, ...]]]
) -> Field:
    """Return the field of a result. sources: field and shape of each traced input, the first one first."""
    nothing: Field = (None,) * len(shape)
    if not sources:
        return nothing
    field, before = sources[0]
    if name.startswith("conv"):
        return _convolved(name, given, field, shape)
    if "pool" in name:
        return _pooled(name, given, field, shape)
    if name in _RELAID:
        return _relaid(name, given, field, before, shape)
    if name in _WHOLE:
        return (*field[:-1], None) if name == "linear" and len(field) == len(shape) else nothing
    if name in _REDUCED:
        return _reduced(given, field, shape)
    if name == "embedding":
        return (*field, None) if len(field) + 1 == len(shape) else nothing
    if len(sources) == 1 and before == shape:
        return field
    return _together([(_resized(f, s, shape), s) for f, s in sources if len(f) == len(shape)], shape)


_RELAID = frozenset(
    [
        "permute",
        "transpose",
        "swapaxes",
        "T",
        "mT",
        "t",
        "unsqueeze",
        "squeeze",
        "flatten",
        "view",
        "reshape",
        "getitem",
    ]
)
_WHOLE = frozenset(
    [
        "linear",
        "bilinear",
        "matmul",
        "mm",
        "bmm",
        "einsum",
        "lstm",
        "gru",
        "rnn_tanh",
        "rnn_relu",
        "scaled_dot_product_attention",
        "multi_head_attention_forward",
        "addmm",
        "baddbmm",
    ]
)
_REDUCED = frozenset(
    ["mean", "sum", "amax", "amin", "var", "std", "norm", "logsumexp", "max", "min", "argmax"]
)


def _convolved(name: str, given: Given, field: Field, shape: tuple[int, ...]) -> Field:
    weight = given.get("weight")
    inner = len(weight.shape) - 2 if weight is not None else 0
    if inner < 1 or len(field) != len(shape):
        return (None,) * len(shape)
    kernels = weight.shape[2:]  # type: ignore[union-attr]  # of `given`, which is untyped
    strides, spread = (_each(given.get(key), inner, 1) for key in ("stride", "dilation"))
    slide = _widened if name.startswith("conv_transpose") else _slid
    axes = [slide(*one) for one in zip(field[-inner:], kernels, strides, spread, strict=True)]
    return (*field[: -inner - 1], None, *axes)


def _pooled(name: str, given: Given, field: Field, shape: tuple[int, ...]) -> Field:
    inner = int(name[name.index("pool") + 4]) if name[-1:] == "d" and name[-2:-1].isdigit() else 2
    if len(field) != len(shape) or len(field) < inner:
        return (None,) * len(shape)
    if name.startswith("adaptive"):
        return (
            *field[:-inner],
            *(None if length == 1 else axis for axis, length in _pairs(field, shape, inner)),
        )
    kernels = _each(given.get("kernel_size"), inner, 1)
    strides = _each(given.get("stride") or given.get("kernel_size"), inner, 1)
    spread = _each(given.get("dilation"), inner, 1)
    axes = [_slid(*one) for one in zip(field[-inner:], kernels, strides, spread, strict=True)]
    return (*field[:-inner], *axes)


def _pairs(field: Field, shape: tuple[int, ...], inner: int) -> list[tuple[Axis | None, int]]:
    return list(zip(field[-inner:], shape[-inner:], strict=True))


def _slid(axis: Axis | None, kernel: int, stride: int, spread: int) -> Axis | None:
    if axis is None or kernel == stride == 1:
        return axis
    return Axis(int(axis.field + spread * (kernel - 1) * axis.stride), _plain(axis.stride * stride))


def _widened(axis: Axis | None, kernel: int, stride: int, spread: int) -> Axis | None:
    """A transposed window: one result is made of ceil(k / s) neighbours, and lies s times closer."""
    if axis is None:
        return None
    neighbours = -(-(spread * (kernel - 1) + 1) // stride)
    return Axis(int(axis.field + (neighbours - 1) * axis.stride), _plain(axis.stride / stride))


def _relaid(name: str, given: Given, field: Field, before: tuple[int, ...], shape: tuple[int, ...]) -> Field:
    """Move the axes as the operation does; axes that are joined or cut see what nobody can tell."""
    order = _order(name, given, len(field))
    if order is not None and len(order) == len(shape):
        return tuple(field[at] for at in order)
    kept = [(axis, size) for axis, size in zip(field, before, strict=True) if size != 1 or name == "getitem"]
    wanted = [size for size in shape if size != 1 or name == "getitem"]
    if name == "getitem" and len(field) == len(shape):
        return _resized(field, before, shape)
    if [size for _, size in kept] == wanted:  # only axes of length 1 came or went
        axes = iter(axis for axis, _ in kept)
        ones = [axis for axis, size in zip(field, before, strict=True) if size == 1]
        return tuple(next(axes) if size != 1 else (ones[0] if ones else Axis()) for size in shape)
    same = 0  # axes in front that stay as they are: (N, C, H, W) -> (N, C, H*W)
    while same < min(len(before), len(shape)) and before[same] == shape[same]:
        same += 1
    return (*field[:same], *(None,) * (len(shape) - same))


def _order(name: str, given: Given, rank: int) -> list[int] | None:
    order = list(range(rank))
    if name == "permute" and isinstance(given.get("dims"), (list, tuple)):
        return [int(dim) % rank for dim in given["dims"]]
    if name in ("T", "t"):
        return order[::-1]
    pair = (-2, -1) if name == "mT" else (given.get("dim0"), given.get("dim1"))
    if name in ("transpose", "swapaxes", "mT") and all(isinstance(at, int) for at in pair):
        one, other = pair[0] % rank, pair[1] % rank  # type: ignore[operator]
        order[one], order[other] = order[other], order[one]
        return order
    return None


def _reduced(given: Given, field: Field, shape: tuple[int, ...]) -> Field:
    """A mean over an axis sees all of it."""
    dim = given.get("dim")
    rank = len(field)
    gone = (
        range(rank)
        if dim is None
        else [int(at) % rank for at in (dim if isinstance(dim, (list, tuple)) else [dim])]
    )
    if len(shape) == rank:
        return tuple(None if at in gone else axis for at, axis in enumerate(field))
    left = tuple(axis for at, axis in enumerate(field) if at not in gone)
    return left if len(left) == len(shape) else (None,) * len(shape)


def _resized(field: Field, before: tuple[int, ...], shape: tuple[int, ...]) -> Field:
    """An axis that became shorter or longer (a slice, an interpolation) has its results closer or wider apart."""
    axes: list[Axis | None] = []
    for axis, old, new in zip(field, before, shape, strict=True):
        if axis is not None and old != new and old > 1 and new > 1 and (old % new == 0 or new % old == 0):
            axis = Axis(axis.field, _plain(axis.stride * old / new))
        axes.append(axis)
    return tuple(axes)


def _together(sources: Sequence[tuple[Field, tuple[int, ...]]], shape: tuple[int, ...]) -> Field:
    """Where ways meet, a result sees the widest of them.

    One number for the whole axis (a squeeze-and-excitation gate) is left out, as the usual tables do.
    """
    if not sources:
        return (None,) * len(shape)
    axes: list[Axis | None] = []
    for at, length in enumerate(shape):
        candidates = [field[at] for field, lengths in sources if lengths[at] != 1 or length == 1]
        known = [axis for axis in candidates if axis is not None]
        whole = len(known) < len(candidates) or not known
        axes.append(None if whole else max(known))
    return tuple(axes)


def _each(value: Any, inner: int, usual: int) -> list[int]:
    if isinstance(value, (list, tuple)):
        return list(value) if len(value) == inner else [int(value[0])] * inner
    return [int(value) if value is not None else usual] * inner


def _plain(stride: float) -> float:
    return int(stride) if stride == int(stride) else stride
