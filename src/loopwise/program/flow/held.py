"""Which parameters optimisers were given when they were made, and which a backward reaches that none was given.

for change in program.late_changes(): change.place, change.optimiser
for unheld in program.unheld(): unheld.place, unheld.modules
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from loopwise.program.facts.gradients import CUTS, PARAMETRIC, is_unpacked
from loopwise.program.mending.moves import moved
from loopwise.program.mending.repairs import function_of, name_of
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Layer, Optimiser, Parameters, is_frozen, modules_in, training_of
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import COPIED, Const, Either, Items, Unknown, Value
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.flow.events import Event, Events, Frame
    from loopwise.program.flow.training_loops import TrainingLoop
    from loopwise.records import Place

_FAR = 400  # operations looked at on the way back from a loss, for what it surely reaches


def parts_of(held: Sequence[Value] | None) -> tuple[Value, ...] | None:
    """Return the modules and parameters that some modules and tensors consist of just now; None if not known."""
    parts: list[Value] = []
    for value in held or ():
        if isinstance(value, Either) or (isinstance(value, Unknown) and not is_of_library(value)):
            return None
        modules = list(modules_in(value)) if value.is_module else []
        own = (tensor for module in modules for tensor in _own_tensors(module))
        parts += [value, *modules, *(tensor for tensor in own if not _is_plain_leaf(tensor))]
    return None if held is None else tuple(parts)


def is_of_library(value: Value) -> bool:
    """Whether a library made it of texts and numbers alone: none of the program's layers can be part of it."""
    if not isinstance(value, Unknown) or not value.made_by:
        return False
    return all(isinstance(given, Const) for given in (*value.inputs, *value.table.values()))


def _own_tensors(module: Value) -> Iterator[Tensor]:
    """Yield the tensors a module keeps: `self.scale = nn.Parameter(...)`, `fc.weight = ...`."""
    table = module.table if isinstance(module, (Instance, Layer)) else {}
    return (arm for value in table.values() if isinstance(value, Tensor) for arm in _arms(value))


def _arms(tensor: Tensor) -> Iterator[Tensor]:
    """Yield a tensor, and what it may be where two arms of an `if` made it, or one that is not known."""
    yield tensor
    if tensor.op.role in ("join", "opaque"):
        yield from tensor.op.tensors


class Holdings:
    """All that any optimiser of a program holds. known: whether that is all."""

    def __init__(self, optimisers: Iterable[Value | None]) -> None:
        self.known = True
        self.ids: set[int] = set()
        self._lacking: dict[Value, list[Value]] = {}  # of what was asked for so far
        for optimiser in optimisers:
            parts = self.of(optimiser)
            self.known = self.known and parts is not None
            self.ids |= {id(part) for part in parts or ()}

    @staticmethod
    def of(optimiser: Value | None) -> tuple[Value, ...] | None:
        """Return what an optimiser was given; of one made by hand or by the program's class, what it has in the end."""
        if isinstance(optimiser, Optimiser):
            return parts_of(optimiser.holds) if optimiser.name == "by hand" else optimiser.parts
        held = optimiser.table.get("holds") if isinstance(optimiser, Instance) else None
        return parts_of(getattr(held, "items", None))

    def lacks(self, value: Value) -> list[Value]:
        """Return the layers and parameters of a value that surely learn, and that no optimiser holds."""
        if value not in self._lacking:
            self._lacking[value] = self._lacked(value)
        return self._lacking[value]

    def _lacked(self, value: Value) -> list[Value]:
        modules = list(modules_in(value)) if value.is_module else []
        own = [tensor for module in modules for tensor in _own_tensors(module) if _is_parameter(tensor)]
        layers = [one for one in modules if isinstance(one, Layer) and one.kind in PARAMETRIC]
        alone = [value] if isinstance(value, Tensor) and _is_parameter(value) else []
        return [one for one in (*layers, *own, *alone) if id(one) not in self.ids and not is_frozen(one)]


def _is_parameter(tensor: Tensor) -> bool:
    """Whether it is a parameter of its own that asks for its gradient, or was meant as one."""
    told = tensor.op.arguments is not None and "requires_grad" in tensor.op.arguments.named
    alone = tensor.op.is_("parameter") and tensor.op.layer is None and not told
    return alone or (_is_plain_leaf(tensor) and _is_made_for_module(tensor))


def _is_plain_leaf(tensor: Tensor) -> bool:
    """Whether it asks for its gradient and is no `nn.Parameter`, so that `parameters()` does not find it."""
    given = tensor.op.arguments.named.get("requires_grad") if tensor.op.arguments else None
    is_source = tensor.op.role == "source" and not tensor.op.is_("parameter")
    return is_source and given is not None and truth(given) is True


def _is_made_for_module(tensor: Tensor) -> bool:
    """Whether a module makes it for itself: `self.weight = torch.randn(4, 4, requires_grad=True)`."""
    function = tensor.op.frames[-1].function if tensor.op.frames else None
    owner = function.owner if function is not None and function.name == "__init__" else None
    return owner is not None and owner.makes_modules


class LateChange:
    """A module that gets new parameters after its optimiser was made. put: the event; made: the optimiser's making."""

    def __init__(self, put: Event, made: Event) -> None:
        self.put = put
        self.made = made

    @property
    def place(self) -> Place:
        """Where the module is changed."""
        return self.put.place

    def before_optimiser(self) -> Repair | None:
        """Return the text edit that changes the module first, to be asked for."""
        return moved(self.put, self.made, after=False, safe=False)


class Unheld:
    """Layers that get gradients and no step. made: the making of the optimiser that is stepped; root: their model.

    later: where the model is made, if that is after its optimiser: the one before had another model.
    twice: whether another optimiser holds the very same: this one was meant for other layers.
    """

    def __init__(
        self,
        made: Event,
        layers: list[Value],
        root: Value | None,
        later: Place | None = None,
        *,
        twice: bool = False,
    ) -> None:
        self.twice = twice
        self.made = made
        self.layers = layers
        self.root = root
        self.later = later

    @property
    def place(self) -> Place:
        """Where the optimiser is made, or the model that came after it, or where that is handed this optimiser."""
        return self.later or self.made.place

    @property
    def plain_tensor(self) -> Op | None:
        """Where a model makes one of them as a tensor and no `nn.Parameter`, if all are such."""
        tensors = [one for one in self.layers if isinstance(one, Tensor) and _is_plain_leaf(one)]
        return tensors[0].op if len(tensors) == len(self.layers) else None

    @property
    def model(self) -> str:
        """The class of the model they belong to."""
        return getattr(self.root, "label", "") or "?"

    def added(self) -> Repair | None:
        """Return the text edit that gives the optimiser this model's parameters, too."""
        from loopwise.program.mending.replacements import argument

        assert self.made.site is not None
        source = self.made.site.source
        given = argument(self.made.site.node, 0, "params")
        name = name_of(self.root, self.made.frames[-1]) if self.root is not None else ""
        made_before = (
            isinstance(self.root, (Layer, Instance)) and self.root.site.place.line < self.made.place.line
        )
        is_whole = isinstance(given, ast.Call) and ast.unparse(given).endswith(".parameters()")
        if given is None or not name or not made_before or not is_whole:
            return None
        place = source.place(given)
        text = source.between(place)
        if text == f"{name}.parameters()":
            return None
        whole = f"{name}.parameters()"
        both = whole if self.twice or text.startswith(f"{name}.") else f"[*{text}, *{whole}]"
        return Repair(safe=False, edits=(Edit(place, both),))


def reached_from(backward: Event, *, surely: bool = True) -> Iterator[Op]:
    """Yield the operations that a backward surely goes through, nearest first; or those that it may go through."""
    waiting = [backward.tensor.op] if backward.tensor is not None else []
    seen = set(waiting)
    for op in waiting:
        cut = (op.kind in CUTS and not is_unpacked(op)) or op.role == "compare" or op.ends_gradients
        unsure = op.role == "join" or op.guessed or op.gradients_on is not True
        if cut or (surely and (unsure or len(seen) > _FAR)):
            continue
        yield op
        for tensor in op.tensors:
            if tensor.op not in seen:
                seen.add(tensor.op)
                waiting.append(tensor.op)


def late_changes_in(events: Events, loops: Sequence[TrainingLoop], held: Holdings) -> Iterator[LateChange]:
    """Yield the changes of modules that an optimiser was made for before, each place once."""
    made = [event for event in events.of("make") if not event.again]
    puts = {event.site.node: event for event in reversed(events.of("put")) if event.site is not None}
    gone = {event.site.node: event.value for event in events.of("replaced") if event.site is not None}
    for node, put in reversed(puts.items()):
        whose = [one for one in (put.target, gone.get(node)) if one is not None]
        before = [
            event
            for event in made
            if event.number < put.number and any(_owns(event.target, one) for one in whose)
        ]
        lost = held.lacks(put.value) if before and put.value is not None else []
        if lost and _same_reading(before[-1], put) and not _while_asked(put):
            asked = (op for loop in loops for op in _learnt_after(loop, put, before[-1]))
            if any(_belongs(op, lost, put.target) for op in asked):
                yield LateChange(put, before[-1])


def _owns(optimiser: Value | None, module: Value | None) -> bool:
    """Whether an optimiser was made for a module, be it part by part."""
    held = {id(part) for part in Holdings.of(optimiser) or ()}
    inside = list(modules_in(module)) if module is not None else []
    return any(id(part) in held for part in inside) or _is_part_of(module, Holdings.of(optimiser) or ())


def _is_part_of(module: Value | None, held: Sequence[Value]) -> bool:
    """Whether it is a part of a library's model that the program names only later: `vgg.classifier[6] = ...`."""
    if not isinstance(module, Layer) or module.kind != "opaque":
        return False
    models = (one for one in held if isinstance(one, Layer) and one.kind == "opaque")
    return any(part is module for one in models for part in modules_in(one))


def _same_reading(one: Event, other: Event) -> bool:
    """Whether the order in which they were read is the one in which they happen."""
    alone = [{id(frame) for frame in event.frames if frame.is_read_alone} for event in (one, other)]
    return alone[0] == alone[1]


def _while_asked(put: Event) -> bool:
    names = {frame.function.name for frame in put.frames if frame.function is not None}
    return not names.isdisjoint(("forward", "__init__"))


def _learnt_after(loop: TrainingLoop, put: Event, made: Event) -> Iterator[Op]:
    """Yield what the backward passes of a loop go through that this optimiser then steps on."""
    if any(step.target is made.target for step in loop.events("step")) and not loop.escapes:
        for backward in loop.events("backward"):
            if backward.number > put.number:
                yield from reached_from(backward)


def _belongs(op: Op, lost: list[Value], owner: Value | None) -> bool:
    """Whether an operation is one of lost layers, or of a model of unknown layers that they are part of."""
    if op.layer is None:
        return any(op.out is one for one in lost)
    unseen = isinstance(op.layer, Layer) and op.layer.kind == "opaque"
    return any(op.layer is one for one in lost) or (
        (unseen or op.layer is owner) and any(part is owner for part in modules_in(op.layer))
    )


def unheld_in(
    events: Events, loops: Sequence[TrainingLoop], held: Holdings, changed: Iterable[Value], *, copies: bool
) -> Iterator[Unheld]:
    """Yield, for each optimiser, the layers that its loop's backward reaches and that no optimiser was given.

    copies: whether a deep copy of a model may be one; not where gradients are carried over from one to the other.
    """
    made = {id(event.target): event for event in events.of("make")}
    known = {id(one) for one in changed} | _given_away(events)
    seen: set[int] = set()
    for loop in loops:
        optimisers = [one for one in loop.optimisers if id(one) in made]
        if len(optimisers) == len(loop.optimisers) == 2 and _hold_one_thing(optimisers):
            optimisers = optimisers[1:]
        elif len(optimisers) != 1 or len(loop.optimisers) != 1:
            continue
        begun = made[id(optimisers[0])]
        if loop.escapes or id(optimisers[0]) in seen or _has_another(begun.frames):
            continue
        given = Holdings.of(optimisers[0]) or ()
        if not any(isinstance(part, (Layer, Instance)) or is_of_library(part) for part in given):
            continue
        reached = [op for backward in loop.events("backward") for op in reached_from(backward)]
        layers = [one for op in reached for one in _learning_in(op, held) if id(one) not in known]
        if copies and not layers:
            layers = _copies_in_place_of(given, reached, held)
        if layers and not _is_fixed(layers[0], events):
            seen.add(id(optimisers[0]))
            root = _root_of(layers[0], events)
            later = _made_anew(begun, root) or _handed_over(begun, root, loop)
            others = [one for one in made.values() if one is not begun and one.target is not None]
            twice = any(
                _hold_one_thing([one.target, optimisers[0]]) for one in others if one.target is not None
            )
            yield Unheld(begun, list(dict.fromkeys(layers)), root, later, twice=twice)


def _copies_in_place_of(given: Sequence[Value], reached: Sequence[Op], held: Holdings) -> list[Value]:
    """Return the deep copies that learn where nothing of what the optimiser was given does."""
    layers = [
        one for op in reached for one in (op.layer.of if isinstance(op.layer, Parameters) else (op.layer,))
    ]
    own = {id(part) for part in given}
    if any(id(one) in own for one in layers) or any(id(op.out) in own for op in reached):
        return []
    copied = (one for one in layers if isinstance(one, Layer) and COPIED in one.table)
    return [one for one in copied if id(one) not in held.ids and not is_frozen(one)]


def _given_away(events: Events) -> set[int]:
    """Return the identities of all whose parameters unread code was given: `TDOptimiser(net.parameters())`."""
    handed = (event.value.items for event in events.of("escape") if isinstance(event.value, Items))
    lists = (one for things in handed for one in things if isinstance(one, Parameters))
    return {id(part) for one in lists for part in parts_of(one.of) or ()}


def _has_another(frames: Iterable[Frame]) -> bool:
    """Whether a function that nobody in sight calls is handed an optimiser besides the one that is made in it."""
    alone = (frame for frame in frames if frame.is_read_alone)
    handed = (item for frame in alone for item in frame.scope.table.items() if "optim" in item[0].lower())
    return any(isinstance(one, Unknown) or getattr(one, "holds", ()) is None for _, one in handed)


def _hold_one_thing(optimisers: Sequence[Value]) -> bool:
    """Whether several optimisers were given the very same layers: one of them was meant for others."""
    given = [{id(part) for part in Holdings.of(one) or ()} for one in optimisers]
    return bool(given[0]) and all(parts == given[0] for parts in given)


def _is_fixed(layer: Value, events: Events) -> bool:
    """Whether a layer is meant to stay as it is: its numbers were given, or loaded and then only asked in eval mode."""
    if isinstance(layer, Layer) and any(name in layer.table for name in ("weight", "bias")):
        return True
    loaded = [event.target for event in events.of("load") if event.target is not None]
    return any(part is layer and training_of(one) is False for one in loaded for part in modules_in(one))


def _made_anew(made: Event, root: Value | None) -> Place | None:
    """Return where a model is made again, of the same class, below the optimiser of the one before."""
    labels = (getattr(one, "label", "") for one in Holdings.of(made.target) or ())
    first = next(filter(None, labels), "")
    if (
        not isinstance(root, (Layer, Instance))
        or made.site is None
        or made.site.source is not root.site.source
    ):
        return None
    source = root.site.source
    beside = function_of(source, root.site.node) is function_of(source, made.site.node)
    below = beside and root.site.place.line > made.place.line
    return root.site.place if below and root.label == first else None


def _handed_over(made: Event, root: Value | None, loop: TrainingLoop) -> Place | None:
    """Return the call of a helper that is given this optimiser and a later model: `fit(cnn, optimizer)`."""
    if not isinstance(root, (Layer, Instance)) or not _stands_before(made.place, root.site.place):
        return None
    frames = loop.events("step")[0].frames
    handed = [frame for frame in frames if frame.site is not None and _is_given(frame, made.target, root)]
    owned = _owns(made.target, root)
    return handed[0].site.place if handed and not owned and handed[0].site is not None else None


def _stands_before(one: Place, other: Place) -> bool:
    return one.path == other.path and (one.cell or 0, one.line) < (other.cell or 0, other.line)


def _is_given(frame: Frame, *values: Value | None) -> bool:
    held = {id(value) for value in frame.scope.table.values()}
    called = frame.function is not None and not frame.is_read_alone
    return called and all(id(value) in held for value in values)


def _learning_in(op: Op, held: Holdings) -> list[Value]:
    if op.frozen is not False:
        return []
    if op.layer is None:
        return held.lacks(op.out)
    modules = op.layer.of if isinstance(op.layer, Parameters) else (op.layer,)
    return [
        one
        for module in modules
        if isinstance(module, Layer) and module.kind in PARAMETRIC
        for one in held.lacks(module)
    ]


def _root_of(layer: Value, events: Events) -> Value | None:
    """Return the model, asked by the program, that a layer or parameter belongs to."""
    asked = (event.target for event in events.of("forward") if event.target is not None)
    return next((one for one in asked if any(part is layer for part in parts_of((one,)) or ())), None)
