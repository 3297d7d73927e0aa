"""Calls of a learning-rate schedule's `step()`, told as events with what its optimiser had done by then."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch.optim.lr_scheduler import LRScheduler

from loopwise.runtime.frames import here
from loopwise.runtime.optimisers import Optimisers
from loopwise.runtime.patches import Patches
from loopwise.runtime.step_events import ScheduleEvent


@dataclass(slots=True)
class _Schedule:
    scheduler: weakref.ref[Any]
    name: str
    made: int  # entries into backward() before it was made
    calls: int = 0


class Schedules:
    """Every schedule there is. told: called with what makes an event, from steps and entries of the run so far."""

    def __init__(
        self,
        optimisers: Optimisers,
        listening: Callable[[], bool],
        told: Callable[[Callable[[int, int], ScheduleEvent | None]], None],
    ) -> None:
        self._optimisers = optimisers
        self._listening = listening
        self._told = told
        self._known: dict[int, _Schedule] = {}
        self._inside = False

    def attach(self, patches: Patches) -> None:
        """Wrap `step` of every kind of schedule there is."""
        for kind in kinds_of(LRScheduler):
            if "step" in vars(kind):
                patches.wrap(kind, "step", self._wrapped)

    def _wrapped(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def step(scheduler: Any, *args: Any, **kwargs: Any) -> Any:
            if torch.compiler.is_compiling() or self._inside or not self._listening():
                return bare(scheduler, *args, **kwargs)
            first = getattr(scheduler, "_step_count", 1) == 0  # what its making calls
            before = _rate(scheduler)
            self._inside = True
            try:
                result = bare(scheduler, *args, **kwargs)
            finally:
                self._inside = False
            self._told(lambda at, backwards: self._event(scheduler, first, before, at, backwards))
            return result

        return step

    def _event(
        self, scheduler: Any, first: bool, before: float, step: int, backwards: int
    ) -> ScheduleEvent | None:
        known = self._known.get(id(scheduler))
        if known is None or known.scheduler() is not scheduler:
            name = self._optimisers.numbered(type(scheduler).__name__)
            known = self._known[id(scheduler)] = _Schedule(weakref.ref(scheduler), name, backwards)
        if first or getattr(scheduler, "optimizer", None) is None:
            return None
        known.calls += 1
        track = self._optimisers.of(scheduler.optimizer)
        return ScheduleEvent(
            scheduler=known.name,
            step=step,
            place=here().place,
            calls=known.calls,
            rates=(before, _rate(scheduler)),
            backwards=backwards - known.made,
            optimiser_steps=track.steps,
            backwards_at_first_step=None if track.began is None else track.began - known.made,
            step_place=track.place,
            planned=getattr(scheduler, "total_steps", None),
        )


def kinds_of(kind: type[Any]) -> Iterator[type[Any]]:
    """Yield a class and all that are derived from it."""
    yield kind
    below: type[Any]
    for below in kind.__subclasses__():
        yield from kinds_of(below)


def _rate(scheduler: Any) -> float:
    """Return the first group's learning rate, before any step of the schedule is counted."""
    groups = getattr(getattr(scheduler, "optimizer", None), "param_groups", None)
    rate = groups[0].get("lr", 0.0) if groups else 0.0
    return float(rate) if isinstance(rate, (int, float)) else 0.0
