"""Word by python-docx: the same bordered table, formulas as Word equations, hangul in a Korean font.

The long row is a table of its own whose first row, label and intro, repeats on every page it goes on to.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from loopwise.errors import MissingExtra
from loopwise.rendering.columns import columns
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
    plain_text,
)
from loopwise.reports.document import Document, Gallery, Line, Members, Pairs, People, Wide
from loopwise.reports.exporters._exporter import Exporter
from loopwise.reports.exporters._words import clean
from loopwise.reports.markdown import is_followed

if TYPE_CHECKING:
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as Line_

HANGUL, LATIN, MONO = "맑은 고딕", "Malgun Gothic", "Consolas"
BLUE, GREY, CODE = "DCE9F7", "F1F5F9", "F5F7F9"
LABEL, NAME, WIDE, SMALL = 2.35, 2.35, 7.9, 2.8  # cm of the columns: label, name, value, last value
COLUMNS = (LABEL, NAME, WIDE, LABEL, SMALL)
WHOLE = sum(COLUMNS[1:])
INDENT = 0.55  # cm a level of a list
LONGEST_PROPERTY = 255  # letters of a title or author: Word's limit
TALLEST = 17.0  # cm of a picture
POINTS = 28.35  # to the centimetre
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of zip's calendar: the same report is the same bytes


class DocxExporter(Exporter):
    """One Word document."""

    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def files(self, document: Document) -> Mapping[str, bytes]:
        """Return the document alone."""
        try:
            import docx
        except ModuleNotFoundError as problem:
            raise MissingExtra(problem.name or "python-docx", "report") from problem
        made = docx.Document()
        _page(made, document)
        _Form(made).fill(document)
        written = io.BytesIO()
        made.save(written)
        return {f"{document.name}.docx": _undated(written.getvalue())}


def _undated(data: bytes) -> bytes:
    """Return the same zip with one date for all of its members."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            told = zipfile.ZipInfo(member.filename, _FIRST_DAY)
            told.external_attr, told.compress_type = 0o600 << 16, zipfile.ZIP_DEFLATED
            new.writestr(told, old.read(member))
    return out.getvalue()


def _page(made: Any, document: Document) -> None:
    """Set paper, fonts and what the file says about itself."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.6)
    section.top_margin = section.bottom_margin = Cm(1.7)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(9.5)
    normal.paragraph_format.space_after = Pt(3)
    fonts = normal.element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), HANGUL)
    language = _element("w:lang", val="en-US", eastAsia="ko-KR")
    normal.element.rPr.append(language)
    told = made.core_properties
    author = clean(document.author)[:LONGEST_PROPERTY]
    told.title, told.author, told.language = (
        clean(document.title)[:LONGEST_PROPERTY],
        author,
        document.language,
    )
    told.created = told.modified = document.moment
    told.last_modified_by, told.comments, told.revision = author, "", 1


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    prefix = name.partition(":")[0]
    for key, value in attributes.items():
        made.set(qn(f"{prefix}:{key}"), value)
    return made


class _Form:
    """Fills one document. `_lists` holds the numbering definitions that were made for its lists."""

    def __init__(self, made: Any) -> None:
        self._made = made
        self._bullets = _numbering(made, ordered=False)
        self._table: Any = None

    def fill(self, document: Document) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        title = self._made.add_paragraph(style="Title")
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(title, document.title, size=15, strong=True, colour="000000")
        title.paragraph_format.space_after = Pt(6)
        for border in title.style.element.xpath(".//w:pBdr"):
            border.getparent().remove(border)
        for line in document.lines:
            self._line(line)

    def _row(self, widths: tuple[float, ...], spans: tuple[int, ...]) -> list[_Cell]:
        """Add a row to the form's table, and return its cells, merged as told."""
        from docx.shared import Cm

        if self._table is None:
            self._table = self._new_table(COLUMNS)
        row = self._table.add_row()
        cells, at = [], 0
        for span in spans:
            cell = row.cells[at]
            if span > 1:
                cell = cell.merge(row.cells[at + span - 1])
            cell.width = Cm(sum(COLUMNS[at : at + span]))
            cells.append(cell)
            at += span
        return cells

    def _new_table(self, columns: tuple[float, ...]) -> Any:
        from docx.shared import Cm

        table = self._made.add_table(rows=0, cols=len(columns), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, columns, strict=True):
            column.width = Cm(width)
        return table

    def _line(self, line: Line) -> None:
        match line:
            case Pairs(pairs):
                spans = (1, 4) if len(pairs) == 1 else (1, 2, 1, 1)
                texts = [part for pair in pairs for part in pair]
                for at, (cell, text) in enumerate(zip(self._row(COLUMNS, spans), texts, strict=True)):
                    _run(cell.paragraphs[0], text, strong=at % 2 == 0)
                    if at % 2 == 0:
                        _shade(cell, BLUE)
            case Wide():
                self._blocks(self._labelled(line.label), line.blocks, WHOLE)
            case Members():
                self._members(line)
            case People():
                self._people(line)
            case Gallery():
                self._gallery(self._labelled(line.label), line)

    def _labelled(self, label: str) -> _Cell:
        head, body = self._row(COLUMNS, (1, 4))
        _label(head, label)
        return body

    def _members(self, line: Members) -> None:
        """Write the long row: a table whose first row repeats over pages."""
        from docx.shared import Cm

        self._between_tables()
        table = self._new_table((LABEL, WHOLE))
        parts: list[tuple[str, tuple[Block, ...]]] = [("", line.intro), *line.members]
        for at, (name, blocks) in enumerate(parts):
            row = table.add_row()
            head, body = row.cells
            head.width, body.width = Cm(LABEL), Cm(WHOLE)
            _label(head, line.label if at == 0 else "")
            if at == 0:
                row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
            else:
                head._tc.get_or_add_tcPr().append(_open_top())
            if name:
                _run(body.paragraphs[0], name, strong=True, size=10)
                body.paragraphs[0].paragraph_format.keep_with_next = True
            self._blocks(body, blocks, WHOLE, more=bool(name))
        self._between_tables()

    def _between_tables(self) -> None:
        """Leave a hair between two tables: without a paragraph Word makes them one."""
        from docx.shared import Pt

        self._table = None
        hair = self._made.add_paragraph()
        hair.paragraph_format.space_after = hair.paragraph_format.space_before = Pt(0)
        hair.paragraph_format.line_spacing = Pt(1)
        _run(hair, "", size=1)

    def _people(self, line: People) -> None:
        if line.intro:
            self._blocks(self._labelled(line.label), line.intro, WHOLE)
        first: Any = None
        for name, blocks in line.members:
            head, who, body = self._row(COLUMNS, (1, 1, 3))
            _label(head, line.label if first is None else "")
            first = head if first is None else first.merge(head)
            _run(who.paragraphs[0], name)
            _shade(who, GREY)
            self._blocks(body, blocks, WHOLE - NAME)
        for empty in first.paragraphs[1:] if first is not None else ():
            empty._p.getparent().remove(empty._p)

    def _gallery(self, cell: _Cell, line: Gallery) -> None:
        if line.pictures:
            table = _inner_table(cell, (WHOLE / 2 - 0.25,) * 2)
            for at, picture in enumerate(line.pictures):
                if at % 2 == 0:
                    table.add_row()
                within = table.cell(at // 2, at % 2)
                _picture(within.paragraphs[0], picture, WHOLE / 2 - 0.7)
                if picture.caption:
                    _caption(within, picture.caption)
            first = cell.paragraphs[0]._p
            first.getparent().remove(first)
        self._blocks(cell, line.others, WHOLE, more=bool(line.pictures))

    def _blocks(
        self, cell: _Cell, blocks: Iterable[Block], room: float, *, level: int = 0, more: bool = False
    ) -> None:
        """Write blocks into a cell. room: cm of its width; level: of the list they stand in; more: after others."""
        free = None if more else cell.paragraphs[0]
        for block in blocks:
            match block:
                case Paragraph(inlines):
                    self._inlines(_indented(free or cell.add_paragraph(), level), inlines)
                case Bullets():
                    self._list(cell, block, room, level, free)
                case Table():
                    self._tabled(cell, block, room)
                case Quote(inner):
                    self._blocks(cell, inner, room - INDENT, level=level + 1, more=free is None)
                case Picture():
                    place = _indented(free or cell.add_paragraph(), level)
                    _picture(place, block, room - level * INDENT - 0.9)
                    if block.caption:
                        _caption(cell, block.caption)
                case _:
                    self._single(_indented(free or cell.add_paragraph(), level), block)
            free = None

    def _single(self, place: Line_, block: Block) -> None:
        """Write a block that is one paragraph."""
        match block:
            case Listing(text):
                place._p.get_or_add_pPr().append(_element("w:shd", val="clear", color="auto", fill=CODE))
                for at, line in enumerate(clean(text).split("\n")):
                    run = _run(place, line, mono=True, size=8.5)
                    if at:
                        run._r.insert(1 if run._r.rPr is not None else 0, _element("w:br"))
            case Equation(latex):
                if not _equation(place, latex, display=True):
                    _run(place, latex, mono=True)
            case Missing(told):
                _run(place, told, colour="8A3D00")
            case _:
                raise TypeError(f"{type(block).__name__} was not resolved")

    def _list(self, cell: _Cell, block: Bullets, room: float, level: int, free: Line_ | None) -> None:
        number = (
            self._bullets if block.first is None else _numbering(self._made, ordered=True, first=block.first)
        )
        for item in block.items:
            place = free or cell.add_paragraph()
            free = None
            _numbered(place, number, level)
            others: tuple[Block, ...] = item
            if item and isinstance(item[0], Paragraph):
                self._inlines(place, item[0].inlines)
                others = item[1:]
            self._blocks(cell, others, room, level=level + 1, more=True)

    def _tabled(self, cell: _Cell, block: Table, room: float) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm

        sides = {"right": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER}
        if block.caption:
            caption = cell.add_paragraph()
            _run(caption, block.caption, size=8.5, colour="4D5A69")
            caption.paragraph_format.keep_with_next = True
        widths = _widths(block, room - 0.5)
        table = _inner_table(cell, widths)
        table.style = self._made.styles["Table Grid"]
        for at, row in enumerate((block.header, *block.rows)):
            cells = table.add_row().cells
            for within, inlines, align, width in zip(cells, row, block.align, widths, strict=True):
                within.width = Cm(width)
                place = within.paragraphs[0]
                self._inlines(place, inlines, strong=at == 0)
                place.alignment = sides.get(align)
                if at == 0:
                    _shade(within, GREY)

    def _inlines(self, place: Line_, inlines: Iterable[Inline], *, strong: bool = False) -> None:
        for inline in inlines:
            match inline:
                case Words(text, bold, slanted, struck):
                    _run(place, text, strong=bold or strong, slanted=slanted, struck=struck)
                case Mono(text):
                    _run(place, text, mono=True, size=8.5)
                case Maths(latex):
                    if not _equation(place, latex, display=False):
                        _run(place, latex, mono=True)
                case Link(url, inner):
                    _link(place, url, "".join(one.text for one in inner))
                case Break():
                    place.add_run().add_break()


def _inner_table(cell: _Cell, widths: tuple[float, ...]) -> Any:
    """Add a table inside a cell; the paragraph Word wants behind it is made as low as one can be."""
    from docx.shared import Cm, Pt

    table: Any = cell.add_table(rows=0, cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    behind = cell.paragraphs[-1]
    behind.paragraph_format.space_after = Pt(0)
    behind.paragraph_format.line_spacing = Pt(4)
    return table


def _widths(table: Table, room: float) -> tuple[float, ...]:
    """Return the widths of a table's columns in cm, by the widest text of each; a short table stays short."""
    rows = (table.header, *table.rows)
    longest = [max(columns(plain_text(row[at])) for row in rows) for at in range(len(table.header))]
    wanted = [min(max(count, 4), 40) * 0.19 + 0.5 for count in longest]
    scale = min(1.0, room / sum(wanted))
    return tuple(width * scale for width in wanted)


def _run(
    place: Line_,
    text: str,
    *,
    strong: bool = False,
    slanted: bool = False,
    struck: bool = False,
    mono: bool = False,
    size: float | None = None,
    colour: str = "",
) -> Any:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run = place.add_run(clean(text))
    font = run.font
    font.bold, font.italic, font.strike = strong or None, slanted or None, struck or None
    if size:
        font.size = Pt(size)
    if colour:
        font.color.rgb = RGBColor.from_string(colour)
    if mono:
        font.name = MONO
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HANGUL)
    return run


def _label(cell: _Cell, label: str) -> None:
    _shade(cell, BLUE)
    _run(cell.paragraphs[0], label, strong=True)


def _shade(cell: _Cell, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour))


def _open_top() -> Any:
    """Return borders without the upper one: the label's cell goes on."""
    borders = _element("w:tcBorders")
    borders.append(_element("w:top", val="nil"))
    return borders


def _caption(cell: _Cell, caption: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    place = cell.add_paragraph()
    place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(place, caption, size=8.5, colour="4D5A69")


def _indented(place: Line_, level: int) -> Line_:
    from docx.shared import Cm

    if level:
        place.paragraph_format.left_indent = Cm(level * INDENT)
    return place


def _picture(place: Line_, picture: Picture, room: float) -> None:
    """Put a picture in, no wider than its room; what it shows is said to those who cannot see it."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    place.paragraph_format.space_before = Pt(3)  # else it may cover the border above
    width, height = (side * picture.points / POINTS for side in (picture.width, picture.height))
    scale = min(1.0, max(room, 1.0) / width, TALLEST / height)
    run = place.add_run()
    run.add_picture(io.BytesIO(picture.data), width=Cm(width * scale), height=Cm(height * scale))
    run._r.xpath(".//wp:docPr")[0].set("descr", clean(picture.alt))
    place.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _link(place: Line_, url: str, text: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    run = _run(place, text, colour="0B5394" if is_followed(url) else "")
    if not is_followed(url):
        return
    run.font.underline = True
    link = _element("w:hyperlink")
    link.set(qn("r:id"), place.part.relate_to(clean(url), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    place._p.remove(run._r)
    link.append(run._r)
    place._p.append(link)


def _equation(place: Line_, latex: str, *, display: bool) -> bool:
    """Put a Word equation in; False where the LaTeX cannot be read."""
    from docx.oxml import parse_xml

    from loopwise.reports.exporters._omml import omml

    if not (made := omml(latex)):
        return False
    element = parse_xml(made)
    if display:
        whole = _element("m:oMathPara")
        whole.append(element)
        element = whole
    place._p.append(element)
    return True


def _numbered(place: Line_, number: int, level: int) -> None:
    """Make a paragraph an item of a list."""
    from docx.shared import Cm

    properties = _element("w:numPr")
    properties.append(_element("w:ilvl", val=str(min(level, 8))))
    properties.append(_element("w:numId", val=str(number)))
    place._p.get_or_add_pPr().append(properties)
    place.paragraph_format.left_indent = Cm((level + 1) * INDENT)
    place.paragraph_format.first_line_indent = Cm(-INDENT * 0.8)


def _numbering(made: Any, *, ordered: bool, first: int = 1) -> int:
    """Define a list of its own, so that numbers begin where the text says; return its number."""
    from docx.oxml.ns import qn

    part = made.part.numbering_part.element
    known = [int(one.get(qn("w:abstractNumId"))) for one in part.findall(qn("w:abstractNum"))]
    abstract = _element("w:abstractNum", abstractNumId=str(max(known, default=0) + 1))
    for level in range(9):
        told = _element("w:lvl", ilvl=str(level))
        told.append(_element("w:start", val=str(first if level == 0 else 1)))
        told.append(_element("w:numFmt", val="decimal" if ordered else "bullet"))
        told.append(_element("w:lvlText", val=f"%{level + 1}." if ordered else "•◦▪"[min(level, 2)]))
        told.append(_element("w:lvlJc", val="left"))
        abstract.append(told)
    numbers = part.findall(qn("w:num"))
    (numbers[0].addprevious if numbers else part.append)(abstract)
    number = part.add_num(int(abstract.get(qn("w:abstractNumId"))))
    return int(number.numId)
