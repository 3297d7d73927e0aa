"""How often, and when, a learning-rate schedule goes on: once a batch or once an epoch, before or after the step."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from loopwise.program.flow.events import Event, Events, LoopRun
from loopwise.program.objects.modules import Scheduler
from loopwise.program.objects.numbers import whole_number
from loopwise.program.objects.values import Items, Unknown, Value, constant

if TYPE_CHECKING:
    from loopwise.records import Confidence

# Schedules that count, and the argument (position behind the optimiser, name) that says how far.
_COUNTS = {
    "StepLR": (1, "step_size"),
    "MultiStepLR": (1, "milestones"),
    "CosineAnnealingLR": (1, "T_max"),
    "CosineAnnealingWarmRestarts": (1, "T_0"),
    "PolynomialLR": (1, "total_iters"),
    "LinearLR": (3, "total_iters"),
}
_FALL = 0.1  # StepLR's and MultiStepLR's own gamma
_SLOW = 0.98  # a factor of ExponentialLR that leaves nothing of the rate after a few hundred batches


class Schedule:
    """One place where a schedule goes on. event: its step; scheduler; steps: its optimiser's."""

    def __init__(self, event: Event, scheduler: Scheduler, steps: list[Event]) -> None:
        self.event = event
        self.scheduler = scheduler
        self.steps = steps

    @property
    def loop(self) -> LoopRun:
        """The innermost loop it stands in."""
        return self.event.loops[-1]

    @property
    def is_plain(self) -> bool:
        """Whether it goes on in every round of its loop."""
        return len(self.event.conditions) == self.loop.conditions

    @property
    def is_told_where(self) -> bool:
        """Whether the program says how far it is, `step(epoch + i / batches)`, and not the calls it gets."""
        node = self.event.site.node if self.event.site else None
        return isinstance(node, ast.Call) and bool(node.args or node.keywords)

    @property
    def in_batches(self) -> bool:
        """Whether it goes on with every step, in a loop that another loop repeats."""
        return self.epochs is not None and any(step.loops[-1:] == (self.loop,) for step in self.steps)

    @property
    def epochs(self) -> LoopRun | None:
        """The loop that repeats its own, seen through one over things written out: `for phase in ["train", "val"]`."""
        around = self.event.loops[:-1]
        return next((run for run in reversed(around) if not run.exact), around[-1] if around else None)

    @property
    def in_epochs(self) -> bool:
        """Whether it goes on once, while its optimiser steps in a loop further in."""
        return any(self.loop in step.loops[:-1] for step in self.steps)

    @property
    def first_step(self) -> Event | None:
        """The first step of its optimiser, if that is in the same loop."""
        return self.steps[0] if self.steps and self.loop in self.steps[0].loops else None

    def comes_before(self, step: Event) -> bool:
        """Tell whether it goes on before a step, and no later than in the first round that has one."""
        always = self.is_plain or self.event.conditions == step.conditions
        return always and self.event.number < step.number

    @property
    def counts(self) -> Value | None:
        """How far the schedule was told to go, as the program gives it."""
        position, name = _COUNTS.get(self.scheduler.name, (9, ""))
        return self.scheduler.arguments.get(position, name)

    @property
    def counts_epochs(self) -> bool:
        """Whether its own numbers are made for epochs: they end where the loop around the batches ends."""
        epochs = self.epochs
        if epochs is None:
            return False
        if self._falls_each_time:
            return isinstance(self._factor, float) and self._factor <= _SLOW
        if self.counts is not None and self.counts is epochs.stop:
            return True
        number = _largest(self.counts)
        return number is not None and epochs.length is not None and 1 < number <= epochs.length

    @property
    def _falls_each_time(self) -> bool:
        """Whether every call lowers the rate: ExponentialLR, and StepLR with steps of one."""
        name = self.scheduler.name
        return name == "ExponentialLR" or (name == "StepLR" and whole_number(self.counts) == 1)

    @property
    def _factor(self) -> object:
        """What the rate is multiplied with, as far as it is written out."""
        is_step = self.scheduler.name in ("StepLR", "MultiStepLR")
        given = self.scheduler.arguments.get(2 if is_step else 1, "gamma")
        return _FALL if given is None and is_step else constant(given)

    @property
    def sure(self) -> Confidence | None:
        """How sure it is that epochs are counted; None for certain: the numbers go just as far as the epochs do.

        A rate that falls slowly, or rises to its full size, may be meant to do so batch by batch.
        """
        epochs, number = self.epochs, _largest(self.counts)
        factor = self._factor
        as_far = epochs is not None and (self.counts is epochs.stop or number == epochs.length)
        if self.counts is not None and as_far:
            return None
        slow = isinstance(factor, float) and factor > _SLOW
        return "hint" if slow or self.scheduler.name == "LinearLR" or self.loop.over is None else "likely"

    @property
    def counts_batches(self) -> bool:
        """Whether its own numbers are made for batches: they hold a loader's length, or it is a cycle of steps."""
        if self.scheduler.name == "OneCycleLR":
            given = self.scheduler.arguments
            total = given.get(2, "total_steps")
            same = total is not None and (total is self.loop.stop or whole_number(total) == self.loop.length)
            return given.whole and not same and constant(given.get(4, "steps_per_epoch")) != 1
        return self.counts is not None and _holds_length(self.counts)


def schedules_in(events: Events) -> list[Schedule]:
    """Return the places where schedules go on inside loops, each once, in order."""
    found: dict[object, Schedule] = {}
    for event in events.of("schedule"):
        if isinstance(event.target, Scheduler) and event.loops and not event.again:
            steps = [e for e in events.of("step") if e.target is event.target.of and not e.again]
            assert event.site is not None
            found.setdefault(event.site.node, Schedule(event, event.target, steps))
    return list(found.values())


def _largest(value: Value | None) -> int | None:
    if isinstance(value, Items) and value.closed:
        numbers = [whole_number(item) for item in value.items]
        known = [number for number in numbers if number is not None]
        return max(known) if known and len(known) == len(numbers) else None
    return whole_number(value)


def _holds_length(value: Value, depth: int = 0) -> bool:
    """Whether `len(loader)` is in the numbers it was computed from."""
    if not isinstance(value, Unknown) or depth > 8:
        return False
    return value.made_by == "builtins.len" or any(_holds_length(part, depth + 1) for part in value.inputs)
