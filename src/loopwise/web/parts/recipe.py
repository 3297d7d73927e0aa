"""A recipe's card: one line a loss, with the activation in the model and the one to predict with."""

from __future__ import annotations

from collections.abc import Mapping

from dash import dcc, html
from dash.development.base_component import Component

from loopwise.faults import catalogue
from loopwise.recipes import LossLine, Recipe
from loopwise.text import Text
from loopwise.web.parts.tapped import tapped
from loopwise.web.visit import Visit

LOSS = Text(en="loss", ko="손실 함수")
IN_MODEL = Text(en="at the model's end", ko="모델 끝의 활성화 함수")
TO_PREDICT = Text(en="to predict", ko="예측할 때")
TARGET = Text(en="target", ko="정답 레이블(label)")
NOTHING = Text(en="nothing", ko="없음")
USUAL = Text(en="take this one", ko="추천")
OUTPUT = Text(en="Output layer", ko="출력층")
DECISION = Text(en="From output to answer", ko="출력값에서 답으로")
FORMULAS = Text(en="The formulas", ko="수식")
KERAS = Text(en="If you come from Keras", ko="Keras를 쓰던 분께")
TRAPS = Text(en="What goes wrong here", ko="여기서 자주 생기는 문제")
OFTEN = Text(en="Often written, and what is right", ko="흔히 잘못 적는 것, 맞는 것")
SOURCES = Text(en="Sources", ko="출처")


def recipe_card(recipe: Recipe) -> Component:
    """Return what belongs together: the losses, the output layer, the way to an answer."""
    return html.Div(
        [
            _losses(recipe),
            html.Div([_told(OUTPUT, recipe.output), _told(DECISION, recipe.decision)], className="lw-pair"),
            *_corrections(recipe),
        ],
        className="lw-stack lw-wide",
    )


def recipe_formulas(recipe: Recipe, numbers: Mapping[str, float]) -> Component:
    """Return the formulas to tap, filled with `numbers` of a run where there was one."""
    formulas = [tapped(formula, numbers) for formula in recipe.formulas]
    return html.Section(
        [html.H2(str(FORMULAS)), html.Div(formulas, className="lw-pair")], className="lw-stack"
    )


def recipe_notes(visit: Visit, recipe: Recipe) -> Component:
    """Return what to know beside it: Keras, what goes wrong, sources."""
    return html.Div(
        [
            html.Div(
                [_told(KERAS, recipe.keras, *recipe.missing), *_traps(visit, recipe)], className="lw-pair"
            ),
            html.Details(
                [html.Summary(str(SOURCES)), html.Ul([html.Li(source) for source in recipe.sources])],
                className="lw-quiet lw-small",
            ),
        ],
        className="lw-stack lw-wide",
    )


def _corrections(recipe: Recipe) -> list[Component]:
    """Return what is often written of this problem, struck out, and what is right."""
    if not recipe.corrections:
        return []
    told = [
        html.Div([html.Dt(html.S(str(one.often))), html.Dd(str(one.right))]) for one in recipe.corrections
    ]
    return [
        html.Section(
            [html.H2(str(OFTEN)), html.Dl(told, className="lw-often")], className="lw-stack lw-tight"
        )
    ]


def _losses(recipe: Recipe) -> Component:
    head = html.Thead(
        html.Tr([html.Th(str(text), scope="col") for text in (LOSS, IN_MODEL, TO_PREDICT, TARGET)])
    )
    lines = sorted(recipe.losses, key=lambda line: not line.recommended)
    return html.Table([head, *(html.Tbody(_loss(line)) for line in lines)], className="lw-losses")


def _loss(line: LossLine) -> list[Component]:
    usual = [html.Span(str(USUAL), className="lw-usual")] if line.recommended else []
    cells = [
        html.Td([html.Code(line.loss), *usual], className="lw-name"),
        _cell(IN_MODEL, line.in_model),
        _cell(TO_PREDICT, line.to_predict),
        _cell(TARGET, f"{line.shape} {line.dtype}"),
    ]
    return [html.Tr(cells), html.Tr(html.Td(str(line.says), colSpan=4, className="lw-quiet lw-small"))]


def _cell(label: Text, value: str) -> Component:
    """Return a cell that names itself where the table becomes a list (narrow pages)."""
    shown = str(NOTHING) if value == "none" else html.Code(value)
    return html.Td(shown, **{"data-label": str(label)})


def _told(title: Text, *texts: Text) -> Component:
    return html.Section(
        [html.H2(str(title)), *(html.P(str(text)) for text in texts)], className="lw-stack lw-tight lw-told"
    )


def _traps(visit: Visit, recipe: Recipe) -> list[Component]:
    known = [fault for fault in catalogue() if fault.name in recipe.traps]
    if not known:
        return []
    links = [html.Li(dcc.Link(str(fault.title), href=visit.link(f"/fault/{fault.name}"))) for fault in known]
    return [html.Section([html.H2(str(TRAPS)), html.Ul(links)], className="lw-stack lw-tight")]
