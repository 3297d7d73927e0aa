"""A best so far that begins where nothing can beat it: 0 for a loss, infinity for a score.

for start in program.unbeatable_starts(): start.place, start.number
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.flow.choices import Choice
from loopwise.program.mending.repairs import function_of
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import words
from loopwise.program.objects.values import Const, External, Length, Unknown, Value, constant
from loopwise.program.source.sources import nodes_in
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
            n for n in nodes_in(home or source.tree) if isinstance(n, ast.Assign) and n.lineno < node.lineno
        ]
        if "." in self.best:
            own = [n for n in nodes_in(source.tree) if isinstance(n, ast.Assign) and _in_init(source, n)]
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
