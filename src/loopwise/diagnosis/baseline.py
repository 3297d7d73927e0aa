"""A baseline: the findings a project lives with for now, so that only new ones are told.

write_baseline("loopwise-baseline.json", report)
report = without_known(report, read_baseline("loopwise-baseline.json"))     # report.known: how many were left out

A finding is known again by its fault and the text of its line, not by the line's number: it may move, also to
another file. A line that was copied is new: each entry excuses one finding.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from loopwise.errors import LoopwiseError
from loopwise.program.source.sources import lines_of
from loopwise.records import SCHEMA, CheckReport, Finding
from loopwise.text import Text

MISSING = Text(en="there is no baseline {path}.", ko="기준 파일이 없습니다: {path}")
UNREADABLE = Text(
    en="the baseline {path} cannot be read: {why}", ko="기준 파일을 읽을 수 없습니다: {path} ({why})"
)
UNWRITABLE = Text(
    en="the baseline {path} cannot be written: {why}", ko="기준 파일을 쓸 수 없습니다: {path} ({why})"
)
NOT_OURS = Text(
    en="{path} is no baseline of loopwise (schema {schema}).",
    ko="loopwise 기준 파일이 아닙니다: {path} (schema {schema})",
)
_HASH_LETTERS = 16  # of 64: two of a project's lines meet once in 10^9 projects of 10^5 findings


class Known(NamedTuple):
    """One finding of a baseline. line_hash: of the line's text; path: where it stood, to prefer it there."""

    path: str
    fault: str
    line_hash: str


def line_hash(finding: Finding, report: CheckReport) -> str:
    """Return the hash of the finding's line of code: indentation and spacing do not count."""
    lines = lines_of(report.sources.get(finding.place.source, ""))
    line = lines[finding.place.line - 1] if finding.place.line <= len(lines) else ""
    return hashlib.sha256(" ".join(line.split()).encode()).hexdigest()[:_HASH_LETTERS]


def write_baseline(path: str | Path, report: CheckReport) -> None:
    """Write the report's findings, sorted, so that a diff of the file shows what came and went."""
    entries = [
        {"path": one.path, "fault": one.fault, "line_hash": one.line_hash}
        for one in sorted(_known(finding, report) for finding in report.findings)
    ]
    text = json.dumps({"schema": SCHEMA, "findings": entries}, ensure_ascii=False, indent=1)
    try:
        Path(path).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    except OSError as problem:
        raise LoopwiseError(UNWRITABLE.format(path=path, why=problem.strerror or problem)) from problem


def read_baseline(path: str | Path) -> list[Known]:
    """Return what a baseline holds; LoopwiseError where it is missing or something else."""
    try:
        answer = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except FileNotFoundError as problem:
        again = f"loopwise check --write-baseline {path}"
        raise LoopwiseError(MISSING.format(path=path), fix=again) from problem
    except (OSError, ValueError, RecursionError) as problem:
        why = getattr(problem, "strerror", None) or problem
        raise LoopwiseError(UNREADABLE.format(path=path, why=why)) from problem
    schema = answer.get("schema") if isinstance(answer, dict) else None
    try:
        if schema != SCHEMA:
            raise ValueError("another schema")
        return [
            Known(str(one["path"]), str(one["fault"]), str(one["line_hash"])) for one in answer["findings"]
        ]
    except (KeyError, TypeError, ValueError) as problem:
        again = f"loopwise check --write-baseline {path}"
        raise LoopwiseError(NOT_OURS.format(path=path, schema=schema), fix=again) from problem


def without_known(report: CheckReport, baseline: Iterable[Known]) -> CheckReport:
    """Return the report with the new findings only; `known` counts those left out."""
    left = Counter(baseline)
    new = list(_new(report.findings, report, left, exact=True))
    anywhere: Counter[Known] = Counter()
    for one, count in left.items():
        anywhere[one._replace(path="")] += count
    new = list(_new(new, report, anywhere, exact=False))
    return replace(report, findings=tuple(new), known=len(report.findings) - len(new))


def _new(
    findings: Iterable[Finding], report: CheckReport, left: Counter[Known], *, exact: bool
) -> Iterator[Finding]:
    """Yield what `left` does not excuse, and use up what it does. exact: the path must be the same too."""
    for finding in findings:
        key = _known(finding, report) if exact else _known(finding, report)._replace(path="")
        if left[key] > 0:
            left[key] -= 1
        else:
            yield finding


def _known(finding: Finding, report: CheckReport) -> Known:
    return Known(finding.place.path, finding.fault, line_hash(finding, report))
