"""Cross-validations: whether a fold goes on with the weights that the fold before has left, and what those know.

    for train, test in KFold(5).split(X):       # scikit-learn's splitters tell which rows, and when a fold begins

Rows count by their numbers, so that they may be scaled anew in every fold. Folds cut by hand are not seen in a run (the
source tells them), nor are those that a program makes a list of before it trains.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterator
from itertools import count
from types import FrameType
from typing import Any, NamedTuple

from torch import Tensor
from torch.compiler import is_compiling
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_pre_hook

from loopwise.runtime.arrival import when_imported
from loopwise.runtime.by_hand import traces_of
from loopwise.runtime.evaluation_events import Fold
from loopwise.runtime.frames import Site, own_frame
from loopwise.runtime.optimisers import parameters_of
from loopwise.runtime.patches import Patches

_SPLITTERS = "sklearn.model_selection._split"
_BASES = ("BaseCrossValidator", "BaseShuffleSplit")  # whose `split` all the others call


class _Weight(NamedTuple):
    """A parameter that the first optimiser of a fold holds, and what it was when the fold began."""

    parameter: weakref.ref[Tensor]
    trace: list[float]


class _Loop:
    """One loop over the folds of a splitter: its fold that is going on, and what the one before has left."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.folds: list[Fold] = []
        self.rows: tuple[Any, Any]  # numbers of this fold's, to train on and to test on
        self.site: Site
        self._learnt: set[int] = set()  # rows that the weights have been trained on, in folds before this one
        self._began: list[_Weight] = []
        self._left: dict[int, _Weight] = {}  # what the fold before has moved, as it left it

    def first_step(self, parameters: list[Tensor], step: int) -> None:
        """Note what this fold begins with."""
        now = [
            _Weight(weakref.ref(one), trace)
            for one, trace in zip(parameters, traces_of(parameters), strict=True)
        ]
        carried = self._is_left(now)
        if not carried:
            self._learnt = set()
        train, test = (set(rows.tolist()) for rows in self.rows)
        learnt = len(test & self._learnt) / max(len(test), 1)
        self._learnt |= train
        self._began = now
        self.folds.append(Fold(self.number, self.site.place, step, step, len(test), carried, learnt))

    def over(self, steps: int) -> None:
        """Note what the fold has left, if it has trained at all."""
        if not self._began:
            return
        alive = [(one, weight) for weight in self._began if (one := weight.parameter()) is not None]
        traces = traces_of([one for one, _ in alive])
        self._left = {
            id(one): _Weight(weight.parameter, trace)
            for (one, weight), trace in zip(alive, traces, strict=True)
            if trace != weight.trace
        }
        self._began = []
        self.folds[-1] = self.folds[-1]._replace(last=steps)

    def _is_left(self, now: list[_Weight]) -> bool:
        """Tell whether there are weights that the fold before has moved, and nothing has touched any of them since."""
        known = [
            (left.trace, weight.trace)
            for weight in now
            if (left := self._left.get(id(one := weight.parameter()))) and left.parameter() is one
        ]
        return bool(known) and all(left == trace for left, trace in known)


class Folds:
    """Every loop over folds in which a model is trained. steps: gives the steps so far."""

    def __init__(
        self, steps: Callable[[], int], live: Callable[[], bool], safely: Callable[..., None]
    ) -> None:
        self._steps = steps
        self._live = live
        self._safely = safely
        self._loops: list[_Loop] = []
        self._waiting: list[_Loop] = []  # whose fold has not stepped yet
        self._numbers = count()
        self._call_off: Callable[[], None] = lambda: None

    def attach(self, patches: Patches) -> None:
        """Listen at scikit-learn's splitters from now on, or from when the program imports them."""

        def then() -> None:
            for name in _BASES:
                if owner := getattr(sys.modules[_SPLITTERS], name, None):
                    patches.wrap(owner, "split", self._splitting)

        self._call_off = when_imported(_SPLITTERS, then)

    def detach(self) -> None:
        """Wait for scikit-learn no longer."""
        self._call_off()

    def finish(self) -> tuple[Fold, ...]:
        """Return the folds that were trained in."""
        for loop in self._loops:
            loop.over(self._steps())
        return tuple(fold for loop in self._loops for fold in loop.folds)

    def _splitting(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def split(*args: Any, **kwargs: Any) -> Any:
            folds = bare(*args, **kwargs)
            return self._followed(folds) if not is_compiling() and self._live() else folds

        return split

    def _followed(self, folds: Iterator[Any]) -> Iterator[Any]:
        """Pass the folds on, and hear of the first step in each."""
        loop = _Loop(next(self._numbers))
        handle = register_optimizer_step_pre_hook(self._before_step)
        try:
            for rows in folds:
                if self._live():
                    self._safely(self._begin, loop, rows, own_frame(sys._getframe(1)))
                yield rows
        finally:
            handle.remove()
            self._safely(self._end, loop)

    def _begin(self, loop: _Loop, rows: tuple[Any, Any], frame: FrameType) -> None:
        self._end(loop)
        loop.rows, loop.site = rows, Site.of(frame)
        self._waiting.append(loop)

    def _end(self, loop: _Loop) -> None:
        if loop in self._waiting:
            self._waiting.remove(loop)
        loop.over(self._steps())

    def _before_step(self, optimiser: Optimizer, args: Any, kwargs: Any) -> None:
        if self._waiting and not is_compiling() and self._live():
            self._safely(self._first_step, optimiser)

    def _first_step(self, optimiser: Optimizer) -> None:
        waiting, self._waiting = self._waiting, []
        parameters = parameters_of(optimiser)
        for loop in waiting:
            if not loop.folds:
                self._loops.append(loop)
            loop.first_step(parameters, self._steps())
