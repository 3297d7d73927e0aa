"""One description, two drawers: what one shows the other shows; files are real; nothing global is changed."""

from __future__ import annotations

import matplotlib
import pytest
from plotly.graph_objects import Figure as PlotlyFigure

from loopwise import figures
from loopwise.errors import LoopwiseError
from loopwise.figures import files, look, to_plotly
from loopwise.records import (
    Confusion,
    Curve,
    Epoch,
    Finding,
    FitResult,
    Place,
    Scores,
    Series,
    WatchReport,
)
from loopwise.text import speaking

SCORES = Scores((0, 0, 1, 1, 0, 1), (0.1, 0.4, 0.35, 0.8, 0.2, 0.9))
RESULT = FitResult(
    data="breast_cancer",
    recipe="binary",
    best_epoch=2,
    classes=("benign", "malignant"),
    positive="malignant",
    history=(Epoch(1, 0.7, 0.6), Epoch(2, 0.5, 0.4), Epoch(3, 0.4, 0.45)),
    metrics={"test": {"roc_auc": 0.889}},
    confusion=Confusion(3, 0, 1, 2),
    validation=SCORES,
    test=SCORES,
    curves={
        "roc": Curve((0.0, 0.0, 1 / 3, 1.0), (0.0, 2 / 3, 1.0, 1.0)),
        "precision_recall": Curve((1.0, 2 / 3, 0.0), (0.5, 1.0, 1.0)),
    },
)
REPORT = WatchReport(
    script="학습 train.py",
    findings=(
        Finding("softmax-before-cross-entropy", Place("a.py"), "error", step=20),
        Finding("softmax-before-cross-entropy", Place("b.py"), "error", step=10),
        Finding("gradients-accumulate", Place("a.py"), "error"),
    ),
    losses={"cross_entropy": Series((0, 10, 20), (2.3, 2.2, 2.1))},
)
ALL = {
    "loss_curves": lambda: figures.loss_curves(RESULT),
    "roc": lambda: figures.roc(RESULT, 0.3),
    "precision_recall": lambda: figures.precision_recall(RESULT, 0.3),
    "confusion_matrix": lambda: figures.confusion_matrix(RESULT, 0.3),
    "threshold_cost": lambda: figures.threshold_cost(RESULT, 0.3),
    "fit_overview": lambda: figures.fit_overview(RESULT),
    "watch_loss": lambda: figures.watch_loss(REPORT),
}


@pytest.fixture(params=ALL)
def figure(request):
    return ALL[request.param]()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_both_drawers_show_the_same_series_and_labels(figure, language):
    with speaking(language):
        screen, paper = to_plotly(figure), files.draw(figure)
        panels = figure.panels
    axes = [axis for axis in paper.axes if axis.get_xlabel()]
    assert len(axes) == len(panels)
    for at, (panel, axis) in enumerate(zip(panels, axes, strict=True)):
        number = "" if at == 0 else str(at + 1)
        traces = [trace for trace in screen["data"] if trace["xaxis"] == f"x{number}"]
        shown = {
            "x": screen["layout"][f"xaxis{number}"]["title"]["text"],
            "y": screen["layout"][f"yaxis{number}"]["title"]["text"],
        }
        assert (axis.get_xlabel(), axis.get_ylabel()) == (shown["x"], shown["y"])
        if panel.cells:
            assert [list(row) for row in axis.images[0].get_array().tolist()] == traces[0]["z"]
            assert [label.get_text() for label in axis.get_xticklabels()] == traces[0]["x"]
            assert [label.get_text() for label in axis.get_yticklabels()] == traces[0]["y"]
            continue
        drawn = {line.get_label(): line for line in axis.lines}
        assert list(drawn) == [trace["name"] for trace in traces]
        for series, trace in zip(panel.series, traces, strict=True):
            line = drawn[trace["name"]]
            if series.kind == "upright":
                assert line.get_xdata()[0] == trace["x"][0] == series.x[0]
            else:
                assert tuple(line.get_xdata()) == tuple(trace["x"]) == series.x
                assert tuple(line.get_ydata()) == tuple(trace["y"]) == series.y
            colour = trace.get("marker", trace.get("line"))["color"]
            assert line.get_color() == colour == look.LIGHT.roles[series.role]


def test_plotly_takes_every_word_of_it(figure):
    PlotlyFigure(to_plotly(figure, dark=True))  # graph_objects refuses a property it does not know


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_files_are_what_their_suffix_says(figure, suffix, tmp_path):
    path = figures.save(figure, tmp_path / f"그림 1.{suffix}", dark=True)
    start = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[suffix]
    assert path.read_bytes().startswith(start)
    assert path.stat().st_size > 2000


def test_a_page_needs_nothing_from_elsewhere(tmp_path):
    path = figures.save(figures.roc(RESULT), tmp_path / "roc.html")
    page = path.read_text(encoding="utf-8")
    assert "Plotly.newPlot" in page
    assert "<script src=" not in page


@pytest.mark.parametrize("dark", [False, True])
def test_hangul_is_drawn_by_a_font_that_has_it(tmp_path, dark, caplog):
    if files._family() is None:
        pytest.skip("no hangul font on this machine")
    with speaking("ko"):
        figures.save(figures.fit_overview(RESULT), tmp_path / "a.png", dark=dark)  # a missing glyph warns
    assert not caplog.records


def test_without_a_hangul_font_the_figure_is_english(monkeypatch, caplog):
    monkeypatch.setattr(files, "_family", lambda: None)
    with speaking("ko"):
        drawing = files.draw(figures.loss_curves(RESULT))
    assert drawing.axes[0].get_ylabel() == "loss"
    assert "hangul" in caplog.text


def test_matplotlibs_settings_are_left_alone(tmp_path):
    before = dict(matplotlib.rcParams)
    figures.save(figures.fit_overview(RESULT), tmp_path / "a.png")
    assert dict(matplotlib.rcParams) == before


def test_a_finding_is_marked_where_it_began():
    series = figures.watch_loss(REPORT).panels[0].series
    assert [(s.label.en, s.x) for s in series if s.kind == "upright"] == [
        ("softmax-before-cross-entropy", (10.0,))
    ]


def test_the_threshold_point_lies_on_what_is_counted():
    at = next(s for s in figures.precision_recall(RESULT, 0.38).panels[0].series if s.role == "alarm")
    assert (at.x, at.y) == ((2 / 3,), (2 / 3,))  # 0.8 and 0.9 found, 0.35 missed, 0.4 a false alarm


@pytest.mark.parametrize("name", ["figure.docx", "figure", "no folder/figure.png"])
def test_where_it_cannot_be_written_is_said(name, tmp_path):
    with pytest.raises(LoopwiseError) as told:
        figures.save(figures.roc(RESULT), tmp_path / name)
    assert told.value.fix.startswith("--out ")


def contrast(one, other):
    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [look.LIGHT, look.DARK], ids=["light", "dark"])
def test_text_and_lines_stand_out_from_the_page(scheme):
    assert contrast(scheme.ink, scheme.page) > 7
    assert contrast(scheme.quiet, scheme.page) > 4.5
    for role in ("accent", "third", "alarm", "quiet"):
        assert contrast(scheme.roles[role], scheme.page) > 3, role  # WCAG 2.1, 1.4.11
