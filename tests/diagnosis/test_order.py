"""What explains what: the root cause on top, marked on what follows from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from loopwise.diagnosis.order import CAUSES, OUTCOMES, cause_first
from loopwise.faults import catalogue, fault_named
from loopwise.records import Finding, Place


def found(*names, step=0):
    return [
        Finding(name, Place("train.py", at), fault_named(name).severity, step=step)
        for at, name in enumerate(names, start=1)
    ]


@pytest.mark.parametrize(
    ("names", "root"),
    [
        (("learning-rate-too-low", "no-better-than-chance", "gradients-wiped"), "gradients-wiped"),
        (("dead-relu", "no-better-than-chance", "weights-start-equal"), "weights-start-equal"),
        (("gradient-explodes", "learning-rate-too-high", "inputs-not-scaled"), "inputs-not-scaled"),
        (("loss-not-finite", "gradient-explodes", "targets-not-scaled"), "targets-not-scaled"),
        (("dead-relu", "prediction-collapsed", "learning-rate-too-high"), "learning-rate-too-high"),
        (("learning-rate-too-low", "gradient-vanishes"), "gradient-vanishes"),
        (("overfits", "labels-look-random"), "labels-look-random"),
        (("overfits", "eval-mode-missing"), "eval-mode-missing"),
        (("no-better-than-chance", "prediction-collapsed"), "prediction-collapsed"),
        (("learning-rate-too-high", "softmax-before-cross-entropy"), "softmax-before-cross-entropy"),
    ],
)
def test_the_cause_stands_on_top_and_the_others_name_it(names, root):
    first, *others = cause_first(found(*names))
    assert first.fault == root and not first.follows
    assert all(one.follows for one in others)


@pytest.mark.parametrize(
    ("grew", "broke", "root"),
    [(3, 9, "gradient-explodes"), (9, 0, "loss-not-finite"), (4, 4, "gradient-explodes")],
)
def test_gradients_that_grow_after_the_loss_has_broken_did_not_break_it(grew, broke, root):
    [grown], [broken] = found("gradient-explodes", step=grew), found("loss-not-finite", step=broke)
    first, second = cause_first([grown, broken])
    assert (first.fault, first.follows, second.follows) == (root, "", root)


def test_a_batch_that_is_more_than_a_guess_explains_steps_that_are_too_long():
    long, few = found("learning-rate-too-high", "batch-too-small-for-the-rate")
    guessed = cause_first([long, replace(few, confidence="hint")])
    sure = cause_first([long, replace(few, confidence="likely")])
    assert [one.fault for one in guessed] == ["learning-rate-too-high", "batch-too-small-for-the-rate"]
    assert [one.fault for one in sure] == ["batch-too-small-for-the-rate", "learning-rate-too-high"]
    assert guessed[1].follows == guessed[0].fault and sure[1].follows == sure[0].fault


def test_what_harms_no_training_explains_none():
    first, second = cause_first(found("learning-rate-too-high", "eval-mode-missing"))
    assert not first.follows and not second.follows


def test_nothing_explains_itself_and_every_name_is_a_fault():
    names = {fault.name for fault in catalogue()}
    assert set(OUTCOMES) <= names and {cause for causes in CAUSES.values() for cause in causes} <= names
    for outcome in OUTCOMES:
        [alone] = cause_first(found(outcome))
        assert not alone.follows


def test_no_two_findings_explain_each_other():
    for one in OUTCOMES:
        for other in OUTCOMES - {one}:
            assert not all(finding.follows for finding in cause_first(found(one, other)))
