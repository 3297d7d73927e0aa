"""The PDF: every sentence is found in it, it is PDF/UA-1 by typst, the same report is the same bytes."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import pytest
from reports.told import bare, sentences

from loopwise.errors import LoopwiseError
from loopwise.reports.blocks import Picture
from loopwise.reports.building import build, load_week
from loopwise.reports.composing import compose
from loopwise.reports.document import Wide
from loopwise.reports.exporters import exporter_named
from loopwise.reports.formulas import drawn


def test_every_sentence_is_found(project, pdf_text):
    document = compose(load_week(project / "2025-05-08.md"))
    told = bare(pdf_text(exporter_named("pdf").files(document)["2025-05-08.pdf"]))
    assert [one for one in sentences(document) if bare(one) not in told] == []
    assert "2025년05월08일17시30분~18시30분" in told and "2명" in told


def test_the_same_report_is_the_same_bytes_in_another_process(project):
    build(load_week(project / "2025-05-08.md"), ["pdf"], project / "out")
    code = (
        "from pathlib import Path; from loopwise.reports.building import build, load_week;"
        "build(load_week('2025-05-08.md'), ['pdf'], Path('again'))"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=project, check=True)
    first, again = ((project / name / "2025-05-08.pdf").read_bytes() for name in ("out", "again"))
    assert first == again


def test_it_says_it_is_accessible_and_carries_its_markdown(project):
    (data,) = exporter_named("pdf").files(compose(load_week(project / "2025-05-08.md"))).values()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data and b"/MarkInfo" in data
    assert b"week.md" in data and b"ko" in data


@pytest.mark.parametrize(
    "text", ['#read("week.md")', "#import", "*a* _b_ $c", "<script>", "]#[", "@label", "\\"]
)
def test_what_looks_like_markup_is_printed_as_it_is(project, pdf_text, text):
    file = project / "2025-05-08.md"
    shown = f"앞 {text} 뒤"
    escaped = re.sub(r"([\\*_<>\[\]$#@])", r"\\\1", shown)
    file.write_text(file.read_text(encoding="utf-8").replace("softmax의 위치가", escaped), encoding="utf-8")
    (data,) = exporter_named("pdf").files(compose(load_week(file))).values()
    assert bare(shown) in bare(pdf_text(data))


def test_an_english_form_has_english_labels_and_iso_dates(project, pdf_text):
    document = compose(load_week(project / "2025-05-08.md"), "en")
    told = bare(pdf_text(exporter_named("pdf").files(document)["2025-05-08.pdf"]))
    assert "Whatwasstudied" in told and "2025-05-0817:30~18:30" in told and "학습내용" not in told


def test_what_cannot_be_set_is_told_with_its_row(project):
    document = compose(load_week(project / "2025-05-08.md"))
    broken = Wide("homework", "과제", (Picture("x.png", b"no picture", "png", 9, 9, "alt"),))
    with pytest.raises(LoopwiseError, match="과제"):
        exporter_named("pdf").files(
            replace(document, lines=(*document.lines[:5], broken, *document.lines[5:]))
        )


def test_a_formula_may_hold_hangul():
    korean, latin = drawn(r"p_{\text{정답}} + x"), drawn("p_{y} + x")
    assert (
        korean
        and latin
        and korean.width > latin.width
        and korean.svg.count("<symbol") > latin.svg.count("<symbol")
    )
    assert drawn(r"\text{손실}").svg != drawn(r"\text{비용}").svg  # no boxes for letters the font lacks


def test_a_long_name_stays_in_its_cell(project, pdf_text, tmp_path):
    file = project / "2025-05-08.md"
    named = file.read_text(encoding="utf-8").replace("팀원 A", "Anna-Lena Freudenberger-Hohenlohe")
    file.write_text(named, encoding="utf-8")
    (data,) = exporter_named("pdf").files(compose(load_week(file))).values()
    assert "Freudenberger" in pdf_text(data)  # whole, and so found by search
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(tmp_path / "looked-at.pdf"), "-"],
        capture_output=True, text=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip
    found = re.findall(
        r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">Freudenberger-<', boxes
    )
    spans = [(float(left), float(right)) for left, _, right in found]
    label, name, last = (
        72 / 2.54 * 2.35,
        72 / 2.54 * 1.6,
        72 / 2.54 * 3.2,
    )  # cm: a label, the margin, the last column
    columns = [(name + label, name + 2 * label), (595.3 - name - last, 595.3 - name)]
    assert len(spans) >= 2
    assert all(any(low <= left and right <= high for low, high in columns) for left, right in spans)
