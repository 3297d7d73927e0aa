"""Writes that can be taken back: how both arms of an `if` start from the same state.

journal.open(); run(one arm); first = journal.take_back()
journal.open(); run(other arm); second = journal.close()
journal.join(first, second)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loopwise.program.objects.values import Table

Writes = dict[tuple[int, Any], "Write"]


class Write:
    """One changed entry of one table: what it was and what it is."""

    __slots__ = ("key", "new", "old", "table")

    def __init__(self, table: Table, key: Any, old: Any) -> None:
        self.table = table
        self.key = key
        self.old = old
        self.new: Any = old


class Journal:
    """Every change of a table goes through `write`; while open, the first old value of each entry is kept."""

    __slots__ = ("_levels",)

    def __init__(self) -> None:
        self._levels: list[Writes] = []

    def write(self, table: Table, key: Any, value: Any) -> None:
        """Set one entry; None takes it out."""
        if self._levels:
            level, where = self._levels[-1], (id(table), key)
            if where not in level:
                level[where] = Write(table, key, table.get(key))
        _put(table, key, value)

    def open(self) -> None:
        """Begin to remember."""
        self._levels.append({})

    def close(self) -> Writes:
        """Return what was written since `open`, which stays in force."""
        writes = self._levels.pop()
        for write in writes.values():
            write.new = write.table.get(write.key)
        if self._levels:
            outer = self._levels[-1]
            for where, write in writes.items():
                outer.setdefault(where, Write(write.table, write.key, write.old))
        return writes

    def take_back(self) -> Writes:
        """Return what was written since `open`, and undo it."""
        writes = self._levels.pop()
        for write in writes.values():
            write.new = write.table.get(write.key)
            _put(write.table, write.key, write.old)
        return writes

    def redo(self, writes: Writes) -> None:
        """Put back in force what `take_back` undid."""
        for write in writes.values():
            self.write(write.table, write.key, write.new)

    def join(self, first: Writes, second: Writes, joined: Callable[[Any, Any], Any]) -> None:
        """Give every entry that either arm wrote the join of what both left there; `second` is in force."""
        for where in {**first, **second}:
            write = first.get(where) or second[where]
            one = first[where].new if where in first else write.old
            other = second[where].new if where in second else write.old
            self.write(write.table, write.key, joined(one, other))


def _put(table: Table, key: Any, value: Any) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value
