"""The answers of a fit that is not binary: figures, the metrics of each class or label, and the rows most wrong."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, html
from dash.development.base_component import Component

from loopwise.figures import answers_figure, residuals
from loopwise.recipes import metric, recipe_named
from loopwise.records import FitResult
from loopwise.text import Text
from loopwise.web.page import Lab
from loopwise.web.parts.curves import drawn, place
from loopwise.web.parts.threshold import fit_kept
from loopwise.web.visit import Visit

ANSWERS = Text(en="Where it is right and wrong", ko="어디에서 맞고 틀렸나")
EACH = Text(en="Each {what} by itself", ko="{what}마다 따로 보기")
WORST = Text(en="The test rows it got most wrong", ko="가장 크게 틀린 테스트 데이터")
WHAT = {
    "class": Text(en="class", ko="클래스"),
    "labels": Text(en="label", ko="레이블"),
    "amounts": Text(en="amount", ko="값"),
}
ROWS = Text(en="rows", ko="행")
COLUMNS = (
    Text(en="row", ko="행"),
    Text(en="truth", ko="실제"),
    Text(en="answer", ko="예측"),
    Text(en="error", ko="오차"),
)


def answers_view(result: FitResult) -> Component:
    """Return the places of the figures, and the tables."""
    amounts = recipe_named(result.recipe).target.startswith("amount")
    places = [place("curve-answers"), *([place("curve-residuals")] if amounts else []), place("curve-loss")]
    return html.Div(
        [
            html.Section(
                [html.H2(str(ANSWERS)), html.Div(places, className="lw-pair")], className="lw-stack"
            ),
            *by_output(result),
            *worst_rows(result),
        ],
        className="lw-stack lw-wide",
    )


def by_output(result: FitResult) -> list[Component]:
    """Return the metrics of each class, label or amount; nothing where there is one amount."""
    if not result.by_output:
        return []
    names = list(next(iter(result.by_output.values())))
    labels = [str(ROWS) if name == "rows" else str(metric(name).label) for name in names]
    head = html.Tr([html.Td(), *(html.Th(label, scope="col") for label in labels)])
    rows = [
        html.Tr(
            [
                html.Th(output, scope="row"),
                *(
                    html.Td(_number(name, values[name]), **{"data-label": label})
                    for name, label in zip(names, labels, strict=True)
                ),
            ]
        )
        for output, values in result.by_output.items()
    ]
    title = str(EACH.format(what=WHAT[recipe_named(result.recipe).target]))
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="lw-metrics lw-each")
    return [html.Details([html.Summary(title), table])]


def worst_rows(result: FitResult) -> list[Component]:
    """Return the rows that are most wrong, the worst first."""
    if not result.worst:
        return []
    head = html.Tr([html.Th(str(column), scope="col") for column in COLUMNS])
    rows = [
        html.Tr(
            [
                html.Td(cell, **{"data-label": str(column)})
                for cell, column in zip(
                    (row.row, row.truth, row.answer, f"{row.error:.3g}"), COLUMNS, strict=True
                )
            ]
        )
        for row in result.worst
    ]
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="lw-metrics lw-each")
    return [html.Details([html.Summary(str(WORST)), table])]


def answers_callbacks(lab: Lab) -> None:
    """Draw the answers of the result that is open, in the page's scheme."""
    lab.callback(Output("curve-answers", "figure"), Input("scheme", "data"), State("result-number", "data"))(
        answered
    )
    lab.callback(
        Output("curve-residuals", "figure"), Input("scheme", "data"), State("result-number", "data")
    )(left_over)


def answered(visit: Visit, scheme: object, number: object) -> dict[str, Any]:
    """Return the figure of the answers."""
    return drawn(answers_figure(fit_kept(number)), scheme)


def left_over(visit: Visit, scheme: object, number: object) -> dict[str, Any]:
    """Return the figure of the residuals."""
    return drawn(residuals(fit_kept(number)), scheme)


def _number(name: str, value: float) -> str:
    return f"{value:.0f}" if name == "rows" else f"{value:.3f}"
