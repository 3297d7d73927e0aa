"""Which reshapes a view can do: axes may be split, and joined only where they lie together in memory.

>>> fits_view((2, 3, 4), (0, 2, 1), (2, 12))     # (2, 4, 3).permute(0, 2, 1).view(2, 12)
False
>>> fits_view((2, 3, 4), (0, 1, 2), (2, 12))
True
"""

from __future__ import annotations

from collections.abc import Sequence

from loopwise.shapes.sizes import Shape, Size, product, same


def fits_view(shape: Shape, order: Sequence[int], result: Shape) -> bool | None:
    """Tell whether a tensor can be viewed in another shape without a copy; None if that is not known.

    order: for each axis its place in memory, outermost 0: (0, 1, 2) is contiguous, (0, 2, 1) after `permute(0, 2, 1)`.
    Symbols are taken to be more than 1.
    """
    dims = [size for size in result if size != 1]
    if len(dims) < len(_blocks([(s, p) for s, p in zip(shape, order, strict=True) if s not in (1, None)])):
        return False  # every block needs an axis of its own
    if None in shape or None in result:
        return None
    blocks = _blocks([(size, place) for size, place in zip(shape, order, strict=True) if size != 1])
    return _tiled(blocks, dims)


def _blocks(axes: list[tuple[Size, int]]) -> list[Size]:
    """Return the lengths of the runs of axes that lie together in memory."""
    ranks = {place: rank for rank, place in enumerate(sorted(place for _, place in axes))}
    blocks: list[list[Size]] = []
    last = None
    for size, place in axes:
        if last is None or ranks[place] != last + 1:
            blocks.append([])
        blocks[-1].append(size)
        last = ranks[place]
    return [product(block) for block in blocks]


def _tiled(blocks: list[Size], dims: list[Size]) -> bool | None:
    """Tell whether consecutive axes multiply to each block in turn."""
    left = list(dims)
    for block in blocks:
        taken: Size = 1
        while (fits := same(taken, block)) is not True:
            if fits is None and taken != 1:
                return None
            if not left:
                return False
            taken = product((taken, left.pop(0)))
    return True
