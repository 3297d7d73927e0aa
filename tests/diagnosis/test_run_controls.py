"""Right programs that look wrong, really run under watch: nothing is measured that could be called a fault."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import pytest
import torch

from loopwise.diagnosis.watching import watch

CONTROLS = sorted((Path(__file__).parents[1] / "catalogue" / "run_controls").glob("*.py"))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("control", CONTROLS, ids=lambda path: path.stem)
def test_a_right_program_is_silent(control):
    program = compile(control.read_text(encoding="utf-8"), str(control), "exec")
    if "torch._dynamo" in sys.modules:
        torch._dynamo.reset()  # one control compiles: the next one is watched as in a process of its own
    main = {"__name__": "__main__", "__file__": str(control)}
    with warnings.catch_warnings(), watch(source=lambda: None) as watched:
        exec(program, main)
    report = watched.report()
    assert [finding.fault for finding in report.findings] == []
    assert not [key for key in report.not_observed if "failed" in key]


def test_there_is_something_to_be_silent_about():
    assert len(CONTROLS) >= 40
