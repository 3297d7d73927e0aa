"""The arithmetic of shapes is torch's own: random stacks of layers give the same shapes and are refused alike."""

from __future__ import annotations

import random

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from loopwise import shapes
from loopwise.shapes import ShapeError, Symbol

STACKS = 900


def conv(draw, rank, *, transposed=False):
    inner = draw.choice([1, 2, 2, 2, 3])
    kernel, stride, dilation = draw.randint(1, 4), draw.randint(1, 3), draw.choice([1, 1, 1, 2])
    padding = draw.choice([0, 0, 1, 2]) if stride > 1 or transposed else draw.choice([0, 1, "same", "valid"])
    channels, out = draw.choice([1, 3, 4]), draw.choice([1, 4, 6])
    kind = getattr(nn, f"Conv{'Transpose' * transposed}{inner}d")
    layer = kind(channels, out, kernel, stride=stride, padding=padding, dilation=dilation)
    return layer, lambda s: shapes.convolved(
        s,
        inner=inner,
        kernel=kernel,
        channels=channels,
        out=out,
        stride=stride,
        padding=padding,
        dilation=dilation,
        transposed=transposed,
    )


def pool(draw, rank):
    inner, kernel = draw.choice([1, 2, 2, 3]), draw.randint(1, 4)
    stride, padding = draw.choice([None, 1, 2, 3]), draw.randint(0, kernel // 2)
    up, largest = draw.choice([False, False, True]), draw.random() < 0.5
    if inner == 3 and not largest:  # has a rule of its own: the kernel may not exceed the bare input
        padding, up = 0, False
    kind = getattr(nn, f"{'Max' if largest else 'Avg'}Pool{inner}d")
    return kind(kernel, stride, padding, ceil_mode=up), lambda s: shapes.pooled(
        s, inner=inner, kernel=kernel, stride=stride or kernel, padding=padding, up=up
    )


def adaptive(draw, rank):
    out = draw.choice([(1, 1), (2, 3)])
    return lambda x: F.adaptive_avg_pool2d(x, out), lambda s: shapes.adapted(s, inner=2, out=out)


def linear(draw, rank):
    wanted, out = draw.choice([1, 2, 3, 4, 6, 8, 12]), draw.randint(1, 8)
    return nn.Linear(wanted, out), lambda s: shapes.linear(s, wanted, out)


def recurrent(draw, rank):
    wanted, hidden, both = draw.choice([1, 3, 4, 6, 8]), draw.randint(1, 5), draw.random() < 0.5
    layer = nn.GRU(wanted, hidden, bidirectional=both)
    return lambda x: layer(x)[0], lambda s: shapes.recurrent(s, wanted, hidden, both_ways=both)


def flatten(draw, rank):
    start, end = draw.choice([(0, -1), (1, -1), (1, 2), (2, -1), (-2, -1), (0, 1)])
    return lambda x: x.flatten(start, end), lambda s: shapes.flattened(s, start, end)


def view(draw, rank):
    asked = draw.choice([(-1,), (2, -1), (-1, 4), (-1, 12), (2, 3, -1), (2, 2, 4), (6, -1, 2)])
    return lambda x: x.reshape(asked), lambda s: shapes.reshaped(s, asked)


def permute(draw, rank):
    axes = list(range(draw.choice([rank, rank, rank, 3])))
    draw.shuffle(axes)
    return lambda x: x.permute(axes), lambda s: shapes.permuted(s, axes)


def transpose(draw, rank):
    one, other = draw.randint(-3, 3), draw.randint(-3, 3)
    return lambda x: x.transpose(one, other), lambda s: shapes.swapped(s, one, other)


def move(draw, rank):
    one, other = draw.randint(-3, 3), draw.randint(-3, 3)
    return lambda x: x.movedim(one, other), lambda s: shapes.moved(s, one, other)


def squeeze(draw, rank):
    axis = draw.choice([None, 0, 1, -1, 2])
    return (
        lambda x: x.squeeze() if axis is None else x.squeeze(axis),
        lambda s: shapes.squeezed(s, None if axis is None else [axis]),
    )


def unsqueeze(draw, rank):
    axis = draw.randint(-3, 3)
    return lambda x: x.unsqueeze(axis), lambda s: shapes.unsqueezed(s, axis)


def add(draw, rank):
    other = tuple(draw.choice([1, 1, 2, 4, 6]) for _ in range(draw.randint(0, 3)))
    return lambda x: x + torch.ones(other), lambda s: shapes.broadcast(s, other)


def matmul(draw, rank):
    other = tuple(draw.choice([1, 2, 4, 6]) for _ in range(draw.randint(1, 3)))
    return lambda x: x @ torch.ones(other), lambda s: shapes.multiplied(s, other)


def cat(draw, rank):
    axis, other = draw.randint(-2, 2), tuple(draw.choice([1, 2, 4]) for _ in range(rank))
    return (
        lambda x: torch.cat([x, x, torch.ones(other)], axis),
        lambda s: shapes.concatenated([s, s, other], axis),
    )


def stack(draw, rank):
    axis = draw.randint(-2, 2)
    return lambda x: torch.stack([x, x], axis), lambda s: shapes.stacked([s, s], axis)


def reduce(draw, rank):
    axis, keep = draw.choice([None, 0, 1, -1, (0, 1), (-2, -1)]), draw.random() < 0.5
    axes = None if axis is None else axis if isinstance(axis, tuple) else (axis,)
    if axis is None:
        return lambda x: x.sum(), lambda s: shapes.reduced(s)
    return lambda x: x.sum(axis, keepdim=keep), lambda s: shapes.reduced(s, axes, keep=keep)


def expand(draw, rank):
    asked = tuple(draw.choice([-1, -1, 2, 4]) for _ in range(rank))
    return lambda x: x.expand(asked), lambda s: shapes.expanded(s, asked)


def repeat(draw, rank):
    times = tuple(draw.choice([1, 2]) for _ in range(draw.choice([rank, rank + 1, 1])))
    return lambda x: x.repeat(times), lambda s: shapes.repeated(s, times)


def index(draw, rank):
    keys = draw.choice(
        [(0,), (-1,), (slice(None), 0), (..., 0), (None,), (slice(1, 3),), (slice(None), None), (0, ..., 0)]
    )
    ours = ["..." if key is ... else key for key in keys]
    return lambda x: x[keys], lambda s: shapes.indexed(s, ours)


def pad(draw, rank):
    pads = draw.choice([(1, 1), (1, 0, 2, 1), (0, 1, 1, 1, 0, 0)])
    return lambda x: F.pad(x, pads), lambda s: shapes.padded(s, pads)


def shuffle(draw, rank):
    return nn.PixelShuffle(2), lambda s: shapes.shuffled(s, 2)


def upsample(draw, rank):
    return lambda x: F.interpolate(x, scale_factor=2), lambda s: shapes.resized(s, out=None, scale=2)


def unflatten(draw, rank):
    axis, sizes = draw.choice([1, -1, 0]), draw.choice([(2, -1), (-1, 3), (2, 2)])
    return lambda x: x.unflatten(axis, sizes), lambda s: shapes.unflattened(s, axis, sizes)


def transposed_conv(draw, rank):
    return conv(draw, rank, transposed=True)


IMAGE = [conv, conv, pool, pool, adaptive, transposed_conv, upsample, shuffle, pad]
ANY = [
    linear, recurrent, flatten, view, permute, transpose, move, squeeze, unsqueeze, add, matmul, cat, stack,
    reduce, expand, repeat, index, unflatten,
]  # fmt: skip


def stacks():
    """Yield the drawn start of a stack and the generator that goes on drawing."""
    for seed in range(STACKS):
        draw = random.Random(seed)
        lengths = [(2, 3, 12, 12), (2, 1, 9, 7), (4, 4, 8), (2, 4, 6, 5, 6), (6, 4), (3, 8, 8), (12,)]
        yield draw, draw.choice(lengths)


def follow(draw, x, shape):
    """Yield torch's answer and ours for each layer of a stack: shapes, or None where it is refused."""
    for _ in range(6):
        theirs, ours = draw.choice(IMAGE + ANY if len(shape) > 2 else ANY)(draw, len(shape))
        try:
            x = theirs(x)
        except (RuntimeError, IndexError, ValueError) as refusal:
            assert _refuses(ours, shape), f"torch refuses ({refusal}), we give {ours(shape)} of {shape}"
            return
        if x.numel() == 0 or x.numel() > 10**5:
            return
        shape = ours(shape)
        yield tuple(x.shape), shape


def _refuses(ours, shape):
    try:
        ours(shape)
    except ShapeError:
        return True
    return False


def test_every_stack_has_torchs_shapes_and_is_refused_where_torch_refuses():
    layers = 0
    for draw, start in stacks():
        for theirs, ours in follow(draw, torch.ones(start), start):
            assert ours == theirs
            layers += 1
    assert layers > STACKS


def test_a_symbol_in_place_of_the_batch_gives_the_same_shapes_for_every_length():
    """What we say of (N, ...) holds for N = 5 and N = 7; what we refuse torch refuses for both."""
    known = 0
    for draw, start in stacks():
        state, shape = draw.getstate(), (Symbol(("N",)), *start[1:])
        for batch in (5, 7):
            draw.setstate(state)
            known += _agree(draw, torch.ones((batch, *start[1:])), shape, batch)
    assert known > STACKS


def _agree(draw, x, shape, batch):
    known = 0
    for _ in range(6):
        theirs, ours = draw.choice(IMAGE + ANY if len(shape) > 2 else ANY)(draw, len(shape))
        try:
            shape = ours(shape)
        except ShapeError:
            with pytest.raises((RuntimeError, IndexError, ValueError)):
                theirs(x)
            return known
        if shape is None:
            return known
        try:
            x = theirs(x)
        except (RuntimeError, IndexError, ValueError):
            return known
        assert len(shape) == x.dim()
        for size, length in zip(shape, x.shape, strict=True):
            if size is not None:
                known += 1
                assert (size if isinstance(size, int) else size.factor * batch ** len(size.names)) == length
    return known
