"""Faults planted one at a time into right programs: a rule is honest where it finds what it was not written for."""

from __future__ import annotations

from functools import cache

import pytest
from planting.score import RULES, Outcome, Planted, outcome, plantings, programs, said

EVERY = 5  # one planting in five: seconds instead of half a minute; `python tools/plant.py` asks for all
FLOOR = 0.93  # 0.97 of all plantings, measured


@cache
def sample() -> list[tuple[Planted, Outcome]]:
    ruled = [planted for planted in plantings() if planted.mutation.fault in RULES]
    return [(planted, outcome(planted)) for planted in ruled[::EVERY]]


def test_planted_faults_are_found_at_their_line() -> None:
    missed = [
        f"{p.mutation.fault}: {p.program} ({p.mutation.name})" for p, told in sample() if not told.found
    ]
    assert len(sample()) > 400
    assert 1 - len(missed) / len(sample()) >= FLOOR, missed


def test_a_planted_fault_brings_no_second_finding() -> None:
    seconds = [f"{p.program} ({p.mutation.name}): {told.others}" for p, told in sample() if told.others]
    assert seconds == []


@pytest.mark.parametrize("path", [p for p in programs() if p.parent.name == "right"], ids=lambda p: p.stem)
def test_the_programs_planted_into_are_silent(path) -> None:
    assert not [found for found in said(path.read_text(encoding="utf-8")) if found[2]]


def test_every_mutation_finds_a_place() -> None:
    from planting.mutations import MUTATIONS

    used = {planted.mutation.name for planted in plantings()}
    assert {mutation.name for mutation in MUTATIONS} - used <= {"cpu_dropped"}


def test_a_planting_still_parses_and_differs() -> None:
    import ast

    for planted, _ in sample():
        ast.parse(planted.text)
        assert planted.lines, planted.mutation.name
