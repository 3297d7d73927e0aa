"""Generated reports: whatever people write builds in every format, or fails with a message that names the row.

Nothing written becomes markup: no script, no file read, no formula of a template.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reports.test_exporters import READERS, Page
from reports.told import bare

from loopwise.errors import LoopwiseError
from loopwise.reports.checks import Desk, problems
from loopwise.reports.composing import compose
from loopwise.reports.exporters import exporter_named, formats
from loopwise.reports.rows import ROWS
from loopwise.reports.week import read_week

HOSTILE = st.sampled_from(
    [
        '#read("/etc/passwd")', "#import \"x.typ\"", "<script>alert(1)</script>", "{{ 7 * 7 }}", "{{", "}}",
        "{{ loopwise: fit 1 }}", "{{ loopwise: fit nope.json }}", "$x$", "$$", "$\\frac{$", "$\\href{javascript:x}{y}$",
        "![a](b.png)", "![a](../../../etc/passwd)", "[a](javascript:alert(1))", "[a](<b c>)", "<!--", "-->", "]]>",
        "&amp;", "\\", "`", "```", "~~~", "*", "**", "_", "|", "| a | b |\n|---|---|\n| 1 |", "# ", "---", "\t", "\x00",
        "\x0b", "\u2028", "\ufeff", "\u202e", "\u200d", "\ud800", "@label", "=1+1", "%PDF-", "</td></tr>", "'''", '"',
    ]
)  # fmt: skip
ODD = st.sampled_from(
    [
        "🧠👩‍👩‍👧",
        "مرحبا بالعالم",
        "שלום",
        "한글 조합형 \u1112\u1161\u11ab",
        "漢字かな",
        "é\u0301",
        "ﷺ",
        "𝕏",
        "\U0010ffff",
        "ａ",
    ]
)
WORDS = st.one_of(
    HOSTILE, ODD, st.text(max_size=30), st.sampled_from(["x" * 300, "가" * 300, "손실(loss)", ""])
)
LINE = st.lists(WORDS, min_size=1, max_size=5).map(lambda words: " ".join(words).replace("\n", " "))


@st.composite
def block(draw, depth=0):
    """Return some lines of Markdown."""
    kind = draw(st.sampled_from(["text", "list", "code", "math", "table", "quote", "raw", "picture"]))
    if kind == "list" and depth < 4:
        items = draw(st.lists(block(depth=depth + 1), min_size=1, max_size=3))
        mark = draw(st.sampled_from(["- ", "* ", "3. "]))
        return "\n".join(mark + item.replace("\n", "\n" + " " * len(mark)) for item in items)
    if kind == "code":
        return (
            f"```{draw(st.sampled_from(['', 'python', 'no such language', '#', '<b>']))}\n{draw(LINE)}\n```"
        )
    if kind == "math":
        return draw(
            st.sampled_from(
                ["$$\nx^2\n$$", "$$\n\\frac{a\n$$", "$$\n\\text{손실}\n$$", "$$\n#x\n$$", "$$\n\n$$"]
            )
        )
    if kind == "table":
        columns = draw(st.integers(1, 12))
        rows = [
            [draw(st.sampled_from(["1", "가나다", "x" * 60, "a | b", ""])) for _ in range(columns)]
            for _ in range(2)
        ]
        cells = ["| " + " | ".join(row) + " |" for row in rows]
        return "\n".join([cells[0], "|" + "---|" * columns, *cells[1:]])
    if kind == "quote":
        return "> " + draw(LINE)
    if kind == "raw":
        return draw(st.text(max_size=120))
    return draw(LINE)


@st.composite
def reports(draw):
    """Return the text of a whole report, empty rows and enormous ones included."""
    names = draw(st.lists(st.one_of(WORDS, st.sampled_from(["팀원 A", "팀원 B"])), max_size=4))
    pairs = {
        "team": draw(LINE), "submitter": draw(LINE), "participants": ", ".join(names),
        "date": draw(st.sampled_from(["2025-05-08", "", "어제", "2025-02-31", "0001-01-01", "9999-12-31"])),
        "time": draw(st.sampled_from(["17:30-18:30", "", "x", "25:00-26:00"])),
        "attendance": draw(st.sampled_from(["3", "", "셋", "9" * 40])),
        "week": draw(st.sampled_from(["8", "", "여덟"])),
        "language": draw(st.sampled_from(["ko", "en", "", "xx"])),
    }  # fmt: skip
    lines = ["---", *(f"{key}: {value}".replace("\n", " ") for key, value in pairs.items()), "---"]
    for row in ROWS:
        lines += ["", f"# {draw(st.sampled_from([row.label.ko, row.label.en, row.key]))}", ""]
        lines += ["\n\n".join(draw(st.lists(block(), max_size=2)))]
        for name in names if row.shape in ("members", "people") else ():
            lines += [
                "",
                f"## {name}".replace("\n", " "),
                "",
                "\n\n".join(draw(st.lists(block(), max_size=2))),
            ]
        if draw(st.integers(0, 30)) == 30:
            lines += ["", *(f"- {number}" for number in range(300))]
    return "\n".join(lines)


def build_everywhere(text, folder):
    """Build in every format; return the failures' messages."""
    week = read_week(text, folder / "week.md")
    problems(Desk(week))  # an editor reads anything
    document = compose(week)
    failures = []
    for name in formats():
        try:
            made = next(iter(exporter_named(name).files(document).values()))
        except LoopwiseError as problem:
            failures.append(str(problem.message))
            continue
        look_at(name, made)
    return failures


def look_at(name, made):
    """Ask of a file what must be true of any."""
    if name == "pdf":
        assert made.startswith(b"%PDF-") and b"pdfuaid" in made
    elif name == "docx":
        docx.Document(io.BytesIO(made))
        with zipfile.ZipFile(io.BytesIO(made)) as parts:
            assert not any(
                b"javascript:" in parts.read(one) for one in parts.namelist() if one.endswith(".rels")
            )
    elif name == "html":
        page = Page(made.decode())
        assert not {"script", "iframe", "object", "embed", "form"} & set(page.tags)
        assert not [url for url in page.named if re.match(r"(?i)javascript:|file:", url)]
    else:
        made.decode()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=reports())
def test_some_generated_reports_build_everywhere(text, tmp_path_factory):
    assert build_everywhere(text, tmp_path_factory.mktemp("r")) == []


@pytest.mark.soak
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=reports())
def test_two_hundred_generated_reports_build_everywhere(text, tmp_path_factory):
    assert build_everywhere(text, tmp_path_factory.mktemp("r")) == []


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(line=LINE.filter(lambda line: line.strip()))
def test_a_plain_line_is_told_as_it_is_in_word_and_html(line, tmp_path_factory):
    """As code, a line has no markup of its own: what goes in comes out."""
    shown = re.sub("[^\t\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", line)
    text = f"---\n---\n# 과제\n\n~~~~~~text\n{line}\n~~~~~~\n"
    document = compose(read_week(text, tmp_path_factory.mktemp("r") / "week.md"))
    for name in ("html", "docx"):
        made = next(iter(exporter_named(name).files(document).values()))
        assert bare(unicodedata.normalize("NFC", shown)) in bare(READERS[name](made)), name
