"""What a run tells: a loss that goes back, an entry into `backward()`, an optimiser's step, the end.

    def on_loss(self, loss):
        if received := loss.gets("softmax", "cross_entropy"):
            print(loss.place, loss.value, received.classes)

`step` counts the optimiser steps of the whole run from 0, all optimisers together: one time line. Every
number is a Python number; no event holds a tensor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from loopwise.records import Place, Series
from loopwise.runtime.dynamics import Training
from loopwise.runtime.evaluation_events import (
    Asked,
    Compared,
    Curved,
    Drawn,
    Fold,
    LoadEvent,
    Mixed,
    Modes,
    Noise,
    Order,
    PassEvent,
    Prepared,
    Printed,
    Rows,
    not_measured,
)
from loopwise.runtime.step_events import (
    ClipEvent,
    EvalMode,
    Gradient,
    Idle,
    Kept,
    Lookup,
    Reach,
    ScheduleEvent,
    Unheld,
)


@dataclass(frozen=True, slots=True)
class Received:
    """What a loss was given as its prediction, and by which operation.

    by: "softmax", "log_softmax", "sigmoid", "tanh", "relu", "linear" (a weighted sum) or "" for others.
    after: the operation before that one, by the same names.
    shape: of what was measured. outputs: the shape `by` gave, before views and squeezes; None if not known.
    classes: length of the axis the loss takes for the classes (of others: the last axis).
    smallest, largest: over all values. zeros: share of values exactly at 0.
    row_sum_error: largest |sum over the classes - 1|; column_sum_error: the same over the first axis. Of
        log-probabilities, their exponentials are summed.
    log_sum: largest |log of the sum of exponentials| over the classes: 0 for log-probabilities.
    """

    by: str
    after: str
    shape: tuple[int, ...]
    outputs: tuple[int, ...] | None
    classes: int
    smallest: float
    largest: float
    zeros: float
    row_sum_error: float
    column_sum_error: float
    log_sum: float

    @property
    def rows_sum_to_one(self) -> bool:
        """Whether each sample's values, of several classes, are shares of 1, half precision's rounding allowed."""
        return self.classes > 1 and self.row_sum_error < 0.05


@dataclass(frozen=True, slots=True)
class Targets:
    """What a loss compares with.

    total: the sum over all values.
    outside: share of values that the operation before the loss cannot give (below 0 for a ReLU ...).
    labels: whether all values are 0 or 1. ones: share of values that are 1.
    several: share of rows (along the last axis) with more than one 1; most: the largest number of 1s in a row.
    """

    shape: tuple[int, ...]
    smallest: float
    largest: float
    total: float
    outside: float
    labels: bool
    ones: float
    several: float
    most: int


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A column that met a row: both shapes, and the one they became.

    computed: the mean over all pairs. intended: over the N that belong together. constant: what answering the
        targets' mean for every input gives; None where the loss is of no known kind.
    """

    answer: tuple[int, ...]
    target: tuple[int, ...]
    result: tuple[int, ...]
    computed: float
    intended: float | None = None
    constant: float | None = None


@dataclass(frozen=True, slots=True)
class Logarithm:
    """A logarithm of probabilities, in two steps: of a "softmax" or a "sigmoid".

    smallest: the smallest probability. zeros: how many were rounded to 0, whose logarithm is -inf.
    """

    of: str
    smallest: float
    zeros: int


@dataclass(frozen=True, slots=True)
class LossEvent:
    """A loss in the graph that `backward()` was called on; sampled entries only.

    kind: "cross_entropy" (log-softmax and the choice of a class, however written), "nll", "bce",
        "bce_with_logits", "mse" and "l1" (however written), "smooth_l1", "huber", "log_likelihood" (the
        logarithm of a softmax or sigmoid, by hand), "ctc".
    name: the kind, with a number where a run has several: what its series goes by.
    place: the user's line that called `backward()`.
    value: the mean over elements, before any weighing or sum with other losses.
    alone: whether `backward()` was called on this one loss.
    received, targets: measured where the operation before the loss tells something; None where it is what
        the loss wants, or cannot be read.
    swapped: only the second argument requires a gradient.
    features_last: the logits' shape where a layer put the classes on the last axis and the loss took another one,
        of the same length, for them.
    """

    kind: str
    name: str
    step: int
    place: Place
    value: float
    alone: bool
    received: Received | None
    targets: Targets | None
    broadcast: Broadcast | None
    logarithm: Logarithm | None
    swapped: bool
    features_last: tuple[int, ...] | None
    series: Callable[[], Series]

    def is_(self, *kinds: str) -> bool:
        """Tell whether the loss is of one of these kinds."""
        return self.kind in kinds

    def gets(self, operation: str, *kinds: str) -> Received | None:
        """Return what a loss of one of these kinds was given, if `operation` gave it."""
        fits = self.kind in kinds and self.received is not None and self.received.by == operation
        return self.received if fits else None

    @property
    def history(self) -> Series:
        """This loss over the sampled steps so far."""
        return self.series()


@dataclass(frozen=True, slots=True)
class BackwardEvent:
    """An entry into `backward()`, before gradients change.

    reach, kept: None where they were not looked at, or nothing is kept. unheld: what it reaches in vain.
    crossed: a column that met a row in a loss of no known kind.
    uncalled: methods that the code around this line looks up and does not call.
    """

    step: int
    place: Place
    sampled: bool
    reach: Reach | None = None
    kept: Kept | None = None
    unheld: tuple[Unheld, ...] = ()
    uncalled: tuple[Lookup, ...] = ()
    crossed: Broadcast | None = None


@dataclass(frozen=True, slots=True)
class Leftover:
    """A gradient already stepped on that is still inside the next one: its norm, and the fresh gradient's."""

    norm: float
    fresh: float


@dataclass(frozen=True, slots=True)
class StepEvent:
    """An optimiser's step, before parameters change (with a closure: after, as gradients are complete then).

    optimiser: its name in the user's line ("optimizer", "self.opt"), else its class; or "by hand" for a loop
        that changes its parameters without an optimiser (told one `backward()` later, when the change is
        seen).
    place, backward_place: the user's lines of this step (of the last one looked at) and of the last
    `backward()`.
    leftover: None where the gradient is fresh, or was not looked at (`sampled` is False).
    gradient: what the step finds; None where it was not looked at.
    backwards: entries into `backward()` so far, whoever they were for. uncalled: as a BackwardEvent's.
    key: of the optimiser, from before it has a name. eval_mode: where its model is in eval mode and was not.
    """

    optimiser: str
    step: int
    sampled: bool
    place: Place
    backward_place: Place | None = None
    leftover: Leftover | None = None
    gradient: Gradient | None = None
    backwards: int = 0
    uncalled: tuple[Lookup, ...] = ()
    key: int = -1
    eval_mode: EvalMode | None = None


@dataclass(frozen=True, slots=True)
class RunEnd:
    """The end of the run, however it ended: "finished", "stopped", "interrupted" or "failed".

    idle: optimisers that never stepped. unheld: layers in front of those that are held, which nothing ever
        moved. trainings: what each of the others did.
    modes, mixed, drawn, prepared: models and samples tried again after the run, on copies.
    curvature: measures how sharply the loss curves there, when it is called; that takes some fifty steps.
    rows, orders: of the loaders it passed over. folds: of cross-validations.
    """

    steps: int
    ended: str
    idle: tuple[Idle, ...] = ()
    unheld: tuple[Unheld, ...] = ()
    trainings: tuple[Training, ...] = ()
    modes: tuple[Modes, ...] = ()
    mixed: tuple[Mixed, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    rows: tuple[Rows, ...] = ()
    orders: tuple[Order, ...] = ()
    folds: tuple[Fold, ...] = ()
    prepared: tuple[Prepared, ...] = ()
    curvature: Callable[[], Curved | None] = not_measured


EvaluationEvent = Asked | Compared | Noise | PassEvent | LoadEvent | Printed
Event = LossEvent | BackwardEvent | StepEvent | ClipEvent | ScheduleEvent | EvaluationEvent | RunEnd
