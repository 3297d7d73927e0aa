"""What will not fit on paper: code wider than the form, tables with too many columns, letters no font has, formulas
that cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.rendering.columns import columns
from loopwise.reports import letters
from loopwise.reports.blocks import Block, Equation, Listing, Maths, Table, every, runs, text_of
from loopwise.reports.checks._check import Check, Desk
from loopwise.reports.formulas import drawn
from loopwise.reports.problems import Problem
from loopwise.text import Text

WIDEST_CODE = 88  # columns of DejaVu Sans Mono at 8.6 pt in the form's width, less a level of indent
MOST_COLUMNS = 8
WIDE = Text(
    en="this line of code has {count} columns; from {limit} on it is broken.",
    ko="코드 한 줄이 {count}칸입니다. {limit}칸을 넘으면 줄이 바뀝니다.",
)
MANY = Text(
    en="a table of {count} columns will be hard to read; {limit} fit.",
    ko="열이 {count}개인 표는 읽기 어렵습니다. {limit}개까지 알맞습니다.",
)
LETTERS = Text(
    en="no font of the report has {letters}; a box is printed instead.",
    ko="보고서 글꼴에 없는 글자라서 네모로 인쇄됩니다: {letters}",
)
FORMULA = Text(
    en="the formula {latex!r} cannot be drawn; it is printed as code.",
    ko="그릴 수 없는 수식이라 코드로 인쇄됩니다: {latex!r}",
)


class Overflow(Check):
    """Measures what is printed."""

    def problems(self, desk: Desk) -> Iterator[Problem]:
        """Yield what will be broken, squeezed or lost."""
        for row in desk.week.rows:
            key = row.kind.key
            for block in every(row.all_blocks):
                yield from self._block(desk, key, row.line, block)
            if lost := letters.lacking(text_of(row.all_blocks)):
                line = _line(desk, row.line, lost[0])
                told = LETTERS.format(letters=" ".join(lost[:8]))
                yield self.at(key, line, told, column=desk.column(line, lost[0]), severity="note")

    def _block(self, desk: Desk, key: str, line: int, block: Block) -> Iterator[Problem]:
        if isinstance(block, Listing):
            for at, text in enumerate(block.text.split("\n"), 1):
                if (count := columns(text.expandtabs(4))) > WIDEST_CODE:
                    yield self.at(
                        key, block.line + at, WIDE.format(count=count, limit=WIDEST_CODE), severity="note"
                    )
        if isinstance(block, Table) and len(block.header) > MOST_COLUMNS:
            told = MANY.format(count=len(block.header), limit=MOST_COLUMNS)
            yield self.at(key, block.line, told, severity="note")
        for latex in _formulas(block):
            if drawn(latex) is None:
                where = _line(desk, line, latex.strip().split("\n")[0])
                told = FORMULA.format(latex=latex[:40])
                yield self.at(key, where, told, column=desk.column(where, latex.strip().split("\n")[0]))


def _formulas(block: Block) -> Iterator[str]:
    if isinstance(block, Equation):
        yield block.latex
    for run in runs(block):
        yield from (one.latex for one in run if isinstance(one, Maths))


def _line(desk: Desk, after: int, part: str) -> int:
    lines = desk.week.source.split("\n")
    return next((n for n, one in enumerate(lines, 1) if n > after and part in one), after)
