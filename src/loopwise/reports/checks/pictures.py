"""Pictures are there, can be read, are large enough to be read on paper, and say what they show."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.errors import LoopwiseError
from loopwise.reports.blocks import Attached, every
from loopwise.reports.checks._check import Check, Desk
from loopwise.reports.composing import root_of
from loopwise.reports.pictures import load_picture
from loopwise.reports.problems import Problem
from loopwise.text import Text

SMALLEST = 300  # pixels: half of the form's width at 100 to the inch
SMALL = Text(
    en="{path!r} has only {width} x {height} pixels and will not be readable.",
    ko="읽기 어려울 만큼 작은 그림입니다: {path!r} ({width} x {height} 픽셀)",
)
NO_CAPTION = Text(
    en="{path!r} has no caption: ![what it shows]({path})",
    ko="설명이 없는 그림입니다: {path!r}. ![무엇인지]({path})처럼 적으세요.",
)


class Pictures(Check):
    """Opens every picture the text names."""

    def problems(self, desk: Desk) -> Iterator[Problem]:
        """Yield pictures that are missing, broken, too small or without a caption."""
        for row in desk.week.rows:
            for one in every(row.all_blocks):
                if isinstance(one, Attached):
                    column = desk.column(one.line, one.path)
                    yield from self._picture(desk, row.kind.key, one, column)

    def _picture(self, desk: Desk, key: str, one: Attached, column: int) -> Iterator[Problem]:
        try:
            found = load_picture(one.path, desk.folder, root_of(desk.folder))
        except LoopwiseError as problem:
            told = problem.message
            told = told if isinstance(told, Text) else Text(en=told, ko=told)
            yield self.at(key, one.line, told, column=column, severity="error")
            return
        if max(found.size) < SMALLEST:
            told = SMALL.format(path=one.path, width=found.width, height=found.height)
            yield self.at(key, one.line, told, column=column)
        if not one.caption:
            yield self.at(key, one.line, NO_CAPTION.format(path=one.path), column=column)
