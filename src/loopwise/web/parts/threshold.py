"""The threshold to move: what it does to precision, recall and the outcomes, and what its errors cost."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import Input, Output, State, html, no_update
from dash.development.base_component import Component
from werkzeug.exceptions import BadRequest

from loopwise import settings, store
from loopwise.recipes import metric
from loopwise.records import FitResult, WatchReport
from loopwise.text import Text
from loopwise.training import Decision, at_threshold, cheapest_threshold
from loopwise.training.labels import has_labels, of_label
from loopwise.web import inputs
from loopwise.web.page import Lab
from loopwise.web.parts.curves import PLACES, loss_figure, threshold_figures
from loopwise.web.visit import Visit

THRESHOLD = Text(en="Threshold", ko="임계값(threshold)")
ACTUALLY = Text(en="actually {name}", ko="실제 {name}")
PREDICTED = Text(en="predicted {name}", ko="예측 {name}")
MISSED = Text(en="cost of one missed {name}", ko="놓친 {name} 1건의 비용(cost)")
ALARMED = Text(en="cost of one false {name}", ko="잘못 잡은 {name} 1건의 비용(cost)")
TOTAL = Text(en="cost of all errors together", ko="모든 오류의 비용(cost) 합계")
CHEAPEST = Text(en="Find the cheapest threshold", ko="비용이 가장 작은 임계값 찾기")
CHOSEN = Text(
    en="chosen on the validation rows; the numbers above are of the test rows",
    ko="임계값은 검증 데이터로 고르고, 위의 숫자는 테스트 데이터로 계산합니다",
)
LABEL = Text(en="Label", ko="레이블(label)")
THIS_LABEL = Text(en="label", ko="레이블")
OTHER = Text(en="other", ko="나머지")
SHOWN = ("precision", "recall", "accuracy")
DEAREST = 1_000_000  # the largest cost the page takes


def controls(threshold: float, result: FitResult) -> Component:
    """Return the slider and the two costs, of several labels for the one that is chosen."""
    return html.Div(
        [
            _labels(result),
            html.Label(str(THRESHOLD), id="threshold-label", className="lw-label"),
            dmc.Slider(
                id="threshold",
                value=threshold,
                min=0.01,
                max=0.99,
                step=0.01,
                precision=2,
                updatemode="drag",
                labelAlwaysOn=True,
                marks=[{"value": at, "label": f"{at:g}"} for at in (0.1, 0.3, 0.5, 0.7, 0.9)],
                thumbLabel=str(THRESHOLD),
                className="lw-slider",
            ),
            html.Div(id="threshold-answer"),
            html.Div(
                [_cost("cost-missed", MISSED, result), _cost("cost-alarmed", ALARMED, result)],
                className="lw-row lw-costs",
            ),
            html.Div(
                [
                    dmc.Button(str(CHEAPEST), id="threshold-cheapest", variant="default"),
                    html.Span(str(CHOSEN), className="lw-quiet lw-small"),
                ],
                className="lw-row",
            ),
        ],
        className="lw-stack",
    )


def _labels(result: FitResult) -> Component:
    """Return the choice of a label; where there is none to choose it is there all the same, unseen, and empty."""
    names = list(result.outputs) if has_labels(result) else []
    chosen = names[0] if names else None
    select = dmc.Select(
        id="threshold-of", label=str(LABEL), data=names, value=chosen, allowDeselect=False, w="16rem"
    )
    return html.Div(select, hidden=not names)


def decision_view(decision: Decision, result: FitResult) -> Component:
    """Return what one threshold does: three numbers, the four outcomes, the cost."""
    numbers = [
        html.Div([html.Dt(str(metric(name).label)), html.Dd(f"{getattr(decision, name):.3f}")])
        for name in SHOWN
    ]
    total = html.Div([html.Dt(str(TOTAL)), html.Dd(f"{decision.cost:,.4g}")])
    return html.Div(
        [
            html.Dl([*numbers, total], className="lw-numbers", **{"aria-live": "polite"}),
            _outcomes(decision, result),
        ],
        className="lw-outcome",
    )


def _outcomes(decision: Decision, result: FitResult) -> Component:
    """Return the confusion matrix, the errors marked."""
    positive, negative = result.positive, other_class(result)
    told = decision.confusion
    head = html.Tr(
        [html.Td(), *(html.Th(str(PREDICTED.format(name=n)), scope="col") for n in (positive, negative))]
    )
    rows = [
        (positive, (told.true_positive, ""), (told.false_negative, "lw-wrong")),
        (negative, (told.false_positive, "lw-wrong"), (told.true_negative, "")),
    ]
    body = [
        html.Tr(
            [
                html.Th(str(ACTUALLY.format(name=name)), scope="row"),
                *(html.Td(str(count), className=kind if count else "") for count, kind in cells),
            ]
        )
        for name, *cells in rows
    ]
    return html.Table([html.Thead(head), html.Tbody(body)], className="lw-confusion")


def other_class(result: FitResult) -> str:
    """Return the name of the class that is not the positive one."""
    return next((name for name in result.classes if name != result.positive), str(OTHER))


def _cost(name: str, label: Text, result: FitResult) -> Component:
    return dmc.NumberInput(
        id=name,
        label=str(label.format(name=result.positive or str(THIS_LABEL))),
        value=1,
        min=0,
        max=DEAREST,
        className="lw-cost",
    )


def threshold_callbacks(lab: Lab) -> None:
    """Answer the slider and the costs, in numbers and curves; find the cheapest threshold."""
    lab.callback(
        Output("threshold-answer", "children"),
        *(Output(name, "figure") for name in PLACES),
        Input("threshold", "value"),
        Input("cost-missed", "value"),
        Input("cost-alarmed", "value"),
        Input("scheme", "data"),
        Input("result-number", "data"),
        Input("threshold-of", "value"),
    )(moved)
    lab.callback(
        Output("curve-loss", "figure"),
        Input("scheme", "data"),
        State("result-number", "data"),
    )(learnt)
    lab.callback(
        Output("threshold", "value"),
        Input("threshold-cheapest", "n_clicks"),
        State("cost-missed", "value"),
        State("cost-alarmed", "value"),
        State("result-number", "data"),
        State("threshold-of", "value"),
        prevent_initial_call=True,
    )(cheapest)


def moved(
    visit: Visit,
    value: object,
    missed: object,
    alarmed: object,
    scheme: object,
    number: object,
    label: object = None,
) -> tuple[Any, ...]:
    """Return what the threshold does to the test rows, in numbers and in the curves."""
    result = _asked(number, label)
    threshold = round(inputs.number(value, least=0, most=1), 2)
    costs = _costs(missed, alarmed)
    view = decision_view(at_threshold(result, threshold, **costs), result)
    return view, *threshold_figures(result, threshold, costs, scheme)


def learnt(visit: Visit, scheme: object, number: object) -> dict[str, Any]:
    """Return how the loss went while training."""
    return loss_figure(_kept(number), scheme)


def cheapest(
    visit: Visit, clicks: object, missed: object, alarmed: object, number: object, label: object = None
) -> Any:
    """Return the threshold whose errors cost least on the validation rows."""
    if not clicks:
        return no_update
    return cheapest_threshold(_asked(number, label), **_costs(missed, alarmed)).threshold


def _asked(number: object, label: object) -> FitResult:
    """Return the kept fit, of several labels the one that is chosen."""
    result = fit_kept(number)
    return of_label(result, inputs.text(label)) if label else result


def _costs(missed: object, alarmed: object) -> dict[str, float]:
    """Return both costs; a box left empty costs nothing."""
    return {
        "false_negative": inputs.number(0 if missed in (None, "") else missed, least=0, most=DEAREST),
        "false_positive": inputs.number(0 if alarmed in (None, "") else alarmed, least=0, most=DEAREST),
    }


def fit_kept(number: object) -> FitResult:
    """Return the kept fit of that number."""
    result = _kept(number)
    if not isinstance(result, FitResult):
        raise BadRequest("the number of a fit was expected")
    return result


def _kept(number: object) -> FitResult | WatchReport:
    home = settings.data_home(settings.load())
    return _loaded(home, inputs.whole(number, least=1, most=inputs.LARGEST_NUMBER))


@lru_cache(maxsize=8)
def _loaded(home: Path, number: int) -> FitResult | WatchReport:
    """Load a finished result once: it does not change, its number is not given again, a slider asks often."""
    result: FitResult | WatchReport = store.kept(number).result
    return result
