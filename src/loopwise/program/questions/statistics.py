"""Scalings written by hand: `(X - X.mean(0)) / X.std(0)`, and of which rows their numbers are.

for one in program.leaking_statistics(): one.place, one.words
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.lineage import Lineage, Rows
from loopwise.program.facts.origins import Makers, rows_of
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Items, constant

if TYPE_CHECKING:
    from loopwise.program.flow.judgements import Judgement
    from loopwise.records import Place

_FAR = 12
_SUMMARIES = frozenset(
    ("mean", "std", "var", "min", "max", "amin", "amax", "median", "values_of_min", "values_of_max")
)
_BY_NUMPY = frozenset(
    f"numpy.{name}" for name in ("mean", "std", "var", "min", "max", "amin", "amax", "median")
)


class Statistic(NamedTuple):
    """A mean, a spread, an end of all rows, by which those a model is judged on are scaled, too."""

    op: Op

    @property
    def place(self) -> Place:
        """Where it is computed."""
        return self.op.place

    @property
    def words(self) -> str:
        """What it is, in the program's own words."""
        return self.op.site.source.words(self.op.site.node)


def leaking_in(
    scalings: Iterable[Op], judgements: list[Judgement], learnt: set[Rows], makers: Makers
) -> Iterator[Statistic]:
    """Yield the first such number of each set of rows."""
    found = [(op, summary) for op in scalings if (summary := summary_of(op)) is not None]
    judged = [lineage for judgement in judgements for lineage in judgement.lineages] if found else []
    held_out = [lineage for lineage in judged if not any(lineage.rows.meets(rows) for rows in learnt)]
    seen: set[Rows] = set()
    for op, summary in found:
        rows = rows_of(makers, summary.inputs[0])
        if len(rows) != 1 or rows[0] in seen:
            continue
        on_the_way = [lineage for lineage in held_out if _is_on(op, lineage)]
        strictly = any(rows[0].holds(part) and part != rows[0] for part in learnt)
        given_away = any(rows[0].holds(lineage.rows) and lineage.rows != rows[0] for lineage in on_the_way)
        apart = any(not rows[0].meets(lineage.rows) for lineage in judged)  # a test set of its own
        if strictly and given_away and not apart:
            seen.add(rows[0])
            yield Statistic(summary)


def summary_of(op: Op) -> Op | None:
    """Return the summary of rows that `x - mean`, `x / (high - low)` scales by; None for anything else."""
    by = op.inputs[1] if op.is_("sub", "div") and len(op.inputs) == 2 else None
    waiting = [by.op] if isinstance(by, Tensor) else []
    for one in waiting:
        if _summarises(one):
            return one
        if one.role not in ("layout", "change") or len(waiting) > _FAR:
            return None
        waiting += [value.op for value in one.inputs if isinstance(value, Tensor)]
    return None


def _summarises(op: Op) -> bool:
    """Whether it is one number a column, of all rows: along the first axis, or along all."""
    if (
        not (op.kind in _SUMMARIES or op.callee in _BY_NUMPY)
        or not op.inputs
        or not isinstance(op.inputs[0], Tensor)
    ):
        return False
    axis = op.arguments.get(1, "dim", "axis") if op.arguments is not None else None
    axes = [constant(one) for one in axis.items] if isinstance(axis, Items) else [constant(axis)]
    return axis is None or 0 in axes or axes == [None]


def _is_on(op: Op, lineage: Lineage) -> bool:
    return any(isinstance(step.value, Tensor) and step.value.op is op for step in lineage.steps)
