"""The notebook's HTML: escaped, complete, in both languages; formulas as SVG with their LaTeX."""

from __future__ import annotations

import dataclasses
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from rendering.reports import NOTEBOOK, RUN, SOFTMAX

from loopwise.diagnosis.search import explain
from loopwise.faults import catalogue
from loopwise.records import CheckReport, Followed
from loopwise.rendering import notebook_html
from loopwise.text import speaking


class Tags(HTMLParser):
    """Which tags stand open, which were met, and the text outside them."""

    def __init__(self, html):
        super().__init__()
        self.open, self.met, self.text = [], set(), ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.met.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("language", ["en", "ko"])
def test_reports_are_whole_html(language):
    with speaking(language):
        for report in (NOTEBOOK, RUN, CheckReport((), Followed()), explain("2.303")):
            page = Tags(notebook_html.show(report))
            assert page.open == []
            assert page.met.isdisjoint({"script", "style", "img", "link", "iframe"})


def test_it_says_what_the_terminal_says():
    with speaking("ko"):
        text = Tags(notebook_html.show(NOTEBOOK)).text
    for told in ("오류 · 확실", "week6.ipynb:cell 4:12:16", "1.461", "return self.fc2(x)", "셀 10개"):
        assert told in text


def test_the_numbers_of_a_run_are_there():
    with speaking("en"):
        text = Tags(notebook_html.show(RUN)).text
    assert "norm of the leftover gradient2.500" in text


def test_a_person_s_code_cannot_become_html():
    evil = "x = '<script>alert(1)</script>'  # <b>&"
    place = SOFTMAX.place._replace(line=1, column=5, end_line=1, end_column=30)
    finding = dataclasses.replace(SOFTMAX, place=place, repair=None, fault="<i>unknown</i>")
    page = Tags(notebook_html.show(CheckReport((finding,), Followed(), {place.source: evil})))
    assert evil in page.text
    assert page.met.isdisjoint({"script", "i"})


@pytest.mark.parametrize("fault", [one for one in catalogue() if one.formula], ids=lambda fault: fault.name)
def test_formulas_are_drawn_with_their_latex_as_alternative_text(fault):
    formulas = pytest.importorskip("loopwise.rendering.formulas")
    pytest.importorskip("ziamath")
    for latex in (fault.formula.latex, *fault.formula.symbols):
        drawing = ElementTree.fromstring(formulas.svg(latex))
        assert drawing.get("aria-label") == latex
        assert drawing.get("role") == "img"
        assert float(drawing.get("width")) > 0
    assert formulas.svg(fault.formula) == formulas.svg(fault.formula.latex)
