"""Layers: convolution, pooling, linear, matmul, embedding, recurrent. Settings of None are not known."""

from __future__ import annotations

from collections.abc import Sequence

from loopwise.shapes.layout import broadcast
from loopwise.shapes.sizes import Shape, ShapeError, Size, product, quotient, rounded, same

Setting = int | None | Sequence[int | None]  # one for all inner axes, or one each


def linear(shape: Shape, wanted: Size, out: Size) -> Shape:
    """`nn.Linear(wanted, out)`: any axes before the last."""
    if not shape:
        raise ShapeError("rank", 1, 0)
    _check("width", wanted, shape[-1])
    return (*shape[:-1], out)


def multiplied(one: Shape, other: Shape) -> Shape:
    """`one @ other`."""
    if not one or not other:
        raise ShapeError("rank", 1, 0)
    _check("width", other[-2] if len(other) > 1 else other[0], one[-1])
    before = broadcast(one[:-2], other[:-2])
    return (*before, *one[-2:-1], *(other[-1:] if len(other) > 1 else ()))


def normalised(shape: Shape, *, ranks: Sequence[int], channels: Size) -> Shape:
    """`nn.BatchNorm2d(channels)` and its kin."""
    if len(shape) not in ranks:
        raise ShapeError("rank", ranks[-1], len(shape))
    _check("channels", channels, shape[1])
    return shape


def embedded(shape: Shape, width: Size) -> Shape:
    """`nn.Embedding(_, width)`."""
    return (*shape, width)


def recurrent(
    shape: Shape,
    wanted: Size,
    hidden: Size,
    *,
    batch_first: bool | None = False,
    both_ways: bool | None = False,
) -> Shape:
    """The output of `nn.LSTM(wanted, hidden)`: as its input but for the last axis."""
    if len(shape) not in (2, 3):
        raise ShapeError("rank", 3, len(shape))
    _check("width", wanted, shape[-1])
    return (*shape[:-1], None if both_ways is None else product((hidden, 2 if both_ways else 1)))


def convolved(
    shape: Shape,
    *,
    inner: int,
    kernel: Setting,
    channels: Size,
    out: Size,
    stride: Setting = 1,
    padding: Setting | str = 0,
    dilation: Setting = 1,
    transposed: bool = False,
    output_padding: Setting = 0,
) -> Shape:
    """`nn.Conv2d` (inner=2) and its kin. `channels`: those wanted."""
    _check_rank(shape, inner)
    _check("channels", channels, shape[-inner - 1])
    if padding == "same":
        return (*shape[: -inner - 1], out, *shape[-inner:])
    borders: Setting = 0 if padding == "valid" else None if isinstance(padding, str) else padding
    settings = zip(
        shape[-inner:],
        *(_each(setting, inner) for setting in (kernel, stride, borders, dilation, output_padding)),
        strict=True,
    )
    lengths = [
        _widened(length, k, s, p, d, extra) if transposed else _slid(length, k, s, p, d, up=False)
        for length, k, s, p, d, extra in settings
    ]
    return (*shape[: -inner - 1], out, *lengths)


def pooled(
    shape: Shape,
    *,
    inner: int,
    kernel: Setting,
    stride: Setting = None,
    padding: Setting = 0,
    dilation: Setting = 1,
    up: bool | None = False,
) -> Shape:
    """`nn.MaxPool2d` (inner=2) and its kin. `up`: ceil_mode."""
    _check_rank(shape, inner)
    settings = zip(
        shape[-inner:],
        *(_each(setting, inner) for setting in (kernel, stride, padding, dilation)),
        strict=True,
    )
    return (
        *shape[:-inner],
        *(_slid(length, k, s, p, d, up=up) for length, k, s, p, d in settings),
    )


def adapted(shape: Shape, *, inner: int, out: Sequence[Size]) -> Shape:
    """`nn.AdaptiveAvgPool2d(out)`; to single numbers it is a mean, which takes any rank."""
    if any(size != 1 for size in out) or len(shape) < inner:
        _check_rank(shape, inner)
    return (*shape[:-inner], *out)


def resized(shape: Shape, *, out: Sequence[Size] | None, scale: Size = None) -> Shape:
    """`F.interpolate`: all axes behind the channels, to given lengths or by a whole factor."""
    if not 3 <= len(shape) <= 5:
        raise ShapeError("rank", 4, len(shape))
    lengths = tuple(out) if out is not None else tuple(product((size, scale)) for size in shape[2:])
    if len(lengths) != len(shape) - 2:
        raise ShapeError("rank", len(lengths) + 2, len(shape))
    return (*shape[:2], *lengths)


def padded(shape: Shape, pads: Sequence[int | None]) -> Shape:
    """`F.pad`: pairs from the last axis backwards."""
    if len(pads) > 2 * len(shape):
        raise ShapeError("rank", len(pads) // 2, len(shape))
    lengths = list(shape)
    for pair in range(len(pads) // 2):
        before, after, size = pads[2 * pair], pads[2 * pair + 1], lengths[-1 - pair]
        known = isinstance(size, int) and before is not None and after is not None
        lengths[-1 - pair] = size + before + after if known else None  # type: ignore[operator]
    return tuple(lengths)


def shuffled(shape: Shape, factor: int) -> Shape:
    """`nn.PixelShuffle(factor)`."""
    if len(shape) < 3:
        raise ShapeError("rank", 3, len(shape))
    *before, channels, height, width = shape
    return (*before, quotient(channels, factor**2), product((height, factor)), product((width, factor)))


def _check(reason: str, wanted: Size, given: Size) -> None:
    if same(wanted, given) is False and isinstance(wanted, int) and isinstance(given, int):
        raise ShapeError(reason, wanted, given)


def _check_rank(shape: Shape, inner: int) -> None:
    if len(shape) not in (inner + 1, inner + 2):
        raise ShapeError("rank", inner + 2, len(shape))


def _each(setting: Setting, inner: int) -> Sequence[int | None]:
    if setting is None or isinstance(setting, int):
        return [setting] * inner
    return list(setting) if len(setting) == inner else [None] * inner


def _slid(
    size: Size,
    kernel: int | None,
    stride: int | None,
    border: int | None,
    dilation: int | None,
    *,
    up: bool | None,
) -> Size:
    """How often a window fits: floor((L + 2p - d(k - 1) - 1) / s) + 1, torch's own formula."""
    if not isinstance(size, int) or None in (kernel, stride, border, dilation) or up is None:
        return None
    assert kernel is not None and stride is not None and border is not None and dilation is not None
    room = size + 2 * border - dilation * (kernel - 1) - 1
    if room < 0 and not up:
        raise ShapeError("kernel", dilation * (kernel - 1) + 1, size + 2 * border)
    if stride <= 0:
        return None
    count = rounded(room, stride, up=up) + 1
    if up and (count - 1) * stride >= size + border:  # a window must start inside
        count -= 1
    if count < 1:
        raise ShapeError("kernel", dilation * (kernel - 1) + 1, size + 2 * border)
    return count


def _widened(
    size: Size,
    kernel: int | None,
    stride: int | None,
    border: int | None,
    dilation: int | None,
    extra: int | None,
) -> Size:
    """(L - 1) s - 2p + d(k - 1) + extra + 1."""
    if not isinstance(size, int) or None in (kernel, stride, border, dilation, extra):
        return None
    assert kernel is not None and stride is not None and border is not None
    assert dilation is not None and extra is not None
    length = (size - 1) * stride - 2 * border + dilation * (kernel - 1) + extra + 1
    if length < 1:
        raise ShapeError("kernel", 1, length)
    return length
