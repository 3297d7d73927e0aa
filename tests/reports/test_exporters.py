"""Word, HTML and Markdown over the same tree: nothing is lost, nothing becomes markup, bytes repeat."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from reports.told import bare, sentences

from loopwise.errors import LoopwiseError
from loopwise.reports.blocks import (
    Attached,
    Break,
    Bullets,
    Link,
    Listing,
    Maths,
    Mono,
    Paragraph,
    Table,
    Words,
    every,
    text_of,
)
from loopwise.reports.building import build, desk_for, load_week
from loopwise.reports.checks import problems
from loopwise.reports.composing import compose
from loopwise.reports.document import Document, Wide, blocks_of_line
from loopwise.reports.exporters import exporter_named, formats
from loopwise.reports.markdown import blocks_of

HOSTILE = '<script>alert(1)</script> #read("x") {{ 7*7 }} *a* _b_ `c` [d](e) & | ~~f~~ $g'


class Page(HTMLParser):
    """The text of a page, its tags, and what its attributes name."""

    def __init__(self, page):
        super().__init__()
        self.text, self.tags, self.named = "", [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.named += [value for name, value in attributes if name in ("src", "href")]

    def handle_data(self, data):
        self.text += data


def text_of_docx(data):
    """Return all text of a Word document, line breaks as such."""
    body = docx.Document(io.BytesIO(data)).element.body
    tags = {qn("w:t"): None, qn("w:br"): "\n", qn("w:tab"): "\t", qn("m:t"): None}
    return "".join((tags[one.tag] or one.text or "") for one in body.iter() if one.tag in tags)


@pytest.fixture
def document(project):
    return compose(load_week(project / "2025-05-08.md"))


def exported(document, name):
    return next(iter(exporter_named(name).files(document).values()))


def with_text(*blocks):
    """Return a document of one row."""
    return Document("제목", "ko", "A", datetime(2025, 5, 8), (Wide("goals", "학습목표", blocks),))


def _read_again(text):
    """Return the text of Markdown as a reader of Markdown finds it; tags of HTML are words to ours."""
    blocks = blocks_of(text)
    return text_of(blocks) + "".join(one.caption for one in every(blocks) if isinstance(one, Attached))


READERS = {
    "html": lambda data: Page(data.decode()).text,
    "docx": text_of_docx,
    "md": lambda data: _read_again(data.decode()),
}


@pytest.mark.parametrize("name", READERS)
def test_every_sentence_is_found(document, name):
    told = bare(READERS[name](exported(document, name)))
    assert [one for one in sentences(document) if bare(one) not in told] == []


def test_all_formats_have_the_same_bytes_in_another_process(project):
    week = load_week(project / "2025-05-08.md")
    build(week, formats(), project / "out")
    code = (
        "from pathlib import Path; from loopwise.reports.building import build, load_week;"
        f"build(load_week('2025-05-08.md'), {formats()!r}, Path('again'))"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=project, check=True)
    files = {one.relative_to(project / "out") for one in (project / "out").rglob("*") if one.is_file()}
    assert len(files) == len(formats()) + 3  # the pictures of the Markdown
    for file in files:
        assert (project / "out" / file).read_bytes() == (project / "again" / file).read_bytes(), file


@pytest.mark.parametrize("name", READERS)
def test_what_looks_like_markup_is_text(name):
    made = exported(with_text(Paragraph((Words(HOSTILE),)), Listing(HOSTILE, "python")), name)
    if name == "md":
        found = blocks_of(made.decode().split("\n\n", 2)[2])
        assert [one.text for one in found if isinstance(one, (Paragraph, Listing))][:2] == [HOSTILE, HOSTILE]
        return
    assert READERS[name](made).count(HOSTILE) == 2
    if name == "html":
        assert "script" not in Page(made.decode()).tags


def test_a_page_asks_nothing_of_anybody(document):
    page = Page(exported(document, "html").decode())
    pictures = [one for one in page.named if one.startswith("data:image/png;base64,")]
    assert len(pictures) == 3 and [one for one in page.named if one not in pictures and one[0] != "#"] == [
        "https://github.com/team/study/tree/main/codes/week8_losses"
    ]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
@pytest.mark.parametrize("name", formats())
def test_a_link_that_is_no_address_is_not_followed(name, url):
    made = exported(with_text(Paragraph((Link(url, (Words("here"),)),))), name)
    if name == "docx":
        with zipfile.ZipFile(io.BytesIO(made)) as parts:
            made = b"".join(parts.read(one) for one in parts.namelist())
    assert url.encode() not in made


# A block -> the Markdown it becomes reads as the very same block again.
ROUND = [
    Paragraph((Words("1. no list"),)),
    Paragraph((Words("- no bullet"),)),
    Paragraph((Words("# no heading"),)),
    Paragraph((Words("재현율(recall)", strong=True), Words("을 본다"))),
    Paragraph((Words("a "), Words("b", slanted=True), Words(" c "), Words("d", struck=True))),
    Paragraph((Words("x "), Mono("a`b"), Words(" y "), Maths(r"\frac{1}{2}"))),
    Paragraph((Words("one"), Break(), Words("two"))),
    Bullets(
        ((Paragraph((Words("a"),)), Bullets(((Paragraph((Words("b"),)),),))), (Paragraph((Words("c"),)),))
    ),
    Bullets(((Paragraph((Words("a"),)),), (Paragraph((Words("b"),)),)), first=3),
    Table(((Words("a"),), (Words("b|c"),)), (((Words("1"),), (Words("2"),)),), ("left", "right")),
    Listing("x = '```'\n\ny = 1", "python"),
]


@pytest.mark.parametrize("block", ROUND, ids=lambda one: type(one).__name__)
def test_markdown_reads_as_the_same_block_again(block):
    made = exported(with_text(block), "md").decode()
    body = made.split('<td colspan="3">\n\n')[1].split("\n\n</td>")[0]
    (again,) = blocks_of(body)
    lines = {"line": block.line} if isinstance(block, (Listing, Table)) else {}
    assert (replace(again, **lines) if lines else again) == block


def test_word_repeats_the_long_rows_label_and_has_real_equations(document):
    made = docx.Document(io.BytesIO(exported(document, "docx")))
    long = made.tables[1]
    assert long.rows[0]._tr.xpath("./w:trPr/w:tblHeader") and long.rows[0].cells[0].text == "학습내용"
    assert [row.cells[1].paragraphs[0].text for row in long.rows[1:]] == ["팀원 A", "팀원 B"]
    assert len(made.element.body.xpath(".//m:oMath")) == 2
    assert made.element.body.xpath(".//m:f/m:num") and made.element.body.xpath(".//m:oMathPara")
    levels = [int(one.val) for one in made.element.body.xpath(".//w:numPr/w:ilvl")]
    assert max(levels) == 2
    assert made.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "맑은 고딕"
    assert made.core_properties.created.isoformat().startswith("2025-05-08T17:30")
    assert all(one.get("descr") for one in made.element.body.xpath(".//wp:docPr"))


def test_a_formula_that_cannot_be_drawn_is_told_as_code():
    for name in ("html", "docx"):
        made = exported(with_text(Paragraph((Maths(r"\frac{a"),))), name)
        assert r"\frac{a" in READERS[name](made)


def test_a_report_never_overwrites_its_own_text(project):
    week = load_week(project / "2025-05-08.md")
    with pytest.raises(LoopwiseError, match="own text"):
        build(week, ["md"], project)
    assert load_week(project / "2025-05-08.md") == week


def test_an_unknown_format_and_a_folder_that_is_a_file_are_refused(project):
    week = load_week(project / "2025-05-08.md")
    with pytest.raises(LoopwiseError, match="xls"):
        build(week, ["pdf", "xls"], project / "out")
    assert not (project / "out").exists()
    with pytest.raises(LoopwiseError, match="cannot be written"):
        build(week, ["html"], project / "team.toml")


def test_what_is_missing_is_told_in_its_place(project):
    file = project / "2025-05-08.md"
    file.write_text(file.read_text("utf-8").replace("curve.png", "gone.png"), encoding="utf-8")
    document = compose(load_week(file))
    assert any(
        type(one).__name__ == "Missing" for line in document.lines[4:6] for one in every(blocks_of_line(line))
    )
    for name in READERS:
        assert "gone.png" in READERS[name](exported(document, name))


EXAMPLE = Path(__file__).parents[2] / "examples" / "week8" / "2025-05-08.md"


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """Build the example week in every format; return its document and the folder."""
    out = tmp_path_factory.mktemp("example")
    week = load_week(EXAMPLE)
    build(week, formats(), out)
    return compose(week), out


def test_the_example_week_has_nothing_to_mend():
    assert problems(desk_for(EXAMPLE)) == []


def test_every_sentence_of_the_example_is_found_in_every_format(example, pdf_text):
    document, out = example
    for name, read in {**READERS, "pdf": pdf_text}.items():
        told = bare(read((out / f"2025-05-08.{name}").read_bytes())).replace("<br>", "")
        assert [one for one in sentences(document) if bare(one) not in told] == [], name


@pytest.mark.soak
def test_an_outside_checker_finds_the_pdf_accessible(example):
    done = subprocess.run(
        [sys.executable, "-m", "pdfua", "check", example[1] / "2025-05-08.pdf"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and "errors=0 warnings=0" in done.stdout, done.stdout


@pytest.mark.soak
def test_libreoffice_opens_the_word_document(example, pdf_text, tmp_path):
    program = shutil.which("soffice")
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "install libreoffice-writer and libreoffice-math"
        )
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [program, home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path]
    subprocess.run([*command, example[1] / "2025-05-08.docx"], check=True, capture_output=True, timeout=300)
    data = (tmp_path / "2025-05-08.pdf").read_bytes()
    told = bare(pdf_text(data))
    assert [one for one in sentences(example[0]) if bare(one) not in told] == []
    assert told.count("학습내용") >= 3  # the label is named again on every page the row goes on to
    assert "η<1" in told  # an equation that was set, not lost
