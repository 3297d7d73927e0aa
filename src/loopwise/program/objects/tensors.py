"""The tensor side of a program: tensors with the operations they came through, modules, optimisers, loaders.

A tensor is the output of one `Op`; the ops form a graph backwards (`past`) and forwards (`uses`). What is not
known about an op answers no: `tensor.last.is_("softmax")` is False for a tensor of unknown origin.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from loopwise.program.mending.mendable import Mendable
from loopwise.program.objects.modules import Layer
from loopwise.program.objects.torch_table import AFFINE, LOSS_KINDS, PLAIN_NUMBERS
from loopwise.program.objects.values import (
    Arguments,
    Items,
    Table,
    Unknown,
    Value,
    constant,
    whole_number,
)

if TYPE_CHECKING:
    from loopwise.program.flow.events import Frame, LoopRun
    from loopwise.program.source.sources import Site
    from loopwise.records import Place
    from loopwise.shapes import Shape, ShapeError

_FAR = 400  # ops looked at on the way back; deeper graphs are unrolled networks, whose start no rule asks for


class Op(Mendable):
    """One operation on tensors.

    kind: torch.nn.functional's name where it has one ("softmax", "linear"); else "add", "item", "batch",
        "parameter", "join" (arms of an `if`), "opaque" (code not seen) ...
    role: "change" (values change), "layout" (only shape, type, device or graph do), "choose" (argmax),
        "compare", "loss", "source" (nothing goes in), "opaque", "join".
    site: the call; for a layer asked inside a container, the layer's own construction.
    callee: of code not seen, the library's dotted name.
    layer: the module that did it, None for a function or method.
    frozen: its parameters did not ask for gradients then; None where that is not known.
    gradients_on: grad mode at that moment, None if not known.  loops: in which loops; again: in the second round.
    asked: the modules whose forward does it, outermost first.  frames: the calls in which it stands.
    guessed: it belongs to one of several callees, and another may be the one that is called.
    agreed: of arms that meet, the last operation that changed values, if it is of one kind in all.
    """

    __slots__ = (
        "_tensors",
        "again",
        "agreed",
        "arguments",
        "asked",
        "callee",
        "frames",
        "frozen",
        "gradients_on",
        "guessed",
        "inputs",
        "kind",
        "layer",
        "loops",
        "out",
        "role",
        "shape",
        "site",
        "twins",
    )

    def __init__(
        self,
        kind: str,
        inputs: Sequence[Value],
        site: Site,
        *,
        role: str = "change",
        shape: str = "",
        layer: Value | None = None,
        arguments: Arguments | None = None,
        frozen: bool | None = False,
        gradients_on: bool | None = True,
        loops: tuple[LoopRun, ...] = (),
        again: bool = False,
        asked: tuple[Value, ...] = (),
        frames: tuple[Frame, ...] = (),
        guessed: bool = False,
    ) -> None:
        self.kind = kind
        self.role = role
        self.shape = shape
        self.inputs = tuple(inputs)
        self.site = site
        self.layer = layer
        self.arguments = arguments
        self.callee = ""
        self.frozen = frozen
        self.gradients_on = gradients_on
        self.loops = loops
        self.again = again
        self.asked = asked
        self.frames = frames
        self.guessed = guessed
        self.twins: list[Op] = []  # every op made at this site, this one included: filled by the reader
        self._tensors: tuple[Tensor, ...] | None = None  # `tensors`, once they cannot change any more
        self.out = Tensor(self)
        self.agreed = _agreed(self.inputs) if role == "join" else None
        for value in self.inputs:
            if isinstance(value, Tensor):
                value.uses.append(self)

    def is_(self, *kinds: str) -> bool:
        """Tell whether it is surely one of these."""
        return self.kind in kinds

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """The tensors that went in, also inside lists, which may still grow while a program is read."""
        if self._tensors is not None:
            return self._tensors
        found: list[Tensor] = []
        for value in self.inputs:
            if isinstance(value, Tensor):
                found.append(value)
            elif isinstance(value, (Items, Unknown)):
                return tuple(tensor for value in self.inputs for tensor in tensors_in(value))
        self._tensors = tuple(found)
        return self._tensors

    @property
    def text(self) -> Site:
        """The text that says this operation: the call, or the layer's own making if one call asks several."""
        if not isinstance(self.layer, Layer):
            return self.site
        if self.site.node is self.layer.site.node and (called := self._made_by_helper) is not None:
            return called
        several = any(twin.kind != self.kind for twin in self.twins[:_FAR])
        return self.layer.site if several else self.site

    @property
    def _made_by_helper(self) -> Site | None:
        """Where a helper is called that makes this layer, and hands it out, or makes others at other calls."""
        own = self.layer.called if isinstance(self.layer, Layer) else None
        if isinstance(self.layer, Layer) and self.layer.is_handed_out:
            return own
        others = [twin.layer for twin in self.twins[:_FAR] if twin.layer is not self.layer]
        calls = {one.called.node for one in others if isinstance(one, Layer) and one.called is not None}
        return own if own is not None and calls - {own.node} else None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.text.place

    @property
    def written(self) -> Site:
        """Where its settings stand: its layer's making, or the call itself."""
        return self.layer.site if isinstance(self.layer, Layer) else self.site

    def setting(self, position: int, *names: str) -> Value | None:
        """Return a setting by name or by its position behind the tensor; None if it is not given."""
        if self.arguments is None:
            return None
        return self.arguments.get(position + (not isinstance(self.layer, Layer)), *names)

    def lacks(self, position: int, *names: str) -> bool:
        """Tell whether a setting is surely not given. Softmax2d is made for one axis."""
        known = self.arguments is not None and self.arguments.whole
        fixed = isinstance(self.layer, Layer) and self.layer.name == "Softmax2d"
        return known and not fixed and self.setting(position, *names) is None

    @property
    def before(self) -> Op:
        """The last operation that changed the values which went in first; one of no kind if that is not seen."""
        first = self.inputs[0] if self.inputs else None
        return first.last if isinstance(first, Tensor) else Op("", (), self.site, role="opaque")

    @property
    def axis(self) -> int | None:
        """The one axis it works along, as `dim` gives it; None if that is not known or not given."""
        axis = constant(self.setting(0, "dim", "axis"))
        return axis if isinstance(axis, int) and not isinstance(axis, bool) else None

    @property
    def other(self) -> object:
        """The number a tensor is compared or combined with, None if it is none."""
        return next((constant(value) for value in self.inputs if not isinstance(value, Tensor)), None)

    @property
    def ranks_samples(self) -> bool:
        """Whether it surely looks along the batch of a model's answers, where it should along the classes."""
        scores = self.inputs[0] if self.inputs else None
        if not isinstance(scores, Tensor) or not scores.is_answer or not scores.is_batch:
            return False
        turned = any(
            op.is_("permute", "transpose", "t", "T", "mT", "swapaxes", "movedim") for op in scores.relaid
        )
        whole = self.before.is_raw or self.before.is_("softmax", "log_softmax", "sigmoid")
        if self.axis == 0:
            weighed = self.before.seen_through("softmax", "log_softmax", "sigmoid", "mul", "div")
            return whole and not turned and not weighed.pairs_samples
        return whole and self.lacks(0, "dim", "axis") and self.out.meets_row

    @property
    def pairs_samples(self) -> bool:
        """Whether it holds every sample against every other (`a @ b.t()`): then either axis is a batch."""
        pair = self.inputs[:2] if self.kind == "matmul" else ()
        return bool(pair) and all(isinstance(side, Tensor) and side.is_answer for side in pair)

    def folds_with(self, before: Op) -> bool:
        """Tell whether two weighted sums are no more than one: no bottleneck, and nothing else uses the first."""
        first, between, last = _features(before, 0), _features(before, 1), _features(self, 1)
        if first is None or between is None or last is None or between < min(first, last):
            return False
        return all(use is self or use.role == "layout" for use in before.out.future())

    @property
    def is_on_one(self) -> bool:
        """Whether the axis it works along surely has length 1; `dim=1` may be a time axis if no loss is near."""
        if self.axis == 0:
            return False  # the batch: of one sample by chance
        if self.axis != 1 or self.out.rank is not None:
            axis = -1 if self.axis is None and self.out.rank == 2 else self.axis
            return axis is not None and self.out.size(axis) == 1
        return self.out.size(-1) == 1 and self.out.reaches(*LOSS_KINDS)

    @property
    def is_a_cut(self) -> bool:
        """Whether no gradient goes through it, whatever the grad mode."""
        from loopwise.program.facts.gradients import CUTS

        return self.kind in CUTS or self.role in ("compare", "source")

    @property
    def ends_gradients(self) -> bool:
        """Whether it is done by a library that knows no gradients: numpy, scikit-learn, pandas."""
        return self.callee.startswith(PLAIN_NUMBERS)

    @property
    def is_raw(self) -> bool:
        """Whether it is a layer's weighted sum, which no bound holds: logits, a regression's output."""
        return self.kind in AFFINE

    def seen_through(self, *kinds: str) -> Op:
        """Return the nearest operation that changes values and is none of these kinds."""
        op = self
        for _ in range(_FAR):
            if not op.is_(*kinds) or op.before.kind == "":
                break
            op = op.before
        return op

    def stands_beside(self, other: Op) -> bool:
        """Tell whether one forward, or one Sequential, asks both layers; or the forwards of two blocks of one class."""
        same_text = self.site.node is other.site.node and self.layer is not other.layer
        return bool(self.asked) and (self.asked[:-1] == other.asked[:-1] or same_text)


def _agreed(arms: Sequence[Value]) -> Op | None:
    lasts = [arm.last for arm in arms if isinstance(arm, Tensor)]
    return lasts[0] if len({op.kind for op in lasts}) == 1 else None


def _features(op: Op, position: int) -> int | None:
    """Return a Linear layer's number of inputs (0) or outputs (1)."""
    name = ("in_features", "out_features")[position]
    return whole_number(op.setting(position, name)) if isinstance(op.layer, Layer) else None


class Tensor(Value):
    """A tensor, or a number that came out of one (`loss.item()`).

    models: the models it is an output of.  uses: the ops it went into.
    lengths: the axes asked for one by one, where the rank is not known.
    """

    __slots__ = ("_dtype", "_refusal", "_shape", "is_settled", "lengths", "models", "op", "table", "uses")

    def __init__(self, op: Op) -> None:
        self.op = op
        self.uses: list[Op] = []
        self.models: tuple[Value, ...] = ()
        self.table: Table = {}
        self.is_settled = False  # its shape has been asked for
        self.lengths: dict[int, int | None] | None = None
        self._dtype: str | None = ""  # not asked for

    @property
    def shape(self) -> Shape | None:
        """Its lengths: an int, a symbol for what only a run gives, None; and None if the rank is not known."""
        if not self.is_settled:
            self._settle()
        return self._shape

    @property
    def refusal(self) -> ShapeError | None:
        """Why torch would refuse to compute it from the shapes that come in, if it surely would."""
        if not self.is_settled:
            self._settle()
        return self._refusal

    def _settle(self) -> None:
        from loopwise.program.facts.sizes import settle

        settle(self)

    def settle_as(self, shape: Shape | None, refusal: ShapeError | None) -> None:
        """Keep what came out when its shape was asked for."""
        self.is_settled = True
        self._shape = shape
        self._refusal = refusal

    @property
    def many(self) -> Shape | None:
        """Its shape if it surely holds more than one number, as a batch of unknown length does; or None.

        Of a product with something unknown the shape of a part that does: there are not fewer.
        """
        parts = [self.shape]
        if self.shape is None and self.op.shape == "broadcast":
            parts = [part.shape for part in self.op.inputs if isinstance(part, Tensor)]
        return next((shape for shape in parts if shape and _holds_many(shape)), None)

    @property
    def rank(self) -> int | None:
        """The number of its axes, None if that is not known."""
        return None if self.shape is None else len(self.shape)

    @property
    def dtype(self) -> str | None:
        """The type of its numbers as torch names it ("float32", "int64"), None if that is not known."""
        if self._dtype == "":
            from loopwise.program.facts.dtypes import dtype_of

            self._dtype = None
            self._dtype = dtype_of(self.op)
        return self._dtype

    @property
    def reach(self) -> tuple[float, float] | None:
        """The lowest and the highest number that are surely among its values, None if that is not known."""
        from loopwise.program.facts.bounds import reach_of

        return reach_of(self)

    @property
    def last(self) -> Op:
        """The last operation that changed values, seen through re-layouts and arms that agree."""
        op = self.op
        for _ in range(_FAR):
            if op.role == "layout" and op.inputs and isinstance(op.inputs[0], Tensor):
                op = op.inputs[0].op
            else:
                break
        return op.agreed or op

    def past(self) -> Iterator[Op]:
        """Yield the operations it came through, nearest first, each once."""
        waiting, seen = [self.op], {self.op}
        for op in waiting:
            yield op
            if len(seen) > _FAR:
                return
            for tensor in op.tensors:
                if tensor.op not in seen:
                    seen.add(tensor.op)
                    waiting.append(tensor.op)

    def future(self) -> Iterator[Op]:
        """Yield the operations it went into, through re-layouts and joins, each once."""
        waiting: list[Tensor] = [self]
        seen: set[Op] = set()
        for tensor in waiting:
            for op in tensor.uses:
                if op not in seen and len(seen) < _FAR:
                    seen.add(op)
                    yield op
                    if op.role in ("layout", "join"):
                        waiting.append(op.out)

    @property
    def relaid(self) -> Iterator[Op]:
        """The operations since the last one that changed values: re-layouts, nearest first."""
        op = self.op
        while op.role == "layout" and op.inputs and isinstance(op.inputs[0], Tensor):
            yield op
            op = op.inputs[0].op

    def reaches(self, *kinds: str) -> bool:
        """Tell whether one of these operations or losses gets it as it is, or re-laid."""
        return any(op.kind in kinds for op in self.future())

    @property
    def is_batch(self) -> bool:
        """Whether its first axis is surely the samples of a batch: of rank 2, or out of a loader and not indexed."""
        if self.rank is not None:
            return self.rank == 2 or self._is_of_convolution
        past = list(self.past())
        indexed = (op for op in past if op.is_("getitem", "item", "squeeze", "unbind", "select", "take"))
        whole = all(isinstance(op.inputs[0], Tensor) and op.inputs[0].op.is_("batch") for op in indexed)
        return whole and any(op.is_("batch") for op in past)

    @property
    def _is_of_convolution(self) -> bool:
        """Whether a convolution gave it, with the axis of the batch: (N, C, H, W)."""
        kind = self.made_by_same_shape.kind
        inner = next((int(letter) for letter in kind if letter.isdigit()), 0)
        return kind.startswith("conv") and self.rank == inner + 2

    @property
    def made_by_same_shape(self) -> Op:
        """The operation that gave it its shape, seen through those that keep the shape."""
        op = self.op
        for _ in range(_FAR):
            if op.shape != "same" or op.role == "source" or not isinstance(op.inputs[0], Tensor):
                break
            op = op.inputs[0].op
        return op

    def future_through(self, shape: str) -> Iterator[Op]:
        """Yield the operations it went into, seen through those of one kind of shape ("same"), each once."""
        waiting: list[Tensor] = [self]
        seen: set[Op] = set()
        for tensor in waiting:
            for op in tensor.uses:
                if op not in seen and len(seen) < _FAR:
                    seen.add(op)
                    yield op
                    if op.shape == shape:
                        waiting.append(op.out)

    @property
    def meets_row(self) -> bool:
        """Whether it is compared with a row of numbers: labels."""
        return any(
            op.is_("eq", "ne") and any(isinstance(side, Tensor) and side.rank == 1 for side in op.inputs)
            for op in self.future()
        )

    @property
    def origin(self) -> Op:
        """The last operation that changed values, seen also through copies and the batches of a loader."""
        from loopwise.program.facts.batches import part_in_sample, source_of

        tensor = self
        for _ in range(_FAR):
            rows = (source_of(op) or part_in_sample(op) for op in tensor.relaid if op.is_("item", "getitem"))
            source = next((whole for whole in rows if whole is not None), None)
            op = tensor.last
            if source is None and op.is_("tensor", "as_tensor", "asarray", "from_numpy") and op.inputs:
                source = op.inputs[0] if isinstance(op.inputs[0], Tensor) else None
            if source is None:
                break
            tensor = source
        return tensor.last

    @property
    def is_many_hot(self) -> bool:
        """Whether it surely holds rows with any number of ones: labels that do not exclude one another."""
        op = self.origin
        if self.rank != 2 or self.size(-1) == 1:
            return False
        if op.is_("gt", "ge", "lt", "le") and isinstance(op.other, (int, float)):
            return not any(past.is_("one_hot", "eye", "softmax") for past in op.out.past())
        if op.is_("stack", "hstack"):
            parts = [part for part in op.inputs if isinstance(part, Tensor)]
            return len(parts) > 1 and all(part.last.role == "compare" for part in parts)
        return op.is_("many_labels") or (op.is_("randint") and op.out.reach == (0, 1))

    @property
    def is_answer(self) -> bool:
        """Whether a module has worked on it: a layer, a model of the program or one that is not seen."""
        return any(op.layer is not None and op.layer.is_module for op in self.past())

    def comes_from(self, *origins: Value | str) -> bool:
        """Tell whether a kind of operation, a layer, a loader or a model is in its past."""
        return any(
            op.kind in origins or op.layer in origins or any(m in origins for m in op.out.models)
            for op in self.past()
        )

    @property
    def is_data(self) -> bool:
        """Whether it surely comes from data alone: no model, no parameter, no code that is not seen."""
        return all(
            op.role in ("source", "layout", "change", "compare")
            and op.layer is None
            and op.kind != "parameter"
            for op in self.past()
            if not op.is_("batch")
        )

    def size(self, axis: int) -> int | None:
        """Return the length of one axis (0-based, or -1) if the program gives it."""
        from loopwise.program.facts.sizes import size_of

        return size_of(self, axis)


def tensors_in(value: Value) -> Iterator[Tensor]:
    """Yield the tensors inside a value, in order; what is shared inside it is gone through once."""
    waiting, seen = [value], set[int]()
    while waiting:
        one = waiting.pop()
        if isinstance(one, Tensor):
            yield one
        elif isinstance(one, (Items, Unknown)) and id(one) not in seen and len(seen) < _FAR:
            seen.add(id(one))
            waiting += reversed(one.items if isinstance(one, Items) else one.inputs)


def _holds_many(shape: Shape) -> bool:
    several = any(not isinstance(size, int) or size > 1 for size in shape if size is not None)
    return several and 0 not in shape
