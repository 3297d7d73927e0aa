"""Losses that are sums over a batch, shown beside one another for batches of different sizes.

for one in program.summed_losses(): one.place, one.sizes, one.reports
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.mending.replacements import argument
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.questions.averages import adds_a_list, batch_size_of, unit_of
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.flow.events import Event, Events
    from loopwise.program.objects.losses import LossCall
    from loopwise.records import Place

_FAR = 60


class Report(NamedTuple):
    """Where the summed loss of one batch, or the mean of several, is shown or kept."""

    loss: LossCall
    place: Place
    size: int


class Summed(NamedTuple):
    """A loss of one kind, shown for batches of several sizes, smallest first."""

    reports: tuple[Report, ...]

    @property
    def place(self) -> Place:
        """Where the loss is chosen."""
        return self.reports[0].loss.written.place

    @property
    def sizes(self) -> list[int]:
        """The sizes of the batches."""
        return [report.size for report in self.reports]

    def averaged(self) -> Repair | None:
        """Return the edit that takes the mean over a batch, to be asked for: the steps become smaller."""
        sites = {report.loss.written.node: report.loss.written for report in self.reports}.values()
        given = [(site.source, argument(site.node, 99, "reduction")) for site in sites]
        edits = [
            Edit(source.place(node), '"mean"') for source, node in given if isinstance(node, ast.Constant)
        ]
        return Repair(safe=False, edits=tuple(edits)) if len(edits) == len(given) else None


def summed_in(losses: Iterable[LossCall], events: Events, loaders: list[Loader]) -> Iterator[Summed]:
    """Yield the losses of each kind that are compared across sizes."""
    kept = {event.value.op: event for event in events.of("append") if isinstance(event.value, Tensor)}
    found: dict[str, dict[int, Report]] = {}
    for loss in losses:
        over = [run.over for run in loss.out.op.loops if isinstance(run.over, Loader)]
        size = batch_size_of(over[-1]) if loss.reduction == "sum" and over else None
        place = _shown_at(loss.out, kept, loaders) if size is not None else None
        if size is not None and place is not None:
            found.setdefault(loss.kind, {}).setdefault(size, Report(loss, place, size))
    for reports in found.values():
        if len(reports) > 1:
            yield Summed(tuple(reports[size] for size in sorted(reports)))


def _shown_at(out: Tensor, kept: dict[Op, Event], loaders: list[Loader]) -> Place | None:
    """Return where a loss is shown or kept as it is, or its total divided by the number of batches."""
    waiting: list[tuple[Op, bool, bool]] = [(out.op, False, False)]  # added up, divided by the batches
    seen: set[Op] = set()
    for op, total, divided in waiting:
        if op in seen or len(seen) > _FAR:
            continue
        seen.add(op)
        whole = divided or not total
        if whole and op in kept:
            return kept[op].place
        for use in op.out.uses:
            if whole and (use.is_("format") or use.callee == "builtins.print"):
                return use.place
            if use.role in ("layout", "join"):
                waiting.append((use, total, divided))
            elif use.is_("add") or adds_a_list(use):
                waiting.append((use, True, divided))
            elif (
                use.is_("div") and use.inputs[0] is op.out and unit_of(use.inputs[1], loaders)[0] == "batches"
            ):
                waiting.append((use, total, True))
    return None
