"""The loops in which a program learns, and the order of what happens in them."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from loopwise.program.flow.events import NEVER, Condition, Event, Events, LoopRun, learners
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Optimiser
from loopwise.program.objects.values import Unknown, Value, is_hooked

if TYPE_CHECKING:
    from loopwise.records import Place, Repair

LEARNING = ("backward", "step")


class TrainingLoop:
    """An innermost loop that holds a backward or a step.

    run: its reading.  all_events: everything that happens in it, in order, its second round included.
    """

    def __init__(self, run: LoopRun, events: list[Event]) -> None:
        self.run = run
        self.all_events = events
        self._round = Events(event for event in events if not event.again)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.run.site.place

    @property
    def over(self) -> Value | None:
        """What it runs over: a loader, parameters, something unknown; None for plain counting."""
        return self.run.over

    def events(self, *kinds: str) -> list[Event]:
        """Return what happens in one round, in order."""
        return self._round.of(*kinds) if kinds else self._round

    @property
    def optimisers(self) -> list[Value]:
        """What is stepped, each once."""
        return list(dict.fromkeys(event.target for event in self.events("step") if event.target is not None))

    def stepped_behind(self, backward: Event, optimiser: Optimiser) -> Repair | None:
        """Return the edit that steps behind a backward and the clipping that belongs to it, to be asked for."""
        same = [e for e in self.events("backward", "clip") if e.conditions == backward.conditions]
        return same[-1].followed_by(((_step_of(backward), optimiser),))

    def backward_before(self, step: Event, statement: str) -> Repair | None:
        """Return the edit that goes back before a step and the clipping that belongs to it, to be asked for."""
        same = [e for e in self.events("clip") if e.conditions == step.conditions and e.number < step.number]
        return (same or [step])[0].preceded_by(((statement, step.optimiser),), safe=False)

    @cached_property
    def straight(self) -> bool:
        """Whether one round is plain to see: backward and step on one path, clearing on it or above."""
        if self.run.cut:
            return False
        paths = {self._path(event) for event in self.events(*LEARNING)}
        if len(paths) != 1:
            return False
        (path,) = paths
        return path is not None and all(self._clears_on(path, event) for event in self.events("zero"))

    @cached_property
    def escapes(self) -> list[Event]:
        """Return the calls into code not seen that could step or clear, and gradients written by hand."""
        hooked = [event for event in self.events("step") if _hooked(event)]
        written = [event for event in self.events("differentiate") if event.target is not None]
        return [*self.events("escape"), *hooked, *written]

    def next_after(self, event: Event, *kinds: str) -> Event:
        """Return what comes next among `kinds`, going round: maybe `event` itself; NEVER if nothing."""
        return next((later for later in self._round_from(event) if later.is_(*kinds)), NEVER)

    def asked_for(self, step: Event) -> list[Event]:
        """Return the askings, gradients on, of models that a step's optimiser holds."""
        asked = [event for event in self.events("forward") if event.gradients_on is not False]
        return [event for event in asked if event.concerns(step.optimiser)]

    def last_before(self, event: Event, *kinds: str) -> Event:
        """Return what comes last among `kinds`, going back round: maybe `event` itself; NEVER if nothing."""
        return next((earlier for earlier in self._round_to(event) if earlier.is_(*kinds)), NEVER)

    def wiped_by(self, step: Event) -> Event | None:
        """Return the clearing that takes away, within one round, the gradients a step was to use.

        It stands on the step's own path or above it, nothing between them gives gradients on any path, and no other
        step has used those before it.
        """
        if self.run.cut:
            return None
        events = self.events()
        before = events[: events.index(step)]
        last = ("zero", "backward", "differentiate")  # a gradient written by hand is there again
        zero = next((event for event in reversed(before) if event.is_(*last)), NEVER)
        path = self._path(step)
        on_path = zero.is_("zero") and path is not None and self._clears_on(path, zero)
        if not (on_path and self._covers(zero, step)):
            return None
        used = [i for i, event in enumerate(before) if event.is_("step") and event.target is step.target]
        unused = before[used[-1] + 1 :] if used else before
        given = [event for event in unused if event.is_("backward") and not event.excludes(step)]
        concerned = [event.concerns(step.optimiser) for event in given]
        unseen_is_its = len(self.optimisers) == 1  # a backward through layers that are not seen
        return zero if True in concerned or (unseen_is_its and None in concerned) else None

    def left_behind(self, step: Event) -> Event | None:
        """Return the backward that comes too late for a step: after it, though its loss, or the clearing, is before."""
        events = self.events()
        at = events.index(step)
        before, after = events[:at], [event for event in events[at + 1 :] if event.is_("backward")]
        if not after:
            return None
        if any(event.is_("backward") and event.concerns(step.optimiser) is not False for event in before):
            return None
        late = next((event for event in after if event.concerns(step.optimiser)), None)
        unseen = after[0] if len(self.optimisers) == 1 and after[0].concerns(step.optimiser) is None else None
        if late is None and unseen is not None:  # back through what is not seen
            return (
                unseen if any(event.is_("zero") and self._covers(event, step) for event in before) else None
            )
        if late is None or late.tensor is None:
            return None
        asked = {answer.op for event in before if event.is_("forward") for answer in event.answers}
        computed = any(op in asked for op in late.tensor.past())
        cleared = any(event.is_("zero") and self._covers(event, step) for event in before)
        return late if computed or cleared else None

    def clears_after(self, step: Event) -> bool | None:
        """Tell whether all gradients a step used are cleared before its optimiser steps again, if it does."""
        if self._starts_anew(step):
            return None
        optimiser = step.optimiser
        cleared: set[int] = set()
        for event in self._round_from(step):
            if event.is_("step") and event.target is step.target:
                break
            if event.is_("zero"):
                if event.target is step.target:
                    return True
                touched = event.touches()
                if not touched:
                    return None  # not known, or of a model none of whose layers are seen
                cleared |= touched
        learning = learners(optimiser)
        return (None if cleared else False) if learning is None else learning <= cleared

    def _starts_anew(self, step: Event) -> bool:
        """Whether each round makes its own optimiser, of parameters that may be new as well."""
        others = [e for e in self.all_events if e is not step and e.is_("step") and _same_place(e, step)]
        if not others or any(event.target is step.target for event in others):
            return False
        now = learners(step.optimiser)
        then = [learners(event.optimiser) for event in others]
        return now is None or not any(parts is not None and now & parts for parts in then)

    def led_to(self, step: Event) -> list[Event]:
        """Return the backward passes a step uses: those since the step before it, going round."""
        led: list[Event] = []
        for event in reversed(self._round_from(step)[:-1]):
            if event.is_("step"):
                break
            if event.is_("backward") and event.concerns(step.optimiser) is not False:
                led.append(event)
        return led[::-1]

    def _round_from(self, event: Event) -> list[Event]:
        events = self.events()
        at = events.index(event) + 1
        return events[at:] + events[:at]

    def _round_to(self, event: Event) -> list[Event]:
        """Everything from just before an event back to itself."""
        events = self.events()
        at = events.index(event)
        return (events[at:] + events[:at])[::-1]

    def _covers(self, zero: Event, step: Event) -> bool:
        """Whether clearing takes all gradients that a step would use."""
        learning, touched = learners(step.optimiser), zero.touches()
        if learning is None or touched is None:
            return zero.target is step.target
        return zero.target is step.target or (bool(learning) and learning <= touched)

    def _path(self, event: Event) -> tuple[Condition, ...] | None:
        """Return the conditions inside the loop; None for what happens in a loop further in."""
        return event.conditions[self.run.conditions :] if event.loops[-1] is self.run else None

    def _clears_on(self, path: tuple[Condition, ...], zero: Event) -> bool:
        """Whether clearing surely happens whenever the step does."""
        own = self._path(zero)
        return own is not None and path[: len(own)] == own


def _same_place(one: Event, other: Event) -> bool:
    return one.site is not None and other.site is not None and one.site.node is other.site.node


def _hooked(event: Event) -> bool:
    return isinstance(event.target, (Optimiser, Instance)) and is_hooked(event.target)


def training_loops_in(events: Events, runs: list[LoopRun]) -> list[TrainingLoop]:
    """Return the training loops, in the order in which they are met."""
    learning = {event.loops[-1] for event in events.of(*LEARNING) if event.loops}
    inside: dict[LoopRun, list[Event]] = {run: [] for run in runs if run in learning and not run.again}
    first: dict[LoopRun, LoopRun] = {}  # a run in the second round of a loop around it -> its first round
    latest: dict[ast.AST, LoopRun] = {}
    for run in runs:
        if not run.again:
            latest[run.site.node] = run
        first[run] = latest.get(run.site.node, run)
    for event in events:
        for run in event.loops:
            if first[run] in inside:
                inside[first[run]].append(event)
    return [TrainingLoop(run, held) for run, held in inside.items()]


def is_known_optimiser(value: Value | None) -> bool:
    """Tell whether something stepped is an optimiser: one of torch's, or what is both stepped and cleared."""
    return not isinstance(value, Unknown) or "zero_grad" in value.asked


def _step_of(backward: Event) -> str:
    """Return how an optimiser is stepped behind a backward: by the scaler in `scaler.scale(loss).backward()`."""
    node = backward.site.node if backward.site is not None else None
    scaled = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
    if (
        isinstance(scaled, ast.Call)
        and isinstance(scaled.func, ast.Attribute)
        and scaled.func.attr == "scale"
    ):
        return f"{ast.unparse(scaled.func.value)}.step({{}})"
    return "{}.step()"
