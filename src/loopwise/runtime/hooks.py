"""The places of torch that are listened at, and what is done there.

`torch.autograd.backward`, which `Tensor.backward` calls by that name, the two global hooks around every
optimiser's step, and where optimisers and modules are made or loaded. On most steps they count; on those the
schedule takes they measure. Nothing here draws a random number, keeps a tensor or writes to one. While torch
compiles they step aside at once: what is recorded there would be compiled into the program and change its bits.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from loopwise.runtime import by_hand, graph
from loopwise.runtime.births import Births
from loopwise.runtime.clipping import Clipping
from loopwise.runtime.events import BackwardEvent, Event, StepEvent
from loopwise.runtime.frames import Site, forget_places, here
from loopwise.runtime.gradients import Used
from loopwise.runtime.lookups import uncalled_around
from loopwise.runtime.losses import Losses
from loopwise.runtime.modes import Modes
from loopwise.runtime.optimisers import Optimisers, Track, parameters_of
from loopwise.runtime.patches import Patches
from loopwise.runtime.reaching import Reaching, tensors_of
from loopwise.runtime.recorder import Recorder, StopTraining
from loopwise.runtime.schedules import Schedules
from loopwise.runtime.stepping import ClipEvent, Idle, ScheduleEvent


class _Entry:
    """One line that calls `backward()`: where it is, and how often it has."""

    __slots__ = ("count", "place", "site")

    def __init__(self, site: Site) -> None:
        self.site = site
        self.place = site.place
        self.count = 0


class Hooks:
    """Attach, listen, detach. In a forked child (a DataLoader's worker) everything passes unheard."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._optimisers = Optimisers()
        self._births = Births(self._listening, lambda: any(True for _ in self._optimisers))
        self._reaching = Reaching(self._optimisers, self._births, recorder.schedule)
        self._modes = Modes()
        self._clipping = Clipping(
            self._optimisers, recorder.schedule, self._listening, lambda make: self._aside(ClipEvent, make)
        )
        self._schedules = Schedules(
            self._optimisers, self._listening, lambda make: self._aside(ScheduleEvent, make)
        )
        self._using: list[Track] = []  # whose next step is looked at and whose gradient is not cleared yet
        self._losses = Losses(recorder, self._optimisers.numbered)
        self._entries: dict[Site, _Entry] = {}  # into backward(), by the line that called it
        self._last: _Entry | None = None
        self._backwards = 0
        self._by_hand = by_hand.ByHand(recorder.schedule)
        self._patches = Patches()
        self._process = os.getpid()
        self._inside = False
        self._attached = self._paused = False

    def attach(self) -> None:
        """Put all in place."""
        forget_places()
        self._patches.wrap(torch.autograd, "backward", self._intercept)
        self._patches.wrap(Optimizer, "__init__", lambda bare: self._after(bare, self._optimisers.made))
        self._patches.wrap(nn.Module, "load_state_dict", lambda bare: self._after(bare, self._births.loaded))
        self._patches.wrap(nn.Module, "eval", self._evaluating)
        self._clipping.attach(self._patches)
        self._schedules.attach(self._patches)
        self._births.attach()
        self._handles = [
            register_optimizer_step_pre_hook(self._before_step),
            register_optimizer_step_post_hook(self._after_step),
        ]
        self._attached = True

    def detach(self) -> None:
        """Take all away. Where somebody has wrapped ours since, ours stays and only passes calls on."""
        self._attached = False
        self._patches.undo()
        self._births.detach()
        for handle in self._handles:
            handle.remove()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Pass everything on unheard inside the block."""
        self._paused = True
        try:
            yield
        finally:
            self._paused = False

    def idle(self) -> tuple[Idle, ...]:
        """Return what is known of optimisers that never stepped."""
        return self._optimisers.idle()

    def _after(self, bare: Callable[..., Any], work: Callable[[Any], None]) -> Callable[..., Any]:
        """Make a method that does what the bare one does and then the work, with what it was called on."""

        def method(self_: Any, *args: Any, **kwargs: Any) -> Any:
            result = bare(self_, *args, **kwargs)
            if not torch.compiler.is_compiling() and self._listening():
                self._safely(work, self_)
            return result

        return method

    def _evaluating(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def eval(module: nn.Module) -> Any:
            if torch.compiler.is_compiling() or not self._listening():
                return bare(module)
            was_training = module.training
            result = bare(module)
            self._safely(self._modes.evaluated, module, was_training, self._recorder.steps)
            return result

        return eval

    def _aside(self, kind: type[Event], make: Callable[[int, int], Event | None]) -> None:
        """Tell an event that comes between backward() and step()."""

        def tell() -> None:
            with self._looking():
                event = make(self._recorder.steps, self._backwards)
                if event is not None:
                    self._recorder.tell(event)

        if self._recorder.hears(kind, True):
            self._safely(tell)

    def _intercept(self, bare: Callable[..., None]) -> Callable[..., None]:
        def backward(*args: Any, **kwargs: Any) -> None:
            if torch.compiler.is_compiling() or self._inside or not self._listening():
                return bare(*args, **kwargs)
            self._safely(self._before_backward, args[0] if args else kwargs.get("tensors"))
            self._stop_if_enough()
            self._inside = True
            try:
                bare(*args, **kwargs)
            finally:
                self._inside = False
            self._safely(self._after_backward)
            return None

        return backward

    def _before_step(self, optimiser: Optimizer, args: Any, kwargs: Any) -> None:
        if torch.compiler.is_compiling() or not self._listening() or _closure(args, kwargs):
            return
        self._safely(self._tell_step, optimiser)

    def _after_step(self, optimiser: Optimizer, args: Any, kwargs: Any) -> None:
        if torch.compiler.is_compiling() or not self._listening():
            return
        if _closure(args, kwargs):
            self._safely(self._tell_step, optimiser)
        self._safely(self._note_used, optimiser)
        self._stop_if_enough()

    def _listening(self) -> bool:
        return self._attached and not self._paused and os.getpid() == self._process

    def _safely(self, work: Callable[..., None], *args: Any) -> None:
        """An error in the work is ours, not the program's."""
        if self._attached:
            try:
                work(*args)
            except Exception:  # noqa: BLE001 - whatever it is, training goes on
                self._recorder.give_up()

    @contextmanager
    def _looking(self) -> Iterator[None]:
        """Measure what a look costs. What is counted on every step cannot be told from noise."""
        began = time.perf_counter()
        yield
        self._recorder.charge(time.perf_counter() - began)

    def _stop_if_enough(self) -> None:
        if self._recorder.enough:
            raise StopTraining

    def _before_backward(self, tensors: Any) -> None:
        site = here()
        entry = self._last = self._entries.get(site) or self._entries.setdefault(site, _Entry(site))
        sampled = self._recorder.schedule.takes(entry.count)
        entry.count += 1
        self._backwards += 1
        given = tensors_of(tensors)
        self._reaching.before_any(given, sampled)
        if not self._by_hand.after_optimiser():
            self._by_hand.before_backward(lambda: self._unheld(given))
            if self._by_hand.moving:
                self._recorder.stepped()
        if sampled or self._using:
            with self._looking():
                self._look_before(given if sampled else [], entry)
                for root in given if sampled else []:
                    if root.grad_fn is not None:
                        self._losses.tell(root, entry.site, entry.place)
        elif self._recorder.hears(BackwardEvent, False):
            self._recorder.tell(BackwardEvent(self._recorder.steps, entry.place, sampled))

    def _look_before(self, given: list[Tensor], entry: _Entry) -> None:
        for track in self._using:
            track.used.before_backward()
        self._using = [track for track in self._using if track.used]
        if not self._recorder.hears(BackwardEvent, bool(given)):
            return
        step = self._recorder.steps
        if given:
            reach, kept, unheld = self._reaching.before(given, step)
            around = uncalled_around(entry.site)
            event = BackwardEvent(step, entry.place, True, reach, kept, unheld, around)
        else:
            event = BackwardEvent(step, entry.place, False)
        self._recorder.tell(event)

    def _after_backward(self) -> None:
        if self._using or self._reaching.waits:
            with self._looking():
                for track in self._using:
                    track.used.after_backward()
                if self._last:
                    self._reaching.after(self._last.place)
        if self._by_hand.moving and self._last:
            place, leftover = self._last.place, self._by_hand.after_backward()
            name, looked, step = by_hand.NAME, self._by_hand.looked, self._recorder.steps - 1
            self._tell(StepEvent(name, step, looked, place, place, leftover, backwards=self._backwards))

    def _tell_step(self, optimiser: Optimizer) -> None:
        track = self._optimisers.of(optimiser)
        sampled = self._recorder.schedule.takes(track.steps)
        if not sampled and track.place is not None and not self._recorder.hears(StepEvent, False):
            return
        place = self._optimisers.at_step(track, here()) if sampled or track.place is None else track.place
        event = StepEvent(
            optimiser=track.name,
            step=self._recorder.steps,
            sampled=sampled,
            place=place,
            backward_place=self._last.place if self._last else None,
            backwards=self._backwards,
            key=track.key,
        )
        if sampled:
            with self._looking():
                event = self._measured(event, track)
        self._tell(event)

    def _measured(self, event: StepEvent, track: Track) -> StepEvent:
        self._optimisers.remember(track)
        return replace(
            event,
            leftover=track.used.at_step(),
            gradient=track.gradient(),
            uncalled=uncalled_around(here()),
            eval_mode=self._modes.at_step(track),
        )

    def _tell(self, event: StepEvent) -> None:
        self._recorder.sampled += event.sampled
        if self._recorder.hears(StepEvent, event.sampled):
            self._recorder.tell(event)

    def _note_used(self, optimiser: Optimizer) -> None:
        track = self._optimisers.of(optimiser)
        track.stepped(self._backwards)
        if track in self._using:
            self._using.remove(track)
        if self._recorder.schedule.takes(track.steps):
            with self._looking():
                track.used = Used.of(parameters_of(optimiser))
                self._using.append(track)
        self._by_hand.forget()
        self._recorder.stepped()

    def _unheld(self, roots: list[Tensor]) -> Iterator[Tensor]:
        """Yield the leaves that no optimiser that has stepped holds."""
        held = {id(parameter) for one in self._optimisers if one.steps for parameter in one.parameters}
        for root in roots:
            if root.grad_fn is not None:
                yield from (leaf for leaf in graph.leaves(root.grad_fn) if id(leaf) not in held)


def _closure(args: Any, kwargs: Any) -> bool:
    """Tell whether a step was given a closure. Hooks receive the optimiser itself as the first argument."""
    return (args[1] if len(args) > 1 else kwargs.get("closure")) is not None
