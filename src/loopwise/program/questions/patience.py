"""Early stopping that cannot work: a counter nothing sets back, a best so far that nothing can beat.

for counter in program.counters(): counter.place, counter.name
for start in program.unbeatable_starts(): start.place, start.number
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.flow.choices import Choice, targets_of
from loopwise.program.mending.blocks import line_behind
from loopwise.program.mending.repairs import function_of
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import words
from loopwise.program.objects.values import Const, External, Length, Unknown, Value, constant
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.source.sources import Source
    from loopwise.records import Place

_FAR = 40  # operations looked at on the way back to a loss
_NEVER_NEGATIVE = words(
    "cross_entropy mse_loss l1_loss smooth_l1_loss huber_loss binary_cross_entropy "
    "binary_cross_entropy_with_logits abs square relu softmax sigmoid exp"
)
_KEEP_SIGN = words("item mean sum div add mul")
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
        given = [one for one in ast.walk(home or source.tree) if test.id in map(ast.unparse, targets_of(one))]
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
            yield from (one for part in helpers for one in ast.walk(part) if isinstance(one, ast.Compare))


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
    compared = [part for part in ast.walk(test) if isinstance(part, ast.Compare)]
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
    given = [target for one in ast.walk(source.tree) for target in targets_of(one)]
    return any(
        isinstance(one, ast.Attribute) and one.attr == attribute and ast.unparse(one.value) != "self"
        for one in given
    )


def _around(source: Source, node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may happen between two rounds: all in the loop around a node; in a class, all but its `__init__`."""
    at = source.parent(node)
    while at is not None and not isinstance(at, (*_LOOPS, ast.FunctionDef, ast.AsyncFunctionDef)):
        at = source.parent(at)
    owner = source.parent(at) if at is not None else None
    if isinstance(at, (ast.FunctionDef, ast.AsyncFunctionDef)) and isinstance(owner, ast.ClassDef):
        methods = [part for part in owner.body if getattr(part, "name", "") != "__init__"]
        return (inner for method in methods for inner in ast.walk(method))
    return ast.walk(at) if at is not None else iter(())


def _names(expression: ast.expr) -> list[str]:
    parts = [
        part for part in ast.walk(expression) if isinstance(part, (ast.Name, ast.Attribute, ast.Subscript))
    ]
    return [ast.unparse(part) for part in parts]


class Start(NamedTuple):
    """A best so far that begins where nothing can be better. `number`: where it begins, "0" or "inf".

    compared: the comparison, in the test or in a helper that the test calls.
    """

    choice: Choice
    compared: Op
    best: str
    number: str

    @property
    def place(self) -> Place:
        """Where it is compared."""
        return self.compared.place

    @property
    def begun_place(self) -> Place:
        """Where it begins, or where it is compared if that is not plain."""
        begun = self._begun
        return self.place if begun is None else self.choice.site.source.place(begun)

    def begun_worst(self) -> Repair | None:
        """Return the edit that begins with the worst: infinity for a loss, minus infinity for a score.

        None where another mode starts there too: `loss > best if mode == "max" else loss < best`.
        """
        value = self._begun.value if self._begun is not None else None
        compared = self.compared.site
        if value is None or isinstance(compared.source.parent(compared.node), ast.IfExp):
            return None
        worst = 'float("-inf")' if self.number == "inf" else 'float("inf")'
        return Repair(safe=False, edits=(Edit(self.choice.site.source.place(value), worst),))

    @property
    def _begun(self) -> ast.Assign | None:
        """The last assignment in front of the loop, in the same function; of an attribute, in `__init__`."""
        source, node = self.choice.site.source, self.choice.node
        home = function_of(source, node)
        own = [
            n for n in ast.walk(home or source.tree) if isinstance(n, ast.Assign) and n.lineno < node.lineno
        ]
        if "." in self.best:
            own = [n for n in ast.walk(source.tree) if isinstance(n, ast.Assign) and _in_init(source, n)]
        begun = [n for n in own if list(map(ast.unparse, n.targets)) == [self.best] and _is_number(n.value)]
        return max(begun, key=lambda n: n.lineno, default=None)


def _in_init(source: Source, node: ast.AST) -> bool:
    return getattr(function_of(source, node), "name", "") == "__init__"


def _is_number(value: ast.expr) -> bool:
    return isinstance(value, (ast.Constant, ast.UnaryOp, ast.Call, ast.Attribute))


def unbeatable_in(choices: Iterable[Choice]) -> Iterator[Start]:
    """Yield the comparisons with a best so far that are never true, so that it is never renewed; each place once."""
    seen: set[ast.AST] = set()
    for choice in choices:
        test = choice.node.test
        if choice.again or choice.node in seen:
            continue
        for op in choice.comparisons:
            compared = op.site.node
            whole = compared is test or (isinstance(test, ast.Call) and _is_returned(op, choice))
            if (
                not whole
                or not isinstance(compared, ast.Compare)
                or not (choice.keeps_best or compared is not test)
            ):
                continue
            at, number = _never_true(op)
            if at is not None:
                seen.add(choice.node)
                best = (compared.left, *compared.comparators)[at]
                yield Start(choice, op, ast.unparse(best), number)


def _is_returned(op: Op, choice: Choice) -> bool:
    """Whether it is all that a helper returns: `def improved(self, loss): return loss < self.best`.

    Of `loss > best if mode == "max" else loss < best` it is, where the other comparison is never made.
    """
    source, node = op.site.source, op.site.node
    parent = source.parent(node)
    if isinstance(parent, ast.IfExp) and node is not parent.test:
        inside = [one for one in choice.comparisons if source.parent(one.site.node) is parent]
        parent = source.parent(parent) if inside == [op] else None
    return isinstance(parent, ast.Return)


def _never_true(op: Op) -> tuple[int | None, str]:
    """Return which side of a comparison nothing can beat, and the number it is; None if that is not sure."""
    kind = op.kind
    for at, smaller in ((1, ("lt", "le")), (0, ("gt", "ge"))):
        best, value = op.inputs[at], op.inputs[1 - at]
        if kind in smaller and isinstance(value, Tensor):
            number = constant(best)
            low = isinstance(number, (int, float)) and not isinstance(number, bool) and number <= 0
            if low and (number == -math.inf or is_never_negative(value.op)):
                return at, f"{number:g}"
        elif kind in ("lt", "gt") and isinstance(value, Tensor) and _is_infinite(best):
            return at, "inf"
    return None, ""


def _is_infinite(value: Value) -> bool:
    return constant(value) == math.inf or (isinstance(value, External) and value.name in ("inf", "infty"))


def is_never_negative(op: Op, depth: int = 0) -> bool:
    """Tell whether a number surely is not below zero: a loss, a sum or a mean of losses."""
    if depth > _FAR:
        return False
    if op.kind in _NEVER_NEGATIVE:
        return True
    if op.role not in ("layout", "join") and op.kind not in _KEEP_SIGN:
        return False
    tensors = [value for value in op.inputs if isinstance(value, Tensor)]
    others = [value for value in op.inputs if not isinstance(value, Tensor)]
    return (
        bool(tensors)
        and all(is_never_negative(one.op, depth + 1) for one in tensors)
        and (op.role == "layout" or all(map(_is_count_or_more, others)))
    )


def _is_count_or_more(value: Value) -> bool:
    """Whether it is a number not below zero; what losses are multiplied with or divided by unseen is a count."""
    number = constant(value)
    if isinstance(value, Const):
        return isinstance(number, (int, float)) and number >= 0
    return isinstance(value, Length) or (isinstance(value, Unknown) and value.made_by in ("", "builtins.len"))
