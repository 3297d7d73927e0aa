"""Home: one box for what went wrong, then a card for everything there is."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Input, Output, dcc, html
from dash.development.base_component import Component

from loopwise import store
from loopwise.diagnosis.search import search
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
CHECK = Text(en="Check my code", ko="내 코드 점검하기")
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
                html.Div(
                    [_card(visit, page) for page in pages().values() if page.card], className="lw-cards"
                ),
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
    """Return the faults a symptom leads to, and the address that leads here again."""
    asked = inputs.text(question, most=LONGEST).strip()
    short = asked if len(asked) <= 300 else None  # a traceback is no address
    if not asked:
        return None, {"q": None}
    found = [hit.fault for hit in search(asked)][:ANSWERS]
    if not found:
        link = dcc.Link(str(CHECK), href=visit.link("/check"))
        return html.Div([html.P(str(UNKNOWN)), link], className="lw-stack"), {"q": short}
    items = [
        html.Li(
            [
                dcc.Link(str(fault.title), href=visit.link(f"/fault/{fault.name}")),
                html.P(str(fault.says.tell({}))),
            ]
        )
        for fault in found
    ]
    return html.Div([html.H2(str(MAY_BE)), html.Ul(items, className="lw-list")], className="lw-stack"), {
        "q": short
    }


def _lately(visit: Visit) -> list[Component]:
    found = store.kept()[:LAST]
    return (
        [html.Section([html.H2(str(LATELY)), kept_list(visit, found)], className="lw-stack")] if found else []
    )


def _card(visit: Visit, page: Page) -> Component:
    assert page.card is not None
    hint = [html.Span(str(page.hint))] if page.hint else []
    return dcc.Link(
        [html.Strong(str(page.card)), *hint], href=visit.link(f"/{page.name}"), className="lw-card"
    )
