"""Plant faults one at a time into right programs, and ask `check`.

for planted in plantings(): outcome(planted)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from planting import data, evaluations, habits, models, outputs, steps  # noqa: F401 - each registers its mutations
from planting.code import Code, Edited
from planting.mutations import MUTATIONS, Mutation

from loopwise.diagnosis.checking import check
from loopwise.faults import Fault, catalogue

TESTS = Path(__file__).parents[1]
RULES = frozenset(fault.name for fault in catalogue() if type(fault).rule is not Fault.rule)


@dataclass(frozen=True)
class Planted:
    """A program with one fault. lines: where a finding is right."""

    program: str
    mutation: Mutation
    text: str
    lines: frozenset[int]


@dataclass(frozen=True)
class Outcome:
    """What check said of it. others: findings that the unspoilt program did not have either."""

    found: bool
    elsewhere: tuple[int, ...]
    others: tuple[str, ...]


def programs() -> list[Path]:
    """Return the right programs of one file."""
    here = sorted((TESTS / "planting/right").glob("*.py"))
    tested = sorted((TESTS / "programs/right").glob("*.py")) + sorted(
        (TESTS / "catalogue/controls").glob("*.py")
    )
    examples = TESTS.parent / "src/loopwise/faults/examples"
    return here + tested + sorted(examples.glob("*/good.py"))


def plantings() -> Iterator[Planted]:
    """Plant every mutation wherever it finds a place."""
    for path in programs():
        code = Code(path.read_text(encoding="utf-8"))
        name = "/".join(path.parts[-3:])
        for mutation in MUTATIONS:
            for edit in mutation.plant(code):
                edited = code.edited(edit)
                yield Planted(name, mutation, _importing(edited), _right_lines(edited, edit.lines))


def outcome(planted: Planted) -> Outcome:
    """Ask check, and compare with what the unspoilt program gets."""
    found = said(planted.text)
    ours = [line for fault, line, _ in found if fault in planted.mutation.names]
    hit = any(line in planted.lines for line in ours)
    before = {fault for fault, _, _ in said(_original(planted.program))}
    others = {
        f"{fault}:{line}"
        for fault, line, loud in found
        if loud and fault not in planted.mutation.names | planted.mutation.too | before
    }
    return Outcome(hit, tuple(ours), tuple(sorted(others)))


@cache
def said(text: str) -> frozenset[tuple[str, int, bool]]:
    """Return fault, line, and whether the finding is more than a note or a hint."""
    found = check(text, hints=True).findings
    return frozenset((f.fault, f.place.line, f.severity != "note" and f.confidence != "hint") for f in found)


@cache
def _original(name: str) -> str:
    return next(p for p in programs() if p.as_posix().endswith(name)).read_text(encoding="utf-8")


def _importing(edited: Edited) -> str:
    """Return the text with the standard modules that an edit names, on its first line so that no line moves."""
    needed = [
        m for m in ("contextlib", "functools") if f"{m}." in edited.text and f"import {m}" not in edited.text
    ]
    first, _, rest = edited.text.partition("\n")
    plain = first.startswith(("import ", "from ")) and not first.rstrip().endswith("(")
    return f"{first}{''.join(f'; import {m}' for m in needed)}\n{rest}" if needed and plain else edited.text


def _right_lines(edited: Edited, wanted: set[int]) -> frozenset[int]:
    return frozenset(edited.now[line] for line in wanted if line in edited.now) | edited.new
