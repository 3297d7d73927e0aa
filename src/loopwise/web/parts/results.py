"""A kept result on the page, each kind in its own way: right after a run as when opened later."""

from __future__ import annotations

from functools import singledispatch

from dash import dcc, html
from dash.development.base_component import Component

from loopwise.descent import Verdict
from loopwise.experiments import experiment_named
from loopwise.figures import experiment_figure, to_plotly
from loopwise.recipes import metric, recipe_named
from loopwise.records import DescentRecord, FitResult, Landscape, LossGrid, WatchReport, WhatIf
from loopwise.records.compared import Comparison
from loopwise.records.experiments import Outcome
from loopwise.records.traced import Trace
from loopwise.rendering.compared import show_comparison
from loopwise.rendering.traced import show_trace
from loopwise.text import Text
from loopwise.training import notes, verdict
from loopwise.training.labels import has_labels
from loopwise.web.parts.answers import answers_view, worst_rows
from loopwise.web.parts.curves import CONFIG, PLACES, curves, place
from loopwise.web.parts.experiments import outcome_view
from loopwise.web.parts.landscape_view import kept_landscape
from loopwise.web.parts.loss_grid import grid_view, pair_place
from loopwise.web.parts.threshold import controls
from loopwise.web.parts.watched_run import run_view
from loopwise.web.parts.what_if import what_if_view
from loopwise.web.visit import Visit

MODEL = Text(en="this model ({name})", ko="이 모델({name})")
LINEAR = Text(en="linear baseline", ko="선형 모델(기준선)")
DUMMY = Text(en="looks at no feature", ko="특성을 보지 않고 답함")
ON_TEST = Text(en="On {rows} test rows", ko="테스트 데이터 {rows}행")
THRESHOLD = Text(en="On {rows} test rows, threshold 0.5", ko="테스트 데이터 {rows}행, 임계값(threshold) 0.5")
BESIDE = Text(en="Beside simpler models", ko="더 단순한 모델과 비교")
MOVE = Text(en="Move the threshold", ko="임계값 움직여 보기")
CURVES = Text(en="Curves", ko="곡선")
UNMEASURED = Text(
    en="This run ended before it was measured on test rows.",
    ko="테스트 데이터로 평가하기 전에 끝난 실행입니다.",
)
MAPS = Text(
    en="See what it makes of a picture: its feature maps, layer by layer",
    ko="이 모델이 이미지를 어떻게 보는지 층마다 특징 맵(feature map)으로 보기",
)
VERDICT = Text(en="verdict", ko="판정")
UNKNOWN = Text(
    en="This lab cannot show this kind of result yet.",
    ko="아직 이 화면에서 보여 줄 수 없는 종류의 결과입니다.",
)


@singledispatch
def result_view(result: object, visit: Visit, number: int) -> Component:
    """Return the view of a kept record; `number` is the one it is kept under."""
    return html.P(str(UNKNOWN))


@result_view.register
def _fit(result: FitResult, visit: Visit, number: int) -> Component:
    named = dcc.Store(id="result-number", data=number)
    if not result.is_measured:
        return html.Div([html.P(str(UNMEASURED)), named, place("curve-loss")])
    if not result.test.labels:
        parts = [
            named,
            _beside(result),
            *_maps(visit, result, number),
            *_of_labels(visit, result),
            answers_view(result),
        ]
        return html.Div(parts, className="lw-stack lw-wide")
    return html.Div(
        [
            named,
            html.Section([html.H2(str(MOVE)), controls(threshold_of(visit), result)], className="lw-stack"),
            _beside(result),
            html.Section([html.H2(str(CURVES)), curves()], className="lw-stack"),
            *worst_rows(result),
            *_maps(visit, result, number),
        ],
        className="lw-stack lw-wide",
    )


def _maps(visit: Visit, result: FitResult, number: int) -> list[Component]:
    """Return the way to the feature maps of a model of pictures."""
    if result.weights is None:
        return []
    return [html.P(dcc.Link(str(MAPS), href=visit.link("/trace", picture=f"fit:{number}:0")))]


def _of_labels(visit: Visit, result: FitResult) -> list[Component]:
    """Return the threshold to move of one label of several, and its curves."""
    if not has_labels(result):
        return []
    drawn = html.Div([place(name) for name in PLACES], className="lw-pair")
    return [
        html.Section([html.H2(str(MOVE)), controls(threshold_of(visit), result), drawn], className="lw-stack")
    ]


def _beside(result: FitResult) -> Component:
    """Return the metrics beside those of the baselines, and what they allow to say."""
    told = THRESHOLD if result.test.labels else ON_TEST
    return html.Section(
        [
            html.H2(str(BESIDE)),
            html.P(str(told.format(rows=result.rows.test)), className="lw-quiet lw-small"),
            metrics_table(result),
            html.P(str(verdict(result))),
            *(html.P(str(note), className="lw-quiet lw-small") for note in notes(result)),
        ],
        className="lw-stack lw-tight",
    )


@result_view.register
def _watch(result: WatchReport, visit: Visit, number: int) -> Component:
    return run_view(result, visit, number)


@result_view.register
def _what_if(result: WhatIf, visit: Visit, number: int) -> Component:
    return what_if_view(result, None)


@result_view.register
def _experiment(result: Outcome, visit: Visit, number: int) -> Component:
    experiment = experiment_named(result.experiment)
    figure = to_plotly(experiment_figure(experiment, result))
    drawn = (
        dcc.Graph(figure=figure, config=CONFIG, className="lw-graph")
        if result.rows
        else html.P(str(UNMEASURED))
    )
    return html.Div(
        [html.P(str(experiment.says)), drawn, *outcome_view(experiment, result)], className="lw-stack"
    )


@result_view.register
def _trace(result: Trace, visit: Visit, number: int) -> Component:
    return html.Pre(show_trace(result), className="lw-code lw-single")


@result_view.register
def _comparison(result: Comparison, visit: Visit, number: int) -> Component:
    return html.Pre(show_comparison(result), className="lw-code lw-single")


@result_view.register
def _landscape(result: Landscape, visit: Visit, number: int) -> Component:
    return kept_landscape(number)


@result_view.register
def _descent(result: DescentRecord, visit: Visit, number: int) -> Component:
    head = html.Tr([html.Th(name, scope="col") for name in ("rule", "lr", "start", "f", "|g|", str(VERDICT))])
    rows = [
        html.Tr([html.Td(cell) for cell in (run.rule, f"{run.lr:g}", f"({run.start[0]:g}, {run.start[1]:g})",
                                            f"{run.loss:.4g}", f"{run.gradient:.3g}",
                                            str(Verdict(run.verdict, run.step)))])
        for run in result.runs
    ]  # fmt: skip
    return html.Table([html.Thead(head), html.Tbody(rows)], className="lw-metrics")


@result_view.register
def _losses(result: LossGrid, visit: Visit, number: int) -> Component:
    return html.Div([dcc.Store(id="grid-source", data={"kept": number}), grid_view(result), pair_place()])


def metrics_table(result: FitResult) -> Component:
    """Return the model's metrics beside those of its baselines."""
    names = recipe_named(result.recipe).metrics
    head = [html.Td(), *(html.Th(str(metric(name).label), scope="col") for name in names)]
    models = (("test", MODEL.format(name=result.model)), ("linear", LINEAR), ("dummy", DUMMY))
    rows = [
        html.Tr(
            [
                html.Th(str(label), scope="row"),
                *(
                    html.Td(f"{result.metrics[key][name]:.3f}", **{"data-label": str(metric(name).label)})
                    for name in names
                ),
            ]
        )
        for key, label in models
        if key in result.metrics
    ]
    return html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="lw-metrics")


def threshold_of(visit: Visit) -> float:
    """Return the threshold an address names, 0.5 where it names none."""
    try:
        return min(max(float(visit.query.get("threshold", "0.5")), 0.01), 0.99)
    except ValueError:
        return 0.5
