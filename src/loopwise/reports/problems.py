"""What a careful reader finds in a report: the row it stands in, line and column, what to do.

Problem("goals", 12, 1, "warning", Text(en=..., ko=...))
"""

from __future__ import annotations

from dataclasses import dataclass

from loopwise.records import Severity
from loopwise.reports.rows import FIELDS, ROWS
from loopwise.text import Text

WHOLE = Text(en="whole report", ko="보고서 전체")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. row: key of a row or field, "" for the whole; line, column: from 1."""

    row: str
    line: int
    column: int
    severity: Severity
    message: Text
    check: str = ""

    @property
    def row_label(self) -> Text:
        """Return what the row is called on the form."""
        found = [one.label for one in (*FIELDS, *ROWS) if one.key == self.row]
        return found[0] if found else WHOLE
