"""The three places of torch that are listened at, and what is done there.

`torch.autograd.backward`, which `Tensor.backward` calls by that name, and the two global hooks around every
optimiser's step. On most steps they count; on those the schedule takes they measure. Nothing here draws a
random number, keeps a tensor or writes to one. While torch compiles they step aside at once: what is
recorded there would be compiled into the program and change its bits.
"""

from __future__ import annotations

import functools
import os
import re
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from loopwise.records import Place
from loopwise.runtime import by_hand, graph
from loopwise.runtime.events import BackwardEvent, Leftover, StepEvent
from loopwise.runtime.frames import Site, forget_places, here
from loopwise.runtime.gradients import Used
from loopwise.runtime.losses import Losses
from loopwise.runtime.recorder import Recorder, StopTraining

_RECEIVER = re.compile(r"([\w.\[\]]+)\.step\(\s*([\w.]*)")


class _Entry:
    """One line that calls `backward()`: where it is, and how often it has."""

    __slots__ = ("count", "place", "site")

    def __init__(self, site: Site) -> None:
        self.site = site
        self.place = site.place
        self.count = 0


class _Track:
    """One optimiser: its name, where it steps, how often it has, and the gradient it used before a look."""

    def __init__(self, optimiser: Optimizer, name: str, place: Place) -> None:
        self.optimiser = weakref.ref(optimiser)
        self.name = name
        self.place = place
        self.steps = 0
        self.used = Used([])


class Hooks:
    """Attach, listen, detach. In a forked child (a DataLoader's worker) everything passes unheard."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._tracks: dict[int, _Track] = {}  # by id of the optimiser
        self._using: list[_Track] = []  # whose next step is looked at and whose gradient is not cleared yet
        self._names: dict[str, int] = {}  # how often a name was given
        self._losses = Losses(recorder, self._numbered)
        self._entries: dict[Site, _Entry] = {}  # into backward(), by the line that called it
        self._last: _Entry | None = None
        self._by_hand = by_hand.ByHand(recorder.schedule)
        self._process = os.getpid()
        self._inside = False
        self._attached = False

    def attach(self) -> None:
        """Put the three in place."""
        forget_places()
        self._bare = torch.autograd.backward
        torch.autograd.backward = self._intercepted = self._intercept(self._bare)
        self._handles = [
            register_optimizer_step_pre_hook(self._before_step),
            register_optimizer_step_post_hook(self._after_step),
        ]
        self._attached = True

    def detach(self) -> None:
        """Take the three away. Where somebody has wrapped ours since, ours stays and only passes calls on."""
        self._attached = False
        if torch.autograd.backward is self._intercepted:
            torch.autograd.backward = self._bare
        for handle in self._handles:
            handle.remove()

    def _intercept(self, bare: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(bare)
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
        return self._attached and os.getpid() == self._process

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
        if not self._by_hand.after_optimiser():
            self._by_hand.before_backward(lambda: self._unheld(_roots(tensors)))
            if self._by_hand.moving:
                self._recorder.stepped()
        if self._recorder.hears(BackwardEvent):
            self._recorder.tell(BackwardEvent(self._recorder.steps, entry.place, sampled))
        if sampled or self._using:
            with self._looking():
                self._look_before(_roots(tensors) if sampled else [], entry)

    def _look_before(self, roots: list[Tensor], entry: _Entry) -> None:
        for track in self._using:
            track.used.before_backward()
        self._using = [track for track in self._using if track.used]
        for root in roots:
            self._losses.tell(root, entry.site, entry.place)

    def _after_backward(self) -> None:
        if self._using:
            with self._looking():
                for track in self._using:
                    track.used.after_backward()
        if self._by_hand.moving and self._last:
            looked, leftover = self._by_hand.looked, self._by_hand.after_backward()
            self._step_event(by_hand.NAME, looked, self._last.place, leftover, step=self._recorder.steps - 1)

    def _tell_step(self, optimiser: Optimizer) -> None:
        track = self._track(optimiser)
        sampled, leftover = self._recorder.schedule.takes(track.steps), None
        if sampled:
            with self._looking():
                track.place = here().place
                leftover = track.used.at_step()
        self._step_event(track.name, sampled, track.place, leftover, step=self._recorder.steps)

    def _step_event(
        self, name: str, sampled: bool, place: Place, leftover: Leftover | None, *, step: int
    ) -> None:
        self._recorder.sampled += sampled
        if self._recorder.hears(StepEvent):
            backward = self._last.place if self._last else None
            self._recorder.tell(StepEvent(name, step, sampled, place, backward, leftover))

    def _note_used(self, optimiser: Optimizer) -> None:
        track = self._track(optimiser)
        track.steps += 1
        if track in self._using:
            self._using.remove(track)
        if self._recorder.schedule.takes(track.steps):
            with self._looking():
                track.used = Used.of(_parameters(optimiser))
                self._using.append(track)
        self._by_hand.forget()
        self._recorder.stepped()

    def _track(self, optimiser: Optimizer) -> _Track:
        track = self._tracks.get(id(optimiser))
        if track is None or track.optimiser() is not optimiser:  # ids are used again
            self._forget_the_dead()
            site = here()
            track = self._tracks[id(optimiser)] = _Track(optimiser, self._named(optimiser, site), site.place)
        return track

    def _forget_the_dead(self) -> None:
        self._tracks = {key: track for key, track in self._tracks.items() if track.optimiser() is not None}
        self._using = [track for track in self._using if track.optimiser() is not None]

    def _unheld(self, roots: list[Tensor]) -> Iterator[Tensor]:
        """Yield the leaves that no optimiser seen so far holds."""
        optimisers = [track.optimiser() for track in self._tracks.values()]
        held = {id(parameter) for one in optimisers if one for parameter in _parameters(one)}
        for root in roots:
            yield from (leaf for leaf in graph.leaves(root.grad_fn) if id(leaf) not in held)

    def _named(self, optimiser: Optimizer, site: Site) -> str:
        """Name an optimiser as the line that steps it does: "optimizer" of `optimizer.step()`."""
        match = _RECEIVER.search(site.text)
        name = type(optimiser).__name__
        if match:
            receiver, argument = match.groups()
            name = argument if "scaler" in receiver.lower() and argument else receiver
        return self._numbered(name)

    def _numbered(self, name: str) -> str:
        count = self._names[name] = self._names.get(name, 0) + 1
        return name if count == 1 else f"{name} #{count}"


def _closure(args: Any, kwargs: Any) -> bool:
    """Tell whether a step was given a closure. Hooks receive the optimiser itself as the first argument."""
    return (args[1] if len(args) > 1 else kwargs.get("closure")) is not None


def _parameters(optimiser: Optimizer) -> Iterator[Tensor]:
    for group in optimiser.param_groups:
        yield from group["params"]


def _roots(given: Any) -> list[Tensor]:
    """Return the tensors that backward() was called on and that have a graph."""
    several = given if isinstance(given, (list, tuple)) else [given]
    return [one for one in several if isinstance(one, Tensor) and one.grad_fn is not None]
