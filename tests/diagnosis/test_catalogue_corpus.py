"""Programs nobody tuned a rule to: two for every fault of the catalogue, and right ones that look wrong.

`tests/catalogue/expected.toml` was written with the programs, before any rule saw them; `tests/ways` holds other
ordinary ways to write the same faults. What source cannot decide (`decidable = false`) is not counted. Controls must
stay silent above `note`; a right program may carry a note.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from loopwise.diagnosis.checking import check
from loopwise.faults import Fault, catalogue

TESTS = Path(__file__).parents[1]
PROGRAMS = [
    {"corpus": TESTS / name, "also": [], **program}
    for name in ("catalogue", "ways")
    for program in tomllib.loads((TESTS / name / "expected.toml").read_text(encoding="utf-8"))["program"]
]
RULES = {fault.name for fault in catalogue() if type(fault).rule is not Fault.rule}
WANTED = 0.85  # share of the faulty programs that must be named at the right line


def places(program):
    """Return (file, cell, line) at which a finding may stand."""
    spans = [program, *program.get("elsewhere", [])]
    return {(span["where"], span.get("cell") or None, line) for span in spans for line in span["lines"]}


def found(program):
    """Return (fault, severity, place) of each finding, the place as in expected.toml."""
    root = program["corpus"].resolve()
    report = check(root / program["path"], hints=True)
    return {
        (
            f.fault,
            f.severity,
            (str(Path(f.place.path).resolve().relative_to(root).as_posix()), f.place.cell, f.place.line),
        )
        for f in report.findings
    }


def test_the_faulty_programs_are_named_at_the_right_line():
    asked = [p for p in PROGRAMS if p["fault"] in RULES and p["decidable"]]
    missed = [
        p["path"]
        for p in asked
        if not {(p["fault"], place) for place in places(p)} & {(f, at) for f, _, at in found(p)}
    ]
    assert len(missed) <= (1 - WANTED) * len(asked), missed


def test_no_faulty_program_is_given_a_second_false_finding():
    false = {
        (program["path"], fault)
        for program in PROGRAMS
        if program["fault"]
        for fault, severity, _ in found(program)
        if severity != "note" and fault not in (program["fault"], *program["also"])
    }
    assert not false


@pytest.mark.parametrize("program", [p for p in PROGRAMS if not p["fault"]], ids=lambda p: p["path"])
def test_a_right_program_stays_silent(program):
    assert [(fault, at) for fault, severity, at in found(program) if severity != "note"] == []
