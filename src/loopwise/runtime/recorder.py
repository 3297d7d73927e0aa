"""The events of a run, emitted while it goes on.

    recorder = Recorder(print)
    with recorder.attached():
        train()

The recorder keeps the run's time line: steps, which of them are looked at, and the losses so far. The
hooks into torch (`hooks.py`) are put in place once the program has imported torch.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

from loopwise.records import Series
from loopwise.runtime.arrival import when_imported
from loopwise.runtime.dynamics import Training
from loopwise.runtime.evaluation_events import Afterwards, Fold, Order, Rows
from loopwise.runtime.events import Event, RunEnd
from loopwise.runtime.frames import begin
from loopwise.runtime.patches import Patches
from loopwise.runtime.schedule import Schedule
from loopwise.runtime.step_events import Idle, Unheld

if TYPE_CHECKING:
    from torch import nn

    from loopwise.runtime.evaluation import Evaluated
    from loopwise.runtime.hooks import Hooks

log = logging.getLogger("loopwise")

_LOADS = ("dataloader.py", "resource_tracker.py")  # whose child processes train nothing
LONGEST_SERIES = 512  # points; beyond it every second one is dropped


class StopTraining(BaseException):
    """Raised in the program after its last step asked for; `except Exception` lets it by."""


class Recorder:
    """One run's time line. `tell` is called with every event; it must not raise.

    hears: whether anybody wants events of a kind, sampled or not; the others are not made.
    every: look at every k-th step, see Schedule. stop_after: raise StopTraining after so many steps.
    steps, sampled: seen so far. backwards: entries into `backward()` so far.
    not_observed: keys of `records.NOT_OBSERVED`, for what could not be seen.
    """

    def __init__(
        self,
        tell: Callable[[Event], None],
        *,
        every: int | None = None,
        stop_after: int | None = None,
        hears: Callable[[type[Event], bool], bool] = lambda kind, sampled: True,
    ) -> None:
        self.tell = tell
        self.hears = hears
        self.schedule = Schedule(every)
        self.stop_after = stop_after
        self.steps = 0
        self.sampled = 0
        self.backwards = 0
        self.not_observed: dict[str, None] = {}  # in the order of their appearance
        self._losses: dict[str, _Growing] = {}
        self._hooks: Hooks | None = None
        self._idle: tuple[Idle, ...] = ()
        self._unheld: tuple[Unheld, ...] = ()
        self._trainings: tuple[Training, ...] = ()
        self._delivered: tuple[tuple[Rows, ...], tuple[Order, ...], tuple[Fold, ...]] = (), (), ()
        self.evaluated: Evaluated | None = None  # known once the hooks are gone
        self._call_off: Callable[[], None] = lambda: None
        self._children = Patches()
        self._started = time.perf_counter()

    def attach(self) -> None:
        """Put the hooks in place, now or as soon as the program imports torch."""
        begin()
        self._children.wrap(BaseProcess, "start", self._started_child)
        self._started = time.perf_counter()
        self._call_off = when_imported("torch", self._attach_to_torch)

    def detach(self) -> None:
        """Leave torch, and what starts processes, as it was."""
        self._call_off()
        self._children.undo()
        if self._hooks is not None:
            self.evaluated = self._hooks.evaluated()
            self._delivered = self.evaluated.rows, self.evaluated.orders, self.evaluated.folds
        if self._hooks is not None:  # still: an error there would have taken them away
            self._idle, self._unheld = self._hooks.idle(), self._hooks.unheld()
            self._trainings = self._hooks.trainings()
            self._hooks.detach()
            self._hooks = None

    @contextmanager
    def attached(self) -> Iterator[Recorder]:
        """Listen inside the block only, and tell its end."""
        self.attach()
        ended = "failed"
        try:
            yield self
            ended = "finished"
        except StopTraining:
            ended = "stopped"
        except KeyboardInterrupt:
            ended = "interrupted"
            raise
        finally:
            self.detach()
            self.end(ended)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Switch the hooks off inside the block: what happens there is not the program's doing."""
        hooks = self._hooks
        if hooks is None:
            yield
            return
        with hooks.paused():
            yield

    def end(self, ended: str, again: Afterwards | None = None) -> None:
        """Emit the end of the run. again: what was tried on copies since."""
        rows, orders, folds = self._delivered
        known = again or Afterwards()
        self.tell(
            RunEnd(
                self.steps,
                ended,
                idle=self._idle,
                unheld=self._unheld,
                trainings=self._trainings,
                modes=known.modes,
                mixed=known.mixed,
                drawn=known.drawn,
                rows=rows,
                orders=orders,
                folds=folds,
                prepared=known.prepared,
                curvature=known.curvature,
            )
        )

    def miss(self, what: str) -> None:
        """Note what could not be seen: a key of `records.NOT_OBSERVED`."""
        self.not_observed.setdefault(what)

    @property
    def enough(self) -> bool:
        """Whether the program has taken all the steps it was asked for."""
        return self.stop_after is not None and self.steps >= self.stop_after

    def extend(self, name: str, step: int, value: float) -> Callable[[], Series]:
        """Add a point to a loss's series; return what gives the series so far."""
        growing = self._losses.get(name) or self._losses.setdefault(name, _Growing())
        growing.add(step, value)
        return growing.series

    def losses(self) -> dict[str, Series]:
        """Every loss over the sampled steps."""
        return {name: growing.series() for name, growing in self._losses.items()}

    def trainings(self) -> tuple[Training, ...]:
        """What every optimiser has done so far."""
        return self._trainings if self._hooks is None else self._hooks.trainings()

    def knows(self, model: nn.Module) -> None:
        """Take a model's names from it, which was made unheard."""
        if self._hooks is not None:
            self._hooks.knows(model)

    def charge(self, seconds: float) -> None:
        """Note how many seconds the looks have taken so far."""
        self.schedule.charge(seconds, time.perf_counter() - self._started)

    def give_up(self) -> None:
        """Log an error of ours once and remove the hooks: it must not become the program's."""
        log.warning("watching stopped after an error of its own", exc_info=True)
        self.miss("watching-failed")
        self.detach()

    def _started_child(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def start(process: Any) -> Any:
            if not sys._getframe(1).f_code.co_filename.endswith(_LOADS):
                self.miss("child-processes")
            return bare(process)

        return start

    def _attach_to_torch(self) -> None:
        from loopwise.runtime.hooks import Hooks

        self._hooks = Hooks(self)
        try:
            self._hooks.attach()
        except Exception:  # noqa: BLE001 - the program's import of torch must not fail
            self.give_up()


class _Growing:
    """A series that stays short: thinned to every second point when it grows too long."""

    def __init__(self) -> None:
        self._points: list[tuple[int, float]] = []

    def add(self, step: int, value: float) -> None:
        self._points.append((step, value))
        if len(self._points) > LONGEST_SERIES:
            self._points = self._points[::2]  # of an odd number: keeps the first and the last

    def series(self) -> Series:
        return Series(tuple(step for step, _ in self._points), tuple(value for _, value in self._points))
