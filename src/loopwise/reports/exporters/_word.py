"""What python-docx lacks, and what every part of the Word document shares: runs, cells, lists, links, equations.

run = add_run(paragraph, "손실", strong=True)
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from loopwise.rendering.columns import columns
from loopwise.reports.blocks import Picture, Table, plain_text
from loopwise.reports.exporters._omml import omml
from loopwise.reports.exporters._words import clean
from loopwise.reports.markdown import is_followed

if TYPE_CHECKING:
    from docx.table import _Cell as Cell
    from docx.text.paragraph import Paragraph as Line

HANGUL, LATIN, MONO = "맑은 고딕", "Malgun Gothic", "Consolas"
BLUE, GREY, CODE = "DCE9F7", "F1F5F9", "F5F7F9"
INDENT = 0.55  # cm a level of a list
TALLEST = 17.0  # cm of a picture
POINTS = 28.35  # to the centimetre
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of zip's calendar: the same report is the same bytes


def undated(data: bytes) -> bytes:
    """Return the same zip with one date for all of its members."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            told = zipfile.ZipInfo(member.filename, _FIRST_DAY)
            told.external_attr, told.compress_type = 0o600 << 16, zipfile.ZIP_DEFLATED
            new.writestr(told, old.read(member))
    return out.getvalue()


def element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    prefix = name.partition(":")[0]
    for key, value in attributes.items():
        made.set(qn(f"{prefix}:{key}"), value)
    return made


def inner_table(cell: Cell, widths: tuple[float, ...]) -> Any:
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


def column_widths(table: Table, room: float) -> tuple[float, ...]:
    """Return the widths of a table's columns in cm, by the widest text of each; a short table stays short."""
    rows = (table.header, *table.rows)
    longest = [max(columns(plain_text(row[at])) for row in rows) for at in range(len(table.header))]
    wanted = [min(max(count, 4), 40) * 0.19 + 0.5 for count in longest]
    scale = min(1.0, room / sum(wanted))
    return tuple(width * scale for width in wanted)


def add_run(
    place: Line,
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


def label_cell(cell: Cell, label: str) -> None:
    shade(cell, BLUE)
    add_run(cell.paragraphs[0], label, strong=True)


def shade(cell: Cell, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=colour))


def open_top() -> Any:
    """Return borders without the upper one: the label's cell goes on."""
    borders = element("w:tcBorders")
    borders.append(element("w:top", val="nil"))
    return borders


def add_caption(cell: Cell, caption: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    place = cell.add_paragraph()
    place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_run(place, caption, size=8.5, colour="4D5A69")


def indented(place: Line, level: int) -> Line:
    from docx.shared import Cm

    if level:
        place.paragraph_format.left_indent = Cm(level * INDENT)
    return place


def add_picture(place: Line, picture: Picture, room: float) -> None:
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


def add_link(place: Line, url: str, text: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    run = add_run(place, text, colour="0B5394" if is_followed(url) else "")
    if not is_followed(url):
        return
    run.font.underline = True
    link = element("w:hyperlink")
    link.set(qn("r:id"), place.part.relate_to(clean(url), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    place._p.remove(run._r)
    link.append(run._r)
    place._p.append(link)


def add_equation(place: Line, latex: str, *, display: bool) -> bool:
    """Put a Word equation in; False where the LaTeX cannot be read."""
    from docx.oxml import parse_xml

    if not (made := omml(latex)):
        return False
    equation = parse_xml(made)
    if display:
        whole = element("m:oMathPara")
        whole.append(equation)
        equation = whole
    place._p.append(equation)
    return True


def make_item(place: Line, number: int, level: int) -> None:
    """Make a paragraph an item of a list."""
    from docx.shared import Cm

    properties = element("w:numPr")
    properties.append(element("w:ilvl", val=str(min(level, 8))))
    properties.append(element("w:numId", val=str(number)))
    place._p.get_or_add_pPr().append(properties)
    place.paragraph_format.left_indent = Cm((level + 1) * INDENT)
    place.paragraph_format.first_line_indent = Cm(-INDENT * 0.8)


def define_list(made: Any, *, ordered: bool, first: int = 1) -> int:
    """Define a list of its own, so that numbers begin where the text says; return its number."""
    from docx.oxml.ns import qn

    part = made.part.numbering_part.element
    known = [int(one.get(qn("w:abstractNumId"))) for one in part.findall(qn("w:abstractNum"))]
    abstract = element("w:abstractNum", abstractNumId=str(max(known, default=0) + 1))
    for level in range(9):
        told = element("w:lvl", ilvl=str(level))
        told.append(element("w:start", val=str(first if level == 0 else 1)))
        told.append(element("w:numFmt", val="decimal" if ordered else "bullet"))
        told.append(element("w:lvlText", val=f"%{level + 1}." if ordered else "•◦▪"[min(level, 2)]))
        told.append(element("w:lvlJc", val="left"))
        abstract.append(told)
    numbers = part.findall(qn("w:num"))
    (numbers[0].addprevious if numbers else part.append)(abstract)
    number = part.add_num(int(abstract.get(qn("w:abstractNumId"))))
    return int(number.numId)
