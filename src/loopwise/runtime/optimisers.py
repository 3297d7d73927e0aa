"""Every optimiser of a run: those that step, and those that were made and never do.

    tracks = Optimisers()
    tracks.of(optimiser).steps

An optimiser is known from when it is made, or, if that was before we listened, from its first step.
"""

from __future__ import annotations

import math
import re
import weakref
from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.optim import Optimizer

from loopwise.records import Place
from loopwise.runtime.by_hand import traces_of
from loopwise.runtime.dynamics.measurements import ByHandStep
from loopwise.runtime.frames import Site, here
from loopwise.runtime.gradients import Used, norms_of, whole
from loopwise.runtime.step_events import Gradient, Idle

_STEPPED = re.compile(r"([\w.\[\]]+)\.step\(\s*([\w.]*)")
_MADE = re.compile(r"^\s*([\w.]+)\s*(?::[^=]+)?=[^=]")
_sequence: Callable[[], int] | None = getattr(torch._C._autograd, "_get_sequence_nr", None)


class Track:
    """One optimiser: its name, where it was made and steps, and what it has done so far.

    steps: taken so far. healthy: it has been seen to use a gradient that is not zero. used: the gradient it
    stepped on before a look. due: its next step that is looked at. seen: entries into `backward()` before its
    last step. calls: its step is given a closure, which computes the gradient. given: norm of the gradient that
    the last `backward()` left in its parameters; None before one is looked at. overtaken: that loss had been
    computed before this optimiser's last step. norms: of the gradients found at the last look, by the
    parameters' ids.
    """

    def __init__(self, optimiser: Optimizer, name: str, site: Site) -> None:
        self.optimiser = weakref.ref(optimiser)
        self.name = name
        self.made: Site | None = None
        self.place: Place | None = None
        self.site = site
        self.steps = 0
        self.due = 0
        self.calls = False
        self.seen = 0
        self.key = 0
        self.began: int | None = None  # entries into backward() before its first step
        self.used = Used([])
        self.healthy = False
        self.given: float | None = None
        self.overtaken = False
        self.norms: dict[int, float] = {}
        self._sequence: int | None = None
        self._traces: list[list[float]] = []  # its parameters at the look before, while no gradient was seen
        # of an optimiser that has not stepped: its parameters' first traces
        self._still: list[list[float]] = []
        self._entries: tuple[int, Place | None, float] = (0, None, 0.0)
        self._moved = False
        self.step: ByHandStep | None = None  # as it is known of one by hand
        self.excused = False  # from stepping: another optimiser steps what it holds

    @property
    def parameters(self) -> list[Tensor]:
        """What it holds now."""
        optimiser = self.optimiser()
        return parameters_of(optimiser) if optimiser else []

    @property
    def kind(self) -> str:
        """Its class."""
        return type(self.optimiser()).__name__

    @property
    def made_at(self) -> Place | None:
        """Where it was made."""
        return self.made.place if self.made else None

    @property
    def rate(self) -> float | None:
        """The learning rate of its first group; None where it is gone."""
        optimiser = self.optimiser()
        return float(optimiser.param_groups[0].get("lr", math.nan)) if optimiser else None

    @property
    def momentum(self) -> float:
        """How much of the steps before goes on, in its first group."""
        optimiser = self.optimiser()
        group = optimiser.param_groups[0] if optimiser else {}
        return float(group.get("momentum") or (group.get("betas") or (0.0,))[0])

    def gradient(self) -> Gradient:
        """Measure the gradient it holds now."""
        asking = [parameter for parameter in self.parameters if parameter.requires_grad]
        given = [(parameter, parameter.grad) for parameter in asking if parameter.grad is not None]
        norms = norms_of([grad for _, grad in given])
        self.norms = {id(parameter): norm for (parameter, _), norm in zip(given, norms, strict=True)}
        norm = whole(norms)
        self.healthy = self.healthy or norm > 0
        moved = False if self.healthy else self._moves()
        return Gradient(norm, len(given), len(asking), self.given, self.overtaken, moved)

    def before_backward(self, root: Tensor) -> None:
        """Note whether the loss that goes back was there before the last step."""
        node = root.grad_fn
        number = node._sequence_nr() if node is not None else None
        self.overtaken = number is not None and self._sequence is not None and number < self._sequence

    def after_backward(self) -> None:
        """Measure what `backward()` has left in the parameters."""
        self.given = self._norm()

    def stepped(self, backwards: int) -> None:
        """Count a step. backwards: entries so far."""
        self.began = backwards if self.began is None else self.began
        self.steps += 1
        self.seen, self.given = backwards, None
        if not self.healthy and _sequence is not None:
            self._sequence = _sequence()

    def wait(self, place: Place) -> None:
        """Note that `backward()` at `place` has given it a gradient that it has not stepped on yet."""
        traces = traces_of(self.parameters)
        self._still = self._still or traces
        self._moved = self._moved or traces != self._still
        self._entries = self._entries[0] + 1, place, self._norm()

    def _moves(self) -> bool:
        """Tell whether its parameters are others than at the look before."""
        before, self._traces = self._traces, traces_of(self.parameters)
        return bool(before) and before != self._traces

    def _norm(self) -> float:
        return whole(norms_of([one.grad for one in self.parameters if one.grad is not None]))

    def idle(self) -> Idle | None:
        """Return what is known of an optimiser that has never stepped, while nothing else moved what it holds."""
        looks, place, gradient = self._entries
        if self.steps or self._moved or self.excused or place is None:
            return None
        return Idle(self.name, self.made_at, place, looks, gradient)


class Holding:
    """What optimisers hold at one moment, those that have stepped last.

    by: who holds a tensor, by its id. trainable: how many of the tensors ask for a gradient. rounds: steps of the
    optimiser that has taken most.
    """

    def __init__(self, tracks: list[Track]) -> None:
        self.by: dict[int, Track] = {}
        self.rounds = 0
        asking = set()
        for track in tracks:
            self.rounds = max(self.rounds, track.steps)
            for parameter in track.parameters:
                self.by[id(parameter)] = track
                if parameter.requires_grad:
                    asking.add(id(parameter))
        self.trainable = len(asking)
        self._tracks = tracks

    def excuse(self) -> None:
        """Note which of those that have not stepped hold what another steps."""
        for track in self._tracks:
            if not track.steps:
                track.excused = any(self.by[id(one)].steps for one in track.parameters)


class Optimisers:
    """The tracks, by optimiser; and what any of them holds or ever held."""

    def __init__(self) -> None:
        self._tracks: dict[object, Track] = {}  # by id of the optimiser
        self._made = 0
        self.settled = False  # every one has been seen to use a gradient
        self._names: dict[str, int] = {}  # how often a name was given
        self._once: dict[int, weakref.ref[Tensor]] = {}  # what an optimiser that has stepped held at a look

    def __iter__(self) -> Iterator[Track]:
        return iter([track for track in self._tracks.values() if track.optimiser() is not None])

    def made(self, optimiser: Optimizer) -> None:
        """Hear of a new one."""
        self._forget_the_dead()
        site = here()
        match = _MADE.search(site.text)
        track = self._new(optimiser, match[1] if match else "", site)
        track.made = site

    def track_if_not_due(self, optimiser: Optimizer) -> Track | None:
        """Return an optimiser's track if its next step is not due for a look; None if it is, or may be."""
        track = self._tracks.get(id(optimiser))
        undisturbed = track is not None and track.steps < track.due and track.optimiser() is optimiser
        return track if undisturbed else None

    def of(self, optimiser: Optimizer) -> Track:
        """Return its track."""
        track = self._tracks.get(id(optimiser))
        if track is None or track.optimiser() is not optimiser:  # ids are used again
            self._forget_the_dead()
            track = self._new(optimiser, "", here())
        return track

    def _new(self, optimiser: Optimizer, name: str, site: Site) -> Track:
        track = self._tracks[id(optimiser)] = Track(optimiser, name, site)
        self.settled = False
        self._made += 1
        track.key = self._made
        return track

    def at_step(self, track: Track, site: Site) -> Place:
        """Learn the place of a step; the first gives the optimiser its name."""
        if track.place is None:
            track.name = self._named(track, site)
        track.place = site.place
        return track.place

    def holders(self) -> dict[int, Track]:
        """Return who holds a tensor, by the tensor's id. Of two, the one that has stepped."""
        return self.holding().by

    def holding(self) -> Holding:
        """Return what the optimisers hold now."""
        return Holding(sorted(self, key=lambda track: track.steps > 0))

    def once_held(self) -> set[int]:
        """Return the ids of what any optimiser has stepped on, alive or not."""
        return {key for key, ref in self._once.items() if ref() is not None}

    def remember(self, track: Track) -> None:
        """Note what an optimiser holds that is about to step."""
        self._once.update(
            {id(one): weakref.ref(one) for one in track.parameters if id(one) not in self._once}
        )

    def settle(self) -> None:
        """Learn whether all of them are healthy, after a look at one."""
        self.settled = all(track.healthy for track in self)

    def idle(self) -> tuple[Idle, ...]:
        """Return what is known of those that never stepped, gone by now or not."""
        return tuple(idle for track in self._tracks.values() if (idle := track.idle()))

    def numbered(self, name: str) -> str:
        """Return the name, with a number where it is taken."""
        count = self._names[name] = self._names.get(name, 0) + 1
        return name if count == 1 else f"{name} #{count}"

    def _named(self, track: Track, site: Site) -> str:
        """Name an optimiser as the line that steps it does: "optimizer" of `optimizer.step()`."""
        match = _STEPPED.search(site.text)
        name = type(track.optimiser()).__name__
        if match:
            receiver, argument = match.groups()
            name = argument if "scaler" in receiver.lower() and argument else receiver
        return self.numbered(name)

    def _forget_the_dead(self) -> None:
        self._tracks = {
            key: track
            for key, track in self._tracks.items()
            if track.optimiser() is not None or track.idle() is not None
        }


def parameters_of(optimiser: Optimizer) -> list[Tensor]:
    """Return what an optimiser holds."""
    return [parameter for group in optimiser.param_groups for parameter in group["params"]]
