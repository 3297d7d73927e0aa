"""The Descent page: its callbacks as plain functions, and a browser that turns, clicks, types and plays."""

from __future__ import annotations

import base64
import json
import re
import time
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from dash import no_update
from werkzeug.exceptions import BadRequest

from loopwise import descend
from loopwise.errors import LoopwiseError
from loopwise.text import speaking
from loopwise.web.pages import descent
from loopwise.web.parts.descent_asked import RATES, TYPED, Asked, asked_by, asked_in, place_of, rates_in
from loopwise.web.parts.descent_form import FORM
from loopwise.web.visit import Visit


def values(**changed):
    """Return what the form sends, in its order."""
    usual = {
        "surface": "bowl", "function": "3*x**2 + y**2", "a": 3, "b": 1, "loss": "mse", "file": None,
        "x_column": None, "y_column": None, "rate": place_of(0.1), "rule": "sgd", "momentum": 0.9, "steps": 10,
        "schedule": "constant", "batch": 0, "ascend": False, "start_x": 5, "start_y": 4,
    }  # fmt: skip
    return [{**usual, **changed}[name] for name in FORM]


def asked(**changed):
    return asked_by(dict(zip(FORM, values(**changed), strict=True)))


def test_a_rate_moves_the_paths_and_leaves_the_surfaces():
    first = descent.moved(Visit(), "light", *values(), None)
    assert all(figure["data"] for figure in first[:3])
    key = first[4]
    second = descent.moved(Visit(), "light", *values(rate=place_of(0.3)), key)
    assert second[:3] == (no_update,) * 3 and second[4] is no_update
    path = second[3]["draw"]["descent-contours"]["traces"][0]
    np.testing.assert_allclose(path["x"], descend("bowl", lr=0.3).xy[0, :, 0], rtol=1e-4)
    third = descent.moved(Visit(), "dark", *values(rate=place_of(0.3)), key)
    assert third[0]["layout"]["paper_bgcolor"] != first[0]["layout"]["paper_bgcolor"]
    sizes = [len(json.dumps(one[3], default=str)) for one in (second, first)]
    assert sizes[0] < 20_000  # of an answer to a slider


def test_a_typing_mistake_is_told_and_the_figures_stay():
    wrong = values(surface=TYPED, function="3x**2")
    answer = descent.moved(Visit(), "light", *wrong, None)
    assert answer[0] is no_update and answer[3] == {"draw": None}
    assert "lw-notice" in str(descent.said(Visit(), 1, *wrong)[0])


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    "changed",
    [
        {}, {"surface": TYPED, "function": "sin(x) + y**2"}, {"surface": "line", "loss": "half_mse", "batch": 5},
        {"surface": "polynomial"}, {"surface": "logistic"}, {"surface": "saddle", "ascend": True},
        {"rule": "momentum", "momentum": 0.5}, {"rule": "adam", "schedule": "cosine"}, {"rate": len(RATES) - 1},
    ],
)  # fmt: skip
def test_every_question_is_answered_and_said_the_same_elsewhere(changed, language, tmp_path, monkeypatch):
    import loopwise
    from loopwise.cli import run

    one = asked(**changed)
    with speaking(language):
        assert descent.moved(Visit(language=language), "light", *values(**changed), None)[0]["data"]
        assert str(one.paths().verdict[0]) in str(
            descent.said(Visit(language=language), 1, *values(**changed))[0]
        )
    by_python = eval(one.python, {"loopwise": loopwise})
    np.testing.assert_array_equal(by_python.xy, one.paths().xy)
    monkeypatch.chdir(tmp_path)
    words = re.findall(r'"[^"]*"|\S+', one.command)[1:]
    assert run([word.strip('"') for word in words]) == 0


@pytest.mark.parametrize(
    "changed", [{}, {"surface": TYPED, "function": "x*y", "rule": "adam", "start_x": -1.5}]
)
def test_an_address_is_its_question(changed):
    one = asked(**changed)
    query = {name: value for name, value in one.address().items() if value is not None}
    assert asked_in(Visit(query=query)) == one


def test_a_wrong_address_is_the_usual_question():
    query = {"surface": "nothing", "lr": "abc", "start": "1"}
    assert asked_in(Visit(query=query)) == Asked()
    assert asked_in(Visit(query={"lr": "-1", "steps": "10000000"})).steps == 500


def test_what_no_form_sends_is_refused():
    for changed in (
        {"surface": "passwd"},
        {"rate": 10**9},
        {"a": "x"},
        {"schedule": "no"},
        {"start_x": 1e300},
    ):
        with pytest.raises(BadRequest):
            asked(**changed)
    with pytest.raises(LoopwiseError):
        rates_in("0.1, minus")


@pytest.mark.parametrize("how", descent.HOW)
def test_comparisons(how):
    figures, problem = descent.compared(Visit(), how, "0.1, 0.5", None, "light", *values())
    assert problem is None and len(figures) == {"rates": 2, "rules": 4}.get(how, 1)


def test_ones_own_table_is_walked(tmp_path):
    rows = "\n".join(f"{size},{3 * size}" for size in range(1, 12))
    contents = "data:text/csv;base64," + base64.b64encode(f"크기,값\n{rows}".encode()).decode()
    key, columns, x, _, y, name = descent.given(Visit(), contents, "집.csv")
    assert (columns, x, y, name) == (["크기", "값"], "크기", "값", "집.csv")
    one = asked(surface="line", file=key, x_column=x, y_column=y, start_x=0, start_y=0)
    assert one.paths().surface.minima[0] == pytest.approx((0, 1), abs=1e-9)  # both columns standardised
    assert 'data="집.csv"' in one.python and "--data 집.csv" in one.command


PATH = "document.querySelector('#descent-contours .js-plotly-plot')?.data?.[1]"


def until(page, expression, seconds=60):
    """Wait until an expression is true. (Playwright's own waiting needs `eval`, which the page's policy forbids.)"""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(50)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    from loopwise.web.server import LabServer

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOOPWISE_HOME", str(tmp_path_factory.mktemp("lab")))
        with LabServer() as server:
            yield server


@pytest.fixture
def browsed(lab, chromium):
    """A tab with the page open and drawn."""
    context = chromium.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    page, problems = context.new_page(), []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.goto(lab.url)
    page.goto("{0.scheme}://{0.netloc}/descent".format(urlsplit(lab.url)))
    page.wait_for_selector("[data-verdict=converges]")
    until(page, f"{PATH}?.x?.length === 11")
    yield page
    context.close()
    assert not problems


@pytest.mark.browser
def test_a_flood_of_thirty_presses_ends_on_the_right_value(browsed):
    thumb = browsed.locator("#descent-rate [role=slider]")
    thumb.focus()
    at = int(thumb.get_attribute("aria-valuenow"))
    for _ in range(30):
        browsed.keyboard.press("ArrowRight")
    lr = RATES[min(at + 30, len(RATES) - 1)]
    until(browsed, f"location.search.includes('lr={lr:g}')")
    browsed.wait_for_selector("[data-verdict=diverges]")
    wanted = descend("bowl", lr=lr).xy[0, 1, 0]
    until(browsed, f"Math.abs({PATH}.x[1] - {wanted}) < 1e-3 * Math.abs({wanted})")


@pytest.mark.browser
def test_a_click_is_a_new_start_and_the_address_keeps_it(browsed):
    box = browsed.locator("#descent-contours .nsewdrag").bounding_box()
    browsed.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.5)
    until(browsed, "location.search.includes('start=-3')")
    x, y = map(float, parse_qs(urlsplit(browsed.url).query)["start"][0].split(","))
    assert x == pytest.approx(-3, abs=0.1) and y == pytest.approx(0, abs=0.1)
    until(browsed, f"Math.abs({PATH}.x[0] - {x}) < 0.01")
    browsed.reload()
    until(browsed, f"Math.abs({PATH}?.x?.[0] - {x}) < 0.01")


@pytest.mark.browser
def test_a_typed_function_is_walked_and_a_mistake_is_told(browsed):
    browsed.click("#descent-surface")
    browsed.get_by_role("option", name="a function of your own").click()
    browsed.fill("#descent-function", "x^2")
    browsed.wait_for_selector("#descent-told .lw-notice")
    browsed.fill("#descent-function", "x**2 + 12*y**2")
    browsed.wait_for_selector("[data-verdict=diverges]")  # the limit is 2 / 24
    assert "x**2 + 12*y**2" in browsed.inner_text("#descent-same")


@pytest.mark.browser
def test_it_plays_all_figures_together(browsed):
    small = "document.querySelector('#descent-compared .js-plotly-plot')?.data?.[1]?.x?.length"
    middle = "document.querySelector('#descent-middle .js-plotly-plot').data[0].x.length"
    until(browsed, f"{small} === 11")
    browsed.evaluate("document.getElementById('descent-compared').scrollIntoView()")
    browsed.evaluate(f"""() => {{
        window.seen = [];  // frame by frame, in the page: from outside a busy machine would miss them
        const look = () => {{ seen.push([{PATH}.x.length, {small}, {middle}]); requestAnimationFrame(look); }};
        look();
        document.getElementById('descent-play').click();  // it stays in sight
    }}""")
    until(browsed, "seen.some(([path, small, middle]) => path < 6 && small < 6 && middle < 8)")
    until(browsed, f"{PATH}.x.length === 11 && {small} === 11")


@pytest.mark.browser
def test_a_figure_drawn_anew_while_it_is_cut_is_what_plays_from_then_on(browsed):
    """Comparisons arrive when they are ready: on a slow machine while the path is being played."""
    until(browsed, "document.querySelector('#descent-compared .js-plotly-plot')?.data?.[1]?.x?.length === 11")
    shown = browsed.evaluate("""() => {
        const div = document.querySelector('#descent-compared .js-plotly-plot'), row = [0, 1, 2, 3, 4, 5, 6, 7];
        const paths = () => div.data.filter((trace) => trace.meta?.grows).map((trace) => trace.x);
        loopwisePlayer.show(div, 3);
        const before = paths();
        const fresh = div.data.map((trace) => trace.meta?.grows ? {...trace, x: row, y: row, meta: {grows: 8}} : trace);
        Plotly.react(div, fresh, div.layout);
        loopwisePlayer.show(div, 2);
        const between = paths();
        loopwisePlayer.show(div, 10);
        return [before, between, paths()];
    }""")
    assert [[len(path) for path in paths] for paths in shown] == [
        [4] * len(shown[0]),
        [3] * len(shown[0]),
        [8] * len(shown[0]),
    ]
    assert shown[0] and all(path == list(range(8)) for path in shown[2])
