"""Lengths of axes: integers, symbols such as N or 64N, and None for a length that nobody knows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Symbol:
    """A length that only a run gives, at least 1: `factor` times the product of `names` (sorted)."""

    names: tuple[str, ...]
    factor: int = 1

    def __str__(self) -> str:
        """As people write it: `64N`; a name's number ("N#2", another batch) is left out."""
        words = "*".join(name.partition("#")[0] for name in self.names)
        return words if self.factor == 1 else f"{self.factor}{words}"

    __repr__ = __str__


N = Symbol(("N",))  # a batch

Size = int | Symbol | None
Shape = tuple[Size, ...]


class ShapeError(ValueError):
    """Torch would refuse these shapes, whatever the symbols stand for.

    reason: "width" (last axis of a linear or recurrent layer), "channels", "rank", "kernel" (larger than its
        input), "elements" (a reshape that does not fit), "broadcast", "axis" (no such axis), "length",
        "in place" (a result larger than the tensor it is to be written into).
    wanted, given: the two lengths or ranks that disagree, where there are two.
    """

    def __init__(self, reason: str, wanted: object = None, given: object = None) -> None:
        super().__init__(f"{reason}: wanted {wanted}, given {given}")
        self.reason = reason
        self.wanted = wanted
        self.given = given


def product(sizes: Iterable[Size]) -> Size:
    """Multiply lengths; None if one is not known, unless another is 0."""
    factor, names, known = 1, list[str](), True
    for size in sizes:
        if size is None:
            known = False
        elif isinstance(size, Symbol):
            factor *= size.factor
            names += size.names
        else:
            factor *= size
    if factor == 0 or not known:
        return 0 if factor == 0 else None
    return Symbol(tuple(sorted(names)), factor) if names else factor


def quotient(whole: Size, part: Size) -> Size:
    """Divide lengths; None if that is not known, ShapeError if it surely leaves a rest."""
    if whole is None or part is None or part == 0:
        return None
    above, below = _names(whole), _names(part)
    if below - above:
        return None
    rest = tuple(sorted((above - below).elements()))
    factor, left = divmod(_factor(whole), _factor(part))
    if left:
        if rest:
            return None
        raise ShapeError("elements", part, whole)
    return Symbol(rest, factor) if rest and factor else factor


def same(one: Size, other: Size) -> bool | None:
    """Tell whether two lengths are equal; None if that is not known."""
    if one is None or other is None:
        return None
    if isinstance(one, int) and isinstance(other, int):
        return one == other
    if isinstance(one, Symbol) and isinstance(other, Symbol):
        return one.factor == other.factor if one.names == other.names else None
    number, symbol = (other, one) if isinstance(one, Symbol) else (one, other)
    divides = isinstance(number, int) and number > 0 and number % _factor(symbol) == 0
    return None if divides else False


def shown(shape: Shape) -> str:
    """Return a shape as people write it: `(N, 1, 28, ?)`."""
    words = ["?" if size is None else str(size) for size in shape]
    return f"({words[0]},)" if len(words) == 1 else f"({', '.join(words)})"


def rounded(number: int, by: int, *, up: bool) -> int:
    """Divide and round."""
    return -(-number // by) if up else math.floor(number / by) if number < 0 else number // by


def _names(size: Size) -> Counter[str]:
    return Counter(size.names) if isinstance(size, Symbol) else Counter()


def _factor(size: Size) -> int:
    return size.factor if isinstance(size, Symbol) else size or 0
