"""Axes that a tensor does not have: a softmax along axis 1 of one row, a permute that names too many.

for missing in program.axes_missing(): missing.place, missing.axis, missing.flow
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.axis_shapes import axes_named
from loopwise.program.mending import reshaping
from loopwise.program.questions.purposes import tells_apart
from loopwise.program.questions.refusals import FLATTENING

if TYPE_CHECKING:
    from loopwise.program.questions.refusals import Refusal
    from loopwise.records import Place, Repair

_OF_AXES = ("dim", "shape", "size(", "rank", "isinstance")  # both arms of such a test are read
_ALONG_LAST = ("softmax", "log_softmax", "softmin", "argmax", "argmin")  # of one row these mean its only axis


class MissingAxis(NamedTuple):
    """An operation that torch refuses because of an axis.

    axis: the one that is not there.  last: the last that may be asked for.  named: how many a permute names.
    """

    refusal: Refusal
    axis: int | None = None
    last: int | None = None
    named: int | None = None

    @property
    def place(self) -> Place:
        """Where it is asked for."""
        return self.refusal.place

    @property
    def rank(self) -> int:
        """How many axes there are."""
        return self.refusal.rank

    @property
    def flow(self) -> str:
        """The shapes on the way there."""
        return self.refusal.flow

    def mended(self) -> Repair | None:
        """Return the edit that asks for axes which are there, to be agreed to; None where only the program knows."""
        op = self.refusal.op
        if self.named is not None:
            order = _order_for(axes_named(op) or [], self.rank)
            return reshaping.permuted(op, order) if order else None
        is_row = self.rank == 1 and self.axis == 1 and op.kind in _ALONG_LAST
        return reshaping.along(op, -1) if is_row else None


def missing_axes(refusals: Iterable[Refusal]) -> list[MissingAxis]:
    """Return what is refused because it asks for an axis that is not there."""
    alone = (
        one for one in refusals if not tells_apart(one.op.site, *_OF_AXES) and not _is_behind_eaten_batch(one)
    )
    found = map(_missing, alone)
    return [missing for missing in found if missing is not None]


def _missing(refusal: Refusal) -> MissingAxis | None:
    wanted, given, kind = refusal.wanted, refusal.given, refusal.op.kind
    if not isinstance(wanted, int) or not isinstance(given, int):
        return None
    if refusal.reason == "rank":
        return MissingAxis(refusal, named=wanted) if kind in ("permute", "transpose") else None
    is_there = (
        -max(given, 1) <= wanted < max(given, 1)
    )  # two that are there, in the wrong order: flatten(2, 1)
    return None if is_there or kind == "getitem" else MissingAxis(refusal, wanted, max(given - 1, 0))


def _is_behind_eaten_batch(refusal: Refusal) -> bool:
    """Whether a layer was given all samples as one row on the way: that is the fault, and has its own name."""
    past = list(refusal.input.past())
    rows = (op for op in past if op.kind in FLATTENING and len(op.out.shape or ()) == 1)
    eaten = any(before.shape and len(before.shape) > 1 for op in rows for before in op.tensors[:1])
    return eaten and any(op.is_raw for op in past)


def _order_for(axes: list[int], rank: int) -> tuple[int, ...]:
    """Return the same order with the batch in front, or without it; () where that is not what is lacking."""
    if len(axes) == rank + 1 and axes[0] == 0 and sorted(axes) == list(range(rank + 1)):
        return tuple(axis - 1 for axis in axes[1:])
    if len(axes) == rank - 1 and sorted(axes) == list(range(rank - 1)):
        return (0, *(axis + 1 for axis in axes))
    return ()
