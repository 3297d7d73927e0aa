"""One training while it goes on: `Followed`, which gathers what `Look`s measure into a `Training`."""

from __future__ import annotations

import weakref
from copy import copy
from typing import Protocol, TypeVar

from torch import Tensor

from loopwise.records import Place
from loopwise.runtime.dynamics.built import Folded, Norms
from loopwise.runtime.dynamics.held_out import HeldOut
from loopwise.runtime.dynamics.inputs import Columns
from loopwise.runtime.dynamics.measurements import (
    MOST,
    Answers,
    ByHandStep,
    Layer,
    NotFinite,
    Units,
    thinned,
)
from loopwise.runtime.dynamics.misnamed import misnamed_in
from loopwise.runtime.dynamics.names import Names
from loopwise.runtime.dynamics.training import Training
from loopwise.runtime.dynamics.updates import Updates
from loopwise.runtime.dynamics.waiting import FULL, Waiting

T = TypeVar("T")


class Stepper(Protocol):
    """What takes the steps of a training: an optimiser, or the program's own lines (`by_hand.py`).

    key: tells it from all others. step: what is known of its last one, if it was by hand.
    norms: of the gradients that its last look has measured, by the parameters' ids.
    """

    name: str
    key: int
    place: Place | None
    step: ByHandStep | None
    norms: dict[int, float]

    @property
    def kind(self) -> str:
        """The optimiser's class."""

    @property
    def made_at(self) -> Place | None:
        """The line that made it."""

    @property
    def parameters(self) -> list[Tensor]:
        """What it steps."""

    @property
    def rate(self) -> float | None:
        """The learning rate of its first group, None where there is none."""

    @property
    def momentum(self) -> float:
        """That of its first group."""


class Look:
    """What was measured of the entries since the last step."""

    def __init__(self) -> None:
        self.sums: list[weakref.ref[Tensor]] = []
        self.answers: list[Answers] = []
        self.units: list[Units] = []
        self.given: Columns | None = None
        self.folded: list[Folded] = []
        self.norms: Norms | None = None
        self.trouble: NotFinite | None = None
        self.compiled = False
        self.losses = 0


class Followed:
    """A training while it goes on. waiting: its losses since the last look."""

    def __init__(self, training: Training) -> None:
        self.training = training
        self.waiting = Waiting(training.first)
        self.columns: Columns | None = None
        self.updates: Updates | None = None  # while a step that is looked at goes on
        self.due = 0  # the step before which an entry is looked at
        self._weights: dict[int, tuple[weakref.ref[Tensor], Layer]] = {}
        self._units: dict[tuple[str, int, str], Units] = {}
        # weights that a look went through, the last one last
        self._asked: dict[int, weakref.ref[Tensor]] = {}

    @property
    def until_next_look(self) -> int:
        """How many steps there are until an entry is looked at, or the losses that wait become too many."""
        return min(self.due - self.training.steps, FULL - len(self.waiting.losses))

    def skipped(self, steps: int, last: int) -> None:
        """Count so many steps of which only the losses were noted. last: the number of the last one."""
        self.training.steps += steps
        self.training.last = last

    def take(self, look: Look, step: int) -> None:
        """Take over what was measured of the entries for this step."""
        training = self.training
        training.answers = kept([*training.answers, *look.answers])
        training.not_finite = training.not_finite or look.trouble
        training.compiled = training.compiled or look.compiled
        training.losses = max(training.losses, look.losses)
        training.norms = look.norms or training.norms
        known = {one.second.title for one in training.folded}
        training.folded += [one for one in look.folded if one.second.title not in known]
        for ref in look.sums:
            if (weight := ref()) is not None:
                self._asked.pop(id(weight), None)
                self._asked[id(weight)] = ref
        self.columns = look.given or self.columns
        for units in _joined(look.units):
            self._add(units, step)

    def looked(self, track: Stepper, step: int) -> None:
        """Close the window of losses, and note the rate."""
        training = self.training
        window = self.waiting.window(step)
        if window is not None:
            training.windows = thinned([*training.windows, window])
        if track.step is not None:
            training.by_hand = kept([*training.by_hand, track.step])
        rate = track.step.rate if track.step is not None else track.rate
        if rate is not None:
            training.rates = kept([*training.rates, (step, rate)])
            training.momentum = track.momentum

    def evaluated(self, held_out: HeldOut, step: int) -> None:
        """Take over what was evaluated since the step before."""
        found = list(held_out.evaluations(step))
        if found and self.training.steps:
            self.training.evaluations = kept([*self.training.evaluations, *found], 8 * MOST)

    def weights(
        self, names: Names, sums: list[weakref.ref[Tensor]], track: Stepper
    ) -> list[tuple[weakref.ref[Tensor], Layer]]:
        """Return the layers that the optimiser steps, in the order of the forward pass; new ones are named."""
        held = {id(parameter) for parameter in track.parameters} if sums else set()
        for ref in sums:
            weight = ref()
            if weight is not None and id(weight) in held and id(weight) not in self._weights:
                layer = Layer(*names.layer_of(weight), repeated=names.repeated(weight))
                self._weights[id(weight)] = ref, layer
                self.training.layers.append(layer)
        return list(self._weights.values())

    def look_for_misnamed(self, names: Names) -> None:
        """Look, at ever fewer looks, for what is set under a name that nothing reads: the last time stands."""
        looks = len(self.training.rates)
        if looks & (looks - 1) == 0:
            asked = [weight for ref in self._asked.values() if (weight := ref()) is not None]
            self.training.misnamed = tuple(misnamed_in(names, asked))

    def snapshot(self) -> Training:
        """Return the training as it is now. Whenever and however often this is called, later results are the same."""
        training = copy(self.training)
        window = self.waiting.so_far(training.last)
        if window is not None:
            short = bool(training.windows) and window.count < training.windows[-1].count / 2
            before = training.windows[:-1] if short else training.windows  # a few steps are no trend
            latest = training.windows[-1].joined(window) if short else window
            training.windows = thinned([*before, latest])
        training.inputs = self.columns.inputs() if self.columns else None
        places = self.waiting.places
        training.entries = places.total()
        often = [count for count in places.values() if count >= 0.05 * training.entries]
        training.sites = max(len(often), 1)
        return training

    def _add(self, units: Units, step: int) -> None:
        key = units.kind, units.units, units.after
        known = self._units.get(key)
        if known is None:
            known = self._units[key] = Units(units.kind, units.after, units.units)
            self.training.units.append(known)
        known.samples += units.samples
        known.alive += units.alive
        known.flat = kept([*known.flat, *((step, share) for _, share in units.flat)])


def _joined(several: list[Units]) -> list[Units]:
    """Join the activations of one look that come after the same layer: a network unrolled over time."""
    found: dict[tuple[str, int, str], Units] = {}
    for one in several:
        key = one.kind, one.units, one.after
        known = found.setdefault(key, one)
        if known is not one:
            if one.alive:
                known.alive[-1] |= one.alive[-1]
            if one.flat:
                known.flat[-1] = (0, min(known.flat[-1][1], one.flat[-1][1]))
    return list(found.values())


def kept(looks: list[T], most: int = MOST) -> list[T]:
    """Drop every second where there are more than are kept: the last one stays."""
    return looks if len(looks) <= most else looks[(len(looks) + 1) % 2 :: 2]
