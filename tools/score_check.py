"""How many of the programs nobody tuned a rule to does `check` name?  python tools/score_check.py [CORPUS ...]

CORPUS: folders of `tests` that hold an expected.toml; all, if none is named. Prints Markdown: per fault found /
decidable, at the right line; then right programs that stayed silent. A miss and a false finding are named, so that
the figure can be looked into.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from loopwise.diagnosis.checking import check
from loopwise.faults import Fault, catalogue

TESTS = Path(__file__).parents[1] / "tests"
CORPORA = (
    "programs",
    "catalogue",
    "blind",
    "blind2",
    "blind3",
    "blind4",
    "blind5",
    "blind6",
    "blind7",
    "blind8",
    "blind9",
    "blind10",
    "blind11",
    "ways",
)
RULES = {fault.name for fault in catalogue() if type(fault).rule is not Fault.rule}


def programs(corpus: Path) -> list[dict[str, Any]]:
    """Return what was expected of each program before any rule saw it."""
    return tomllib.loads((corpus / "expected.toml").read_text(encoding="utf-8"))["program"]


def named(corpus: Path, program: dict[str, Any]) -> tuple[bool, set[str]]:
    """Return whether the fault is named at an accepted line, and which other faults above `note` are named."""
    spans = [program, *program.get("elsewhere", [])]
    accepted = {
        (span["where"], span.get("cell") or None, line) for span in spans for line in span.get("lines", [])
    }
    hit, others = False, set()
    for found in check(corpus / program["path"], hints=True).findings:
        file = Path(found.place.path).resolve().relative_to(corpus.resolve()).as_posix()
        if found.fault == program["fault"]:
            hit |= (file, found.place.cell, found.place.line) in accepted
        elif found.severity != "note" and found.fault not in program.get("also", []):
            others.add(found.fault)
    return hit, others


def main(*corpora: str) -> None:
    """Score these corpora together."""
    asked: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    missed, false, silent, right = [], [], 0, 0
    for corpus in [TESTS / name for name in corpora or CORPORA]:
        for program in programs(corpus):
            hit, others = named(corpus, program)
            false += [f"{program['path']}: {other}" for other in sorted(others)]
            if not program["fault"]:
                right, silent = right + 1, silent + (not others)
            elif program["fault"] in RULES and program["decidable"]:
                asked[program["fault"]] += 1
                hits[program["fault"]] += hit
                missed += [] if hit else [f"{program['path']} ({program['fault']})"]
    print("| fault | found |\n|---|---|")
    for fault in sorted(asked):
        print(f"| {fault} | {hits[fault]}/{asked[fault]} |")
    print(f"| **all {len(asked)}** | **{hits.total()}/{asked.total()}** |")
    print(f"\nRight programs that stay silent above `note`: {silent}/{right}.")
    print("\nMissed:\n" + "\n".join(f"- {line}" for line in missed or ["none"]))
    print("\nFalse findings:\n" + "\n".join(f"- {line}" for line in false or ["none"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
