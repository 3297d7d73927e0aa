"""Programs written by another hand, under watch: the fault each has is measured, right ones are silent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parents[1] / "programs"
EXPECTED = [
    program
    for program in tomllib.loads((PROGRAMS / "expected.toml").read_text(encoding="utf-8"))["program"]
    if program["runs"]
]
FIRST_LOOK = 8  # every eighth program, whatever it is, runs in the suite; all of them in `make soak`


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(program, marks=[pytest.mark.soak] if at % FIRST_LOOK else [], id=program["path"])
        for at, program in enumerate(EXPECTED)
    ],
)
def test_a_run_shows_the_fault_that_a_program_has_and_no_other(program, tmp_path):
    found = tmp_path / "found.json"
    done = subprocess.run(
        [sys.executable, "-m", "loopwise", "watch", "--output", str(found), program["path"]],
        cwd=PROGRAMS,
        env={**os.environ, "LOOPWISE_HOME": str(tmp_path), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads(found.read_text(encoding="utf-8"))
    causes = [finding for finding in report["findings"] if not finding.get("follows")]
    measured = {finding["fault"] for finding in causes if finding.get("step") is not None}
    told = {finding["fault"] for finding in causes}
    assert measured == told == ({program["fault"]} if program["fault"] else set())
    assert not [key for key in report["followed"]["not_observed"] if "failed" in key]
