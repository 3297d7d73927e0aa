"""Probes of faults that only a whole training shows: say what numbers show it, the rest is done here.

class Probe(DynamicsProbe):
    def shown(self, training):
        return {"learnt": training.learnt} if training.learnt is not None and training.learnt < 0 else None

A training that goes well is silent, whatever a single number looks like: `went_well` is the gate of all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from loopwise.faults._fault import Measure
from loopwise.faults._probe import Probe
from loopwise.records import Confidence, Evidence, Finding, Place, Repair, Series, Severity
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Training
    from loopwise.runtime.events import RunEnd

ENOUGH = 50  # steps: a shorter run, or a smoke test, shows no trend
WELL = 0.5  # of what could be gained: half of it is learning, whatever else a number may say

MEASURES = {  # what several of these faults carry
    "start": Measure(Text(en="loss at the start", ko="처음 손실 값")),
    "loss": Measure(Text(en="loss at the end", ko="마지막 손실 값")),
    "constant": Measure(
        Text(en="loss of the best constant answer", ko="항상 같은 답을 낼 때의 가장 낮은 손실")
    ),
    "rate": Measure(Text(en="largest learning rate", ko="가장 큰 학습률")),
    "steps": Measure(Text(en="steps taken", ko="진행한 스텝 수"), digits=0),
    "layer": Measure(Text(en="layer", ko="층")),
}


class DynamicsProbe(Probe):
    """Judges every training of a run when it ends. Override `shown`, and `place` or `sure` where they differ.

    enough: steps without which nothing is said. plain: whether one optimiser has to follow one loss, which leaves out
    GANs, actor and critic, and what several tasks share.
    """

    refutes = False
    judges = True
    so_far = True
    enough: ClassVar[int] = ENOUGH
    plain: ClassVar[bool] = True

    def shown(self, training: Training) -> Mapping[str, Evidence] | None:
        """Return the numbers with which a training shows the fault; None where it does not."""
        raise NotImplementedError

    def place(self, training: Training) -> Place:
        """Return the line of the program that it is told at."""
        return training.backward_place

    def sure(self, training: Training) -> Confidence:
        """Tell how sure it is of a training that shows the fault."""
        return "certain"

    def grave(self, training: Training) -> Severity | None:
        """Return how grave a training that shows the fault is, None for as grave as the fault always is."""
        return None

    def since(self, training: Training) -> int:
        """Return the first step that shows it."""
        return training.first

    def series(self, training: Training) -> Mapping[str, Series]:
        """Return what is drawn beside it."""
        return {"loss": training.series}

    def explained(self, training: Training, run: RunEnd) -> Mapping[str, Evidence]:
        """Return further numbers of a training that shows the fault, those that cost something to measure."""
        return {}

    def mended(self, training: Training) -> Repair | None:
        """Return the repair that a what-if can put in force."""
        return None

    def on_end(self, run: RunEnd) -> Iterator[Finding]:
        """Judge each training; the last one at a place stands."""
        for training in run.trainings:
            if training.steps < self.enough or (self.plain and not training.plain):
                continue
            numbers = self.shown(training)
            if numbers is None:
                continue
            finding = self.measured(
                self.place(training),
                step=self.since(training),
                confidence=self.sure(training),
                severity=self.grave(training),
                repair=self.mended(training),
                series={name: one for name, one in self.series(training).items() if one.steps},
            )
            explained = {**numbers, **self.explained(training, run)}
            told = {name: value for name, value in explained.items() if _is_told(value)}
            yield replace(finding, evidence=told)


def lower_rate(training: Training) -> Repair | None:
    """Return the what-if with a tenth of the rate; None where no optimiser has it."""
    return None if training.by_hand else Repair(safe=False, intervention="lower-rate")


def first_layer_place(training: Training) -> Place:
    """Return where the first layer is made, or else where the loss goes back."""
    return (training.inputs.place if training.inputs else None) or training.backward_place


def went_well(training: Training) -> bool:
    """Tell whether half of what could be gained has been, or nothing can be told."""
    progress = training.progress
    return progress is None or (progress >= WELL and training.not_finite is None)


def losses(training: Training) -> dict[str, Evidence]:
    """Return the loss at the start, at the end and of the best constant answer, those that are known."""
    known = {
        "start": training.start,
        "loss": training.loss if training.loss is not None else training.mean_loss(0.8, 1.0),
        "constant": training.constant,
        "steps": training.steps,
    }
    return {name: value for name, value in known.items() if value is not None}


def _is_told(value: Evidence) -> bool:
    return not isinstance(value, float) or math.isfinite(value)
