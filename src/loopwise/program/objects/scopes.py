"""Names: a function's own, those of functions around it, the file's, and what `from x import *` may bring."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.program.objects.values import Table, Value


class Scope:
    """One function call, class body or file. `shared`: names declared global or nonlocal."""

    __slots__ = ("around", "path", "shared", "stars", "table")

    def __init__(self, around: Scope | None = None, path: str = "") -> None:
        self.around = around
        self.path: str = path or (around.path if around else "")
        self.table: Table = {}
        self.shared: set[str] = set()
        self.stars: list[str] = []  # libraries imported with *

    def find(self, name: str) -> Value | None:
        """Return what a name stands for, looking outwards."""
        scope: Scope | None = self
        while scope is not None:  # by far the most frequent question: no generator for it
            if name in scope.table:
                value: Value = scope.table[name]
                return value
            scope = scope.around
        return None

    def home(self, name: str) -> Scope:
        """Return the scope into which an assignment of `name` goes."""
        if name not in self.shared:
            return self
        return next((s for s in self.outwards() if s is not self and name in s.table), self.file)

    def outwards(self) -> Iterator[Scope]:
        """Yield this scope and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.around

    @property
    def file(self) -> Scope:
        """The outermost scope."""
        *_, outermost = self.outwards()
        return outermost
