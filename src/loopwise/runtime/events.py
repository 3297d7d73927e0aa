"""What a run tells: a loss that goes back, an entry into `backward()`, an optimiser's step, the end.

    def on_loss(self, loss):
        if loss.is_("cross_entropy") and loss.probabilities:
            print(loss.place, loss.value, loss.probabilities.classes)

`step` counts the optimiser steps of the whole run from 0, all optimisers together: one time line. Every
number is a Python number; no event holds a tensor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from loopwise.records import Place, Series


@dataclass(frozen=True, slots=True)
class Probabilities:
    """What a loss received, where that is the very output of a softmax over its classes.

    row_sum_error: largest |sum of a row - 1|. smallest, largest: over all values.
    """

    classes: int
    row_sum_error: float
    smallest: float
    largest: float


@dataclass(frozen=True, slots=True)
class LossEvent:
    """A loss in the graph that `backward()` was called on; sampled entries only.

    kind: "cross_entropy" (log-softmax and the choice of a class, however written), "nll", "bce",
        "bce_with_logits", "mse", "l1", "smooth_l1", "huber", "kl_div", "ctc" ...
    name: the kind, with a number where a run has several: what its series goes by.
    place: the user's line that called `backward()`.
    value: the mean over elements, before any weighing or sum with other losses.
    probabilities: set where a softmax is the last operation before this loss's own log-softmax.
    """

    kind: str
    name: str
    step: int
    place: Place
    value: float
    probabilities: Probabilities | None
    series: Callable[[], Series]

    def is_(self, *kinds: str) -> bool:
        """Tell whether the loss is of one of these kinds."""
        return self.kind in kinds

    @property
    def history(self) -> Series:
        """This loss over the sampled steps so far."""
        return self.series()


@dataclass(frozen=True, slots=True)
class BackwardEvent:
    """An entry into `backward()`, before gradients change."""

    step: int
    place: Place
    sampled: bool


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
    """

    optimiser: str
    step: int
    sampled: bool
    place: Place
    backward_place: Place | None = None
    leftover: Leftover | None = None


@dataclass(frozen=True, slots=True)
class RunEnd:
    """The end of the run, however it ended: "finished", "stopped", "interrupted" or "failed"."""

    steps: int
    ended: str


Event = LossEvent | BackwardEvent | StepEvent | RunEnd
