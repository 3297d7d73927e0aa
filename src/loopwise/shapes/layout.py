"""Operations that move axes and elements about: reshape, permute, squeeze, cat, broadcast, reduce."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from loopwise.shapes.sizes import Shape, ShapeError, Size, product, quotient, same


def at(axis: int, rank: int) -> int:
    """Return an axis counted from the front; ShapeError if there is none."""
    if not -max(rank, 1) <= axis < max(rank, 1):
        raise ShapeError("axis", axis, rank)
    return axis % max(rank, 1)


def replaced(shape: Shape, axis: int, size: Size) -> Shape:
    """Return the shape with another length for one axis."""
    place = at(axis, len(shape))
    return (*shape[:place], size, *shape[place + 1 :])


def reshaped(shape: Shape, asked: Sequence[Size]) -> Shape:
    """`view`, `reshape`: one of the lengths asked for may be -1."""
    whole = product(shape)
    if -1 not in asked:
        if same(whole, product(asked)) is False:
            raise ShapeError("elements", product(asked), whole)
        return tuple(asked)
    place = list(asked).index(-1)
    rest = [*asked[:place], *asked[place + 1 :]]
    if -1 in rest:
        raise ShapeError("elements", "one -1", "several")
    return (*asked[:place], quotient(*_without_common(shape, rest)), *asked[place + 1 :])


def _without_common(shape: Shape, rest: Sequence[Size]) -> tuple[Size, Size]:
    """Leave out what both sides surely share: (N, ?, 3) asked as (N, -1) is ? * 3, whatever N is."""
    left, below = list(shape), list[Size]()
    for size in rest:
        if size is not None and size in left:
            left.remove(size)
        else:
            below.append(size)
    return product(left), product(below)


def flattened(shape: Shape, start: int = 0, end: int = -1) -> Shape:
    """`flatten(start, end)`."""
    first, last = at(start, len(shape)), at(end, len(shape))
    if not shape:
        return (1,)
    if first > last:
        raise ShapeError("axis", start, end)
    return (*shape[:first], product(shape[first : last + 1]), *shape[last + 1 :])


def unflattened(shape: Shape, axis: int, sizes: Sequence[Size]) -> Shape:
    """`unflatten(axis, sizes)`."""
    place = at(axis, len(shape))
    return (*shape[:place], *reshaped((shape[place],), sizes), *shape[place + 1 :])


def permuted(shape: Shape, axes: Sequence[int]) -> Shape:
    """`permute(axes)`."""
    if len(axes) != len(shape):
        raise ShapeError("rank", len(axes), len(shape))
    order = [at(axis, len(shape)) for axis in axes]
    if len(set(order)) < len(order):
        raise ShapeError("axis", "each axis once", "one of them twice")
    return tuple(shape[axis] for axis in order)


def swapped(shape: Shape, one: int, other: int) -> Shape:
    """`transpose(one, other)`."""
    order, a, b = list(shape), at(one, len(shape)), at(other, len(shape))
    if order:
        order[a], order[b] = order[b], order[a]
    return tuple(order)


def moved(shape: Shape, source: int, target: int) -> Shape:
    """`movedim(source, target)`."""
    order, places = list(shape), (at(source, len(shape)), at(target, len(shape)))
    if order:
        order.insert(places[1], order.pop(places[0]))
    return tuple(order)


def squeezed(shape: Shape, axes: Sequence[int] | None = None) -> Shape | None:
    """`squeeze()`: a symbol is taken to be more than 1; None if a length that decides is not known."""
    chosen = range(len(shape)) if axes is None else [at(axis, len(shape)) for axis in axes]
    if any(shape[axis] is None for axis in chosen if shape):
        return None
    return tuple(size for axis, size in enumerate(shape) if axis not in chosen or size != 1)


def unsqueezed(shape: Shape, axis: int) -> Shape:
    """`unsqueeze(axis)`."""
    place = at(axis, len(shape) + 1)
    return (*shape[:place], 1, *shape[place:])


def concatenated(shapes: Sequence[Shape], axis: int = 0) -> Shape:
    """`torch.cat`: every other axis has to agree."""
    first = shapes[0]
    place = at(axis, len(first))
    sizes = list(first)
    for shape in shapes[1:]:
        if len(shape) != len(first):
            raise ShapeError("rank", len(first), len(shape))
        for other, size in enumerate(shape):
            if other != place:
                sizes[other] = _agreed(sizes[other], size)
    lengths = [shape[place] for shape in shapes]
    numbers = [length for length in lengths if isinstance(length, int)]
    sizes[place] = sum(numbers) if len(numbers) == len(lengths) else None
    return tuple(sizes)


def stacked(shapes: Sequence[Shape], axis: int = 0) -> Shape:
    """`torch.stack`."""
    return replaced(concatenated([unsqueezed(shape, axis) for shape in shapes], axis), axis, len(shapes))


def _agreed(one: Size, other: Size) -> Size:
    if same(one, other) is False:
        raise ShapeError("length", one, other)
    return one if isinstance(one, int) or other is None else other


def broadcast(one: Shape, other: Shape) -> Shape:
    """The shape of `one + other`."""
    pairs = zip_longest(reversed(one), reversed(other), fillvalue=1)
    return tuple(_wider(a, b) for a, b in pairs)[::-1]


def _wider(one: Size, other: Size) -> Size:
    if one == 1 or other == 1:
        return other if one == 1 else one
    if same(one, other) is False and isinstance(one, int) and isinstance(other, int):
        raise ShapeError("broadcast", one, other)
    if isinstance(one, int) or isinstance(other, int):
        return one if isinstance(one, int) else other  # it runs only if the other one is 1 or equal
    return one if one == other else None


def expanded(shape: Shape, asked: Sequence[Size]) -> Shape:
    """`expand(asked)`: -1 keeps a length."""
    if len(asked) < len(shape):
        raise ShapeError("rank", len(asked), len(shape))
    padded = (*[1] * (len(asked) - len(shape)), *shape)
    return tuple(_stretched(size, wanted) for size, wanted in zip(padded, asked, strict=True))


def _stretched(size: Size, wanted: Size) -> Size:
    if wanted == -1:
        return size
    if size != 1 and isinstance(size, int) and isinstance(wanted, int) and size != wanted:
        raise ShapeError("broadcast", wanted, size)
    return wanted


def repeated(shape: Shape, times: Sequence[Size]) -> Shape:
    """`repeat(times)`."""
    if len(times) < len(shape):
        raise ShapeError("rank", len(times), len(shape))
    padded = (*[1] * (len(times) - len(shape)), *shape)
    return tuple(product((size, count)) for size, count in zip(padded, times, strict=True))


def reduced(shape: Shape, axes: Sequence[int] | None = None, *, keep: bool = False) -> Shape:
    """`sum`, `mean`, `argmax` ... over some axes, or all."""
    gone = set(range(len(shape))) if axes is None else {at(axis, len(shape)) for axis in axes}
    return tuple(1 if axis in gone else size for axis, size in enumerate(shape) if keep or axis not in gone)


def split(shape: Shape, parts: int, axis: int = 0) -> Shape:
    """`chunk(parts)` where it divides evenly; else the length is not known."""
    size = shape[at(axis, len(shape))]
    even = isinstance(size, int) and parts > 0 and size % parts == 0
    return replaced(shape, axis, size // parts if even and isinstance(size, int) else None)
