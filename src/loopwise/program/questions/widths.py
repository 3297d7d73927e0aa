"""Where float64 numbers meet float32 ones and torch refuses: in a layer, in the losses that do not convert."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.batches import source_of
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import AFFINE

if TYPE_CHECKING:
    from loopwise.program.questions.shape_questions import ShapeQuestions
    from loopwise.records import Place, Repair

_REFUSE = ("binary_cross_entropy", "huber_loss")  # the other losses convert the narrower side
_MAKERS = (
    "tensor",
    "as_tensor",
    "asarray",
    "from_numpy",
    "double",
    "to",
    "type",
    "rand",
    "randn",
    "linspace",
)
_DEEP = 40  # operations looked through


class MixedWidths(NamedTuple):
    """Float64 numbers that meet float32 at an operation. `wide`: where they became float64, if the program says."""

    met_at: Op
    wide: Op | None

    @property
    def place(self) -> Place:
        """Where the numbers became float64, or where they meet."""
        return self.wide.site.place if self.wide is not None else self.met_at.place

    def narrowed(self) -> Repair | None:
        """Return the text edit that makes float32 of them where they became float64."""
        from loopwise.program.mending.replacements import followed_by

        return None if self.wide is None else followed_by(self.wide.site, "float()")


def mixed_widths_in(program: ShapeQuestions) -> Iterator[MixedWidths]:
    """Yield the meetings that torch surely refuses."""
    for op in program.operations(*AFFINE):
        if op.inputs and program.holds_float32(op.layer) and _is_wide(op.inputs[0]):
            yield MixedWidths(op, _widened_by(op.inputs[0]))
    for loss in program.losses(*_REFUSE):
        if loss.answers is not None and loss.input.dtype == "float32" and _is_wide(loss.answers):
            yield MixedWidths(loss.out.op, _widened_by(loss.answers))


def _is_wide(value: object) -> bool:
    return isinstance(value, Tensor) and value.dtype == "float64"


def _widened_by(value: object) -> Op | None:
    """Return the operation of torch that made float64 of it, seen through batches and re-layouts."""
    for _ in range(_DEEP):
        if not isinstance(value, Tensor):
            return None
        if value.op.is_(*_MAKERS):
            before = value.op.inputs[0] if value.op.is_("to", "type") and value.op.inputs else None
            if not _is_wide(before):
                return value.op
        source = source_of(value.op) if value.op.is_("item", "getitem") else None
        value = source or (value.op.inputs[0] if value.op.inputs else None)
    return None
