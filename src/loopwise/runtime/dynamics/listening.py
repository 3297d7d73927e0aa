"""Follows every training of a run: hears of each entry into `backward()` and of each step, and looks at some.

On an entry that is not looked at it notes the loss, one number. Everything else is done on those the schedule
takes.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import torch
from torch import Tensor, nn

from loopwise.records import Place
from loopwise.runtime import graph
from loopwise.runtime.dynamics.answers import answers_of
from loopwise.runtime.dynamics.built import Folded
from loopwise.runtime.dynamics.followed import Followed, Look, Stepper, kept
from loopwise.runtime.dynamics.held_out import HeldOut
from loopwise.runtime.dynamics.inputs import Columns
from loopwise.runtime.dynamics.measurements import Layer, NotFinite, Units
from loopwise.runtime.dynamics.names import Names
from loopwise.runtime.dynamics.passes import Active, Sum, first_not_finite, passed
from loopwise.runtime.dynamics.structure import folded_in, norms_in
from loopwise.runtime.dynamics.training import Training
from loopwise.runtime.dynamics.updates import Updates
from loopwise.runtime.dynamics.waiting import number_of
from loopwise.runtime.nodes import saved
from loopwise.runtime.optimisers import Optimisers
from loopwise.runtime.patches import Patches
from loopwise.runtime.printing import LossesSoFar, Sums
from loopwise.runtime.schedule import Schedule

_FLAT = {"sigmoid": (0.01, 0.99), "tanh": (-0.98, 0.98)}  # the slope is below 4 % of the steepest beyond
_ALWAYS = 0.8  # share of samples for which a unit has to be flat
_MOST_ACTIVE = 64  # activations of one look: a network unrolled over time has hundreds alike
_MOST_HEARD = 1000  # losses since the last step: of a program that never steps, no more is to be learnt
_BUILT = 2  # looks of a training at how its model is built
_FRESH = 10  # looks given to an optimiser that has just been made and has not stepped


class Dynamics:
    """The trainings of one run. listening: whether we do. looking: measures what a look costs. safely: does our work.

    entries: what entered `backward()` since the last step. held_out: what was evaluated since.
    """

    def __init__(
        self,
        optimisers: Optimisers,
        schedule: Schedule,
        listening: Callable[[], bool],
        looking: AbstractContextManager[None],
        safely: Callable[..., None],
    ) -> None:
        self._optimisers = optimisers
        self._schedule = schedule
        self._looking = looking
        self._names = Names(listening)
        self.held_out = HeldOut(listening, safely)
        self._followed: dict[int, Followed] = {}  # by the optimiser's key
        self._last: Followed | None = None
        self.entries = _Entries()
        self._fresh = _FRESH  # of a loop without an optimiser, before anybody steps
        self._fails = False  # the loss of this entry is not finite, and none was before
        self._failed = False  # a loss that is not finite was looked into, since the newest optimiser

    def attach(self, patches: Patches) -> None:
        """Put all in place."""
        self._names.attach()
        self.held_out.attach(patches)
        scaler = getattr(torch.amp, "GradScaler", None)  # not before torch 2.3
        if scaler is not None:
            patches.wrap(scaler, "scale", self._unscaled)

    def detach(self) -> None:
        """Take all away but what `patches` undoes."""
        self._names.detach()

    def trainings(self) -> tuple[Training, ...]:
        """Return every training so far, in the order of their first steps."""
        if self._last is not None:
            self._last.evaluated(self.held_out, self._last.training.last + 1)
        return tuple(one.snapshot() for one in self._followed.values() if one.training.steps)

    def losses(self) -> LossesSoFar | None:
        """Return the losses that went back so far in the training that stepped last; None where not all are known."""
        last = self._last
        waiting = last.waiting.total() if last is not None else None
        if last is None or last.training.by_hand or waiting is None:
            return None  # by hand: nobody knows yet whether the step of the last loss was taken
        windows = last.training.windows
        count = waiting[0] + sum(window.count for window in windows)
        total = math.fsum([waiting[1], *(window.count * window.mean for window in windows)])
        largest = max((one.samples for one in last.training.answers), default=0)
        return LossesSoFar(id(last), count, total, last.training.is_pure, largest)

    def first_layers(self) -> tuple[Columns, ...]:
        """Return what the first layer of each training got."""
        return tuple(one.columns for one in self._followed.values() if one.columns)

    def sums(self) -> tuple[Sums, ...]:
        """Return what the evaluations since the last step add up to."""
        return self.held_out.sums()

    def _unscaled(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        """Note the loss that a gradient scaler multiplies: its own number, not the scaled one, is the loss."""

        def scale(scaler: Any, outputs: Any) -> Any:
            if isinstance(outputs, Tensor) and outputs.numel() == 1:
                self.entries.unscaled = outputs.detach()
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
        entries = self.entries
        if entries.unscaled is not None:
            root, entries.unscaled = entries.unscaled, None
        value = number_of(root)
        if value is None:
            return False
        if len(entries.heard) < _MOST_HEARD:
            entries.heard.append((value, place))
        self._fails = not self._failed and isinstance(value, float) and not math.isfinite(value)
        last = self._last
        return self._fails or self._fresh > 0 or (last is not None and last.training.steps >= last.due)

    def look(self, root: Tensor, read: graph.Readings, step: int) -> None:
        """Look at an entry that is to be looked at. read: reads its graph."""
        if root.grad_fn is None:
            return
        self._fresh = max(self._fresh - 1, 0)
        reading = read(root)
        look = self.entries.look = self.entries.look or Look()
        if self._fails:
            self._failed = True
            look.trouble = self._trouble(reading, step, str(self.entries.heard[-1][0]))
        self._look(reading, step, look)

    def stepping(self, track: Stepper, step: int) -> None:
        """Hear of a step that is looked at, gradients complete and nothing moved."""
        followed = self._of(track, step)
        if followed is not None and followed.training.steps >= followed.due:
            sums = self.entries.look.sums if self.entries.look is not None else []
            followed.updates = Updates(followed.weights(self._names, sums, track), track.norms)

    def calling(self, track: Stepper) -> None:
        """Hear of a step that is looked at and that computes its gradient itself, in a closure."""
        followed = self._followed.get(track.key)
        if followed is not None and followed.training.steps >= followed.due:
            followed.updates = Updates(followed.weights(self._names, [], track), {}, late=True)

    def stepped(self, track: Stepper, step: int, sampled: bool) -> None:
        """Hear that a step was taken. step: its number in the run."""
        followed = self._followed.get(track.key) or self._of(track, step)
        if followed is None:
            return
        training, entries = followed.training, self.entries
        if self._last is not followed:
            training.shared = training.shared or training.steps > 0
            self._last = followed
        if self.held_out.passes:
            followed.evaluated(self.held_out, step)
        training.steps += 1
        training.last = step
        if training.steps > followed.due:
            followed.due = self._schedule.due(training.steps)
        for value, place in entries.heard:
            followed.waiting.add([value], place)
        entries.heard.clear()
        followed.waiting.shorten(step)
        if entries.look is not None:
            followed.take(entries.look, step)
            if (
                followed.updates is None or followed.updates.late
            ):  # a closure's layers: known at the next look
                followed.weights(self._names, entries.look.sums, track)
            entries.look = None
        if sampled:
            with self._looking:
                self._looked(followed, track, step)

    def caught_up(self, track: Stepper) -> Followed | None:
        """Return an optimiser's training if it stepped last and nothing of it waits to be taken in; else None."""
        followed = self._followed.get(track.key)
        busy = self._fresh or self.entries.heard or self.entries.look is not None
        return followed if followed is self._last and not busy else None

    def _looked(self, followed: Followed, track: Stepper, step: int) -> None:
        """Close what was measured before the step with what the step has done."""
        followed.looked(track, step)
        followed.look_for_misnamed(self._names)
        for layer, look in followed.updates.after(step) if followed.updates is not None else ():
            layer.looks = kept([*layer.looks, look])
        followed.updates = None

    def _of(self, track: Stepper, step: int) -> Followed | None:
        followed = self._followed.get(track.key)
        if followed is None and self.entries.heard:
            place = self.entries.heard[-1][1]
            where = track.made_at, track.place or place, place
            training = Training(track.name, track.kind, *where, step, step)
            followed = self._followed[track.key] = Followed(training)
        return followed

    def _look(self, reading: graph.Reading, step: int, entries: Look) -> None:
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

    def _look_how_it_is_built(self, reading: graph.Reading, step: int, entries: Look) -> None:
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
        if known is None or known.weight is None or known.weight() is not first.weight:
            layer = Layer(*self._names.layer_of(first.weight))
            if known is None or known.layer.title != layer.title:
                known = Columns.of(layer, given)
            if known is not None:
                known.weight = weakref.ref(first.weight)
        if known is not None:
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
        earlier = [float(value) for value, _ in self.entries.heard[:-1]]
        if self._last is not None:
            earlier = [*map(float, self._last.waiting.losses), *earlier]
            if not any(map(math.isfinite, earlier)) and self._last.training.windows:
                return self._last.training.windows[-1].mean
        return next((value for value in reversed(earlier) if math.isfinite(value)), None)


class _Entries:
    """What entered `backward()` since the last step: whose it was, the next step will tell.

    heard: losses, each with the line that called. look: None where none of them was looked at.
    unscaled: a loss that is on its way through a gradient scaler.
    """

    __slots__ = ("heard", "look", "unscaled")

    def __init__(self) -> None:
        self.heard: list[tuple[float | Tensor, Place]] = []
        self.unscaled: Tensor | None = None
        self.look: Look | None = None


def _units(active: Active, after: str) -> Units:
    """Measure one activation."""
    values = active.values
    units = Units(active.kind, after, values.shape[active.axis])
    units.samples.append(active.samples)
    if active.kind == "relu":
        alive = (values.amax(active.others) > 0).tolist()
        units.alive.append(int.from_bytes(bytes(alive), "little"))
    else:
        low, high = _FLAT[active.kind]
        flat = ((values < low) | (values > high)).float().mean(active.others) >= _ALWAYS
        units.flat.append((0, float(flat.float().mean())))
    return units


def _finite(values: Tensor) -> bool:
    return not values.is_floating_point() or bool(torch.isfinite(values.detach()).all())


def _title(name: str, kind: str) -> str:
    return f"{name} ({kind})" if name else kind
