"""Which finding comes first: the root cause before what follows from it.

A run with raw inputs has exploding gradients, then dead units, then one answer for everything; all four are
measured, and one repair mends them. What a cause explains is marked with it (`Finding.follows`) and stands behind the
root causes. Among these: errors before warnings before notes, the surer ones first, then the one that a run showed
earliest; what only source shows comes after what the run measured.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from loopwise.records import CONFIDENCES, SEVERITIES, Finding, Place

# What a training that goes wrong looks like, whatever made it so. What is in the program itself explains it first.
OUTCOMES = frozenset(
    {
        "batch-too-small-for-the-rate",
        "dead-relu",
        "gradient-explodes",
        "gradient-vanishes",
        "labels-look-random",
        "learning-rate-too-high",
        "learning-rate-too-low",
        "loss-not-finite",
        "no-better-than-chance",
        "overfits",
        "prediction-collapsed",
        "saturated-activation",
    }
)

_DATA = ("weights-start-equal", "inputs-not-scaled", "targets-not-scaled")
_STRAIGHT = "activation-missing-between-linears"  # why a constant answer is the best that the model can do
# What may explain an outcome, the deepest cause first.
CAUSES: Mapping[str, tuple[str, ...]] = {
    "gradient-explodes": (*_DATA, "saturated-activation", "learning-rate-too-high", "loss-not-finite"),
    "learning-rate-too-high": (*_DATA, "batch-too-small-for-the-rate"),
    "gradient-vanishes": (*_DATA, "saturated-activation"),
    "saturated-activation": (*_DATA, "learning-rate-too-high"),
    "dead-relu": (*_DATA, "learning-rate-too-high", "gradient-explodes"),
    "learning-rate-too-low": (*_DATA, "saturated-activation", "gradient-vanishes", "dead-relu"),
    "loss-not-finite": (*_DATA, "learning-rate-too-high", "gradient-explodes"),
    "batch-too-small-for-the-rate": _DATA,
    "overfits": ("eval-mode-missing", "labels-look-random"),  # a held-out loss that is noise goes up and down
    "labels-look-random": (*_DATA, "saturated-activation", "classes-imbalanced", "learning-rate-too-high"),
}
_GUESSED: Mapping[str, tuple[str, ...]] = {  # what explains it as well, where it is no more than a guess
    "batch-too-small-for-the-rate": ("learning-rate-too-high", "dead-relu"),
}
_ANY = ("prediction-collapsed", "no-better-than-chance")  # follow from all others, the second from the first
_SELDOM = frozenset({"overfits", "batch-too-small-for-the-rate"})  # explain no collapse

# Faults of a program that are only warnings, as they need not harm, and that explain a training that goes wrong.
_TEACHING = frozenset(
    {
        "bounded-output",
        "relu-on-the-output",
        "softmax-for-many-labels",
        "train-set-not-shuffled",
        "unstable-log",
    }
)


def cause_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings, the root cause on top, those that follow from others behind them and marked so."""
    found = tuple(findings)
    marked = [replace(one, follows=_cause_of(one, found)) for one in found]
    return tuple(sorted(marked, key=_rank))


def _cause_of(finding: Finding, found: tuple[Finding, ...]) -> str:
    """Return the name of the fault that explains a finding; "" where none of those found does."""
    if finding.fault not in OUTCOMES:
        return ""
    in_program = [one for one in found if _holds_back(one)]
    if in_program:
        return min(in_program, key=_rank).fault
    there = {
        one.fault for one in found if one.confidence != "hint" and not _is_too_late(one, finding)
    }  # a guess explains nothing
    explains = CAUSES.get(finding.fault, ())
    if finding.fault in _ANY:
        explains = (
            *_DATA,
            _STRAIGHT,
            *_others(finding.fault, there),
            "classes-imbalanced",
            "prediction-collapsed",
        )
    if finding.confidence == "hint":
        explains = (*explains, *_GUESSED.get(finding.fault, ()))
    return next((name for name in explains if name in there and name != finding.fault), "")


def _is_too_late(cause: Finding, finding: Finding) -> bool:
    """Tell whether the one cannot have made the other: gradients that grow after the loss has broken, or before."""
    if {cause.fault, finding.fault} != {"gradient-explodes", "loss-not-finite"}:
        return False
    steps = [math.inf if one.step is None else one.step for one in (cause, finding)]
    return steps[0] > steps[1] or (steps[0] == steps[1] and cause.fault == "loss-not-finite")


def _others(outcome: str, there: set[str]) -> tuple[str, ...]:
    """Return what was found beside an outcome that any of them explains: root causes before what follows from them."""
    beside = there & OUTCOMES - {*_ANY, outcome} - _SELDOM
    return tuple(sorted(beside, key=lambda name: (bool(there & {*CAUSES.get(name, ())}), name)))


def _holds_back(finding: Finding) -> bool:
    """Tell whether it is a fault of the program that keeps its model from learning."""
    of_the_run = finding.fault in OUTCOMES or finding.fault in _DATA
    return not of_the_run and (finding.severity == "error" or finding.fault in _TEACHING)


def _rank(finding: Finding) -> tuple[bool, int, int, float, Place]:
    step = math.inf if finding.step is None else finding.step
    place = finding.place
    return (
        bool(finding.follows),
        SEVERITIES.index(finding.severity),
        CONFIDENCES.index(finding.confidence),
        step,
        Place(place.path, place.line, place.column, cell=place.cell or 0),
    )
