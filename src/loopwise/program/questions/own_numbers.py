"""Rows that are judged scaled by their own mean or spread, where those learnt from were scaled by theirs.

for difference in program.preparations_differ(): difference.place, difference.own
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.program.facts.lineage import Lineage, Rows, are_one_data_set
from loopwise.program.facts.origins import Makers, rows_of
from loopwise.program.flow.judgements import Judgement
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.questions.preparations import Difference, learnt_by_the_judged, site_of_use
from loopwise.program.questions.statistics import summary_of

if TYPE_CHECKING:
    from loopwise.program.flow.events import Event

_MOMENTS = ("mean", "std", "var")


def scaled_by_own_in(asked: list[Event], judgements: list[Judgement], makers: Makers) -> Iterator[Difference]:
    """Yield where judged rows are scaled by hand with numbers of their own, each set of rows once."""
    seen: set[ast.AST] = set()
    for judgement in judgements:
        for lineage in judgement.lineages:
            if (found := _own(lineage, makers)) is None:
                continue
            scaling, summary = found
            learnt = learnt_by_the_judged(asked, judgement, makers)
            beside = [one for one in learnt if are_one_data_set(one.origin, lineage.origin)]
            theirs = any(rows.meets(one.rows) for rows in _rows(summary, makers) for one in beside)
            site = site_of_use(scaling)
            if not theirs and site.node not in seen and any(_own(one, makers) for one in beside):
                seen.add(site.node)
                yield Difference(site, "", "", own=summary.site.source.words(summary.site.node))


def _own(lineage: Lineage, makers: Makers) -> tuple[Op, Op] | None:
    """Return the first scaling on a way by a moment of just the rows that come this way, and that moment.

    Batches that are scaled one by one, and what a model does to its input, are left alone.
    """
    ops = [step.value.op for step in reversed(lineage.steps) if isinstance(step.value, Tensor)]
    for op in ops:
        summary = summary_of(op)
        if summary is None or op.loops or op.asked:
            continue
        moment = (summary.callee.removeprefix("numpy.") or summary.kind) in _MOMENTS
        if moment and any(rows == lineage.rows for rows in _rows(summary, makers)):
            return op, summary
    return None


def _rows(summary: Op, makers: Makers) -> list[Rows]:
    return rows_of(makers, summary.inputs[0])
