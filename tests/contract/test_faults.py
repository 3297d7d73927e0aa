"""Every fault of the catalogue keeps the same promises; a new file is tested before a test is written for it."""

from __future__ import annotations

import pytest

from loopwise.faults import Fault, catalogue
from loopwise.testing import contract

every_fault = pytest.mark.parametrize("fault", catalogue(), ids=lambda fault: fault.name)
every_rule = pytest.mark.parametrize(
    "fault", [f for f in catalogue() if type(f).rule is not Fault.rule], ids=lambda fault: fault.name
)
every_probe = pytest.mark.parametrize(
    "fault", [f for f in catalogue() if f.Probe or f.errors], ids=lambda fault: fault.name
)
NOT_RAISED_HERE = {  # their examples run through on this machine: a second device or another start method raises
    "batch-axis-is-time",
    "devices-mixed",
    "numpy-from-gpu",
    "result-dropped",
    "softmax-without-dim",
    "workers-without-main-guard",
}


@every_fault
def test_both_languages_say_it_and_every_number_has_a_label(fault):
    contract.texts_are_whole(fault)


@every_rule
def test_bad_is_flagged_at_the_right_line_and_good_is_silent(fault):
    contract.bad_is_flagged_and_good_is_silent(fault)


@every_rule
def test_mechanical_variants_of_bad_are_flagged(fault):
    contract.variants_are_flagged(fault)


@every_rule
def test_the_repair_mends_and_is_idempotent(fault):
    contract.repair_mends(fault)


@every_probe
def test_a_run_of_bad_shows_the_evidence_and_a_run_of_good_is_silent(fault):
    finding = contract.watched_finding(fault, fault.quiet if fault.Probe else fault.bad)
    if fault.name in NOT_RAISED_HERE:
        assert finding is None
        return
    assert finding, f"{fault.name}: the run of bad shows nothing"
    assert finding.step is not None
    assert finding.evidence and finding.evidence.keys() <= fault.measures.keys()
    assert contract.watched_finding(fault, fault.good) is None


def test_a_run_shows_most_of_the_catalogue():
    shown = [fault for fault in catalogue() if fault.Probe or fault.errors]
    assert len(shown) - len(NOT_RAISED_HERE) >= 65
