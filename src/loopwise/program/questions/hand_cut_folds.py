"""Folds that a program cuts by hand: each round leaves one part of the rows out, and learns from all others.

cuts_folds(run)     # for k in range(5): train = concatenate([part for i, part in enumerate(parts) if i != k])
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.program.source.sources import called, names_in, nodes_in

if TYPE_CHECKING:
    from loopwise.program.flow.events import LoopRun

_JOIN = {"cat", "concat", "concatenate", "vstack", "hstack", "append"}
_WITHOUT = {"setdiff1d", "delete"}
_WHERE = {"where", "nonzero", "flatnonzero", "argwhere"}
_RANGES = {"range", "arange"}
_MAY_BE_REST = (ast.UnaryOp, ast.Subscript, ast.comprehension, ast.For, ast.Call, ast.BinOp)


def cuts_folds(run: LoopRun) -> bool:
    """Tell whether a loop, or the program's own function that it goes over, leaves another part out each round."""
    loop, source = run.site.node, run.site.source
    if not isinstance(loop, ast.For):
        return False
    names = filter(None, map(called, nodes_in(loop.iter)))
    own = {name for name in names if f"def {name}(" in source.text}
    functions = (one for one in nodes_in(source.tree) if isinstance(one, ast.FunctionDef)) if own else ()
    inside = [part for one in functions if one.name in own for part in nodes_in(one)]
    return any(_Round(one).leaves_out() for one in (loop, *inside) if isinstance(one, ast.For))


class _Round:
    """One round of a loop. names: what depends on which round it is; masks: those of them that tell rows apart."""

    def __init__(self, loop: ast.For) -> None:
        self.body = loop.body
        self.names = names_in(loop.target)
        self.masks: set[str] = set()

    def leaves_out(self) -> bool:
        """Tell whether something in it is all rows but those of this round."""
        return any(self._is_rest(part) for statement in self.body for part in self._read(statement))

    def _read(self, statement: ast.stmt) -> Iterator[ast.AST]:
        for part in nodes_in(statement):
            if isinstance(part, ast.Assign) and self._depends(part.value):
                bound = set().union(*map(names_in, part.targets))
                self.names |= bound
                self.masks |= bound if isinstance(part.value, ast.Compare) else set()
            yield part

    def _depends(self, part: ast.AST) -> bool:
        return bool(names_in(part) & self.names)

    def _is_rest(self, part: ast.AST) -> bool:
        if not isinstance(part, _MAY_BE_REST):
            return False
        if isinstance(part, ast.UnaryOp):  # ~mask
            return isinstance(part.op, ast.Invert) and bool(names_in(part.operand) & self.masks)
        if isinstance(part, ast.Subscript) and self._is_other(part.slice):  # x[number != k]
            return True
        if isinstance(part, ast.comprehension):  # for i, part in enumerate(parts) if i != k
            return any(self._tells_apart(test, names_in(part.target)) for test in part.ifs)
        if isinstance(part, ast.For):
            tests = [one.test for one in part.body if isinstance(one, ast.If)]
            return any(self._tells_apart(test, names_in(part.target)) for test in tests)
        return self._joins_the_rest(part)

    def _joins_the_rest(self, part: ast.AST) -> bool:
        name = called(part)
        if isinstance(part, ast.Call) and name in _WITHOUT:
            return any(map(self._depends, part.args[1:]))
        if isinstance(part, ast.Call) and name in _WHERE:
            return any(map(self._is_other, part.args[:1]))
        added = isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add)
        by_r = isinstance(part, ast.Subscript) and getattr(part.value, "attr", "") == "r_"
        return (name in _JOIN or added or by_r) and self._has_a_gap(part)

    def _is_other(self, part: ast.expr) -> bool:
        """Tell whether it is `number != k`, of an array that is the same in all rounds."""
        return (
            isinstance(part, ast.Compare)
            and isinstance(part.ops[0], ast.NotEq)
            and self._depends(part.comparators[0])
            and bool(names_in(part.left))
            and not self._depends(part.left)
        )

    def _tells_apart(self, test: ast.expr, inner: set[str]) -> bool:
        """Tell whether a loop within asks whether it is at this round's part: `i != k`, `if i == k: continue`."""
        if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.NotEq | ast.Eq):
            return False
        sides = [names_in(test.left), names_in(test.comparators[0])]
        return any(one & inner and other & self.names - inner for one, other in (sides, sides[::-1]))

    def _has_a_gap(self, part: ast.AST) -> bool:
        """Tell whether rows up to one number are put beside those from another on: `cat([x[:lo], x[hi:]])`."""
        pairs = list(_stretches(part))
        ends = {high for low, high in pairs if low in ("", "0") and self._depends(ast.parse(high))}
        begins = {low for low, _ in pairs if self._depends(ast.parse(low))}
        return bool(ends and begins - ends)


def _stretches(part: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield (from, to) of each `x[a:b]`, `range(a, b)` and `arange(a, b)`, as they are written; "" for none."""
    for one in nodes_in(part):
        if isinstance(one, ast.Slice):
            yield _written(one.lower), _written(one.upper)
        elif isinstance(one, ast.Call) and called(one) in _RANGES and len(one.args) in (1, 2):
            yield ("" if len(one.args) == 1 else _written(one.args[0])), _written(one.args[-1])


def _written(value: ast.expr | None) -> str:
    return "" if value is None else ast.unparse(value)
