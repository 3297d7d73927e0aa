"""Follows every training of a run: hears of each entry into `backward()` and of each step, and looks at some.

On an entry that is not looked at it notes the loss, one number. Everything else is done on those the schedule
takes.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

import torch
from torch import Tensor, nn

from loopwise.records import Place
from loopwise.runtime import graph
from loopwise.runtime.dynamics.answers import answers_of
from loopwise.runtime.dynamics.built import Folded, Norms
from loopwise.runtime.dynamics.held_out import HeldOut
from loopwise.runtime.dynamics.history import (
    MOST,
    Answers,
    ByHandStep,
    Layer,
    NotFinite,
    Training,
    Units,
    Window,
    thinned,
)
from loopwise.runtime.dynamics.inputs import Columns
from loopwise.runtime.dynamics.misnamed import misnamed_in
from loopwise.runtime.dynamics.names import Names
from loopwise.runtime.dynamics.passes import Active, Sum, first_not_finite, passed
from loopwise.runtime.dynamics.structure import folded_in, norms_in
from loopwise.runtime.dynamics.updates import Updates
from loopwise.runtime.nodes import saved
from loopwise.runtime.optimisers import Optimisers
from loopwise.runtime.patches import Patches
from loopwise.runtime.printing import LossesSoFar, Sums
from loopwise.runtime.schedule import Schedule

T = TypeVar("T")

_FLAT = {"sigmoid": (0.01, 0.99), "tanh": (-0.98, 0.98)}  # the slope is below 4 % of the steepest beyond
_ALWAYS = 0.8  # share of samples for which a unit has to be flat
_MOST_ACTIVE = 64  # activations of one look: a network unrolled over time has hundreds alike
_MOST_HEARD = 1000  # losses since the last step: of a program that never steps, no more is to be learnt
_BUILT = 2  # looks of a training at how its model is built
_FRESH = 10  # looks given to an optimiser that has just been made and has not stepped


class Stepper(Protocol):
    """What takes the steps of a training: an optimiser, or the program's own lines (`by_hand.py`).

    key: tells it from all others. step: what is known of its last one, if it was by hand.
    """

    name: str
    key: int
    place: Place | None
    step: ByHandStep | None

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


class Dynamics:
    """The trainings of one run. listening: whether we do. looking: measures what a look costs."""

    def __init__(
        self,
        optimisers: Optimisers,
        schedule: Schedule,
        listening: Callable[[], bool],
        looking: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._optimisers = optimisers
        self._schedule = schedule
        self._looking = looking
        self._names = Names(listening)
        self._held_out = HeldOut(listening)
        self._followed: dict[int, Followed] = {}  # by the optimiser's key
        self._last: Followed | None = None
        self._entries = _Entries()
        self._fresh = _FRESH  # of a loop without an optimiser, before anybody steps
        self._fails = False  # the loss of this entry is not finite, and none was before
        self._failed = False  # a loss that is not finite was looked into, since the newest optimiser

    def attach(self, patches: Patches) -> None:
        """Put all in place."""
        self._names.attach()
        self._held_out.attach(patches)
        scaler = getattr(torch.amp, "GradScaler", None)  # not before torch 2.3
        if scaler is not None:
            patches.wrap(scaler, "scale", self._unscaled)

    def detach(self) -> None:
        """Take all away but what `patches` undoes."""
        self._names.detach()

    def trainings(self) -> tuple[Training, ...]:
        """Return every training so far, in the order of their first steps."""
        if self._last is not None:
            self._last.evaluated(self._held_out, self._last.training.last + 1)
        return tuple(one.told() for one in self._followed.values() if one.training.steps)

    def losses(self) -> LossesSoFar | None:
        """Return the losses that went back so far in the training that stepped last; None where not all are known."""
        last = self._last
        heard = (
            [value for value, _ in last.heard if not isinstance(value, Tensor)] if last is not None else []
        )
        if last is None or last.training.by_hand or len(heard) < len(last.heard):
            return None  # by hand: nobody knows yet whether the step of the last loss was taken
        windows = last.training.windows
        count = sum(window.count for window in windows) + len(heard)
        total = math.fsum([*(window.count * window.mean for window in windows), *heard])
        return LossesSoFar(id(last), count, total, last.training.is_pure)

    def first_layers(self) -> tuple[Columns, ...]:
        """Return what the first layer of each training got."""
        return tuple(one.columns for one in self._followed.values() if one.columns)

    def sums(self) -> tuple[Sums, ...]:
        """Return what the evaluations since the last step add up to."""
        return self._held_out.sums()

    def _unscaled(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        """Note the loss that a gradient scaler multiplies: its own number, not the scaled one, is the loss."""

        def scale(scaler: Any, outputs: Any) -> Any:
            if isinstance(outputs, Tensor) and outputs.numel() == 1:
                self._entries.unscaled = outputs.detach()
            return bare(scaler, outputs)

        return scale

    def knows(self, model: nn.Module) -> None:
        """Take the names of a model that was made unheard."""
        self._names.learn(model)

    def made(self) -> None:
        """Hear that there is a new optimiser: the next entries are probably its own."""
        self._fresh = _FRESH
        self._failed = False

    def entered(self, root: Any, place: Place) -> bool:
        """Hear of an entry into `backward()` on `root`; return whether it is to be looked at, before it begins."""
        entries = self._entries
        if entries.unscaled is not None:
            root, entries.unscaled = entries.unscaled, None
        value = _number(root)
        if value is None:
            return False
        if len(entries.heard) < _MOST_HEARD:
            entries.heard.append((value, place))
        self._fails = not self._failed and isinstance(value, float) and not math.isfinite(value)
        last = self._last
        return self._fails or self._fresh > 0 or (last is not None and last.training.steps >= last.due)

    def look(self, root: Tensor, read: Callable[[Any], graph.Reading], step: int) -> None:
        """Look at an entry that is to be looked at. read: reads its graph."""
        if root.grad_fn is None:
            return
        self._fresh = max(self._fresh - 1, 0)
        with self._looking():
            reading = read(root.grad_fn)
            look = self._entries.look = self._entries.look or _Look()
            if self._fails:
                self._failed = True
                look.trouble = self._trouble(reading, step, str(self._entries.heard[-1][0]))
            self._look(reading, step, look)

    def stepping(self, track: Stepper, step: int) -> None:
        """Hear of a step that is looked at, gradients complete and nothing moved."""
        followed = self._of(track, step)
        if followed is not None and followed.training.steps >= followed.due:
            sums = self._entries.look.sums if self._entries.look is not None else []
            followed.updates = Updates(followed.weights(self._names, sums, track))

    def calling(self, track: Stepper) -> None:
        """Hear of a step that is looked at and that computes its gradient itself, in a closure."""
        followed = self._followed.get(track.key)
        if followed is not None and followed.training.steps >= followed.due:
            followed.updates = Updates(followed.weights(self._names, [], track), late=True)

    def stepped(self, track: Stepper, step: int, sampled: bool) -> None:
        """Hear that a step was taken. step: its number in the run."""
        followed = self._followed.get(track.key) or self._of(track, step)
        if followed is None:
            return
        training, entries = followed.training, self._entries
        if self._last is not followed:
            training.shared = training.shared or training.steps > 0
            self._last = followed
        if self._held_out.passes:
            followed.evaluated(self._held_out, step)
        training.steps += 1
        training.last = step
        if training.steps > followed.due:
            followed.due = self._schedule.due(training.steps)
        followed.heard += entries.heard
        entries.heard.clear()
        if entries.look is not None:
            followed.take(entries.look, step)
            if (
                followed.updates is None or followed.updates.late
            ):  # what a closure went through: known at the next look
                followed.weights(self._names, entries.look.sums, track)
            entries.look = None
        if sampled:
            with self._looking():
                self._looked(followed, track, step)

    def _looked(self, followed: Followed, track: Stepper, step: int) -> None:
        """Close what was measured before the step with what the step has done."""
        followed.looked(track, step)
        followed.look_for_misnamed(self._names)
        for layer, look in followed.updates.after(step) if followed.updates is not None else ():
            layer.looks = _kept([*layer.looks, look])
        followed.updates = None

    def _of(self, track: Stepper, step: int) -> Followed | None:
        followed = self._followed.get(track.key)
        if followed is None and self._entries.heard:
            place = self._entries.heard[-1][1]
            where = track.made_at, track.place or place, place
            training = Training(track.name, track.kind, *where, step, step)
            followed = self._followed[track.key] = Followed(training)
        return followed

    def _look(self, reading: graph.Reading, step: int, entries: _Look) -> None:
        sums, active = passed(reading.nodes)
        entries.sums = [weakref.ref(one.weight) for one in sums]
        if self._last is None or self._fresh or len(self._last.training.rates) < _BUILT:
            self._look_how_it_is_built(reading, step, entries)
        entries.compiled = entries.compiled or reading.compiled
        entries.losses = max(entries.losses, len(reading.losses))
        if len(reading.losses) == 1 and (answers := answers_of(reading.losses[0], step)):
            entries.answers.append(answers)
        entries.units += [
            _units(one, self._after(one, sums))
            for one in active[:_MOST_ACTIVE]
            if one.hidden and one.samples > 1
        ]
        first = next((one for one in sums if one.raw and one.given is not None), None)
        if first is not None and first.given is not None and first is sums[0]:
            entries.given = self._columns(first)

    def _look_how_it_is_built(self, reading: graph.Reading, step: int, entries: _Look) -> None:
        entries.norms = norms_in(reading.root)
        for pair in folded_in(reading.nodes):
            if self._names.stand_together(pair.first, pair.second):
                first, second = (Layer(*self._names.layer_of(one)) for one in (pair.first, pair.second))
                entries.folded.append(Folded(first, second, step, pair.apart))

    def _after(self, active: Active, sums: list[Sum]) -> str:
        before = [one for one in sums if one.order < active.order]
        return _title(*self._names.layer_of(before[-1].weight)[:2]) if before else ""

    def _columns(self, first: Sum) -> Columns | None:
        """Sum up this batch, onto what the same layer got before."""
        given = first.given
        if given is None:
            return None
        known = self._last.columns if self._last else None
        layer = Layer(*self._names.layer_of(first.weight))
        if known is None or known.layer.title != layer.title:
            known = Columns.of(layer, given)
        if known is not None:
            known.weight = weakref.ref(first.weight)
            known.add(given)
        return known

    def _trouble(self, reading: graph.Reading, step: int, value: str) -> NotFinite:
        """Find where a loss that is not finite comes from."""
        leaves = [leaf for leaf in graph.leaves(reading.nodes) if not _finite(leaf)]
        sums, _ = passed(reading.nodes)
        node, operation = first_not_finite(reading.nodes)
        before = [one for one in sums if node is not None and one.order <= int(node._sequence_nr())]
        raw = next((one for one in sums if one.raw and one.given is not None), None)
        targets = [saved(loss.node, "target") for loss in reading.losses if not loss.swapped]
        return NotFinite(
            step=step,
            value=value,
            before=self._before(),
            weights=self._names.of(leaves[-1]) if leaves else "",  # the nearest to the input
            operation=operation,
            layer=_title(*self._names.layer_of(before[-1].weight)[:2]) if before else "",
            inputs=raw is not None and raw.given is not None and not _finite(raw.given),
            targets=any(target is not None and not _finite(target) for target in targets),
        )

    def _before(self) -> float | None:
        """Return the last finite loss."""
        earlier = [float(value) for value, _ in self._entries.heard[:-1]]
        if self._last is not None:
            earlier = [*(float(value) for value, _ in self._last.heard), *earlier]
            if not any(map(math.isfinite, earlier)) and self._last.training.windows:
                return self._last.training.windows[-1].mean
        return next((value for value in reversed(earlier) if math.isfinite(value)), None)


class _Look:
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


class _Entries:
    """What entered `backward()` since the last step: whose it was, the next step will tell.

    heard: losses, each with the line that called. look: None where none of them was looked at.
    unscaled: a loss that is on its way through a gradient scaler.
    """

    __slots__ = ("heard", "look", "unscaled")

    def __init__(self) -> None:
        self.heard: list[tuple[float | Tensor, Place]] = []
        self.unscaled: Tensor | None = None
        self.look: _Look | None = None


class Followed:
    """A training while it goes on. heard: losses since the last look, each with the line that called."""

    def __init__(self, training: Training) -> None:
        self.training = training
        self.heard: list[tuple[float | Tensor, Place]] = []
        self.columns: Columns | None = None
        self.updates: Updates | None = None  # while a step that is looked at goes on
        self.due = 0  # the step before which an entry is looked at
        self._began = training.first
        self._places: dict[int, int] = {}  # entries by the line that called
        self._weights: dict[int, tuple[weakref.ref[Tensor], Layer]] = {}
        self._units: dict[tuple[str, int, str], Units] = {}
        self._asked: dict[
            int, weakref.ref[Tensor]
        ] = {}  # weights that a look went through, the last one last

    def take(self, look: _Look, step: int) -> None:
        """Take over what was measured of the entries for this step."""
        training = self.training
        training.answers = _kept([*training.answers, *look.answers])
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
        window = self._window(step)
        if window is not None:
            training.windows = thinned([*training.windows, window])
        if track.step is not None:
            training.by_hand = _kept([*training.by_hand, track.step])
        rate = track.step.rate if track.step is not None else track.rate
        if rate is not None:
            training.rates = _kept([*training.rates, (step, rate)])
            training.momentum = track.momentum

    def _window(self, last: int) -> Window | None:
        """Sum up the losses since the last look, and begin anew."""
        training, heard, began = self.training, self.heard, self._began
        self.heard, self._began = [], last + 1
        training.entries += len(heard)
        for _, place in heard:
            self._places[id(place)] = self._places.get(id(place), 0) + 1  # one line, one Place
        return Window.of(began, last, _fetched([value for value, _ in heard]))

    def evaluated(self, held_out: HeldOut, step: int) -> None:
        """Take over what was evaluated since the step before."""
        found = list(held_out.evaluations(step))
        if found and self.training.steps:
            self.training.evaluations = _kept([*self.training.evaluations, *found], 8 * MOST)

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

    def told(self) -> Training:
        """Return the training as it is now."""
        training = self.training
        window = self._window(training.last)
        if window is not None:
            short = bool(training.windows) and window.count < training.windows[-1].count / 2
            earlier = (
                [training.windows.pop().joined(window)] if short else [window]
            )  # a few steps are no trend
            training.windows = thinned([*training.windows, *earlier])
        training.inputs = self.columns.inputs() if self.columns else None
        often = [count for count in self._places.values() if count >= 0.05 * training.entries]
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
        known.flat = _kept([*known.flat, *((step, share) for _, share in units.flat)])


def _units(active: Active, after: str) -> Units:
    """Measure one activation."""
    values = active.values
    units = Units(active.kind, after, values.shape[active.axis])
    units.samples.append(active.samples)
    if active.kind == "relu":
        alive = (values.amax(active.others) > 0).tolist()
        units.alive.append(int("".join("01"[one] for one in alive), 2))
    else:
        low, high = _FLAT[active.kind]
        flat = ((values < low) | (values > high)).float().mean(active.others) >= _ALWAYS
        units.flat.append((0, float(flat.float().mean())))
    return units


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


def _kept(looks: list[T], most: int = MOST) -> list[T]:
    """Drop every second where there are more than are kept: the last one stays."""
    return looks if len(looks) <= most else looks[(len(looks) + 1) % 2 :: 2]


def _number(root: Any) -> float | Tensor | None:
    """Return a loss's value; on an accelerator the tensor, fetched with the others at the next look."""
    if not isinstance(root, Tensor):
        return None
    if not root.is_cpu:
        return root.detach() if root.numel() == 1 and root.is_floating_point() else None
    try:
        value = root.item()
    except RuntimeError:  # more than one number
        return None
    return value if isinstance(value, float) else None


def _fetched(values: list[float | Tensor]) -> list[float]:
    tensors = [value.reshape(()).float() for value in values if isinstance(value, Tensor)]
    numbers = iter(torch.stack(tensors).tolist() if tensors else [])
    return [next(numbers) if isinstance(value, Tensor) else value for value in values]


def _finite(values: Tensor) -> bool:
    return not values.is_floating_point() or bool(torch.isfinite(values.detach()).all())


def _title(name: str, kind: str) -> str:
    return f"{name} ({kind})" if name else kind
