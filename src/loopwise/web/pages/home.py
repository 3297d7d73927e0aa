"""Home: one box for what went wrong, then a card for everything there is."""

from __future__ import annotations

from collections.abc import Iterable

import dash_mantine_components as dmc
from dash import Input, Output, dcc, html
from dash.development.base_component import Component

from loopwise import store
from loopwise.diagnosis.search import Explanation, Hit, Number, explain
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.page import Lab, Page, pages
from loopwise.web.parts.kept import kept_list
from loopwise.web.visit import Visit

PASTE = Text(
    en="Paste an error or a symptom, e.g. loss stays at 2.303",
    ko="에러 메시지나 증상을 붙여 넣으세요. 예: loss가 2.303에서 안 내려가요",
)
MAY_BE = Text(en="This may be the cause", ko="이런 원인일 수 있습니다")
UNKNOWN = Text(
    en="No known fault matches this yet. Checking the code itself may find it.",
    ko="아직 이 증상과 맞는 학습 문제를 알지 못합니다. 코드를 직접 점검하면 찾을 수도 있습니다.",
)
NEAR = Text(en="Did you mean one of these?", ko="혹시 이런 증상인가요?")
BECAUSE = Text(en="matches: {because}", ko="일치한 내용: {because}")
EVEN = Text(
    en="{given} is the loss of guessing evenly among {classes} classes (log {classes} = {exact:.4f}).",
    ko="{given} 값은 클래스 {classes}개를 고르게 찍을 때의 손실(loss)입니다(log {classes} = {exact:.4f}).",
)
CHECK = Text(en="Check my code", ko="내 코드 점검하기")
MORE = Text(en="Also here", ko="이 밖에")
LATELY = Text(en="Your last results", ko="최근에 저장한 결과")
LAST = 5  # kept results on a second visit
LONGEST = 20_000  # characters: a traceback from a notebook, colours and all
ANSWERS = 5


class Home(Page):
    """`/`: where are you stuck? `/?q=...` answers at once."""

    title = Text(en="Where are you stuck?", ko="어디에서 막히셨나요?")

    def layout(self, visit: Visit) -> Component:
        """Return the box, what was kept last, and the cards."""
        box = dmc.Textarea(
            id="home-question",
            placeholder=str(PASTE),
            value=visit.query.get("q", ""),
            autosize=True,
            minRows=2,
            maxRows=12,
            size="lg",
            debounce=300,
            className="lw-box",
            **{"aria-label": str(PASTE)},
        )
        return html.Div(
            [
                html.H1(str(self.title)),
                html.Div([box, html.Div(id="home-answer", **{"aria-live": "polite"})], className="lw-stack"),
                *_lately(visit),
                *_cards(visit),
            ],
            className="lw-stack lw-wide lw-home",
        )

    def callbacks(self, lab: Lab) -> None:
        """Answer while the box is filled."""
        lab.callback(
            Output("home-answer", "children"),
            Output("address", "data", allow_duplicate=True),
            Input("home-question", "value"),
            prevent_initial_call="initial_duplicate",
        )(answer)


def answer(visit: Visit, question: object) -> tuple[Component | None, dict[str, str | None]]:
    """Return what a symptom or a number leads to, and the address that leads here again."""
    asked = inputs.text(question, most=LONGEST).strip()
    if not asked:
        return None, {"q": None}
    found = explain(asked)
    parts = [html.P(str(number_text(number)), className="lw-lead") for number in found.numbers]
    parts += _hits(visit, found.hits[:ANSWERS]) if found.hits else _nothing(visit, found)
    short = asked if len(asked) <= 300 else None  # a traceback is no address
    return html.Div(parts, className="lw-stack"), {"q": short}


def number_text(number: Number) -> Text:
    """Return what a loss value means."""
    return EVEN.format(given=number.given, classes=number.classes, exact=number.exact)


def _hits(visit: Visit, hits: Iterable[Hit]) -> list[Component]:
    items = [
        html.Li(
            [
                dcc.Link(str(hit.fault.title), href=visit.link(f"/fault/{hit.fault.name}")),
                html.P(str(hit.cause.reason if hit.cause else hit.fault.says.tell({}))),
                html.P(str(BECAUSE.format(because=hit.because)), className="lw-quiet lw-small"),
            ]
        )
        for hit in hits
    ]
    return [html.H2(str(MAY_BE)), html.Ul(items, className="lw-list")]


def _nothing(visit: Visit, found: Explanation) -> list[Component]:
    """Return what to try where no fault is known for what was asked."""
    near = [
        html.Li(dcc.Link(str(one.symptom), href=visit.link("/", q=str(one.symptom)))) for one in found.near
    ]
    return [
        *([html.P(str(NEAR)), html.Ul(near)] if near else [] if found.numbers else [html.P(str(UNKNOWN))]),
        dcc.Link(str(CHECK), href=visit.link("/check")),
    ]


def _lately(visit: Visit) -> list[Component]:
    found = store.kept()[:LAST]
    return (
        [html.Section([html.H2(str(LATELY)), kept_list(visit, found)], className="lw-stack")] if found else []
    )


def _cards(visit: Visit) -> list[Component]:
    """Return the few cards of a first visit, and below them, smaller, all others."""
    carded = [page for page in pages().values() if page.card]
    first = [_card(visit, page) for page in carded if page.first]
    others = [_card(visit, page) for page in carded if not page.first]
    more = html.Section(
        [html.H2(str(MORE)), html.Div(others, className="lw-cards lw-more")], className="lw-stack"
    )
    return [html.Div(first, className="lw-cards"), *([more] if others else [])]


def _card(visit: Visit, page: Page) -> Component:
    assert page.card is not None
    hint = [html.Span(str(page.hint))] if page.hint else []
    return dcc.Link(
        [html.Strong(str(page.card)), *hint], href=visit.link(f"/{page.name}"), className="lw-card"
    )
