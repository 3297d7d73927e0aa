"""Figures of a descent: both drawers show the same paths and heights; what plays is sent once."""

from __future__ import annotations

import numpy as np
import pytest
from plotly.graph_objects import Figure as PlotlyFigure

from loopwise.descent import descend
from loopwise.descent.maps import steps_map
from loopwise.descent.viewing import view
from loopwise.figures import descended, files, to_plotly
from loopwise.figures.look import DARK, LIGHT
from loopwise.figures.ramp import between
from loopwise.text import speaking

LINE = descend("line", loss="half_mse", lr=1, steps=5)
BOWL = descend("3*x**2 + y**2", start=(5, 4), lr=[0.1, 0.3, 0.5], steps=10)
RACE = descend("rosenbrock", lr=0.001, rule=["sgd", "momentum", "adam"], steps=40)
ALL = {
    "line": lambda: descended.three_panels(LINE),
    "bowl": lambda: descended.three_panels(BOWL, 1),
    "rates": lambda: descended.rates_row(BOWL),
    "race": lambda: descended.race(RACE),
    "map": lambda: descended.steps_to_converge(steps_map("bowl", steps=60)),
    "momentum": lambda: descended.map_of(BOWL, along="momentum"),
}


@pytest.fixture(params=ALL, scope="module")
def figure(request):
    return ALL[request.param]()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_both_drawers_show_the_same_fields_paths_and_labels(figure, language):
    with speaking(language):
        screen, paper = to_plotly(figure), files.draw(figure)
    axes = [axis for axis in paper.axes if axis.get_xlabel()]
    assert len(axes) == len(figure.panels)
    for at, (panel, axis) in enumerate(zip(figure.panels, axes, strict=True)):
        number = "" if at == 0 else str(at + 1)
        where, place = ("scene", f"scene{number}") if panel.z else ("xaxis", f"x{number}")
        traces = [trace for trace in screen["data"] if trace.get(where) == place]
        layout = screen["layout"][place] if panel.z else screen["layout"]
        x = layout["xaxis" if panel.z else f"xaxis{number}"]
        assert axis.get_xlabel() == x["title"]["text"]
        if panel.field:
            field = traces.pop(0)
            assert np.allclose(np.array(field["z"], float), np.array(panel.field.z, float), equal_nan=True)
        assert [trace["name"] for trace in traces] == [_in(language, series.label) for series in panel.series]
        lines = {line.get_label(): line for line in axis.lines}
        for series, trace in zip(panel.series, traces, strict=True):
            assert np.allclose(np.array(trace["x"], float), series.x, equal_nan=True)
            line = lines[_in(language, series.label)] if series.named else None
            if line is not None and not panel.z:
                assert np.array_equal(line.get_xdata(), series.x, equal_nan=True)
                assert np.array_equal(line.get_ydata(), series.y, equal_nan=True)
            if series.kind == "path" and series.shades:
                assert trace["marker"]["color"] == [between(LIGHT.ramp, shade) for shade in series.shades]


def _in(language, text):
    return text.ko if language == "ko" else text.en


def test_plotly_takes_every_word_of_it(figure):
    PlotlyFigure(to_plotly(figure, dark=True))


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "html"])
def test_files_need_no_browser(figure, suffix, tmp_path):
    path = files.save(figure, tmp_path / f"경사 하강.{suffix}", dark=suffix == "png")
    assert path.stat().st_size > 2000
    if suffix == "html":
        assert ("loopwisePlayer" in path.read_text(encoding="utf-8")) is bool(figure.steps)


def test_the_path_has_the_same_colours_in_all_three_panels():
    space, lines, contours = descended.three_panels(LINE).panels
    assert space.series[0].shades == contours.series[0].shades
    assert tuple(line.shades[0] for line in lines.series[1:]) == contours.series[0].shades
    assert [line.step for line in lines.series[1:]] == list(range(6))
    assert [line.label.en for line in lines.series[1:]][:2] == ["0: (0, 0)", "1: (2, 0.184)"]


def test_a_long_path_is_sent_once():
    sizes = [
        len(str(to_plotly(descended.three_panels(descend("bowl", lr=0.01, steps=steps)))))
        for steps in (100, 400)
    ]
    assert sizes[1] < 1.6 * sizes[0]  # frames would be sixteen times as much


def test_the_row_tells_rate_gradient_and_verdict():
    titles = [panel.title.en for panel in descended.rates_row(BOWL).panels]
    assert titles[0] == "lr 0.1: |g| 0.859, converges smoothly"
    assert "diverges" in titles[2]


def test_a_diverging_path_leaves_the_picture_and_does_not_widen_it():
    seen = view(BOWL)
    assert seen.window == ((-6.0, 6.0), (-6.0, 6.0))
    series = descended.rates_row(BOWL).panels[2].series[0]
    assert np.isfinite(series.x[3]) and abs(series.x[3]) > 6 and np.isnan(series.x[-1])


def test_heights_that_differ_by_powers_of_ten_are_shown_so():
    assert view(RACE).powers and not view(BOWL).powers
    assert descended.race(RACE).panels[0].field.label.en.startswith("log10")


def test_the_map_shows_the_edge_of_stability():
    found = steps_map("bowl", steps=300)
    converges = np.isfinite(found.steps).all(axis=0)
    assert found.limit == pytest.approx(1 / 3)
    assert not converges[found.rates > found.limit].any()
    assert converges[(found.rates > 0.03) & (found.rates < 0.3)].all()
    quickest = found.rates[np.nanargmin(np.where(converges, found.steps.sum(axis=0), np.nan))]
    assert 0.15 < quickest < 0.28  # the best rate is 2 / (6 + 2)


def test_a_ramp_is_mixed_between_its_colours():
    assert between(("#000000", "#ffffff", "#ff0000"), 0.5) == "#ffffff"
    assert between(DARK.ramp, 0) == DARK.ramp[0] and between(DARK.ramp, 1) == DARK.ramp[-1]
