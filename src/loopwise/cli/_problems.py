"""Problems of a report in the terminal, as JSON, and as an exit code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from loopwise.records import at_least
from loopwise.rendering.columns import wrapped
from loopwise.rendering.labels import SEVERITY
from loopwise.reports.problems import Problem
from loopwise.text import Text

FINE = Text(en="Nothing to mend.", ko="고칠 곳이 없습니다.")
COUNT = Text(en="To mend: {count}", ko="고칠 곳: {count}")


def told(path: str, found: Sequence[Problem], width: int) -> Iterator[str]:
    """Yield a line or two for each problem: where, the row, what."""
    for one in found:
        head = f"{path}:{one.line}:{one.column}: {SEVERITY[one.severity]} [{one.row_label}]"
        yield from wrapped(f"{head} {one.message}", width, indent="    ")
    yield str(COUNT.format(count=len(found)) if found else FINE)


def as_json(found: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return problems as JSON."""
    return [
        {
            "check": one.check or "reading",
            "row": one.row,
            "line": one.line,
            "column": one.column,
            "severity": one.severity,
            "message": str(one.message),
        }
        for one in found
    ]


def exit_code(found: Iterable[Problem], limit: str) -> int:
    """Return 1 where a problem is as grave as the limit."""
    return int(any(at_least(one.severity, limit) for one in found))
