"""One way in which a program does not learn: what, why, how it looks from outside, wrong beside right."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from loopwise.diagnosis.checking import check
from loopwise.faults import Fault, catalogue, fault_named
from loopwise.rendering.explained import FORMULA, SOURCES, SYMPTOMS, WHY, symptoms_in_words
from loopwise.rendering.labels import MEND, SEVERITY
from loopwise.text import Text
from loopwise.web.page import Page
from loopwise.web.parts.code import code_view
from loopwise.web.parts.formulas import formula_view
from loopwise.web.visit import Visit

WRONG = Text(en="With the fault", ko="문제가 있는 코드")
RIGHT = Text(en="Without it", ko="고친 코드")
TRY = Text(en="Check the wrong one", ko="문제가 있는 코드를 점검해 보기")
INTRO = Text(
    en="Some of these raise an error; more than half run without a word and still do not learn as they should.",
    ko="에러가 나는 것도 있지만, 절반 넘게는 아무 말 없이 실행되면서 제대로 학습되지 않습니다.",
)


ASK = Text(
    en="Do you know only what you see? Ask by symptom or loss value.",
    ko="보이는 증상만 아시나요? 증상이나 손실 값으로 찾아보세요.",
)
COSTS = {
    "error": Text(en="Raises, or holds learning back", ko="에러가 나거나 학습이 제대로 되지 않음"),
    "warning": Text(
        en="The reported number is wrong, or it works by luck", ko="보고한 값이 틀리거나 우연히 동작함"
    ),
    "note": Text(
        en="Works, but misleads a reader or wastes work", ko="동작하지만 오해를 부르거나 낭비가 있음"
    ),
}


class FaultPage(Page):
    """`/fault` lists the catalogue, `/fault/<name>` shows one of it."""

    title = Text(en="Faults", ko="학습 문제")
    menu = 30
    card = Text(en="What stops a model from learning?", ko="무엇이 학습을 막나요?")
    hint = Text(en="every known fault, with its cure", ko="알려진 학습 문제와 고치는 법을 모았습니다")

    def layout(self, visit: Visit) -> Component:
        """Return the card of the fault named in the address, else all of them."""
        return card(visit, fault_named(visit.rest[0])) if visit.rest else every(visit)


def every(visit: Visit) -> Component:
    """Return the list of all faults by what they cost, the commonest first, each with what it does."""
    found = sorted(catalogue(), key=lambda fault: (-fault.often, fault.name))
    parts = [
        _section(
            title, html.Ul([_item(visit, f) for f in found if f.severity == severity], className="lw-list")
        )
        for severity, title in COSTS.items()
    ]
    ask = html.P(dcc.Link(str(ASK), href=visit.link("/")))
    head = html.Div([html.H1(str(FaultPage.title)), html.P(str(INTRO)), ask], className="lw-stack")
    return html.Div([head, *parts], className="lw-stack lw-wide")


def _item(visit: Visit, fault: Fault) -> Component:
    link = dcc.Link(str(fault.title), href=visit.link(f"/fault/{fault.name}"))
    return html.Li([link, html.P(str(fault.says.tell({})) or str(fault.mend.tell({})))])


def card(visit: Visit, fault: Fault) -> Component:
    """Return everything the catalogue knows of one fault."""
    parts = [
        html.Div(
            [
                html.Div(str(SEVERITY[fault.severity]), className="lw-grade"),
                html.H1(str(fault.title)),
                html.Code(fault.name, className="lw-quiet"),
            ],
            className=f"lw-heading lw-{fault.severity}",
        ),
        html.P(str(fault.says.tell({})), className="lw-lead"),
        _section(MEND, html.P(str(fault.mend.tell({})))),
        _examples(visit, fault),
        _section(WHY, html.P(str(fault.why.tell({})), className="lw-prose")),
        *([_section(FORMULA, formula_view(fault.formula))] if fault.formula else []),
        _section(SYMPTOMS, html.Ul([html.Li(line) for line in symptoms_in_words(fault)])),
        *(
            [_section(SOURCES, html.Ul([html.Li(source) for source in fault.sources]))]
            if fault.sources
            else []
        ),
    ]
    return html.Article(parts, className="lw-stack lw-wide")


def _examples(visit: Visit, fault: Fault) -> Component:
    places = [finding.place for finding in check(fault.bad).findings if finding.fault == fault.name]
    wrong = html.Div([html.H2(str(WRONG)), code_view(fault.bad, places)], className="lw-stack")
    right = html.Div([html.H2(str(RIGHT)), code_view(fault.good)], className="lw-stack")
    link = dcc.Link(str(TRY), href=visit.link("/check", example=fault.name))
    return html.Section([html.Div([wrong, right], className="lw-pair"), html.P(link)], className="lw-stack")


def _section(title: Text, body: Component) -> Component:
    return html.Section([html.H2(str(title)), body], className="lw-stack")
