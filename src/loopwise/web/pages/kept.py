"""Kept: the results of this computer, newest first; one of them; remove one."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from loopwise import store
from loopwise.store import Kept
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.page import Lab, Page
from loopwise.web.parts.kept import kept_list, moment
from loopwise.web.parts.notices import empty
from loopwise.web.parts.results import result_view
from loopwise.web.visit import Visit

NOTHING = Text(
    en="Nothing is kept yet. A recipe that finishes is kept by itself.",
    ko="아직 저장한 결과가 없습니다. 레시피로 학습을 마치면 결과가 저장됩니다.",
)
REMOVE = Text(en="Remove", ko="삭제")
SURE = Text(en="Remove “{title}” for good?", ko="이 결과를 완전히 삭제할까요? {title}")
CANCEL = Text(en="Keep it", ko="그대로 두기")
ALL = Text(en="All kept results", ko="저장한 결과 전체")
MADE_WITH = Text(en="made with", ko="만든 버전")


class KeptPage(Page):
    """`/kept` lists what is kept, `/kept/<number>` opens one."""

    title = Text(en="Kept results", ko="저장한 결과")
    menu = 40

    def layout(self, visit: Visit) -> Component:
        """Return the result numbered in the address, else the list."""
        if visit.rest:
            return opened(visit, store.kept(inputs.whole(visit.rest[0], least=1, most=inputs.LARGEST_NUMBER)))
        found = store.kept()
        body = kept_list(visit, found) if found else empty(NOTHING)
        return html.Div([html.H1(str(self.title)), body], className="lw-stack")

    def callbacks(self, lab: Lab) -> None:
        """Ask before removing, then remove."""
        lab.callback(
            Output("kept-ask", "opened"),
            Input("kept-remove", "n_clicks"),
            Input("kept-cancel", "n_clicks"),
            State("kept-ask", "opened"),
            prevent_initial_call=True,
        )(asked)
        lab.callback(
            Output("url", "href"),
            Input("kept-confirm", "n_clicks"),
            prevent_initial_call=True,
        )(removed)


def asked(visit: Visit, _remove: object, _cancel: object, opened: object) -> bool:
    """Open or close the question."""
    return not opened


def removed(visit: Visit, clicks: object) -> Any:
    """Remove the result the address names and go back to the list."""
    if not clicks or not visit.rest:
        return no_update
    store.remove(inputs.whole(visit.rest[0], least=1, most=inputs.LARGEST_NUMBER))
    return visit.link("/kept")


def opened(visit: Visit, one: Kept) -> Component:
    """Return one kept result: what it is, the result itself, and how to remove it."""
    versions = ", ".join(f"{name} {version}" for name, version in one.versions.items())
    return html.Article(
        [
            html.Div([html.P(f"{one.label} · {moment(one)}", className="lw-quiet"), html.H1(one.title)]),
            result_view(one.result, visit, one.number),
            html.P(f"{MADE_WITH}: {versions}", className="lw-quiet lw-small"),
            html.Div(
                [
                    dmc.Button(str(REMOVE), id="kept-remove", variant="default"),
                    dcc.Link(str(ALL), href=visit.link("/kept")),
                ],
                className="lw-row",
            ),
            _question(one),
        ],
        className="lw-stack lw-wide",
    )


def _question(one: Kept) -> Component:
    return dmc.Modal(
        html.Div(
            [
                html.P(str(SURE.format(title=one.title))),
                html.Div(
                    [
                        dmc.Button(str(REMOVE), id="kept-confirm", color="red"),
                        dmc.Button(str(CANCEL), id="kept-cancel", variant="default"),
                    ],
                    className="lw-row",
                ),
            ],
            className="lw-stack",
        ),
        id="kept-ask",
        withCloseButton=False,
        centered=True,
    )
