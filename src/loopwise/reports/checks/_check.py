"""What a check declares, and what it is given to look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from loopwise.records import Severity
from loopwise.reports.problems import Problem
from loopwise.reports.team import Team
from loopwise.reports.week import Week
from loopwise.text import Text


@dataclass(frozen=True, slots=True)
class Desk:
    """What a careful reader has before them: the week, the team's data, last week's report where there is one."""

    week: Week
    team: Team = field(default_factory=Team)
    last: Week | None = None

    @property
    def folder(self) -> Path:
        """Return the folder of the report's file."""
        return self.week.path.parent

    def column(self, line: int, part: str) -> int:
        """Return the column at which a part begins in a line of the file, from 1."""
        lines = self.week.source.split("\n")
        return lines[line - 1].find(part) + 1 or 1 if part and 0 < line <= len(lines) else 1


class Check:
    """One rule. Subclass it, one file each; it is found by its file's name."""

    def problems(self, desk: Desk) -> Iterator[Problem]:
        """Yield what there is to mend."""
        raise NotImplementedError

    def at(
        self, row: str, line: int, message: Text, *, column: int = 1, severity: Severity = "warning"
    ) -> Problem:
        """Return a problem of this check."""
        return Problem(row, line, column, severity, message, type(self).__module__.rpartition(".")[2])

    def at_field(self, desk: Desk, key: str, message: Text, *, severity: Severity = "warning") -> Problem:
        """Return a problem of a line of the front matter."""
        found = desk.week.fields.get(key)
        line, column = (found.line, found.column) if found else (1, 1)
        return self.at(key, line, message, column=column, severity=severity)
