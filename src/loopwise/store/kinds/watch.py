"""A watched run is kept from its first finding on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from loopwise.records import Finding, WatchReport
from loopwise.store.kinds._kind import Headline, Kind
from loopwise.text import Text

_AROUND = 2  # lines kept before and after those that change


class WatchKind(Kind[WatchReport]):
    """Grows by findings. One found again at the same place replaces the earlier one, as in the report."""

    name = "watch"
    label = Text(en="watched run", ko="실행 관찰")
    record = WatchReport
    room = 80 * 2**20  # the path of the largest model that has one takes 64 MB
    labels = {
        "findings": Text(en="findings", ko="찾은 문제"),
        "first": Text(en="first cause", ko="원인"),
        "steps": Text(en="steps", ko="스텝"),
        "path": Text(en="path points", ko="경로의 점"),
    }

    def title(self, record: WatchReport) -> str:
        """Return the script's name."""
        return record.script

    def headline(self, record: WatchReport) -> Headline:
        """Return how many findings, the first (the root cause), over how many steps, and whether a path is kept."""
        first = {"first": record.findings[0].fault} if record.findings else {}
        path = {"path": len(record.path.steps)} if record.path else {}
        return {"findings": len(record.findings), **first, "steps": record.steps, **path}

    def keepable(self, record: WatchReport) -> WatchReport:
        """Leave out the program's text, which is not ours to keep, but for the lines around what a repair changes."""
        near = {source: _near(source, text, record.findings) for source, text in record.sources.items()}
        return replace(record, sources={source: text for source, text in near.items() if text.strip()})

    def begin(self, title: str) -> WatchReport:
        """Return a report without findings; `ended` stays "interrupted" until the run says otherwise."""
        return WatchReport(script=title, findings=(), ended="interrupted")

    def grow(self, record: WatchReport, part: Finding | WatchReport) -> WatchReport:
        """Add a finding, or take how the run stands by now."""
        if isinstance(part, WatchReport):
            return replace(part, ended=record.ended)
        others = tuple(f for f in record.findings if (f.fault, f.place) != (part.fault, part.place))
        return replace(record, findings=(*others, part))


def _near(source: str, text: str, findings: Iterable[Finding]) -> str:
    """Return a text in which only the lines near an edit stand; the others are empty, so that places still fit."""
    edits = [edit.place for one in findings if one.repair for edit in one.repair.edits]
    kept = {
        line
        for place in edits
        if place.source == source
        for line in range(place.line - _AROUND, (place.end_line or place.line) + _AROUND + 1)
    }
    lines = text.splitlines(keepends=True)
    return "".join(line if at in kept else "\n" for at, line in enumerate(lines, start=1))
