"""Where a program picks the best of several trained models: by a metric, on which data, and what it then reports.

for selection in program.selections(): selection.place, selection.role, selection.reported
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.lineage import Lineage, Rows
from loopwise.program.flow.callers import site_seen
from loopwise.program.flow.choices import BestRound, Choice
from loopwise.program.flow.judgements import Judgement, data_behind
from loopwise.program.flow.training_loops import LEARNING
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Dict, Items, Value

if TYPE_CHECKING:
    from loopwise.program.evaluator.library_calls import LibraryCall
    from loopwise.program.facts.origins import Makers
    from loopwise.program.flow.events import Events, LoopRun
    from loopwise.records import Place


_DEEP = 4

_OF_TABLES = ("sort_values", "idxmax", "idxmin", "nlargest")
RANKS = ("max", "min", "sorted", "argmax", "argmin", *_OF_TABLES)


class Selection(NamedTuple):
    """An `if`, or a trainer's own choice, that keeps the best round by a metric on rows that were not learnt from.

    run: the loop whose rounds are compared.  lineages: where the metric's data comes from.
    reported: where the same rows are judged when all rounds are over.
    others: whether other rows that were not learnt from are judged then.
    """

    choice: Choice | BestRound
    run: LoopRun
    lineages: tuple[Lineage, ...]
    reported: Judgement | None
    others: bool

    @property
    def place(self) -> Place:
        """Where the metric is compared, as the loop sees it that learns: at the call of a helper, `stopper(loss)`."""
        at = self.choice.loops.index(self.run)
        depth = sum(frame.loops <= at for frame in self.choice.frames)
        site = site_seen(self.choice.frames, depth)
        return self.choice.place if site is None else site.place

    @property
    def role(self) -> str:
        """What the program's own names and data sets say the rows are for: "test", "validation" or ""."""
        roles = {lineage.role for lineage in self.lineages}
        return next((role for role in ("validation", "train", "test") if role in roles), "")

    @property
    def is_by_test_set(self) -> bool:
        """Whether the rows that choose are those the result is reported on."""
        if self.role:
            return self.role == "test"
        return self.reported is not None and not self.others


def selections_in(
    choices: Sequence[Choice | BestRound],
    judgements: list[Judgement],
    learning: set[LoopRun],
    learnt_rows: Callable[[], set[Rows]],
    makers: Makers,
) -> Iterator[Selection]:
    """Yield the selections, each place once. learnt_rows: asked only where a metric's rows are known."""
    seen: set[ast.AST] = set()
    for choice in choices:
        rounds = [run for run in choice.loops if run in learning]
        if not rounds or choice.node in seen:
            continue
        lineages = [lineage for op in choice.comparisons for lineage in data_behind(makers, op.out)]
        if not lineages or not choice.keeps_best:
            continue
        learnt = learnt_rows()
        held_out = tuple(
            lineage for lineage in dict.fromkeys(lineages) if not any(lineage.rows.meets(r) for r in learnt)
        )
        if held_out:
            seen.add(choice.node)
            after = [j for j in judgements if j.at >= choice.order and rounds[0] not in j.ask.loops]
            rows = {lineage.rows for lineage in held_out}
            yield Selection(
                choice, rounds[-1], held_out, _judged_on(after, rows), _others(after, rows | learnt)
            )


class Pick(NamedTuple):
    """A call that picks the best of several results: `max(results, key=results.get)`, `frame.sort_values("acc")`.

    reported: where the rows are judged afterwards; None where the best result on a test set is itself the report.
    """

    call: LibraryCall
    reported: Judgement | None

    @property
    def place(self) -> Place:
        """Where it is picked."""
        return self.call.place


def picks_in(
    calls: list[LibraryCall], judgements: list[Judgement], learnt: set[Rows], makers: Makers
) -> Iterator[Pick]:
    """Yield the picks by a metric on a test set, or on the very rows that are judged afterwards and no others.

    calls: of functions that may rank results.
    """
    seen: set[ast.AST] = set()
    for call in calls:
        if call.again or call.site.node in seen or not _ranks(call):
            continue
        given = [*call.arguments.all(), *([call.receiver] if call.receiver is not None else [])]
        numbers = [tensor for value in given for tensor in _numbers_in(value)]
        lineages = [lineage for tensor in numbers for lineage in data_behind(makers, tensor)]
        rows = {lineage.rows for lineage in lineages if not any(lineage.rows.meets(one) for one in learnt)}
        several = len(numbers) > 1 or any(one.op.loops for one in numbers)
        after = [one for one in judgements if one.at >= call.order]
        reported = _judged_on(after, rows) if rows and several else None
        named = {lineage.role for lineage in lineages if lineage.rows in rows}
        by_test_set = reported is not None or (several and named == {"test"})
        if by_test_set and "validation" not in named and not _others(after, rows | learnt):
            seen.add(call.site.node)
            yield Pick(call, reported)


def _ranks(call: LibraryCall) -> bool:
    """Whether it asks which one is best, not only how good that is."""
    if call.is_("builtins.max", "builtins.min", "builtins.sorted"):
        return "key" in call.arguments.named
    of_each_row = call.arguments.get(1, "axis") is not None  # which class, not which model
    return (call.is_("numpy.argmax", "numpy.argmin") and not of_each_row) or call.name in _OF_TABLES


def _numbers_in(value: Value, depth: int = 0) -> Iterator[Tensor]:
    """Yield the tensors' numbers in lists, dictionaries and tables of results."""
    if isinstance(value, Tensor):
        yield value
    elif depth < _DEEP:
        columns = getattr(value, "columns", None)
        held = (
            value.items
            if isinstance(value, Items)
            else value.table.values()
            if isinstance(value, Dict)
            else ()
        )
        for one in columns.values() if isinstance(columns, dict) else held:
            yield from _numbers_in(one, depth + 1)


def learning_runs(events: Events, *kinds: str) -> set[LoopRun]:
    """Return the loops in which something is learnt, and those around them."""
    return {run for event in events.of(*(kinds or LEARNING)) for run in event.loops}


def _judged_on(judgements: list[Judgement], rows: set[Rows]) -> Judgement | None:
    return next((j for j in judgements if any(lineage.rows in rows for lineage in j.lineages)), None)


def _others(judgements: list[Judgement], known: set[Rows]) -> bool:
    """Whether rows are judged that are none of the known ones."""
    return any(
        not any(lineage.rows.meets(rows) for rows in known) for j in judgements for lineage in j.lineages
    )
