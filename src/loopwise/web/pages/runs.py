"""Runs: what `loopwise watch` sees in another terminal, while training goes on and afterwards."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, dcc, html
from dash.development.base_component import Component

from loopwise import store
from loopwise.store import Kept
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.page import Lab, Page
from loopwise.web.parts.kept import kept_list, moment
from loopwise.web.parts.notices import empty
from loopwise.web.parts.watched_run import TICK, run_callbacks, run_view
from loopwise.web.visit import Visit

NOTHING = Text(
    en="No run has been watched yet. In a terminal: loopwise watch train.py - this page follows it.",
    ko="아직 관찰한 실행이 없습니다. 터미널에서 loopwise watch train.py를 실행하면 이 화면에 바로 나타납니다.",
)
ALL = Text(en="All runs", ko="실행 전체")
MOST = 50  # listed


class RunsPage(Page):
    """`/runs` lists the watched runs, the newest first; `/runs/<number>` follows one."""

    title = Text(en="Watched runs", ko="실행 관찰")
    menu = 12
    card = Text(en="Follow a training", ko="학습 지켜보기")
    hint = Text(
        en="loopwise watch train.py in a terminal; the loss, the layers and what goes wrong appear here",
        ko="터미널에서 loopwise watch train.py를 실행하면 손실과 층별 상태, 찾은 문제가 여기에 나타납니다",
    )

    def layout(self, visit: Visit) -> Component:
        """Return the run numbered in the address, else the list."""
        if visit.rest:
            return opened(visit, store.kept(inputs.whole(visit.rest[0], least=1, most=inputs.LARGEST_NUMBER)))
        return html.Div(
            [
                html.H1(str(self.title)),
                dcc.Interval(id="runs-list-tick", interval=TICK),
                html.Div(listed(visit), id="runs-list"),
            ],
            className="lw-stack",
        )

    def callbacks(self, lab: Lab) -> None:
        """Keep the list and an opened run up to date."""
        lab.callback(
            Output("runs-list", "children"),
            Input("runs-list-tick", "n_intervals"),
            prevent_initial_call=True,
        )(again)
        run_callbacks(lab)


def listed(visit: Visit) -> Component:
    """Return the watched runs, the newest first."""
    runs = [one for one in store.kept() if one.kind == "watch"][:MOST]
    return kept_list(visit, runs, under="/runs") if runs else empty(NOTHING)


def again(visit: Visit, tick: object) -> Any:
    """Return the list as it is now."""
    return listed(visit)


def opened(visit: Visit, one: Kept) -> Component:
    """Return one run: what it is, and how it stands."""
    return html.Article(
        [
            html.Div([html.P(f"{one.label} · {moment(one)}", className="lw-quiet"), html.H1(one.title)]),
            run_view(one.result, visit, one.number),
            dcc.Link(str(ALL), href=visit.link("/runs")),
        ],
        className="lw-stack lw-wide",
    )
