"""What each result was made from: one bit for each operation, computed once.

ways = Ways(operations)
ways.comes_from(7, 2), ways.fork((6, 2))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import and_, or_

from loopwise.records.traced import Merge, Operation


class Ways:
    """The ancestry of every operation. Numbers only grow along a way, so one pass is enough."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations
        self._before: list[int] = []
        self._inputs = sum(1 << one.number for one in operations if one.name == "input")
        # Those that multiply with weights, of their own or in another form: they lie deeper than what they take.
        self.weighted = set[int]()
        for one in operations:
            made, deepest = 1 << one.number, 0
            for source in one.inputs:
                made |= self._before[source]
                deepest = max(deepest, operations[source].depth)
            self._before.append(made)
            if one.depth > deepest:
                self.weighted.add(one.number)

    def begins_at_an_input(self, number: int) -> bool:
        """Tell whether a result was made from an input, and not from weights or constants alone."""
        return bool(self._before[number] & self._inputs)

    def comes_from(self, later: int, earlier: int) -> bool:
        """Tell whether a result was made from another one (or is it)."""
        return bool(self._before[later] >> earlier & 1)

    def before(self, numbers: Iterable[int]) -> int:
        """Return what any of these was made from, themselves included: a bit for each operation."""
        return reduce(or_, (self._before[number] for number in numbers), 0)

    def fork(self, numbers: Iterable[int]) -> int | None:
        """Return the last operation that all of these were made from; None where they share nothing."""
        common = self._common(numbers)
        return common.bit_length() - 1 if common else None

    def inside(self, merge: Merge) -> list[int]:
        """Return the operations between where the ways of a merge part and where they meet."""
        inputs = self.operations[merge.operation].inputs
        fork = self.fork(inputs)
        made = self.before(inputs)
        made &= ~(self._before[fork] if fork is not None else 0)
        return [n for n in _numbers(made) if (fork is None or n > fork) and self.operations[n].inputs]

    def shortcut(self, merge: Merge) -> list[int]:
        """Return the operations on the shorter way of a merge alone; none where it is the identity."""
        others = [number for number in self.operations[merge.operation].inputs if number != merge.source]
        return list(_numbers(self._before[merge.source] & ~self.before(others)))

    def _common(self, numbers: Iterable[int]) -> int:
        return reduce(and_, (self._before[number] for number in numbers))


def _numbers(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
