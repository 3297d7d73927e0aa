"""The blind corpus: what `explain` says of the tracebacks that its programs end with, when they are run for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from loopwise.diagnosis.search import explain

pytest.importorskip("torch")
CORPUS = Path(__file__).parents[1] / "catalogue"
PROGRAMS = [
    one
    for one in tomllib.loads((CORPUS / "expected.toml").read_text(encoding="utf-8"))["program"]
    if one.get("raises") and one["runs"] and Path(one["path"]).suffix
]


def script_of(path, folder):
    """Return a script to run: a notebook's cells are put behind one another, magics left out."""
    if path.suffix == ".py":
        return path
    cells = [
        cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"
    ]
    lines = "\n\n".join("".join(cell["source"]) for cell in cells).split("\n")
    script = folder / f"{path.stem}.py"
    script.write_text(
        "\n".join("" if line.lstrip()[:1] in ("%", "!") else line for line in lines), encoding="utf-8"
    )
    return script


@pytest.mark.soak
def test_the_tracebacks_of_the_corpus_lead_to_their_faults(tmp_path):
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "MPLBACKEND": "agg", "PYTHONDONTWRITEBYTECODE": "1"}
    first, alone, listed, missed = 0, 0, 0, []
    for one in PROGRAMS:
        path = CORPUS / one["path"]
        done = subprocess.run(
            [sys.executable, str(script_of(path, tmp_path))],
            cwd=path.parent, env=environment, capture_output=True, text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
        found = [hit.fault.name for hit in explain(done.stderr).hits]
        elsewhere = done.stderr.replace(str(path.parent), "/nowhere").replace(str(tmp_path), "/nowhere")
        without = [hit.fault.name for hit in explain(elsewhere).hits]
        first += found[:1] == [one["fault"]]
        alone += without[:1] == [one["fault"]]
        listed += one["fault"] in without
        missed += [] if found[:1] == [one["fault"]] else [one["path"]]
    print(f"first {first}, from the text alone {alone}, listed there {listed} of {len(PROGRAMS)}: {missed}")
    assert first >= 0.9 * len(PROGRAMS) and alone >= 0.8 * len(PROGRAMS)
