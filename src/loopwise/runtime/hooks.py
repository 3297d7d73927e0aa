"""The hooks into torch, and what is done in each.

`torch.autograd.backward`, which `Tensor.backward` calls by that name, the two global hooks around every
optimiser's step, and where optimisers and modules are made or loaded. On most steps they count; on those the
schedule takes they measure. Nothing here draws a random number, keeps a tensor or writes to one. While torch
compiles they return at once: what they record would be compiled into the program and change its results. What
runs on every step asks first only whether Dynamo follows it, which is one call, and later whether anything compiles.
"""

from __future__ import annotations

import os
import sys
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.compiler import is_compiling, is_dynamo_compiling
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from loopwise.runtime import by_hand, graph
from loopwise.runtime.clipping import Clipping
from loopwise.runtime.dynamics import Training
from loopwise.runtime.dynamics.listening import Dynamics
from loopwise.runtime.evaluation import Evaluated, Evaluation
from loopwise.runtime.evaluation_events import Printed
from loopwise.runtime.events import BackwardEvent, Event, StepEvent
from loopwise.runtime.fast_path import Entry, FastPath
from loopwise.runtime.frames import Site, own_frame
from loopwise.runtime.gradients import Used
from loopwise.runtime.handwritten_broadcasts import handwritten_broadcast
from loopwise.runtime.losses import Losses
from loopwise.runtime.modes import Modes
from loopwise.runtime.nodes import walked
from loopwise.runtime.optimisers import Optimisers, Track
from loopwise.runtime.patches import Patches
from loopwise.runtime.printing import LossesSoFar, Printing
from loopwise.runtime.reaching import Reaching, tensors_of
from loopwise.runtime.recorder import Recorder, StopTraining
from loopwise.runtime.registrations import Registrations
from loopwise.runtime.schedules import Schedules
from loopwise.runtime.step_events import ClipEvent, Idle, ScheduleEvent, Unheld

_everyone: weakref.WeakSet[Hooks] = weakref.WeakSet()


def _fall_silent() -> None:
    """Switch all hooks off in a forked child, which is a DataLoader's worker."""
    for hooks in _everyone:
        hooks.live = False


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_fall_silent)


class _Stopwatch:
    """Adds up what blocks took, one after the other: generators for it would take three times as long."""

    __slots__ = ("_began", "seconds")

    def __init__(self) -> None:
        self.seconds = 0.0

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *problem: object) -> None:
        self.seconds += time.perf_counter() - self._began


class Hooks:
    """All hooks of one run.

    live: whether they do anything; not while paused, nor in a forked child.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._optimisers = Optimisers()
        self._registrations = Registrations(self._listening, lambda: any(True for _ in self._optimisers))
        self._reaching = Reaching(self._optimisers, self._registrations)
        self._modes = Modes()
        self._clipping = Clipping(
            self._optimisers, self._listening, lambda make: self._aside(ClipEvent, make)
        )
        self._schedules = Schedules(
            self._optimisers, self._listening, lambda make: self._aside(ScheduleEvent, make)
        )
        self._looking = _Stopwatch()  # what is counted on every step cannot be told from noise
        self._using: list[Track] = []  # whose next step is looked at and whose gradient is not cleared yet
        self._losses = Losses(recorder, self._optimisers.numbered)
        self._calls: dict[tuple[int, int], Entry] = {}  # by code and instruction
        self._last: Entry | None = None
        self._by_hand = by_hand.ByHand(recorder.schedule)
        self._dynamics = Dynamics(
            self._optimisers, recorder.schedule, self._listening, self._looking, self._safely
        )
        self._evaluation = Evaluation(
            self._optimisers,
            recorder.schedule,
            lambda: (recorder.steps, recorder.backwards),
            self._listening,
            self._safely,
            recorder.tell,
            recorder.miss,
        )
        self._fast_path = FastPath(
            recorder,
            self._dynamics,
            self._by_hand,
            self._evaluation.asking,
            over=lambda track: self._safely(self._expect, track),
        )
        self._printing = Printing(
            self._losses_so_far,
            self._dynamics.sums,
            recorder.tell,
            lambda: recorder.steps,
            self._listening,
            self._safely,
        )
        self._patches = Patches()
        self._inside = False  # in backward()
        self._hears_all = False  # steps and entries that are not looked at, too
        self._attached = self.live = False

    def attach(self) -> None:
        """Put all hooks in place."""
        self._patches.wrap(torch.autograd, "backward", self._intercept)
        self._patches.wrap(Optimizer, "__init__", lambda bare: self._after(bare, self._made))
        self._patches.wrap(Optimizer, "add_param_group", lambda bare: self._after(bare, self._reaching.given))
        self._patches.wrap(
            nn.Module, "load_state_dict", lambda bare: self._after(bare, self._registrations.loaded)
        )
        self._patches.wrap(nn.Module, "eval", self._evaluating)
        self._clipping.attach(self._patches)
        self._schedules.attach(self._patches)
        self._registrations.attach()
        self._dynamics.attach(self._patches)
        self._evaluation.attach(self._patches)
        if self._recorder.hears(Printed, True):
            self._printing.attach(self._patches)
        self._handles = [
            register_optimizer_step_pre_hook(self._before_step),
            register_optimizer_step_post_hook(self._after_step),
        ]
        self._hears_all = any(self._recorder.hears(kind, False) for kind in (StepEvent, BackwardEvent))
        self._attached = self.live = True
        _everyone.add(self)

    def detach(self) -> None:
        """Remove all hooks. A wrapper of ours that somebody has wrapped since stays, and only passes calls on."""
        self._attached = self.live = False
        _everyone.discard(self)
        self._patches.undo()
        self._registrations.detach()
        self._dynamics.detach()
        self._evaluation.detach()
        for handle in self._handles:
            handle.remove()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Switch the hooks off inside the block."""
        was, self.live = self.live, False
        try:
            yield
        finally:
            self.live = was and self._attached

    def evaluated(self) -> Evaluated:
        """Return what is left of the evaluations, to be tried again after the run."""
        try:
            self._fast_path.end()
            return replace(self._evaluation.finish(), first_layers=self._dynamics.first_layers())
        except Exception:  # noqa: BLE001 - what was measured so far must not be lost
            self._recorder.give_up()
            return Evaluated()

    def knows(self, model: nn.Module) -> None:
        """Learn the layer names of a model that was made before the hooks were in place."""
        self._safely(self._dynamics.knows, model)

    def idle(self) -> tuple[Idle, ...]:
        """Return the optimisers that never stepped though their parameters got gradients."""
        return self._optimisers.idle()

    def unheld(self) -> tuple[Unheld, ...]:
        """Return the layers that no optimiser trains, as far as only the end of the run shows them."""
        return self._reaching.unheld()

    def trainings(self) -> tuple[Training, ...]:
        """Return what every optimiser has done so far."""
        self._fast_path.settle()
        return self._dynamics.trainings()

    def _made(self, optimiser: Optimizer) -> None:
        self._fast_path.end()
        self._optimisers.made(optimiser)
        self._dynamics.made()

    def _after(self, bare: Callable[..., Any], work: Callable[[Any], None]) -> Callable[..., Any]:
        """Wrap a method: call the bare one, then `work` with the object it was called on."""

        def method(self_: Any, *args: Any, **kwargs: Any) -> Any:
            result = bare(self_, *args, **kwargs)
            if not is_compiling() and self.live:
                self._safely(work, self_)
            return result

        return method

    def _evaluating(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def eval(module: nn.Module) -> Any:
            if is_compiling() or not self.live:
                return bare(module)
            was_training = module.training
            result = bare(module)
            self._safely(self._modes.evaluated, module, was_training, self._recorder.steps)
            return result

        return eval

    def _aside(self, kind: type[Event], make: Callable[[int, int], Event | None]) -> None:
        """Emit an event that comes between `backward()` and `step()`, if any probe wants it."""

        def tell() -> None:
            with self._looking:
                event = make(self._recorder.steps, self._recorder.backwards)
                if event is not None:
                    self._recorder.tell(event)

        if self._recorder.hears(kind, True):
            self._safely(tell)

    def _intercept(self, bare: Callable[..., None]) -> Callable[..., None]:
        def backward(*args: Any, **kwargs: Any) -> None:
            if is_dynamo_compiling() or self._inside or not self.live:
                return bare(*args, **kwargs)
            awake = False
            try:
                counted = args and self._fast_path.entered(args[0], sys._getframe(1).f_back)
                if not counted and not is_compiling():
                    awake = self._entered(self._known(), args[0] if args else kwargs.get("tensors"))
            except Exception:  # noqa: BLE001 - whatever it is, training goes on
                self._recorder.give_up()
            self._inside = True
            try:
                bare(*args, **kwargs)
            finally:
                self._inside = False
            if awake:
                self._safely(self._after_backward)
            return None

        return backward

    def _entered(self, entry: Entry, given: Any) -> bool:
        """Count an entry into `backward()`, and look at it if there is anything to see: on most there is not.

        Returns whether something is to be done after it.
        """
        self._fast_path.end()
        self._last = entry
        self._recorder.backwards += 1
        self._evaluation.entered()
        root = given[0] if isinstance(given, (tuple, list)) and len(given) == 1 else given
        stepped, self._by_hand.stepped = self._by_hand.stepped, False
        if not stepped:
            self._safely(self._look_back)
        follows = self._dynamics.entered(root, entry.place)
        sampled = entry.count >= entry.due
        entry.count += 1
        if sampled:
            self._recorder.charge(self._looking.seconds)
            entry.due = self._recorder.schedule.due(entry.count)
        settled = stepped and self._optimisers.settled and not self._using
        awake = sampled or not settled or self._hears_all
        if awake or follows:
            read = graph.Readings()
            if follows:
                self._safely(self._follow, root, read)
            if awake:
                self._safely(self._before_backward, tensors_of(given), entry, (sampled, stepped), read)
        return awake

    def _known(self) -> Entry:
        """Return the call of the program that leads to the one of `backward()` above us."""
        try:
            caller = sys._getframe(3)  # of Tensor.backward, nearly always
            return self._calls[id(caller.f_code), caller.f_lasti]
        except (KeyError, ValueError):  # never met, or called by nobody
            return self._call()

    def _call(self) -> Entry:
        """Return the innermost call of the program."""
        frame = own_frame(sys._getframe(1))
        key = id(frame.f_code), frame.f_lasti
        known = self._calls.get(key)
        if known is None:
            known = self._calls[key] = Entry(Site.of(frame))  # keeps the code alive, and so its id
        return known

    def _before_step(self, optimiser: Optimizer, args: Any, kwargs: Any) -> None:
        if is_dynamo_compiling() or self._fast_path.of() is optimiser or not self.live or is_compiling():
            return
        if self._hears_all or self._optimisers.track_if_not_due(optimiser) is None:
            self._safely(self._before_moving, optimiser, args, kwargs)

    def _after_step(self, optimiser: Optimizer, args: Any, kwargs: Any) -> None:
        if is_dynamo_compiling() or not self.live or self._fast_path.stepped(optimiser) or is_compiling():
            return
        self._safely(self._count_step, optimiser, args, kwargs)
        self._stop_if_enough()

    def _losses_so_far(self) -> LossesSoFar | None:
        losses = self._dynamics.losses()
        batches, samples = self._evaluation.trained
        return losses and losses._replace(batches=batches, samples=samples)

    def _listening(self) -> bool:
        return self.live

    def _safely(self, work: Callable[..., None], *args: Any) -> None:
        """Do work of ours, hooks off: an error in it ends the observation, never the program."""
        if self._attached:
            was, self.live = self.live, False
            try:
                self._fast_path.settle()
                work(*args)
            except Exception:  # noqa: BLE001 - whatever it is, training goes on
                self._recorder.give_up()
            finally:
                self.live = was and self._attached

    def _stop_if_enough(self) -> None:
        if self._recorder.enough:
            raise StopTraining

    def _look_back(self) -> None:
        """Count the step that was taken without an optimiser since the last entry, if there was one."""
        self._by_hand.look_back()
        if self._by_hand.moving:
            if self._by_hand.free:
                self._dynamics.stepped(self._by_hand, self._recorder.steps, self._by_hand.looked)
            self._recorder.steps += 1
            self._stop_if_enough()

    def _follow(self, root: Tensor, read: graph.Readings) -> None:
        with self._looking:
            self._dynamics.look(root, read, self._recorder.steps)

    def _before_backward(
        self, given: list[Tensor], entry: Entry, how: tuple[bool, bool], read: graph.Readings
    ) -> None:
        sampled, stepped = how
        self._reaching.before_any(given, sampled)
        if not stepped:
            self._by_hand.before_backward(lambda: self._not_held(given))
        if sampled or self._using:
            with self._looking:
                self._look_before(given if sampled else [], entry, read)
                for root in given if sampled else []:
                    if root.grad_fn is not None:
                        self._losses.tell(root, read(root), entry.site, entry.place)
        elif self._recorder.hears(BackwardEvent, False):
            self._recorder.tell(BackwardEvent(self._recorder.steps, entry.place, sampled))

    def _look_before(self, given: list[Tensor], entry: Entry, read: graph.Readings) -> None:
        for track in self._using:
            track.used.before_backward()
        self._using = [track for track in self._using if track.used]
        if not self._recorder.hears(BackwardEvent, bool(given)):
            return
        step = self._recorder.steps
        if given:
            reach, kept, unheld = self._reaching.before(given, step, read)
            met = next((one for root in given if (one := handwritten_broadcast(root, read))), None)
            event = BackwardEvent(step, entry.place, True, reach, kept, unheld, entry.uncalled, met)
        else:
            event = BackwardEvent(step, entry.place, False)
        self._recorder.tell(event)

    def _after_backward(self) -> None:
        if self._using or self._reaching.waits:
            with self._looking:
                for track in self._using:
                    track.used.after_backward()
                if self._last:
                    self._reaching.after(self._last.place)
        if self._by_hand.moving and self._last:
            place, leftover = self._last.place, self._by_hand.after_backward()
            name, looked, step = by_hand.NAME, self._by_hand.looked, self._recorder.steps - 1
            self._tell(
                StepEvent(name, step, looked, place, place, leftover, backwards=self._recorder.backwards)
            )
        if self._by_hand.about_to_step(lambda: set(self._optimisers.holders())):
            with self._looking:
                self._dynamics.stepping(self._by_hand, self._recorder.steps)

    def _at_step(self, track: Track, sampled: bool) -> None:
        """Emit the event of a step: before it, or behind it where it computes its gradient in a closure."""
        place, measured = track.place, {}
        if sampled or place is None:
            call = self._call()
            place = self._optimisers.at_step(track, call.site)
            if sampled:
                with self._looking:
                    measured = self._measured(track, call)
        event = StepEvent(
            optimiser=track.name,
            step=self._recorder.steps,
            sampled=sampled,
            place=place,
            backward_place=self._last.place if self._last else None,
            backwards=self._recorder.backwards,
            key=track.key,
            **measured,
        )
        self._tell(event)

    def _measured(self, track: Track, call: Entry) -> dict[str, Any]:
        """Return the fields of a StepEvent that only a step that is looked at has."""
        self._optimisers.remember(track)
        gradient = track.gradient()
        if not self._optimisers.settled:
            self._optimisers.settle()
        return {
            "leftover": track.used.at_step(),
            "gradient": gradient,
            "uncalled": call.uncalled,
            "eval_mode": self._modes.at_step(track),
        }

    def _tell(self, event: StepEvent) -> None:
        self._recorder.sampled += event.sampled
        if self._recorder.hears(StepEvent, event.sampled):
            self._recorder.tell(event)

    def _before_moving(self, optimiser: Optimizer, args: Any, kwargs: Any) -> None:
        track = self._optimisers.of(optimiser)
        sampled = track.steps >= track.due
        late = track.calls = _closure(args, kwargs)  # that computes the gradient: told when the step is over
        if not late and (sampled or self._hears_all):
            self._at_step(track, sampled)
        if sampled:
            with self._looking:
                if late:
                    self._dynamics.calling(track)
                else:
                    self._dynamics.stepping(track, self._recorder.steps)

    def _count_step(self, optimiser: Optimizer, args: Any, kwargs: Any) -> None:
        """Count a step."""
        self._fast_path.end()
        track = self._optimisers.of(optimiser)
        sampled = track.steps >= track.due
        if (sampled or self._hears_all) and _closure(args, kwargs):
            self._at_step(track, sampled)
        self._counted(track, sampled)
        if self._using and track in self._using:
            self._using.remove(track)
        self._expect(track)
        if self._last is not None and self._optimisers.settled and not (self._using or self._hears_all):
            self._fast_path.begin(self._last, track)

    def _expect(self, track: Track) -> None:
        """Note which gradients this step has used, if the optimiser's next step is looked at."""
        if track.steps > track.due:
            track.due = self._recorder.schedule.due(track.steps)
        if track.steps == track.due:
            with self._looking:
                track.used = Used.of(track.parameters)
                self._using.append(track)

    def _counted(self, track: Track, sampled: bool) -> None:
        self._dynamics.stepped(track, self._recorder.steps, sampled)
        track.stepped(self._recorder.backwards)
        self._by_hand.forget()
        self._recorder.steps += 1

    def _not_held(self, roots: list[Tensor]) -> Iterator[Tensor]:
        """Yield the leaves that no optimiser that has stepped holds, or is in the middle of its first step."""
        stepping = (one for one in self._optimisers if one.steps or one.calls)
        held = {id(parameter) for one in stepping for parameter in one.parameters}
        for root in roots:
            if root.grad_fn is not None:
                yield from (leaf for leaf in graph.leaves(walked(root.grad_fn)) if id(leaf) not in held)


def _closure(args: Any, kwargs: Any) -> bool:
    """Tell whether a step was given a closure. Hooks receive the optimiser itself as the first argument."""
    return (args[1] if len(args) > 1 else kwargs.get("closure")) is not None
