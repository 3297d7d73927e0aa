"""The filled form in one language, ready for every exporter: lines of the bordered table, from the top.

Document(title, "ko", lines=(Pairs((("팀명", "3조"), ("제출자 성명", "팀원 A"))), Wide("goals", "학습목표", blocks)))
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from loopwise.reports.blocks import Block, Picture, every


@dataclass(frozen=True, slots=True)
class Pairs:
    """One or two label-value pairs in one line."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Wide:
    """A label, and blocks over the full width."""

    key: str
    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Members:
    """A label, an intro, and a part for each member: the long row that goes over pages."""

    key: str
    label: str
    intro: tuple[Block, ...]
    members: tuple[tuple[str, tuple[Block, ...]], ...]


@dataclass(frozen=True, slots=True)
class People:
    """A label, and a line for each member: the name in a cell of its own, blocks beside it."""

    key: str
    label: str
    intro: tuple[Block, ...]
    members: tuple[tuple[str, tuple[Block, ...]], ...]


@dataclass(frozen=True, slots=True)
class Gallery:
    """A label, and captioned pictures in a grid of two."""

    key: str
    label: str
    pictures: tuple[Picture, ...]
    others: tuple[Block, ...] = ()


Line = Pairs | Wide | Members | People | Gallery


@dataclass(frozen=True, slots=True)
class Document:
    """The whole form.

    moment: of the meeting; every file made of the document carries this date, so that its bytes repeat.
    name: of the week's file without its ending. source: the week's Markdown, attached inside the PDF.
    """

    title: str
    language: str
    author: str
    moment: datetime
    lines: tuple[Line, ...]
    name: str = "report"
    source: str = ""

    @property
    def pictures(self) -> Iterator[Picture]:
        """Yield every picture, in the order of reading."""
        for line in self.lines:
            yield from (block for block in every(blocks_of_line(line)) if isinstance(block, Picture))


def blocks_of_line(line: Line) -> tuple[Block, ...]:
    """Return all blocks of one line."""
    match line:
        case Wide():
            return line.blocks
        case Members() | People():
            return (*line.intro, *(block for _, blocks in line.members for block in blocks))
        case Gallery():
            return (*line.pictures, *line.others)
    return ()
