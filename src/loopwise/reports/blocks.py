"""The one tree of blocks between a week's text and every exporter: what stands in a row of the form.

>>> Paragraph((Words("batch "), Words("norm", strong=True))).text
'batch norm'

A reader makes blocks, `composing` resolves what they point at, and each exporter walks them in one short file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Align = Literal["", "left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text in one style."""

    text: str
    strong: bool = False
    slanted: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Mono:
    """Code within a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Maths:
    """A formula within a line, as LaTeX without dollar signs."""

    latex: str

    @property
    def text(self) -> str:
        """Return the LaTeX."""
        return self.latex


@dataclass(frozen=True, slots=True)
class Link:
    """A link and where it stands. Only http, https and mailto links are followed by exporters."""

    url: str
    inlines: tuple[Inline, ...]
    line: int = 0

    @property
    def text(self) -> str:
        """Return what is shown of the link."""
        return plain_text(self.inlines)


@dataclass(frozen=True, slots=True)
class Break:
    """A line that ends because its writer ended it."""

    text: str = "\n"


Inline = Words | Mono | Maths | Link | Break


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    inlines: tuple[Inline, ...]

    @property
    def text(self) -> str:
        """Return its text without styles."""
        return plain_text(self.inlines)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, each item a row of blocks. first: of the numbers; None: bullets."""

    items: tuple[tuple[Block, ...], ...]
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A block of code. language: as written behind the fence, "" for none."""

    text: str
    language: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Equation:
    """A formula on a line of its own, as LaTeX without dollar signs."""

    latex: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table: header cells, rows of cells (each as long as the header), the columns' alignment."""

    header: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    align: tuple[Align, ...] = ()
    caption: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted blocks."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was found.

    kind: "png" or "jpeg". width, height: in pixels. points: that a pixel takes on paper, at most.
    alt: for those who cannot see it.
    """

    name: str
    data: bytes
    kind: str
    width: int
    height: int
    alt: str
    caption: str = ""
    points: float = 0.5


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture as the text names it: a path beside the text's file. Becomes a Picture, or Missing."""

    path: str
    caption: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Reference:
    """`{{ loopwise: fit 12 | caption }}`: a kept result by number, or by a file `loopwise kept 12 --json` wrote."""

    kind: str
    which: str
    caption: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """What should stand here and could not be had, in words: the report still renders, as a draft that says so."""

    told: str


Block = Paragraph | Bullets | Listing | Equation | Table | Quote | Picture | Attached | Reference | Missing


def plain_text(inlines: tuple[Inline, ...]) -> str:
    """Return a run of inlines without its styles."""
    return "".join(inline.text for inline in inlines)


def inner(block: Block) -> Iterator[Block]:
    """Yield a block and every block inside it, in the order of reading."""
    yield block
    match block:
        case Bullets(items):
            for item in items:
                for one in item:
                    yield from inner(one)
        case Quote(blocks):
            for one in blocks:
                yield from inner(one)


def every(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield all blocks of a row, those inside lists and quotes too."""
    for block in blocks:
        yield from inner(block)


def runs(block: Block) -> Iterator[tuple[Inline, ...]]:
    """Yield the runs of inlines that stand in a block itself, not in blocks inside it."""
    match block:
        case Paragraph(inlines):
            yield inlines
        case Table(header, rows):
            yield from header
            for row in rows:
                yield from row


def links(blocks: tuple[Block, ...]) -> Iterator[Link]:
    """Yield every link of a row."""
    for block in every(blocks):
        for run in runs(block):
            yield from (inline for inline in run if isinstance(inline, Link))


def text_of(blocks: tuple[Block, ...]) -> str:
    """Return all text of a row, one line a paragraph, listing or run: what is searched and compared."""
    lines = []
    for block in every(blocks):
        lines += [plain_text(run) for run in runs(block)]
        if isinstance(block, Listing):
            lines.append(block.text)
        if isinstance(block, Equation):
            lines.append(block.latex)
    return "\n".join(lines)
