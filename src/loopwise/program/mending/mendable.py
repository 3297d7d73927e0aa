"""The text edits an operation can be asked for: taken out, replaced, given a setting, worked along another axis.

Each is made by its own file, loaded when something was found; None where no edit can say it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from loopwise.program.objects.ops import Op
    from loopwise.records import Repair


class Mendable:
    """What rules ask of an operation that they have found to be wrong."""

    __slots__ = ()

    @property
    def _op(self) -> Op:
        return cast("Op", self)

    def uncut(self) -> Repair | None:
        """Return the text edit that takes this cut out, to be asked for."""
        from loopwise.program.mending.training_step import joined_again

        return joined_again(self._op)

    def asking_gradient(self) -> Repair | None:
        """Return the text edit that lets the tensor ask for its gradient where it is made."""
        from loopwise.program.mending.training_step import asking

        return asking(self._op)

    def with_training(self) -> Repair | None:
        """Return the text edit that lets the model's mode decide over a dropout."""
        from loopwise.program.questions.standing import with_training

        return with_training(self._op)

    def subscripted(self, index: str) -> Repair | None:
        """Return the text edit that writes another index: `out[-1]` -> `out[:, -1]`."""
        from loopwise.program.mending.reshaping import subscripted

        return subscripted(self._op.site, index)

    def replaced(self, kind: str) -> Repair | None:
        """Return the text edit that makes it another operation, or None where no edit can say it."""
        from loopwise.program.mending.replacements import replaced

        return replaced(self._op, kind)

    def exchanged(self, kind: str) -> Repair | None:
        """Return the text edit that puts an operation without settings in its place: "sigmoid"."""
        from loopwise.program.mending.replacements import exchanged

        return exchanged(self._op.written, kind)

    def along(self, axis: int) -> Repair | None:
        """Return the text edit that makes it work along another axis."""
        from loopwise.program.mending.replacements import along

        return along(self._op, axis)

    def receives(self, method: str) -> Repair | None:
        """Return the text edit that calls a method on what goes in first: `torch.round(x)`, `x.round()`, `x - y`."""
        from loopwise.program.mending.repairs import input_text
        from loopwise.program.mending.replacements import with_method

        given = input_text(self._op)
        return (
            with_method(self._op.site, given, method) if given is not None else self.with_operand(0, method)
        )

    def compared_with(self, number: str) -> Repair | None:
        """Return the text edit that compares with another number than the one written there."""
        from loopwise.program.mending.replacements import compared_with

        return compared_with(self._op.site, number)

    def with_operand(self, index: int, method: str) -> Repair | None:
        """Return the text edit that calls a method on one side of an operator: `p - y` -> `p - y.unsqueeze(1)`."""
        from loopwise.program.mending.replacements import with_operand

        return with_operand(self._op.site, index, method)

    def merged(self, inner: Op, kind: str) -> Repair | None:
        """Return the text edit that makes one operation of this and the one before it: log and softmax."""
        from loopwise.program.mending.replacements import merged

        return merged(self._op, inner, kind)

    def with_setting(self, text: str, *, safe: bool) -> Repair | None:
        """Return the text edit that gives it one more setting: "dim=1"."""
        from loopwise.program.mending.replacements import with_argument

        return with_argument(self._op.written, text, safe=safe)

    def with_layer_before(self, name: str, method: str) -> Repair | None:
        """Return the text edit that puts an activation in front of this layer: "ReLU", "relu()"."""
        from loopwise.program.mending.replacements import with_layer_before

        return with_layer_before(self._op, name, method)

    def removed(self, *, safe: bool | None = None) -> Repair | None:
        """Return the text edit that takes this operation out, or None where no edit can say it.

        safe: whether it may be made without asking; where that is not said, the uses of the values decide.
        """
        from loopwise.program.mending.repairs import removal

        repair = removal(self._op)
        return repair if repair is None or safe is None else repair._replace(safe=safe)
