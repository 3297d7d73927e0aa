"""What a kind of kept result declares to stand in a report: its blocks, and its question cards."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from loopwise.figures import Figure, save
from loopwise.reports.blocks import Block, Break, Inline, Picture, Table, Words
from loopwise.reports.pictures import Prepared, prepared
from loopwise.text import Text, current_language, speaking

_NUMBER = re.compile(r"[-+]?[\d.,]+(?:e[-+]?\d+)?")
WIDEST = (
    8.8  # inches of a figure: more than the form's column, so that letters become smaller, and still readable
)
POINTS = (
    72 / 200 * 0.85
)  # a pixel of a figure's file, which has 200 to the inch; a little smaller beside text


@dataclass(frozen=True, slots=True)
class Card:
    """A question on the front, its answer with evidence on the back."""

    question: Text
    answer: Text
    evidence: tuple[Text, ...] = ()
    source: str = ""


class Shown:
    """One kind of result, by the name of its file (`kept/fit.py` shows what the store keeps as "fit").

    blocks: a table or a figure with caption, in the language in force. cards: questions it answers.
    """

    name: ClassVar[str]

    def caption(self, record: Any) -> Text:
        """Return the caption where the reference gives none."""
        raise NotImplementedError

    def blocks(self, record: Any, caption: str) -> Iterator[Block]:
        """Yield what stands in the report."""
        raise NotImplementedError

    def cards(self, record: Any) -> Iterator[Card]:
        """Yield question cards; none by default."""
        return iter(())


def table(header: tuple[object, ...], rows: list[tuple[object, ...]], caption: str = "") -> Table:
    """Return a table of words; numbers stand at the right."""
    align = tuple("right" if rows and _is_number(cell) else "left" for cell in (rows[0] if rows else header))
    return Table(_cells(header), tuple(map(_cells, rows)), align, caption)  # type: ignore[arg-type]


def picture(figure: Figure, caption: str) -> Picture:
    """Draw a figure into a picture, in the language in force."""
    made = _drawn(figure, current_language())
    return Picture(made.name, made.data, made.kind, made.width, made.height, caption, caption, POINTS)


@lru_cache(
    maxsize=64
)  # a page is drawn again with every key while somebody writes; its figures stay the same
def _drawn(figure: Figure, language: str) -> Prepared:
    with speaking(language), tempfile.TemporaryDirectory() as folder:
        return prepared(save(figure, Path(folder) / "figure.png", widest=WIDEST).read_bytes())


def _cells(row: tuple[object, ...]) -> tuple[tuple[Inline, ...], ...]:
    return tuple(_cell(cell) for cell in row)


def _cell(cell: object) -> tuple[Inline, ...]:
    """Return a cell's words; a number with three decimals, each line of a text on a line of its own."""
    lines = (f"{cell:.3f}" if isinstance(cell, float) else str(cell)).split("\n")
    return tuple(part for at, line in enumerate(lines) for part in (*((Break(),) if at else ()), Words(line)))


def _is_number(cell: object) -> bool:
    return isinstance(cell, (int, float)) or bool(_NUMBER.fullmatch(str(cell)))
