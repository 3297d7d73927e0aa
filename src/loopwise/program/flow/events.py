"""What a program does while it is followed, in order, each with the path that led to it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from loopwise.program.objects.definitions import Class, Function, Instance
from loopwise.program.objects.modules import (
    PART,
    Container,
    Layer,
    Optimiser,
    Parameters,
    is_frozen,
    modules_in,
)
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Either, Items, Unknown, Value
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.objects.ops import Op
    from loopwise.program.objects.scopes import Scope
    from loopwise.program.source.sources import Site
    from loopwise.records import Place

_FAR = 400  # tensors looked at on the way back from a loss

Condition = tuple[ast.AST, int]  # an `if`, and which arm


_OF_MODULES = ("torch.nn.", "lightning.", "pytorch_lightning.", "transformers.")


class LoopRun:
    """One evaluation of a `for` or `while`: `over` what, inside which loops, under how many conditions.

    again: it stands in the second round of a loop around it.
    open: its body is being read.  cut: it was not read to its end.
    left_at: the `break` or `return` that ends every first round, None if there is none.
    length, stop: how often, for `range`: as a number if that is known, and as the program gives it.
    exact: its rounds are all known and each is read.
    by: the library's trainer that goes round, "transformers.Trainer"; "" for a loop of the program's own.
    spent: it goes on with an iterator that was begun outside a loop around it, and is empty the second time.
    """

    __slots__ = (
        "again",
        "by",
        "conditions",
        "cut",
        "exact",
        "left_at",
        "length",
        "open",
        "over",
        "site",
        "spent",
        "stop",
    )

    def __init__(self, site: Site, over: Value | None, conditions: int, *, again: bool) -> None:
        self.site = site
        self.over = over
        self.conditions = conditions
        self.again = again
        self.by = ""
        self.open = True
        self.cut = False
        self.exact = False
        self.left_at: Site | None = None
        self.spent = False
        self.length: int | None = None
        self.stop: Value | None = None


class Frame:
    """One call in progress: where it was called from, its names, what it returned so far."""

    __slots__ = ("function", "loops", "returns", "scope", "site", "yields")

    def __init__(self, function: Function | None, scope: Scope, site: Site | None, loops: int = 0) -> None:
        self.function = function
        self.scope = scope
        self.site = site
        self.loops = loops
        self.returns: list[Value] = []
        self.yields: list[Value] = []

    @property
    def is_read_alone(self) -> bool:
        """Whether no one in the program makes this call: who does, and in which mode, is not known."""
        return self.site is not None and isinstance(
            self.site.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        )

    @property
    def is_method_read_alone(self) -> bool:
        """Whether it is a method that no one in the program calls: what was done to its object is not known."""
        return self.is_read_alone and self.function is not None and self.function.owner is not None


class Event:
    """Something that happened.

    kind: "forward" (a model is asked), "backward", "step", "zero", "schedule", "clip", "escape" (the optimiser,
        the model or its parameters were handed to code not seen), "" for an event that never came;
        of modules: "mode" (train, eval), "freeze", "move" (to a device), "put" (an attribute is set),
        "replaced" (before it: what that attribute was, if a module),
        "marked" (its own `requires_grad` is set, which nobody reads), "state"
        and "load" (a state_dict taken, put back), "direct" (`forward` called by name);
        of the rest: "make" (an optimiser), "change" (a tensor, in place), "rebind" (a leaf's name now means its
        updated copy), "append", "differentiate" (gradients by other means than `backward()`),
        "unready" (a module gets an attribute before its library's `__init__` ran),
        "unanswered" (a module is asked whose class, as far as the program defines it, has no forward),
        "shared" (an attribute is set on the data set behind a part of it),
        "dropped" and "uncalled" (a statement that is only a result, only a method's name).
    target: what it was done to: model, optimiser, parameters.
    tensor: the tensor that `backward()` was called on, or the model's answer; what was changed or dropped.
    number: its place in the order of all events.
    value: what was put, loaded, appended; several answers at once; the mode; the device; of a change, how many
        operations had used the tensor, and what its `requires_grad` had been set to.
    mode, gradients_on: training mode of the model and grad mode at that moment; None if not known.
    again: it happened in the second round of a loop.
    """

    __slots__ = (
        "_touches",
        "again",
        "conditions",
        "frames",
        "gradients_on",
        "kind",
        "loops",
        "mode",
        "number",
        "site",
        "target",
        "tensor",
        "value",
    )

    def __init__(
        self,
        kind: str,
        site: Site | None,
        *,
        target: Value | None = None,
        tensor: Tensor | None = None,
        value: Value | None = None,
        mode: bool | None = None,
        gradients_on: bool | None = None,
        again: bool = False,
        loops: tuple[LoopRun, ...] = (),
        conditions: tuple[Condition, ...] = (),
        frames: tuple[Frame, ...] = (),
    ) -> None:
        self.kind = kind
        self.site = site
        self.target = target
        self.tensor = tensor
        self.value = value
        self.mode = mode
        self.number = 0
        self.gradients_on = gradients_on
        self.again = again
        self.loops = loops
        self.conditions = conditions
        self.frames = frames
        self._touches: tuple[set[int] | None] | None = None  # what `touches` found, when it was first asked

    def is_(self, *kinds: str) -> bool:
        """Tell whether it is one of these."""
        return self.kind in kinds

    @property
    def place(self) -> Place:
        """Where it stands."""
        assert self.site is not None, "an event that never came has no place"
        return self.site.place

    @property
    def optimiser(self) -> Optimiser:
        """The optimiser of a step."""
        if isinstance(self.target, Optimiser):
            return self.target
        assert self.site is not None and self.target is not None
        return Optimiser("?", None, self.site)

    def concerns(self, optimiser: Value) -> bool | None:
        """Tell whether it touches the gradients that an optimiser steps on; None if that is not known."""
        if self.target is optimiser:
            return True
        held, touched = learners(optimiser), self.touches()
        if held is None or touched is None:
            return None
        return bool(held & touched)

    def preceded_by(self, statements: tuple[tuple[str, Value], ...], *, safe: bool = True) -> Repair | None:
        """Return the edit that puts statements before this one; `{}` becomes the value's name there."""
        from loopwise.program.mending.repairs import insertion  # only when something was found

        return insertion(self, statements, safe=safe)

    def followed_by(self, statements: tuple[tuple[str, Value], ...]) -> Repair | None:
        """Return the edit that puts statements behind this one, to be asked for."""
        from loopwise.program.mending.repairs import insertion

        return insertion(self, statements, after=True, safe=False)

    @property
    def cut(self) -> Op | None:
        """The nearest operation on the way back at which gradients stop that would go further."""
        from loopwise.program.facts.gradients import where_cut

        return None if self.tensor is None else where_cut(self.tensor)

    @property
    def is_at_top(self) -> bool:
        """Whether it happens in the text of the program itself, in no function."""
        return len(self.frames) == 1

    def excludes(self, other: Event) -> bool:
        """Tell whether both surely do not happen in one round: they stand in two arms of one `if`."""
        arms = dict(self.conditions)
        return any(arms.get(node, arm) != arm for node, arm in other.conditions)

    @property
    def is_by_itself(self) -> bool:
        """Whether a module does it to itself, or to what it wraps: it may mean to get round its own hooks."""
        receivers = [value for frame in self.frames for value in receiver(frame)]
        if not receivers:
            return False
        site = self.site.node if self.site is not None else None
        asked = (
            site.func.value if isinstance(site, ast.Call) and isinstance(site.func, ast.Attribute) else None
        )
        own = any(self.target is one for one in receivers)
        return own or not isinstance(asked, ast.Attribute) or "module" in asked.attr

    @property
    def is_in_a_module(self) -> bool:
        """Whether it happens in a method of a module, which may mean to get round its own hooks."""
        owners = (frame.function.owner for frame in self.frames if frame.function is not None)
        return any(owner is not None and owner.makes_modules for owner in owners)

    def asked_itself(self) -> Repair | None:
        """Return the edit that asks the module itself, where its `forward` is called by name."""
        from loopwise.program.mending.training_step import asked_itself

        return asked_itself(self)

    @property
    def owner_class(self) -> Class | None:
        """The class of the object it was done to."""
        return self.target.cls if isinstance(self.target, Instance) else None

    @property
    def is_of_a_sure_module(self) -> bool:
        """Whether the class of the object derives from a module that is known, and not only named like one."""
        cls = self.owner_class
        return cls is not None and any(base.path.startswith(_OF_MODULES) for base in cls.outside())

    def super_called_first(self) -> Repair | None:
        """Return the edit that calls `super().__init__()` before everything else."""
        from loopwise.program.mending.training_step import super_first

        return super_first(self)

    @property
    def is_leaf_again(self) -> bool:
        """Whether the new tensor of a "rebind" is told to ask for its gradient again."""
        return self.tensor is not None and not self.tensor.table.keys().isdisjoint(
            ("requires_grad", "retain_grad")
        )

    def in_place(self) -> Repair | None:
        """Return the edit that changes the tensor itself."""
        from loopwise.program.mending.training_step import in_place

        return in_place(self)

    @property
    def leaves_sight(self) -> bool:
        """Whether code that is not seen gets the tensor, or what is computed from it, with its graph."""
        from loopwise.program.facts.gradients import leaves_sight

        return not self.answers or any(map(leaves_sight, self.answers))

    @property
    def answers(self) -> tuple[Tensor, ...]:
        """What a model answered that was asked: one tensor, or several at once; () where that is not known."""
        if self.tensor is not None:
            return (self.tensor,)
        several = self.value.items if self.kind == "forward" and isinstance(self.value, Items) else ()
        return tuple(one for one in several if isinstance(one, Tensor))

    @property
    def attribute(self) -> str:
        """The name behind the dot: "step" of `optimizer.step`; "" where there is none."""
        node = self.site.node if self.site else None
        return node.attr if isinstance(node, ast.Attribute) else ""

    def called(self) -> Repair:
        """Return the edit that puts () behind what is only named."""
        assert self.site is not None
        place = self.place
        end = (place.end_line or place.line, place.end_column or place.column)
        return Repair(safe=True, edits=(Edit(self.site.source.span(*end, *end), "()"),))

    def seen_beside(self, other: Event) -> Event:
        """Return it as the code sees it that holds another event, too: at the call of a helper."""
        from loopwise.program.flow.callers import seen_from

        return seen_from(self, other.frames)

    def moved_before(self, other: Event) -> Repair | None:
        """Return the edit that moves this statement before another of its block."""
        from loopwise.program.mending.moves import moved

        return moved(self, other, after=False)

    def moved_after(self, other: Event) -> Repair | None:
        """Return the edit that moves this statement behind another of its block."""
        from loopwise.program.mending.moves import moved

        return moved(self, other, after=True)

    def touches(self) -> set[int] | None:
        """Return the identities of the layers and tensors whose gradients it changes; None if not known."""
        if self._touches is None:
            if self.kind == "backward":
                self._touches = (None if self.tensor is None else _reached(self.tensor),)
            else:
                self._touches = (None if self.target is None else learners(self.target),)
        return self._touches[0]


class Events(list[Event]):
    """Events in the order in which they happen, sorted by kind when they are first asked for."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        super().__init__(events)
        self._of: dict[tuple[str, ...], list[Event]] = {}

    @cached_property
    def _by_kind(self) -> dict[str, list[Event]]:
        found: dict[str, list[Event]] = {}
        for event in self:
            found.setdefault(event.kind, []).append(event)
        return found

    def of(self, *kinds: str) -> list[Event]:
        """Return the events of these kinds. The same list each time: nobody changes it."""
        if kinds not in self._of:
            parts = [self._by_kind[kind] for kind in kinds if kind in self._by_kind]
            self._of[kinds] = parts[0] if len(parts) == 1 else sorted(chain.from_iterable(parts), key=_number)
        return self._of[kinds]


NEVER = Event("", None)
_number = attrgetter("number")


def receiver(frame: Frame) -> list[Value]:
    """Return the module whose method a call is of, if it is of one."""
    owner = frame.function.owner if frame.function is not None else None
    first = frame.function.node.args.args[:1] if frame.function is not None else []
    held = (
        frame.scope.table.get(first[0].arg) if owner is not None and owner.makes_modules and first else None
    )
    return [held] if isinstance(held, Value) else []


def learners(value: Value) -> set[int] | None:
    """Return the identities of the layers and tensors a value stands for, without the frozen ones."""
    if isinstance(value, Optimiser):
        if value.learners is None:
            value.learners = (None if value.holds is None else _union(value.holds),)
        return value.learners[0]
    if isinstance(value, Instance) and isinstance(value.table.get("holds"), Items):
        return _union(value.table["holds"].items)
    if isinstance(value, Parameters):
        return _union(value.of)
    if isinstance(value, Tensor):
        is_parameter = value.op.kind == "parameter" and value.op.layer is not None
        return _union((value.op.layer,)) if is_parameter and value.op.layer else {id(value)}
    if isinstance(value, Layer) and not value.table and not _is_any_part(value):
        return {id(value)}
    if value.is_module and not isinstance(value, (Unknown, Either)) and not _is_any_part(value):
        return {id(leaf) for module in modules_in(value) if not is_frozen(module) for leaf in _leaves(module)}
    return None


def _leaves(module: Value) -> list[Value]:
    """Return what holds parameters itself: a layer, and the tensors that an object of the program keeps."""
    if isinstance(module, Instance):
        kept = [
            value
            for value in module.table.values()
            if isinstance(value, Tensor) and value.op.role == "source"
        ]
        return (
            [*kept, module]
            if any(isinstance(value, Unknown) for value in module.table.values())
            else list(kept)
        )
    return [] if isinstance(module, Container) else [module]


def _is_any_part(module: Value) -> bool:
    return isinstance(module, Layer) and module.kind == "opaque" and module.name == PART


def _union(values: tuple[Value, ...]) -> set[int] | None:
    parts = [learners(value) for value in values]
    known = [part for part in parts if part is not None]
    return set().union(*known) if len(known) == len(parts) else None


def _reached(tensor: Tensor) -> set[int] | None:
    """Return the identities of all that a backward from `tensor` may reach; None after unseen code."""
    reached, asked = set[int](), set[int]()
    waiting, seen = [tensor], {id(tensor)}
    for one in waiting:
        if one.op.ends_gradients:
            continue
        if one.op.role in ("opaque", "join") or len(seen) > _FAR:
            return None
        if one.op.kind in ("detach", "data", "item"):
            continue
        reached.add(id(one))
        for part in (one.op.layer, *one.models):
            if part is not None and id(part) not in asked and id(part) not in reached:
                asked.add(id(part))
                reached |= learners(part) or set()
        for value in one.op.inputs:
            if isinstance(value, Tensor) and id(value) not in seen:
                seen.add(id(value))
                waiting.append(value)
    return reached
