"""What is done to tensors: an `Op` knows what went in, its settings, where it stands and what came out.

The ops form a graph backwards (`Tensor.past`) and forwards (`Tensor.uses`). What is not known about an op answers
no: `tensor.last.is_("softmax")` is False for a tensor of unknown origin.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from loopwise.program.mending.mendable import Mendable
from loopwise.program.objects.modules import Layer
from loopwise.program.objects.numbers import whole_number
from loopwise.program.objects.tensors import FAR, Tensor, tensors_in
from loopwise.program.objects.torch_table import AFFINE, LOSS_KINDS, PLAIN_NUMBERS
from loopwise.program.objects.values import Arguments, Items, Unknown, Value, constant

if TYPE_CHECKING:
    from loopwise.program.flow.events import Frame, LoopRun
    from loopwise.program.source.sources import Site
    from loopwise.records import Place


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
    number: how many events had happened before.
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
        "number",
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
        number: int = 0,
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
        self.number = number
        self.twins: list[Op] = []  # every op made at this site, this one included: filled by the reader
        self._tensors: tuple[Tensor, ...] | None = None  # `tensors`, once they cannot change any more
        self.out = Tensor(self)
        if role == "join":
            self.agreed = _agreed(self.inputs)
        else:
            self.agreed = _agreed_steps(self.inputs, loops) if kind in _PUT_TOGETHER else None
        for value in self.inputs:
            if isinstance(value, Tensor):
                value.uses.append(self)
            elif isinstance(value, Items):  # `torch.cat(answers)`, `f1_score(labels, answers)`
                for tensor in tensors_in(value):
                    tensor.uses.append(self)

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
        several = any(twin.kind != self.kind for twin in self.twins[:FAR])
        return self.layer.site if several else self.site

    @property
    def _made_by_helper(self) -> Site | None:
        """Where a helper is called that makes this layer, and hands it out, or makes others at other calls."""
        own = self.layer.called if isinstance(self.layer, Layer) else None
        if isinstance(self.layer, Layer) and self.layer.is_handed_out:
            return own
        others = [twin.layer for twin in self.twins[:FAR] if twin.layer is not self.layer]
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
    def is_meant_for_several(self) -> bool:
        """Whether the same code works along a longer axis for another caller, and no loss learns from this one."""
        if self.out.reaches(*LOSS_KINDS):
            return False
        lengths = [one.out.size(-1 if one.axis is None else one.axis) for one in self.twins[:FAR]]
        return any(isinstance(length, int) and length > 1 for length in lengths)

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
        for _ in range(FAR):
            if not op.is_(*kinds) or op.before.kind == "":
                break
            op = op.before
        return op

    def stands_beside(self, other: Op) -> bool:
        """Tell whether one forward, or one Sequential, asks both layers; or the forwards of two blocks of one class."""
        same_text = self.site.node is other.site.node and self.layer is not other.layer
        return bool(self.asked) and (self.asked[:-1] == other.asked[:-1] or same_text)


_PUT_TOGETHER = ("stack", "cat", "concat", "concatenate")
_ONE_BY_ONE = ("softmax", "log_softmax", "sigmoid", "linear")


def _agreed_steps(inputs: Sequence[Value], loops: tuple[LoopRun, ...]) -> Op | None:
    """Of pieces that one place made in a loop of its own, step after step of a sequence: what made them."""
    lasts = {tensor.last for value in inputs for tensor in tensors_in(value)}
    if len({op.site.node for op in lasts}) != 1:
        return None
    last = lasts.pop()
    inner = last.loops[len(loops) :]
    counted = (
        bool(inner) and inner[-1].over is None
    )  # `for t in range(length)`, not one model after the other
    return last if last.kind in _ONE_BY_ONE and counted and last.axis != 0 else None


def _agreed(arms: Sequence[Value]) -> Op | None:
    lasts = [arm.last for arm in arms if isinstance(arm, Tensor)]
    return lasts[0] if len({op.kind for op in lasts}) == 1 else None


def _features(op: Op, position: int) -> int | None:
    """Return a Linear layer's number of inputs (0) or outputs (1)."""
    name = ("in_features", "out_features")[position]
    return whole_number(op.setting(position, name)) if isinstance(op.layer, Layer) else None
