"""Where scikit-learn's transformers learn from data, and whether rows are among it that a model is judged on.

for fit in program.fits(): fit.place, fit.held_out
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.evaluator.library_calls import LibraryCall
from loopwise.program.facts.lineage import Lineage, Rows
from loopwise.program.facts.origins import Makers, lineages_of, rows_of
from loopwise.program.flow.callers import where_given
from loopwise.program.objects.estimators import LEARNERS
from loopwise.program.objects.values import Items, Unknown, Value, constant

if TYPE_CHECKING:
    from loopwise.program.flow.judgements import Judgement
    from loopwise.program.objects.ops import Op
    from loopwise.records import Place, Repair

_CHAINS = ("make_pipeline", "Pipeline", "make_column_transformer", "ColumnTransformer", "make_union")


class Fit(NamedTuple):
    """One `fit` or `fit_transform`.

    learner: the class that learns, "StandardScaler".  rows: what it learns from.
    held_out: where rows among them come from that no model learns from: those a model is judged on.
    """

    call: LibraryCall
    learner: str
    rows: tuple[Rows, ...]
    held_out: tuple[Lineage, ...]

    @property
    def place(self) -> Place:
        """Where it stands; of one in a helper for any data, where that is called."""
        return where_given(self.call.frames, fitted_on(self.call), self.call.site).place

    def after_the_split(self) -> Repair | None:
        """Return the edit that fits on the training part once the rows are split, to be asked for."""
        from loopwise.program.mending.refits import after_the_split  # only when something was found

        return after_the_split(self.call)


def fits_in(
    calls: Iterable[LibraryCall],
    makers: Makers,
    splits: list[Op],
    judgements: list[Judgement],
    learnt: set[Rows],
) -> Iterator[Fit]:
    """Yield the fits of transformers on rows that are known, each place once. calls: of `fit`, `fit_transform`."""
    judged = [lineage for judgement in judgements for lineage in judgement.lineages]
    apart = [
        *judged,
        *(lineage for op in splits if _is_second(op) for lineage in lineages_of(makers, op.out)),
    ]
    held_out = [lineage for lineage in apart if not any(lineage.rows.meets(rows) for rows in learnt)]
    seen = set()
    for call in calls:
        learner = learner_of(call.receiver)
        if not learner or call.again or call.site.node in seen:
            continue
        seen.add(call.site.node)
        rows = tuple(rows_of(makers, fitted_on(call)))
        yield Fit(call, learner, rows, tuple(_among(rows, held_out, judged, learnt, call, makers)))


def fitted_on(call: LibraryCall) -> Value | None:
    """Return the data that a transformer is fitted on."""
    return call.arguments.get(0, "X", "raw_documents")


def learner_of(value: Value | None) -> str:
    """Return the class of a transformer whose `fit` keeps numbers of all rows, "" for anything else."""
    if not isinstance(value, Unknown) or not value.made_by.startswith("sklearn."):
        return ""
    name = value.made_by.rpartition(".")[2]
    if name in _CHAINS:
        return next(filter(None, map(learner_of, _all_in(value))), "")
    return name if name in LEARNERS else ""


def _all_in(value: Value) -> Iterator[Value]:
    """Yield everything a chain of transformers was made of: `[("scale", StandardScaler()), ...]`."""
    inside = value.items if isinstance(value, Items) else value.inputs if isinstance(value, Unknown) else ()
    for one in inside:
        yield one
        if isinstance(one, Items):
            yield from _all_in(one)


def _among(
    rows: tuple[Rows, ...],
    held_out: list[Lineage],
    judged: list[Lineage],
    learnt: set[Rows],
    call: LibraryCall,
    makers: Makers,
) -> Iterator[Lineage]:
    """Yield the ways to held-out rows among those fitted on; none if others are judged, too: a test set apart."""
    if len(rows) != 1 or not any(rows[0].holds(part) and part != rows[0] for part in learnt):
        return
    if any(not rows[0].meets(lineage.rows) and lineage.rows not in learnt for lineage in judged):
        return
    for lineage in held_out:
        if rows[0].holds(lineage.rows) and lineage.rows != rows[0] and _goes_through(lineage, call, makers):
            yield lineage


def _goes_through(lineage: Lineage, call: LibraryCall, makers: Makers) -> bool:
    """Whether what was fitted there changed the rows on their way."""
    made = (makers.get(id(step.value)) for step in lineage.steps)
    return any(maker is not None and maker.receiver is call.receiver for maker in made)


def _is_second(op: Op) -> bool:
    """Whether it is the part that `train_test_split` holds back."""
    return op.arguments is not None and constant(op.arguments.named.get("part")) == 1
