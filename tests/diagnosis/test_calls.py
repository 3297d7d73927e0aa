"""How much work `check` does: calls of Python functions for each node of the programs' trees, which no load moves.

A rule that goes through everything again, or asks before it looks whether there is anything to ask about, shows
here before anybody waits for it. What takes how long is printed by `bench/check.py`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from loopwise.diagnosis.checking import check
from loopwise.program import read

TESTS = Path(__file__).parents[1]
PROGRAMS = [
    file
    for folder in ("catalogue/controls", "planting/right", "programs/gradients_accumulate")
    for file in sorted((TESTS / folder).rglob("*.py"))
]
# 11.5 and 26.2 were counted on 2026-11-30 with Python 3.11, and 15 % are left above them. Newer Pythons call fewer:
# their comprehensions are no functions. Whoever raises a number says why in the commit.
MOST = {"read": 13.3, "check": 30.2}


def calls_of(work: Callable[[Path], object], files: list[Path]) -> int:
    """Count the Python functions that are called, generators each time they go on."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        for file in files:
            work(file)
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("work", [read, check], ids=lambda work: work.__name__)
def test_calls_a_node_stay_below_their_ceiling(work):
    nodes = sum(1 for file in PROGRAMS for _ in ast.walk(ast.parse(file.read_bytes())))
    for file in PROGRAMS:
        work(file)  # what is loaded or worked out once
    calls = calls_of(work, PROGRAMS) / nodes
    assert calls < MOST[work.__name__], f"{calls:.1f} calls a node, {len(PROGRAMS)} programs of {nodes} nodes"
