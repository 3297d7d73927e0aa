"""PDF by typst: the form's template, filled with data. What people write is never markup here.

Tagged, and written as PDF/UA-1 with the week's Markdown attached. A compiler is kept warm: the second page of a
session takes milliseconds, which is what lets the lab draw while somebody types.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.reports import letters
from loopwise.reports.blocks import (
    Block,
    Break,
    Bullets,
    Equation,
    Inline,
    Link,
    Listing,
    Maths,
    Missing,
    Mono,
    Paragraph,
    Picture,
    Quote,
    Table,
    Words,
)
from loopwise.reports.document import Document, Gallery, Line, Members, Pairs, People, Wide
from loopwise.reports.exporters._exporter import CONTINUED, Exporter
from loopwise.reports.fonts import fonts
from loopwise.reports.formulas import drawn
from loopwise.reports.markdown import is_followed
from loopwise.text import Text

if TYPE_CHECKING:
    from typst import Compiler

_LONG = re.compile(r"\S{41,}")  # a word no line can hold; typst breaks at zero-width spaces
_PIECE = 30
SANS = "NanumGothic"


class PdfExporter(Exporter):
    """One PDF."""

    media_type = "application/pdf"

    def files(self, document: Document) -> Mapping[str, bytes]:
        """Return the PDF alone; LoopwiseError names the row that cannot be set."""
        try:
            return {f"{document.name}.pdf": _press().pdf(document)}
        except _NotSet as problem:
            row = next((line for line in document.lines if not _can_be_set(document, line)), None)
            raise _unprintable(str(problem), getattr(row, "label", "")) from problem


def pages(document: Document, ppi: float = 110) -> list[bytes]:
    """Return every page as a PNG picture: what the lab shows while somebody types."""
    try:
        return _press().pages(document, ppi)
    except _NotSet as problem:
        raise _unprintable(str(problem), "") from problem


class _NotSet(Exception):
    """Typst could not set a document; its message."""


def _can_be_set(document: Document, line: Line) -> bool:
    try:
        _press().pdf(replace(document, lines=(line,)))
    except _NotSet:
        return False
    return True


class Press:
    """A warm typst compiler over a folder of its own. One compilation at a time."""

    def __init__(self) -> None:
        try:
            from typst import Compiler
        except ModuleNotFoundError as problem:
            raise MissingExtra("typst", "report") from problem
        self._home = tempfile.TemporaryDirectory(prefix="loopwise-report-", ignore_cleanup_errors=True)
        self._folder = Path(self._home.name)
        self._lock = threading.Lock()
        template = files("loopwise.reports.exporters").joinpath("form.typ").read_bytes()
        (self._folder / "form.typ").write_bytes(template)
        self._compiler: Compiler = Compiler(root=self._folder, font_paths=[fonts()], ignore_system_fonts=True)

    def pdf(self, document: Document) -> bytes:
        """Return the PDF."""
        return self._compiled(document, "pdf", pdf_standards=["ua-1"])[0]

    def pages(self, document: Document, ppi: float) -> list[bytes]:
        """Return a PNG for every page."""
        return self._compiled(document, "png", ppi=ppi)

    def _compiled(self, document: Document, form: Literal["pdf", "png"], **options: Any) -> list[bytes]:
        from typst import TypstError

        with self._lock:
            data = json.dumps(_Data(self._write).document(document), ensure_ascii=False)
            self._write("data.json", data.encode("utf-8", "replace"))  # half letters have no UTF-8
            self._write("week.md", document.source.encode("utf-8", "replace"))
            try:
                made = self._compiler.compile(
                    self._folder / "form.typ",
                    format=form,
                    timestamp=document.moment.replace(tzinfo=UTC),
                    **options,
                )
            except TypstError as problem:
                raise _NotSet(problem.message) from problem
        return made if isinstance(made, list) else [made or b""]

    def _write(self, name: str, data: bytes) -> str:
        path = self._folder / name
        if name in ("data.json", "week.md") or not path.exists():
            path.write_bytes(data)
        return name


@cache
def _press() -> Press:
    return Press()


def _unprintable(why: str, row: str) -> LoopwiseError:
    return LoopwiseError(
        Text(
            en=f"the row {row!r} cannot be set as PDF: {why}.",
            ko=f"PDF로 만들 수 없는 항목입니다: {row!r} ({why})",
        ),
        fix="loopwise report check",
    )


def _shown(text: str) -> str:
    """Return what the fonts can print, with places to break in words no line can hold."""
    return _LONG.sub(_in_pieces, letters.printable(text))


def _in_pieces(found: re.Match[str]) -> str:
    word = found[0]
    return "\u200b".join(word[at : at + _PIECE] for at in range(0, len(word), _PIECE))


class _Data:
    """The tree as JSON for the template; pictures and formulas as files beside it."""

    def __init__(self, write: Any) -> None:
        self._write = write

    def document(self, document: Document) -> dict[str, Any]:
        return {
            "title": _shown(document.title),
            "language": document.language,
            "author": document.author,
            "date": [document.moment.year, document.moment.month, document.moment.day],
            "continued": CONTINUED.ko if document.language == "ko" else CONTINUED.en,
            "lines": [self._line(line) for line in document.lines],
        }

    def _line(self, line: Line) -> dict[str, Any]:
        if isinstance(line, Pairs):
            return {"kind": "pairs", "pairs": [[_shown(label), _shown(value)] for label, value in line.pairs]}
        told: dict[str, Any] = {"kind": type(line).__name__.lower(), "key": line.key, "label": line.label}
        match line:
            case Wide():
                return told | {"blocks": self._blocks(line.blocks)}
            case Members() | People():
                members = [
                    {"name": _shown(n).strip() or "-", "blocks": self._blocks(b)} for n, b in line.members
                ]
                return told | {"intro": self._blocks(line.intro), "members": members}
            case Gallery():
                pictures = [self._picture(picture) for picture in line.pictures]
                return told | {"pictures": pictures, "blocks": self._blocks(line.others)}

    def _blocks(self, blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
        return [self._block(block) for block in blocks]

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Paragraph(inlines):
                return {"kind": "paragraph", "inlines": self._inlines(inlines)}
            case Bullets(items, first):
                return {"kind": "list", "first": first, "items": [self._blocks(item) for item in items]}
            case Listing(text, language):
                return {"kind": "code", "text": _shown(text), "language": language}
            case Equation(latex):
                return {"kind": "equation", **self._formula(latex)}
            case Table():
                return self._table(block)
            case Quote(inner):
                return {"kind": "quote", "blocks": self._blocks(inner)}
            case Picture():
                return {"kind": "picture", **self._picture(block)}
            case Missing(told):
                return {"kind": "missing", "text": _shown(told)}
        raise TypeError(f"{type(block).__name__} was not resolved")

    def _table(self, table: Table) -> dict[str, Any]:
        rows = [[self._inlines(cell) for cell in row] for row in table.rows]
        return {
            "kind": "table",
            "header": [self._inlines(cell) for cell in table.header],
            "rows": rows,
            "align": [align or "left" for align in table.align],
            "caption": _shown(table.caption),
        }

    def _picture(self, picture: Picture) -> dict[str, Any]:
        return {
            "file": self._write(picture.name, picture.data),
            "width": picture.width * picture.points,
            "height": picture.height * picture.points,
            "alt": picture.alt or picture.name,
            "caption": _shown(picture.caption),
        }

    def _formula(self, latex: str) -> dict[str, Any]:
        """Return the drawing's file and size; LaTeX that cannot be drawn stands as code."""
        if not (drawing := drawn(latex)):
            return {"file": None, "alt": _shown(latex)}
        name = f"{hashlib.sha256(latex.encode()).hexdigest()[:16]}.svg"
        size = {"width": drawing.width, "height": drawing.height, "depth": drawing.depth}
        return {"file": self._write(name, drawing.svg.encode()), "alt": latex, **size}

    def _inlines(self, inlines: tuple[Inline, ...]) -> list[dict[str, Any]]:
        return list(self._each(inlines))

    def _each(self, inlines: tuple[Inline, ...]) -> Iterator[dict[str, Any]]:
        for inline in inlines:
            match inline:
                case Words(text, strong, slanted, struck):
                    marks = {"strong": strong, "slanted": slanted, "struck": struck}
                    yield {"kind": "words", "text": _shown(text), **marks}
                case Mono(text):
                    yield {"kind": "mono", "text": _shown(text)}
                case Maths(latex):
                    yield {"kind": "maths", **self._formula(latex)}
                case Link(url, inner):
                    url = url if is_followed(url) else ""
                    yield {"kind": "link", "url": url, "inlines": self._inlines(inner)}
                case Break():
                    yield {"kind": "break"}
