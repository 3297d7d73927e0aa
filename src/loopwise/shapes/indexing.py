"""What `x[...]` leaves of a shape."""

from __future__ import annotations

from collections.abc import Sequence

from loopwise.shapes.sizes import Shape, ShapeError, Size

WHOLE = slice(None)
Key = (
    int | slice | None | Shape | str
)  # "?" a slice of unknown bounds, "3" one from i to i + 3, "..." the axes between, a Shape an index


def indexed(shape: Shape, keys: Sequence[Key]) -> Shape | None:
    """Apply keys to the axes in order; None where several indices would be broadcast together."""
    if sum(isinstance(key, tuple) for key in keys) > 1:
        return None
    if any(isinstance(key, tuple) for key in keys) and any(isinstance(key, int) for key in keys):
        return None
    used = sum(key is not None and key != "..." for key in keys)
    if used > len(shape):
        raise ShapeError("rank", used, len(shape))
    left = list(shape)
    result: list[Size] = []
    for key in keys if "..." in keys else [*keys, "..."]:
        if key is None:
            result.append(1)
        elif key == "...":
            count = len(shape) - used
            result += left[:count]
            left = left[count:]
        else:
            result += _taken(left.pop(0), key)
    return tuple(result)


def _taken(size: Size, key: Key) -> Sequence[Size]:
    if isinstance(key, int):
        if isinstance(size, int) and not -size <= key < size:
            raise ShapeError("axis", key, size)
        return ()
    if isinstance(key, tuple):
        return key
    if key == WHOLE:
        return (size,)
    if isinstance(key, str) and key.isdigit():
        return (min(size, int(key)) if isinstance(size, int) else int(key),)
    if isinstance(key, slice) and isinstance(size, int):
        return (len(range(*key.indices(size))),)
    return (None,)
