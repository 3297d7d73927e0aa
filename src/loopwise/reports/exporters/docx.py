"""Word by python-docx: the same bordered table, formulas as Word equations, hangul in a Korean font.

The long row is a table of its own whose first row, label and intro, repeats on every page it goes on to.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from loopwise.errors import MissingExtra
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
from loopwise.reports.exporters._exporter import Exporter
from loopwise.reports.exporters._word import (
    BLUE,
    CODE,
    GREY,
    HANGUL,
    INDENT,
    LATIN,
    add_caption,
    add_equation,
    add_link,
    add_picture,
    add_run,
    column_widths,
    define_list,
    element,
    indented,
    inner_table,
    label_cell,
    make_item,
    open_top,
    shade,
    undated,
)
from loopwise.reports.exporters._words import clean

if TYPE_CHECKING:
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as Line_

LABEL, NAME, WIDE, SMALL = 2.35, 2.35, 7.9, 2.8  # cm of the columns: label, name, value, last value
COLUMNS = (LABEL, NAME, WIDE, LABEL, SMALL)
WHOLE = sum(COLUMNS[1:])
LONGEST_PROPERTY = 255  # letters of a title or author: Word's limit


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
        return {f"{document.name}.docx": undated(written.getvalue())}


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
    language = element("w:lang", val="en-US", eastAsia="ko-KR")
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


class _Form:
    """Fills one document. `_lists` holds the numbering definitions that were made for its lists."""

    def __init__(self, made: Any) -> None:
        self._made = made
        self._bullets = define_list(made, ordered=False)
        self._table: Any = None

    def fill(self, document: Document) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        title = self._made.add_paragraph(style="Title")
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_run(title, document.title, size=15, strong=True, colour="000000")
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
                    add_run(cell.paragraphs[0], text, strong=at % 2 == 0)
                    if at % 2 == 0:
                        shade(cell, BLUE)
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
        label_cell(head, label)
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
            label_cell(head, line.label if at == 0 else "")
            if at == 0:
                row._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))
            else:
                head._tc.get_or_add_tcPr().append(open_top())
            if name:
                add_run(body.paragraphs[0], name, strong=True, size=10)
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
        add_run(hair, "", size=1)

    def _people(self, line: People) -> None:
        if line.intro:
            self._blocks(self._labelled(line.label), line.intro, WHOLE)
        first: Any = None
        for name, blocks in line.members:
            head, who, body = self._row(COLUMNS, (1, 1, 3))
            label_cell(head, line.label if first is None else "")
            first = head if first is None else first.merge(head)
            add_run(who.paragraphs[0], name)
            shade(who, GREY)
            self._blocks(body, blocks, WHOLE - NAME)
        for empty in first.paragraphs[1:] if first is not None else ():
            empty._p.getparent().remove(empty._p)

    def _gallery(self, cell: _Cell, line: Gallery) -> None:
        if line.pictures:
            table = inner_table(cell, (WHOLE / 2 - 0.25,) * 2)
            for at, picture in enumerate(line.pictures):
                if at % 2 == 0:
                    table.add_row()
                within = table.cell(at // 2, at % 2)
                add_picture(within.paragraphs[0], picture, WHOLE / 2 - 0.7)
                if picture.caption:
                    add_caption(within, picture.caption)
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
                    self._inlines(indented(free or cell.add_paragraph(), level), inlines)
                case Bullets():
                    self._list(cell, block, room, level, free)
                case Table():
                    self._tabled(cell, block, room)
                case Quote(inner):
                    self._blocks(cell, inner, room - INDENT, level=level + 1, more=free is None)
                case Picture():
                    place = indented(free or cell.add_paragraph(), level)
                    add_picture(place, block, room - level * INDENT - 0.9)
                    if block.caption:
                        add_caption(cell, block.caption)
                case _:
                    self._single(indented(free or cell.add_paragraph(), level), block)
            free = None

    def _single(self, place: Line_, block: Block) -> None:
        """Write a block that is one paragraph."""
        match block:
            case Listing(text):
                place._p.get_or_add_pPr().append(element("w:shd", val="clear", color="auto", fill=CODE))
                for at, line in enumerate(clean(text).split("\n")):
                    run = add_run(place, line, mono=True, size=8.5)
                    if at:
                        run._r.insert(1 if run._r.rPr is not None else 0, element("w:br"))
            case Equation(latex):
                if not add_equation(place, latex, display=True):
                    add_run(place, latex, mono=True)
            case Missing(told):
                add_run(place, told, colour="8A3D00")
            case _:
                raise TypeError(f"{type(block).__name__} was not resolved")

    def _list(self, cell: _Cell, block: Bullets, room: float, level: int, free: Line_ | None) -> None:
        number = (
            self._bullets if block.first is None else define_list(self._made, ordered=True, first=block.first)
        )
        for item in block.items:
            place = free or cell.add_paragraph()
            free = None
            make_item(place, number, level)
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
            add_run(caption, block.caption, size=8.5, colour="4D5A69")
            caption.paragraph_format.keep_with_next = True
        widths = column_widths(block, room - 0.5)
        table = inner_table(cell, widths)
        table.style = self._made.styles["Table Grid"]
        for at, row in enumerate((block.header, *block.rows)):
            cells = table.add_row().cells
            for within, inlines, align, width in zip(cells, row, block.align, widths, strict=True):
                within.width = Cm(width)
                place = within.paragraphs[0]
                self._inlines(place, inlines, strong=at == 0)
                place.alignment = sides.get(align)
                if at == 0:
                    shade(within, GREY)

    def _inlines(self, place: Line_, inlines: Iterable[Inline], *, strong: bool = False) -> None:
        for inline in inlines:
            match inline:
                case Words(text, bold, slanted, struck):
                    add_run(place, text, strong=bold or strong, slanted=slanted, struck=struck)
                case Mono(text):
                    add_run(place, text, mono=True, size=8.5)
                case Maths(latex):
                    if not add_equation(place, latex, display=False):
                        add_run(place, latex, mono=True)
                case Link(url, inner):
                    add_link(place, url, "".join(one.text for one in inner))
                case Break():
                    place.add_run().add_break()
