"""Sums over one round of a loop that go on over all its rounds: `running_loss` begun before the epochs.

for total in program.unreset_totals(): total.place, total.report_place
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from loopwise.program.facts.gradients import gradient_flows
from loopwise.program.flow.choices import targets_of
from loopwise.program.mending.blocks import line_before, line_behind
from loopwise.program.mending.repairs import function_of, statement_of
from loopwise.program.objects.numbers import Number
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.questions.texts import BINDS, changed_in, numbers_of, paths_in, periods_in
from loopwise.program.source.sources import nodes_in
from loopwise.records import Repair
from loopwise.text.running_totals import RUNS_ON

if TYPE_CHECKING:
    from loopwise.program.flow.events import LoopRun
    from loopwise.records import Confidence, Place

_FAR = 40  # additions looked at on the way back
_SAME = frozenset(("mul", "sum", "mean", "item", "div"))  # what a loss or a count of hits stays one through
SHOWS = ("div", "format", "opaque")  # a mean, a text; "opaque" is also `print`
_GROWS = frozenset(("append", "extend", "add", "update", "insert"))


class Total:
    """A sum that `outer`'s rounds all add to. added: the addition; report: where one round's value is shown.

    in_window: it is shown every few rounds, as if it were of those since it was last shown.
    of_one_round: it is divided by what one round has.
    count: what it is divided by, where that goes on over all rounds as well; else "".
    """

    def __init__(
        self,
        added: Op,
        outer: LoopRun,
        report: Op,
        *,
        in_window: bool = False,
        of_one_round: bool = False,
        count: str = "",
    ) -> None:
        self.added = added
        self.outer = outer
        self.report = report
        self.in_window = in_window
        self.of_one_round = of_one_round
        self.count = count

    @property
    def sure(self) -> Confidence | None:
        """How sure it is that one round was meant, and not all rounds so far; None for certain."""
        if self.in_window or (self.of_one_round and self.report.is_("div")):
            return None
        statement = statement_of(self.report.site.source, self.report.site.node) or self.report.site.node
        said = f"{self.name} {ast.unparse(statement)}".lower()
        return "hint" if re.search(RUNS_ON, said) else "likely"

    @property
    def name(self) -> str:
        """What the program calls it; "" where it has no plain name."""
        node = self.added.site.node
        statement = node if isinstance(node, ast.AugAssign) else statement_of(self.added.site.source, node)
        targets = targets_of(statement) if statement is not None else []
        return ast.unparse(targets[0]) if len(targets) == 1 else ""

    @property
    def is_begun_anew(self) -> bool:
        """Whether the loop gives it a value of its own, be it once in many rounds, behind where it is shown."""
        given = (node for node in nodes_in(self.outer.site.node) if isinstance(node, ast.Assign))
        bound = (node for node in given if self.name in map(ast.unparse, targets_of(node)))
        return any(self.name not in map(ast.unparse, paths_in(node.value)) for node in bound)

    @property
    def place(self) -> Place:
        """Where it is begun, or added to if that is not plain; of a window, where it is shown."""
        if self.in_window:
            return self.report_place
        begun, source = self._begun, self.added.site.source if "." in self.name else self.outer.site.source
        return self.added.place if begun is None else source.place(begun)

    @property
    def report_place(self) -> Place:
        """Where the sum is shown, or divided, as if it were of one round."""
        return self.report.place

    def begun_in_loop(self) -> Repair | None:
        """Return the text edit that sets it to zero at the start of each round, or of each window."""
        if self.in_window:
            return self._begun_behind_report()
        source, loop = self.outer.site.source, self.outer.site.node
        if self._begun is None or "." in self.name or not isinstance(loop, (ast.For, ast.While)):
            return None
        value = getattr(self._begun, "value", None)
        zero = source.between(source.place(value)) if isinstance(value, ast.Constant) else "0.0"
        both = (f"{self.name}, {self.count}", f"{zero}, 0") if self.count else (self.name, zero)
        edit = line_before(source, loop.body[0], " = ".join(both))
        return Repair(safe=True, edits=(edit,)) if edit else None

    def _begun_behind_report(self) -> Repair | None:
        source = self.report.site.source
        statement = statement_of(source, self.report.site.node)
        if statement is None or not self.name or self.added.site.source is not source:
            return None
        edit = line_behind(source, statement, f"{self.name} = 0.0")
        return Repair(safe=True, edits=(edit,)) if edit else None

    @property
    def _begun(self) -> ast.stmt | None:
        """The last assignment in front of the loop, in the same function."""
        source, loop = self.outer.site.source, self.outer.site.node
        home, line = function_of(source, loop) or source.tree, self.outer.site.place.line
        if "." in self.name:
            return self._begun_on_object
        if self.added.site.source is not source or not self.name:
            return None
        before = [node for node in nodes_in(home) if isinstance(node, ast.Assign) and node.lineno < line]
        begun = [
            node
            for node in before
            if self.name in map(ast.unparse, targets_of(node)) and function_of(source, node) in (home, None)
        ]
        return max(begun, key=lambda node: node.lineno, default=None)

    @property
    def _begun_on_object(self) -> ast.stmt | None:
        """The assignment of an attribute in the class that adds to it: in `__init__`, or wherever it is set."""
        source, node = self.added.site.source, self.added.site.node
        owner: ast.AST | None = source.parent(node)
        while owner is not None and not isinstance(owner, ast.ClassDef):
            owner = source.parent(owner)
        given = [one for one in nodes_in(owner) if isinstance(one, ast.Assign)] if owner is not None else []
        return next((one for one in given if self.name in map(ast.unparse, targets_of(one))), None)


def unreset_in(ops: Iterable[Op], is_learnt: Callable[[Op], bool]) -> Iterator[Total]:
    """Yield the totals of losses or hits that no round resets though each round shows them, each sum once.

    ops: those of the kinds `SHOWS`.
    """
    seen: set[ast.AST] = set()
    for report in ops:
        if report.kind == "opaque" and report.callee != "builtins.print":
            continue
        for added in _summed(report):
            if added.site.node in seen:
                continue
            total = _total(added, report, is_learnt)
            if total is not None and not total.is_begun_anew:
                seen.add(added.site.node)
                yield total


def _total(added: Op, report: Op, is_learnt: Callable[[Op], bool]) -> Total | None:
    if _is_of_one_window(report, added) and _is_score(added, is_learnt):
        return Total(added, added.loops[-1], report, in_window=True)
    outer = _carried_over(added)
    if outer is None or outer not in report.loops or not _is_score(added, is_learnt):
        return None
    count = _counted_beside(report, added, outer)
    of_one_round = _is_of_one_round(report, outer)
    if count or of_one_round or _is_judged(report, added, is_learnt):
        return Total(added, outer, report, of_one_round=of_one_round, count=count)
    return None


def _summed(report: Op) -> Iterator[Op]:
    """Yield the additions whose sums are shown, seen through re-layouts and multiples."""
    shown = report.inputs[:1] if report.is_("div") else report.inputs
    for value in shown:
        op = value.op if isinstance(value, Tensor) else None
        while op is not None and (op.role == "layout" or op.is_("mul")):
            inner = [one.op for one in op.inputs if isinstance(one, Tensor)]
            op = inner[0] if len(inner) == 1 else None
        if op is not None and op.is_("add"):
            yield op


def _carried_over(added: Op) -> LoopRun | None:
    """Return the loop whose second round adds to what the first one left: between them nothing else is done."""
    op = added
    for _ in range(_FAR):
        before = _tensor_op(op, 0)
        if before is None or not before.is_("add") or before.site.node is not added.site.node:
            return None  # reset, perhaps in one arm of an `if`
        if before.loops[-1:] != op.loops[-1:]:
            shared = [run for run in before.loops if run in op.loops]
            return shared[-1] if shared else None
        op = before
    return None


def _is_score(added: Op, is_learnt: Callable[[Op], bool]) -> bool:
    """Whether what is added is a loss, or a count of hits."""
    op = _tensor_op(added, 1)
    for _ in range(_FAR):
        if op is None or op.role in ("loss", "compare"):
            return op is not None
        if is_learnt(op) and gradient_flows(op.out) is not False:
            return True  # not the lengths of a batch, which go into a loss, too
        op = _tensor_op(op, 0) if op.role == "layout" or op.kind in _SAME else None
    return False


def _tensor_op(op: Op, index: int) -> Op | None:
    value = op.inputs[index] if index < len(op.inputs) else None
    return value.op if isinstance(value, Tensor) else None


def _is_of_one_round(report: Op, outer: LoopRun) -> bool:
    """Whether it is shown each round; divided, by something that is the same in all rounds."""
    if not report.is_("div"):
        return report.loops[-1:] == (outer,)
    divisor = getattr(report.site.node, "right", None)
    if divisor is None or isinstance(report.inputs[1], Tensor):
        return False
    named = {ast.unparse(one) for one in paths_in(divisor)}
    home = function_of(report.site.source, report.site.node)
    elsewhere = home is not None and home is not function_of(outer.site.source, outer.site.node)
    texts = [outer.site.node, home] if elsewhere and home is not None else [outer.site.node]
    return named.isdisjoint(name for text in texts for name in changed_in(text))


def _counted_beside(report: Op, added: Op, outer: LoopRun) -> str:
    """Return the count that goes on over all epochs, too, where their mean is told as that of one epoch; else ""."""
    divisor, epochs, batches = getattr(report.site.node, "right", None), outer.site.node, added.loops[-1]
    by_epoch = report.is_("div") and report.loops[-1:] == (outer,) and outer.over is None
    if not by_epoch or batches.over is None or not isinstance(epochs, (ast.For, ast.While)):
        return ""
    if not isinstance(divisor, (ast.Name, ast.Attribute)) or not _names_round(epochs, batches.site.node):
        return ""
    count, inside = ast.unparse(divisor), set(nodes_in(batches.site.node))
    bound = [
        node
        for node in nodes_in(epochs)
        if isinstance(node, BINDS) and count in map(ast.unparse, targets_of(node))
    ]
    goes_on = all(isinstance(node, ast.AugAssign) and node in inside for node in bound)
    return count if bound and goes_on else ""


def _names_round(epochs: ast.For | ast.While, batches: ast.AST) -> bool:
    """Whether something is printed each epoch, beside its number."""
    inside, numbers = set(nodes_in(batches)), set(numbers_of(epochs))
    printed = (
        node
        for node in nodes_in(epochs)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print" and node not in inside
    )
    return any(not numbers.isdisjoint(map(ast.unparse, paths_in(node))) for node in printed)


def _is_judged(report: Op, added: Op, is_learnt: Callable[[Op], bool]) -> bool:
    """Whether it is a share of hits, of rows that nothing is learnt from: one over several epochs is nobody's."""
    divisor = report.inputs[1] if report.is_("div") and len(report.inputs) > 1 else None
    counted = isinstance(divisor, Number) and divisor.dtype == "int64" and _grows(divisor, report.site.node)
    hits = _tensor_op(added, 1)
    while hits is not None and (hits.role == "layout" or hits.kind in _SAME):
        hits = _tensor_op(hits, 0)
    if not counted or hits is None or hits.role != "compare":
        return False
    return not any(is_learnt(op) for op in hits.out.past())


def _grows(divisor: Number, division: ast.AST) -> bool:
    """Whether it is a count kept on an object, which the loops before have filled, too."""
    right = getattr(division, "right", None)
    return bool(divisor.inputs) and isinstance(right, ast.Attribute)


def _is_of_one_window(report: Op, added: Op) -> bool:
    """Whether, every so many rounds, it is divided by that number, though the rounds before it are still in it."""
    before, node, loops = _tensor_op(added, 0), report.site.node, added.loops
    carried = before is not None and before.is_("add") and before.site.node is added.site.node
    if not carried or not loops or report.loops[-1:] != loops[-1:] or not isinstance(node, ast.BinOp):
        return False
    loop, every = loops[-1].site.node, ast.unparse(node.right)
    holder = report.site.source.parent(node)
    while holder is not None and holder is not loop:
        if isinstance(holder, ast.If) and every in periods_in(holder.test):
            return True
        holder = report.site.source.parent(holder)
    return False
