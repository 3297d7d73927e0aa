"""The blind corpus: programs written, and their answers decided, without knowing any rule."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from loopwise.diagnosis.checking import check

ROOT = Path(__file__).parents[1] / "programs"
PROGRAMS = tomllib.loads((ROOT / "expected.toml").read_text(encoding="utf-8"))["program"]


def found(program: dict[str, object]) -> list[tuple[str, str, int | None, int]]:
    report = check(ROOT / str(program["path"]))
    places = [(finding.fault, finding.place) for finding in report.findings]
    return [(f, p.path.partition("tests/programs/")[2] or p.path, p.cell, p.line) for f, p in places]


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT.parents[1])


@pytest.mark.parametrize(
    "program", [p for p in PROGRAMS if p["fault"] and p["decidable"]], ids=lambda p: p["path"]
)
def test_a_faulty_program_is_named_at_the_right_line_and_nothing_else_is(program):
    answers = found(program)
    right = [
        answer
        for answer in answers
        if answer[:3] == (program["fault"], program["where"], program.get("cell"))
        and answer[3] in program["lines"]
    ]
    assert right, f"found {answers or 'nothing'}"
    assert answers == right


@pytest.mark.parametrize("program", [p for p in PROGRAMS if not p["fault"]], ids=lambda p: p["path"])
def test_a_right_program_is_silent(program):
    assert found(program) == [], program["why"]


@pytest.mark.parametrize(
    "program", [p for p in PROGRAMS if p["fault"] and not p["decidable"]], ids=lambda p: p["path"]
)
def test_what_source_need_not_decide_is_never_named_wrongly(program):
    assert {answer[0] for answer in found(program)} <= {program["fault"]}
