"""Findings as the commands a GitHub Actions job prints to mark lines of a pull request.

>>> from loopwise.records import CheckReport, Finding, Followed, Place
>>> finding = Finding("a-fault", Place("week6.ipynb", 12, 16, 12, 45, cell=4), "note")
>>> print(show_github(CheckReport((finding,), Followed())).partition("::A")[0].partition("::The")[0])
::notice file=week6.ipynb,line=12,endLine=12,col=16,endColumn=44,title=a-fault (cell 4%2C line 12)

Source: GitHub's "workflow commands" reference; its own toolkit escapes the same five signs.
"""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.records import CheckReport, Finding, Place
from loopwise.rendering.labels import message_of

_LEVEL = {"error": "error", "warning": "warning", "note": "notice"}


def show_github(report: CheckReport) -> str:
    """Return one `::error file=..,line=..::message` a finding; "" where there is none."""
    return "\n".join(_command(finding) for finding in report.findings)


def _command(finding: Finding) -> str:
    given = {"file": finding.place.path, **dict(_span(finding.place)), "title": _title(finding)}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in given.items())
    return f"::{_LEVEL[finding.severity]} {properties}::{_data(' '.join(message_of(finding).split()))}"


def _span(place: Place) -> Iterator[tuple[str, int]]:
    """Yield lines and columns; GitHub takes columns only within one line, and its end is inclusive."""
    yield "line", place.line
    yield "endLine", place.end_line or place.line
    if place.end_line in (None, place.line):
        yield "col", place.column
        yield "endColumn", max((place.end_column or place.column) - 1, place.column)


def _title(finding: Finding) -> str:
    """Name the fault, and the cell of a notebook: GitHub knows only lines of the file."""
    place = finding.place
    return f"{finding.fault} (cell {place.cell}, line {place.line})" if place.cell else finding.fault


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
