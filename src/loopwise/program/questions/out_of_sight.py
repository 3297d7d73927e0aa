"""Whether something that is not read may change what a finding rests on. Asked once for each certain finding.

program.out_of_sight(place, raises=True)    # "hint", "likely", or None: nothing is in the way

What is read tells what values are; what is not read may still reach into it. It is a hint where
- a module derives from such a class, whose `__call__` comes before `forward`, or a decorator wraps the method;
- nobody makes the object whose method it is, and another method or a subclass puts something else in its place;
- a length, or a layer, is only the default of a function that nobody calls;
- torch's own classes are given other methods.
It is likely where a module, an optimiser or an object was handed to such code before: most that gets a model counts its
parameters, draws it or makes a schedule of its optimiser; some puts other layers in.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from loopwise.program.evaluator.attributes import lookup
from loopwise.program.flow.events import Event, Frame
from loopwise.program.flow.training_loops import LEARNING
from loopwise.program.objects.definitions import Class, Function, Instance, is_read
from loopwise.program.objects.modules import Optimiser, modules_in
from loopwise.program.objects.numbers import Setting
from loopwise.program.objects.ops import Op
from loopwise.program.objects.values import Items, Value
from loopwise.program.source.sources import Site

if TYPE_CHECKING:
    from loopwise.program.evaluator.machine import Machine
    from loopwise.records import Confidence, Place

_PREPARING = ("make", "put", "freeze")  # what is said of them holds when the first step comes
_MOST = 12  # readings of one place looked at


class OutOfSight:
    """What is known of the code that is not read."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._events = machine.events
        self._handed: dict[int, float] = {}  # identity of what was handed over -> when first
        for event in reversed(self._events):
            if event.is_("escape") and isinstance(event.value, Items):
                self._handed |= {
                    id(part): event.number for one in event.value.items for part in (one, *modules_in(one))
                }
        self._called = machine.called - machine.alone  # by the program itself
        self._first_step = next((event.number for event in self._events if event.is_("step")), math.inf)
        self._patched = any(event.is_("patched") for event in self._events)

    def leaves(self, place: Place, *, raises: bool) -> Confidence | None:
        """Return how sure it still is what is said of a place; None for as sure as it was.

        raises: whether it is said that torch refuses.
        """
        if not self._hides(place, raises=raises, trusting=False):
            return None
        return "hint" if self._hides(place, raises=raises, trusting=True) else "likely"

    def _hides(self, place: Place, *, raises: bool, trusting: bool) -> bool:
        """Whether what stands at a place rests on something that is not read, each time it is read.

        trusting: what such code was handed is taken for what it was.
        """
        if raises and self._patched:
            return True
        ops = list(self._ops_at(place))[:_MOST]
        refused = [op for op in ops if op.out.refusal is not None] if raises else []
        if ops and all(self._is_op_hidden(op, raises=raises, trusting=trusting) for op in refused or ops):
            return True
        events: dict[str, list[Event]] = {}
        for event in self._events:
            if event.site is not None and _stands(event.site, place):
                events.setdefault(event.kind, []).append(event)
        return any(
            all(self._is_event_hidden(event, raises=raises, trusting=trusting) for event in alike[:_MOST])
            for alike in events.values()
        )

    def _ops_at(self, place: Place) -> Iterator[Op]:
        for ops in self._machine.ops.values():
            if _stands(ops[0].site, place):
                yield from ops
            elif ops[0].written is not ops[0].site or len(ops) > 1:
                yield from (op for op in ops if _stands(op.written, place))

    def _is_op_hidden(self, op: Op, *, raises: bool, trusting: bool) -> bool:
        past = list(op.out.past())
        held = [one.layer for one in past if one.layer is not None]
        asked = [*op.asked, *(module for one in past for module in one.asked)]
        values = {id(value): value for value in (*held, *asked)}
        return (
            (not trusting and self._was_handed(values, op.number))
            or self._is_set_elsewhere(op.frames, values)
            or (raises and (any(map(_is_of_unread_class, values.values())) or _is_wrapped(op.frames)))
            or _is_default(op.frames, values)
            or (op.out.refusal is not None and any(map(_is_long_by_default, past)))
        )

    def _is_event_hidden(self, event: Event, *, raises: bool, trusting: bool) -> bool:
        targets = {event.target} if event.target is not None else set[Value]()
        if event.is_(*LEARNING):
            targets |= {other.target for other in self._steps_beside(event) if other.target is not None}
        values = {id(part): part for part in _parts_of(targets)}
        by_then = max(event.number, self._first_step) if event.is_(*_PREPARING) else event.number
        return (
            (not trusting and self._was_handed(values, by_then))
            or self._is_set_elsewhere(event.frames, values)
            or (raises and any(map(_is_of_unread_class, values.values())))
            or (
                event.tensor is not None
                and self._is_op_hidden(event.tensor.op, raises=raises, trusting=trusting)
            )
        )

    def _steps_beside(self, event: Event) -> Iterator[Event]:
        """Yield the steps in the loop in which something happens."""
        own = [run.site.node for run in event.loops[-1:]]
        return (
            one
            for one in self._events
            if one.is_("step") and [run.site.node for run in one.loops[-1:]] == own
        )

    def _was_handed(self, values: Iterable[int], number: float) -> bool:
        """Whether code that is not read had one of these before."""
        return any(self._handed.get(one, number) < number for one in values)

    def _is_set_elsewhere(self, frames: Iterable[Frame], values: Iterable[int]) -> bool:
        """Whether a method that nobody calls works on an object that others may have given something else."""
        for frame in frames:
            made = _receiver(frame) if frame.is_method_read_alone else None
            if made is None or frame.function is None:
                continue
            if isinstance(made.site.node, ast.ClassDef) and self._is_overridden(made.cls):
                return True
            kept = [name for name, value in made.table.items() if id(value) in values]
            if any(self._others_set(made.cls, name, frame.function.name) for name in kept):
                return True
        return False

    def _is_overridden(self, cls: Class) -> bool:
        """Whether a class that nobody makes has a subclass in sight, which puts something in its place."""
        below = (one for one in self._machine.classes if id(cls) in map(id, one.bases))
        return any(not name.startswith("__") for one in below for name in one.table)

    def _others_set(self, cls: Class, name: str, method: str) -> bool:
        """Whether a method that the program itself never calls sets an attribute, too."""
        for other in cls.setters(name) - {"__init__", "__post_init__", method}:
            setter = lookup(cls, other)
            if isinstance(setter, Function) and setter.node not in self._called:
                return True
        return False


def _stands(site: Site, place: Place) -> bool:
    """Whether a node begins on the line of a place."""
    node, source = site.node, site.source
    return (
        getattr(node, "lineno", 0) == place.line and source.cell == place.cell and source.path == place.path
    )


def _parts_of(things: Iterable[Value]) -> Iterator[Value]:
    """Yield things with all below them: a model's modules, the modules that an optimiser holds."""
    for one in things:
        yield one
        for held in (one, *((isinstance(one, Optimiser) and one.holds) or ())):
            yield from modules_in(held)


def _receiver(frame: Frame) -> Instance | None:
    """Return the object whose method a call is of."""
    first = frame.function.node.args.args[:1] if frame.function is not None else []
    held = frame.scope.table.get(first[0].arg) if first else None
    return held if isinstance(held, Instance) else None


def _is_of_unread_class(value: Value) -> bool:
    """Whether an object's class derives from one that is not read, or is wrapped by such a decorator."""
    if not isinstance(value, Instance):
        return False
    return value.cls.has_unread_base or not all(map(is_read, value.cls.decorators))


def _is_default(frames: Iterable[Frame], values: Iterable[int]) -> bool:
    """Whether one of these is a default of a function that nobody calls, or of the class of its object."""
    alone = [frame for frame in frames if frame.is_read_alone and frame.function is not None]
    made = (one.cls.table.get("__init__") for frame in alone if (one := _receiver(frame)) is not None)
    functions = (*(frame.function for frame in alone), *made)
    return any(
        id(value) in values
        for function in functions
        if isinstance(function, Function)
        for value in function.defaults.values()
    )


def _is_long_by_default(op: Op) -> bool:
    """Whether a length that an operation works with is only the default of a function that nobody calls."""
    given = op.arguments.all() if op.arguments is not None else []
    lengths = [part for one in given for part in (one.items if isinstance(one, Items) else (one,))]
    return any(isinstance(length, Setting) and length.of_call for length in lengths)


def _is_wrapped(frames: tuple[Frame, ...]) -> bool:
    """Whether a decorator that is not read stands between a call and the function that is called."""
    called = (frame.function for frame in frames if not frame.is_read_alone and frame.function is not None)
    return not all(is_read(one) for function in called for one in function.decorators)
