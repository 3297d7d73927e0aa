"""Comments `# loopwise: ignore[...]` that silence nothing, one entry a name, with the name that was meant.

for unused in unused_ignores(report):
    in_words(unused)                    # "ignore[softmax]: there is no such fault; did you mean ..."
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from loopwise.faults import catalogue, nearest_fault
from loopwise.records import CheckReport, Place
from loopwise.text import Text

NO_SUCH = Text(en="there is no fault of that name", ko="그런 이름의 학습 문제가 없습니다")
MEANT = Text(en="did you mean {name}?", ko="혹시 이 이름인가요? {name}")


class Unused(NamedTuple):
    """One name of a comment. fault: None for a comment without names; nearest: for a name nobody has."""

    place: Place
    fault: str | None
    exists: bool
    nearest: str | None


def unused_ignores(report: CheckReport) -> Iterator[Unused]:
    """Yield what the report's comments name in vain."""
    there = {fault.name for fault in catalogue()}
    for comment in report.ignores:
        for name in comment.unused:
            if name == "*":
                yield Unused(comment.place, None, True, None)
            else:
                known = name in there
                yield Unused(comment.place, name, known, None if known else nearest_fault(name))


def in_words(unused: Unused) -> str:
    """Return the comment as it is written, and what is wrong with a name."""
    written = f"ignore[{unused.fault}]" if unused.fault else "ignore"
    if unused.exists:
        return written
    meant = f"; {MEANT.format(name=unused.nearest)}" if unused.nearest else ""
    return f"{written}: {NO_SUCH}{meant}"
