"""References to kept results lead somewhere, and nothing that looks like one is left as text."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.errors import LoopwiseError
from loopwise.reports import kept
from loopwise.reports.blocks import Listing, Reference, every, plain_text, runs
from loopwise.reports.checks._check import Check, Desk
from loopwise.reports.problems import Problem
from loopwise.text import Text

LEFT = Text(
    en="a reference stands alone on its line, like {{{{ loopwise: fit 12 }}}}.",
    ko="참조는 한 줄에 하나만 적습니다. 예: {{{{ loopwise: fit 12 }}}}",
)


class References(Check):
    """Looks up every reference."""

    def problems(self, desk: Desk) -> Iterator[Problem]:
        """Yield dead references, and broken ones."""
        for row in desk.week.rows:
            for block in every(row.all_blocks):
                if isinstance(block, Reference):
                    yield from self._dead(desk, row.kind.key, block)
                elif not isinstance(block, Listing) and any(_looks(plain_text(run)) for run in runs(block)):
                    line = _line(desk, row.line)
                    told = LEFT.format()
                    yield self.at(row.kind.key, line, told, column=desk.column(line, "{{"))

    def _dead(self, desk: Desk, key: str, reference: Reference) -> Iterator[Problem]:
        try:
            kept.find(reference, desk.folder)
        except LoopwiseError as problem:
            told = problem.message
            told = told if isinstance(told, Text) else Text(en=told, ko=told)
            column = desk.column(reference.line, "{{")
            yield self.at(key, reference.line, told, column=column, severity="error")


def _looks(text: str) -> bool:
    return "{{" in text and "loopwise" in text


def _line(desk: Desk, after: int) -> int:
    lines = desk.week.source.split("\n")
    return next((n for n, one in enumerate(lines, 1) if n > after and _looks(one)), after)
