"""Operations that torch would refuse because of the shapes that come in, with the flow that led there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from loopwise.program.facts.batches import part_in_sample, source_of
from loopwise.program.facts.flows import flow_of
from loopwise.program.objects.modules import Layer
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.shapes import Shape, Size, product, same

if TYPE_CHECKING:
    from loopwise.program.flow.events import Event, Events
    from loopwise.records import Place, Repair

FLATTENING = ("view", "reshape", "flatten", "ravel")
_MADE = ("tensor", "as_tensor", "from_numpy")
_COMPARING = ("eq", "ne", "lt", "le", "gt", "ge")
_SPATIAL = ("conv", "max_pool", "avg_pool", "adaptive")


class Refusal:
    """One operation that would raise.

    reason, wanted, given: as of loopwise.shapes.ShapeError.  shape: of what came in.
    asked: the outermost model asked, as an event; None outside of one.
    fits_elsewhere: whether the same layer is also given what it was made for.
    """

    def __init__(self, op: Op, asked: Event | None, *, fits_elsewhere: bool = False) -> None:
        refusal = op.out.refusal
        assert refusal is not None
        self.op = op
        self.asked = asked
        self.fits_elsewhere = fits_elsewhere
        self.reason = refusal.reason
        self.wanted = refusal.wanted if isinstance(refusal.wanted, int) else str(refusal.wanted)
        self.given = refusal.given if isinstance(refusal.given, int) else str(refusal.given)
        self.input = next(iter(op.tensors), op.out)
        self.shape: Shape = self.input.shape or ()

    @property
    def place(self) -> Place:
        """Where it would raise."""
        return self.op.place

    @property
    def made_place(self) -> Place:
        """Where the layer is made, or the call of a function."""
        return self.op.written.place

    @property
    def asked_place(self) -> Place:
        """Where the model is asked."""
        return self.place if self.asked is None else self.asked.place

    @property
    def origin_place(self) -> Place:
        """Where what came in got its axes: a reshape, the program's own data set; else where torch refuses."""
        return self.place if self.shaped_at is None else self.shaped_at.place

    @property
    def flow(self) -> str:
        """The shapes on the way, as far back as a reader wants to look."""
        return flow_of(self.input)

    @property
    def beside(self) -> str | None:
        """The shapes on the way to the other tensor, where two do not go together; None for a comparison."""
        others = (tensor for tensor in self.op.tensors[1:] if self.given in (tensor.shape or ()))
        other = next(others, None)
        return None if other is None or self.op.kind in _COMPARING else flow_of(other)

    @property
    def is_reshape(self) -> bool:
        """Whether the program itself asks for these lengths."""
        return self.op.kind in ("view", "reshape", "unflatten")

    @property
    def name(self) -> str:
        """How the program names what refuses: a layer's class, a function."""
        return self.op.layer.label if isinstance(self.op.layer, Layer) else self.op.kind

    @property
    def rank(self) -> int:
        """The number of axes of what came in."""
        return len(self.shape)

    @property
    def flat_width(self) -> Size:
        """How many numbers a sample has, all axes behind the first together."""
        return product(self.shape[1:])

    @property
    def is_picture(self) -> bool:
        """Whether a picture comes in that nobody made flat: four axes or more, or just enough for the width."""
        return self.rank >= 4 or (self.rank == 3 and same(self.flat_width, self._wanted) is True)

    @property
    def is_flattened_in_vain(self) -> bool:
        """Whether what comes in was made flat and the result thrown away: `x.view(n, -1)` alone on a line."""
        return any(use.kind in FLATTENING and not use.out.uses for use in self.input.uses)

    @property
    def lacks_batch_axis(self) -> bool:
        """Whether all numbers of one unbatched picture are as many as a layer wants of each sample."""
        alone = any(_takes_one_picture(op) for op in self.input.past())
        return self.rank == 2 and alone and same(product(self.shape), self._wanted) is True

    @property
    def eats_batch(self) -> bool:
        """Whether several samples were made one flat row."""
        before = _before(self.input.op) if self.rank == 1 and self.input.op.kind in FLATTENING else None
        return before is not None and len(before) > 1 and same(product(before[1:]), self._wanted) is True

    @property
    def is_for_pictures(self) -> bool:
        """Whether what refuses is a convolution or a pooling over two axes or more."""
        return self.op.kind.startswith(_SPATIAL) and not self.op.kind.endswith("1d")

    @property
    def is_channels_last(self) -> bool:
        """Whether the channels a layer wants stand on the last axis."""
        return self.rank == 4 and self.shape[-1] in (1, 3, 4) and self.shape[-1] == self.wanted

    @property
    def shaped_at(self) -> Op | None:
        """What gave what came in its axes, seen through batches and splits: a reshape, a sample's making; else None."""
        op, in_sample = self.input.op, False
        for _ in range(60):
            if op.kind in ("view", "reshape", "permute") or (in_sample and op.kind in _MADE):
                return op
            shape, before = op.out.shape, op.inputs[0] if op.inputs else None
            if op.kind == "item" and isinstance(before, Tensor) and before.op.kind == "batch":
                before = source_of(op) or part_in_sample(op)
                in_sample = before is not None and source_of(op) is None
            if not isinstance(before, Tensor) or not before.shape or before.shape[1:] != (shape or ())[1:]:
                return None
            op = before.op
        return None

    @property
    def _wanted(self) -> Size:
        return self.wanted if isinstance(self.wanted, int) else None

    def with_setting(self, *names: str) -> Repair | None:
        """Return the edit that writes the length which comes in for the one that the layer was made for.

        None where the layer is asked elsewhere as it was made for.
        """
        from loopwise.program.mending.reshaping import with_number

        return None if self.fits_elsewhere else with_number(self.op.written, self.given, *names)

    def with_input(self, method: str) -> Repair | None:
        """Return the edit that calls a method on what comes in, where the layer is asked."""
        from loopwise.program.mending.reshaping import input_with

        return input_with(self.op, method)

    def with_asked(self, method: str) -> Repair | None:
        """Return the edit that calls a method on what the model is asked."""
        from loopwise.program.mending.replacements import argument, with_method

        site = self.asked.site if self.asked is not None else None
        return None if site is None else with_method(site, argument(site.node, 0), method)


def refusals_in(ops: Iterable[Op], events: Events) -> list[Refusal]:
    """Return the operations that surely would raise, each place once."""
    known = list(ops)
    refused = [op for op in known if not op.guessed and op.out.refusal is not None]
    first = {op.site.node: op for op in reversed(refused)}
    return [
        Refusal(op, _asked_for(op, events), fits_elsewhere=_fits_elsewhere(op, known))
        for op in refused
        if first[op.site.node] is op and op.inputs and not _is_behind_view(op)
    ]


def _is_behind_view(op: Op) -> bool:
    """Whether it gets what a refused view asked for: another number there, and it may be right."""
    behind = (before for tensor in op.tensors for before in tensor.past())
    return any(
        before.out.refusal is not None and before.out.refusal.reason == "elements" for before in behind
    )


def _fits_elsewhere(op: Op, ops: list[Op]) -> bool:
    """Whether a layer that refuses is asked another time with the length it wants."""
    refusal, layer = op.out.refusal, op.layer
    if refusal is None or not isinstance(layer, Layer):
        return False
    others = [one for one in ops if isinstance(one.layer, Layer) and one.layer.site.node is layer.site.node]
    shapes = [_before(one) for one in others if one.out.refusal is None]
    return any(shape is not None and refusal.wanted in shape for shape in shapes)


def _asked_for(op: Op, events: Events) -> Event | None:
    for event in events.of("forward"):
        if event.tensor is not None and op in event.tensor.past():
            return event
    return None


def _takes_one_picture(op: Op) -> bool:
    shape = _before(op)
    inner = next((int(letter) for letter in op.kind if letter.isdigit()), 0)
    return op.kind.startswith(_SPATIAL) and shape is not None and len(shape) == inner + 1


def _before(op: Op) -> Shape | None:
    first = op.inputs[0] if op.inputs else None
    return first.shape if isinstance(first, Tensor) else None
