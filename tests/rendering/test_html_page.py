"""A run as a page in a file: whole, in both languages, asking nobody for anything, and nobody's code runs in it."""

from __future__ import annotations

import dataclasses
import re
import sys
from html.parser import HTMLParser

import pytest
from rendering.reports import ACCUMULATE, RUN, STRANGE

from loopwise.faults import fault_named
from loopwise.figures import to_plotly, watch_loss
from loopwise.figures.inline import colours
from loopwise.records import LayerSeries, Place, Series, WatchReport
from loopwise.rendering.html_figures import layer_figures
from loopwise.rendering.html_page import show_page
from loopwise.text import speaking

EVIL = "</style><script>alert(1)</script><img src=http://evil.example/x> & \"quoted\" 'single'"
ADDRESSES = {"src", "href", "action", "data", "poster", "srcset", "background"}
SEVERAL = dataclasses.replace(RUN, findings=(ACCUMULATE, STRANGE))
HEALTHY = dataclasses.replace(RUN, findings=())


class Page(HTMLParser):
    """What a page holds: its tags in order, its attributes, its text, the text of each tag."""

    VOID = {"meta", "br"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.inside: dict[str, list[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        self.inside.setdefault(tag, []).append("")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data
        for tag in set(self.open):
            self.inside[tag][-1] += data


def page(report: WatchReport, language: str = "en", command: str = "") -> Page:
    with speaking(language):
        return Page(show_page(report, command=command))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("report", [RUN, SEVERAL, HEALTHY, WatchReport("a.py", ())])
def test_it_is_whole_and_asks_nobody_for_anything(report, language):
    shown = page(report, language)
    assert shown.open == []
    assert shown.tags.count("h1") == 1
    assert ("lang", language) in shown.attributes
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & set(shown.tags)
    foreign = [(k, v) for k, v in shown.attributes if k in ADDRESSES and not v.startswith("#")]
    assert not foreign
    with speaking(language):
        html = show_page(report)
    assert "http" not in html.replace("http-equiv", "")
    assert not re.search(r"url\((?!#)|@import", html)
    ids = [value for name, value in shown.attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_the_root_cause_is_on_top_with_its_numbers_and_the_others_are_folded():
    shown = page(SEVERAL)
    assert shown.inside["h1"] == [fault_named("gradients-accumulate").title.en]
    assert shown.inside["mark"] == ["loss.backward()"]
    assert {"2.500", "0.500", "58"} <= set(shown.inside["dd"])
    assert "+\toptimizer.zero_grad()" in shown.text
    assert "loopwise check --fix train.py" in shown.text
    folded = [text for text in shown.inside["details"] if "share" in text]
    assert len(folded) == 1 and "a.py:1:1" in folded[0]
    assert shown.text.index("Root cause") < shown.text.index("Also found: 1")


def test_what_was_seen_and_what_was_not_is_told():
    report = dataclasses.replace(RUN, not_observed=("compiled-region",), ended="failed", exit_code=3)
    shown = page(report, "ko", command="loopwise watch --output a.html train.py")
    for told in ("스텝 400개", "torch.compile", "종료 코드 3", "softmax-before-cross-entropy"):
        assert told in shown.text
    assert "프로그램이 오류로 끝남" in shown.inside["header"][0]
    assert "loopwise watch --output a.html train.py" in shown.inside["code"]


@pytest.mark.parametrize(
    ("language", "line"), [("en", "No problems found."), ("ko", "찾은 문제가 없습니다.")]
)
def test_a_healthy_run_says_so_in_one_line(language, line):
    shown = page(HEALTHY, language)
    assert shown.inside["h1"] == [line]
    assert "mark" not in shown.inside and "article" not in shown.inside


def test_a_run_without_a_step_is_not_called_healthy():
    assert "No training was seen" in page(WatchReport("a.py", ())).inside["h1"][0]


def test_a_person_s_text_cannot_become_html():
    place = Place(EVIL, 1, 1, 1, 9)
    evil = dataclasses.replace(
        STRANGE,
        fault=EVIL,
        place=place,
        evidence={EVIL: EVIL},
        step=1,
        series={EVIL: Series((1, 2), (1.0, 2.0))},
    )
    report = WatchReport(
        EVIL,
        (dataclasses.replace(ACCUMULATE, place=place, repair=None, evidence={"leftover": EVIL}), evil),
        steps=2,
        losses={EVIL: Series((0, 1), (1.0, 2.0))},
        looked_at=(EVIL,),
        not_observed=(f"probe-failed:{EVIL}", EVIL),
        sources={place.source: EVIL},
    )
    shown = page(report, command=f"loopwise watch '{EVIL}'")
    assert shown.open == []
    assert not {"script", "img"} & set(shown.tags)
    assert EVIL in shown.inside["title"][0] and EVIL in shown.inside["header"][0]
    assert shown.text.count(EVIL) >= 8


def test_the_browser_is_told_to_load_nothing():
    policy = next(value for name, value in page(RUN).attributes if name == "content")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_without_matplotlib_the_page_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.delitem(sys.modules, "loopwise.figures.files", raising=False)
    shown = page(RUN)
    assert "svg" not in shown.tags
    assert shown.text.count('pip install "loopwise[fit]"') == 1
    assert {"2.500", "0.500"} <= set(shown.inside["dd"])


def test_figures_keep_their_text_and_take_the_page_s_colours():
    pytest.importorskip("matplotlib")
    with speaking("ko"):
        html = show_page(RUN)
    drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(drawings) == 3  # the loss for a laptop and a phone, one series
    assert all("스텝(step)</text>" in drawing and "var(--fig-accent)" in drawing for drawing in drawings)
    used = set(re.findall(r"var\((--fig-\w+)\)", "".join(drawings)))
    for dark in (False, True):
        assert used <= set(re.findall(r"--fig-\w+", colours(dark=dark)))
    assert "font-family" not in "".join(drawings)


def test_the_same_run_is_the_same_page_whatever_the_program_set_for_its_own_figures():
    matplotlib = pytest.importorskip("matplotlib")
    its_own = {"text.usetex": True, "axes.facecolor": "black", "lines.linewidth": 9, "axes.xmargin": 0.4}
    with speaking("en"):
        before = show_page(SEVERAL)
        with matplotlib.rc_context(its_own):
            assert show_page(SEVERAL) == before
            assert {name: matplotlib.rcParams[name] for name in its_own} == its_own


def test_a_loss_that_diverged_is_drawn_by_powers_of_ten_and_named():
    pytest.importorskip("matplotlib")
    losses = {"mse": Series((0, 1, 2, 3), (1.0, 1e5, float("inf"), float("nan")))}
    report = dataclasses.replace(RUN, losses=losses)
    assert "mse (nan or inf from step 2)" in page(report).text
    assert watch_loss(report).panels[0].y.log
    assert not watch_loss(RUN).panels[0].y.log
    layout, data = to_plotly(watch_loss(report))["layout"], to_plotly(watch_loss(report))["data"]
    assert layout["yaxis"]["type"] == "log"
    mark = next(trace for trace in data if trace["name"] == "gradients-accumulate")
    assert mark["y"][:2] == [1.0, 1e5]


def test_a_layers_name_stands_beside_the_colour_of_its_line():
    layers = [
        LayerSeries(name, Series((0, 1), (0.1, 0.2)), Series((0, 1), (0.3, 0.4))) for name in ("fc1", "fc2")
    ]
    html = layer_figures(dataclasses.replace(RUN, layers=tuple(layers)))
    figure = html.partition("</figure>")[0]
    legend, _, drawing = figure.partition("<svg")
    colours = re.findall(r"--role:([^\"]+)", legend)
    assert len(set(colours)) == 2 and all(f"stroke: {colour}" in drawing for colour in colours)
