"""Early stopping that stops too early: a count of rounds without progress that no progress sets back.

for counter in program.counters(): counter.place, counter.name
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.flow.choices import Choice, targets_of
from loopwise.program.mending.blocks import line_behind
from loopwise.program.mending.repairs import function_of
from loopwise.program.source.sources import nodes_in
from loopwise.records import Repair

if TYPE_CHECKING:
    from loopwise.program.source.sources import Source
    from loopwise.records import Place

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_Arm = list[ast.stmt]


class Counter(NamedTuple):
    """A count of the rounds without progress, which progress does not set back.

    source, improved: where the best so far is renewed.  counted: where the count goes up.
    name, best: what the program calls the count and the best so far.
    """

    source: Source
    improved: ast.stmt
    counted: ast.stmt
    name: str
    best: str

    @property
    def place(self) -> Place:
        """Where it goes up."""
        return self.source.place(self.counted)

    @property
    def renewed_place(self) -> Place:
        """Where it should be set back."""
        return self.source.place(self.improved)

    def set_back(self) -> Repair | None:
        """Return the edit that sets it back to 0 where the best is renewed, to be asked for."""
        edit = line_behind(self.source, self.improved, f"{self.name} = 0")
        return Repair(safe=False, edits=(edit,)) if edit else None


def counters_in(choices: Iterable[Choice]) -> Iterator[Counter]:
    """Yield the counts that stop a training and that nothing in the loop sets back, each place once."""
    for node, source in {choice.node: choice.site.source for choice in choices}.items():
        for better, worse in _arms(source, node):
            counted = _counted(worse)
            renewed = None if counted is None else _renewed(source, node, better)
            if renewed is None or counted is None:
                continue
            name, best = _target(counted), _target(renewed)
            if name != best and _stops_by(source, node, name) and not _is_set(source, node, name):
                yield Counter(source, renewed, counted, name, best)


def _arms(source: Source, node: ast.If) -> Iterator[tuple[_Arm, _Arm]]:
    """Yield both arms, either way round; behind an arm that ends the round comes the rest of the block."""
    other = node.orelse
    if not other and isinstance(node.body[-1], ast.Continue):
        block: _Arm = getattr(source.parent(node), "body", [])
        other = block[block.index(node) + 1 :] if node in block else []
    yield node.body, other
    yield other, node.body


def _renewed(source: Source, node: ast.If, arm: _Arm) -> ast.stmt | None:
    """Return the assignment to something the test asks: the best so far becomes the value compared with it."""
    asked = set(_names(node.test))
    asked.update(name for compared in _compared_elsewhere(source, node) for name in _names(compared))
    for statement in arm:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            name = ast.unparse(statement.targets[0])
            if name in asked and set(_names(statement.value)) & asked - {name}:
                return statement
    return None


def _compared_elsewhere(source: Source, node: ast.If) -> Iterator[ast.expr]:
    """Yield what a test compares by name: `better = loss < best` above, `self.is_better(loss)` in the same class."""
    test = node.test.operand if isinstance(node.test, ast.UnaryOp) else node.test
    home = function_of(source, node)
    if isinstance(test, ast.Name):
        given = [one for one in nodes_in(home or source.tree) if test.id in map(ast.unparse, targets_of(one))]
        if len(given) == 1 and isinstance(given[0], ast.Assign):
            yield given[0].value
    owner = source.parent(home) if home is not None else None
    if (
        isinstance(test, ast.Call)
        and isinstance(test.func, ast.Attribute)
        and isinstance(owner, ast.ClassDef)
    ):
        helpers = [one for one in owner.body if getattr(one, "name", "") == test.func.attr]
        if ast.unparse(test.func.value) == "self":
            yield from (one for part in helpers for one in nodes_in(part) if isinstance(one, ast.Compare))


def _counted(arm: _Arm) -> ast.stmt | None:
    """Return `counter += 1`, be it written `counter = counter + 1`."""
    return next((statement for statement in arm if _is_count(statement)), None)


def _is_count(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.AugAssign):
        return isinstance(statement.op, ast.Add) and isinstance(statement.value, ast.Constant)
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.BinOp):
        return False
    value = statement.value
    same = ast.unparse(statement.targets[0]) == ast.unparse(value.left)
    return same and isinstance(value.op, ast.Add) and isinstance(value.right, ast.Constant)


def _target(statement: ast.stmt) -> str:
    (target,) = targets_of(statement)
    return ast.unparse(target)


def _stops_by(source: Source, node: ast.AST, name: str) -> bool:
    """Whether a loop or a function is left, or a flag set, by how large the count is."""
    for one in _around(source, node):
        if isinstance(one, ast.While) and name in _names(one.test):
            return True
        if isinstance(one, ast.If) and _is_limit(one.test, name) and any(map(_ends, one.body)):
            return True
        if isinstance(one, (ast.Return, ast.Assign)) and one.value and _is_limit(one.value, name):
            return True
    return False


def _is_limit(test: ast.expr, name: str) -> bool:
    compared = [part for part in nodes_in(test) if isinstance(part, ast.Compare)]
    return any(
        ast.unparse(part.left) == name and isinstance(part.ops[0], (ast.Gt, ast.GtE, ast.Eq))
        for part in compared
    )


def _ends(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.Break, ast.Return, ast.Raise)):
        return True
    flag = statement.value if isinstance(statement, ast.Assign) else None
    return isinstance(flag, ast.Constant) and isinstance(flag.value, bool)


def _is_set(source: Source, node: ast.AST, name: str) -> bool:
    """Whether anything but counting changes it while the loop goes on, or may, out of sight."""
    if name.startswith("self.") and _is_given_outside(source, name.removeprefix("self.")):
        return True
    for one in _around(source, node):
        if isinstance(one, (ast.Global, ast.Nonlocal)) and name in one.names:
            return True
        if isinstance(one, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For)):
            given = map(ast.unparse, targets_of(one))
            if name in given and not (isinstance(one, ast.stmt) and _is_count(one)):
                return True
    return False


def _is_given_outside(source: Source, attribute: str) -> bool:
    """Whether something other than an object itself sets its attribute: `stopper.bad = 0`."""
    given = [target for one in nodes_in(source.tree) for target in targets_of(one)]
    return any(
        isinstance(one, ast.Attribute) and one.attr == attribute and ast.unparse(one.value) != "self"
        for one in given
    )


def _around(source: Source, node: ast.AST) -> list[ast.AST]:
    """Return what may happen between two rounds: all in the loop around a node; in a class, all but its `__init__`."""
    at = source.parent(node)
    while at is not None and not isinstance(at, (*_LOOPS, ast.FunctionDef, ast.AsyncFunctionDef)):
        at = source.parent(at)
    owner = source.parent(at) if at is not None else None
    if isinstance(at, (ast.FunctionDef, ast.AsyncFunctionDef)) and isinstance(owner, ast.ClassDef):
        methods = [part for part in owner.body if getattr(part, "name", "") != "__init__"]
        return [inner for method in methods for inner in nodes_in(method)]
    return nodes_in(at) if at is not None else []


def _names(expression: ast.expr) -> list[str]:
    parts = [
        part for part in nodes_in(expression) if isinstance(part, (ast.Name, ast.Attribute, ast.Subscript))
    ]
    return [ast.unparse(part) for part in parts]
