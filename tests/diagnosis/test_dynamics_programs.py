"""Whole programs whose fault only a run shows: it stands on top, and right twins are silent (in `make soak`).

Their faults were decided before they were run, and the thresholds were set on other programs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parents[1] / "dynamics"
EXPECTED = tomllib.loads((PROGRAMS / "expected.toml").read_text(encoding="utf-8"))["program"]


@pytest.mark.soak
@pytest.mark.parametrize("program", EXPECTED, ids=lambda program: program["path"])
def test_the_root_cause_stands_on_top_and_a_right_program_is_silent(program, tmp_path):
    found = tmp_path / "found.json"
    script = PROGRAMS / program["path"]
    subprocess.run(
        [sys.executable, "-m", "loopwise", "watch", "--output", str(found), script.name],
        cwd=script.parent,
        env={**os.environ, "LOOPWISE_HOME": str(tmp_path), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        check=True,
    )
    causes = [
        one for one in json.loads(found.read_text(encoding="utf-8"))["findings"] if not one.get("follows")
    ]
    graver = [one["fault"] for one in causes if one["severity"] != "note"]
    shown = graver or [one["fault"] for one in causes]
    assert shown[:1] == ([program["fault"]] if program["fault"] else [])
