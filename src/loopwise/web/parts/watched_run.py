"""A watched run on the page: how it stands, what was found, and its figures; while it goes on they follow it.

run_view(report, visit, number)         # the places, filled at once and, as long as it runs, every two seconds
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from loopwise import store
from loopwise.diagnosis.order import cause_first
from loopwise.program import apply
from loopwise.records import Finding, WatchReport
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.page import Lab
from loopwise.web.parts.curves import BLANK, CONFIG, layer_figures, loss_figure, place
from loopwise.web.parts.finding import finding_card
from loopwise.web.parts.what_if import try_callbacks, try_section
from loopwise.web.visit import Visit

SILENT = Text(en="No problem was found in this run.", ko="이 실행에서는 찾은 문제가 없습니다.")
SILENT_YET = Text(en="No problem has been found so far.", ko="아직 찾은 문제가 없습니다.")
STEPS = Text(
    en="{state} · {steps} steps seen, {sampled} of them measured · {seconds:.0f} s",
    ko="{state} · 관찰한 스텝 {steps}개, 측정한 스텝 {sampled}개 · {seconds:.0f}초",
)
STATES = {
    "running": Text(en="training goes on", ko="학습 중"),
    "interrupted": Text(en="ended before it was done", ko="끝나기 전에 중단됨"),
    "finished": Text(en="finished", ko="완료"),
    "stopped": Text(en="stopped at --steps", ko="--steps에서 멈춤"),
    "failed": Text(en="ended with an error", ko="에러로 끝남"),
}
DRAW = Text(
    en="Draw its loss landscape, with the path it went", ko="이 실행의 손실 지형과 지나온 경로 그리기"
)
NO_PATH = Text(
    en="loopwise watch --keep-path {script} keeps what its loss landscape needs.",
    ko="loopwise watch --keep-path {script} 명령으로 실행하면 손실 지형(loss landscape)도 그릴 수 있습니다.",
)
BENEATH = Text(en="What follows from it: {count}", ko="이 때문에 생긴 문제: {count}개")
TICK = 2000  # milliseconds


def run_view(report: WatchReport, visit: Visit, number: int) -> Component:
    """Return the places of a run, with what is known of it now."""
    return html.Div(
        [
            dcc.Store(id="runs-number", data=number),
            dcc.Interval(id="runs-tick", interval=TICK),
            html.P(id="runs-told", className="lw-quiet", role="status"),
            html.Div(found(report, visit, going_on=False), id="runs-found", className="lw-stack lw-wide"),
            try_section(visit),
            place("runs-loss"),
            html.P(id="runs-landscape"),
            html.Div(id="runs-layers", className="lw-pair"),
        ],
        className="lw-stack lw-wide",
    )


def found(report: WatchReport, visit: Visit, *, going_on: bool) -> list[Component]:
    """Return a card for every root cause, with the lines its repair changes; what follows from it is folded beneath."""
    if not report.findings:
        return [html.P(str(SILENT_YET if going_on else SILENT))]
    ordered = cause_first(report.findings)  # of a run that goes on they are kept as they come
    names = {one.fault: one for one in reversed(ordered)}
    roots = [one for one in ordered if _root_of(one, names) is one]
    return [
        part
        for root in roots
        for part in (
            finding_card(visit, root, *_texts(root, report)),
            *_beneath(visit, [one for one in ordered if one is not root and _root_of(one, names) is root]),
        )
    ]


def _root_of(finding: Finding, names: dict[str, Finding]) -> Finding:
    """Return the finding at the head of those that explain one another."""
    for _ in names:
        if finding.follows not in names:
            break
        finding = names[finding.follows]
    return finding


def _beneath(visit: Visit, followers: list[Finding]) -> list[Component]:
    """Return what follows from a root cause, folded; its repair mends them, too, so theirs is not shown."""
    if not followers:
        return []
    cards = [finding_card(visit, one, "", "") for one in followers]
    summary = html.Summary(str(BENEATH.format(count=len(followers))))
    return [html.Details([summary, html.Div(cards, className="lw-stack")], className="lw-beneath")]


def run_callbacks(lab: Lab) -> None:
    """Follow a run while it goes on; draw it anew where the reader's scheme changes."""
    lab.callback(
        Output("runs-told", "children"),
        Output("runs-found", "children"),
        Output("runs-loss", "figure"),
        Output("runs-layers", "children"),
        Output("runs-landscape", "children"),
        Output("runs-tick", "disabled"),
        Input("runs-tick", "n_intervals"),
        Input("scheme", "data"),
        State("runs-number", "data"),
        State("runs-told", "children"),
    )(followed)
    try_callbacks(lab)


def followed(visit: Visit, tick: object, scheme: object, number: object, before: object) -> tuple[Any, ...]:
    """Return a run as it stands; nothing that has not changed is drawn again."""
    kept = store.kept(inputs.whole(number, least=1, most=inputs.LARGEST_NUMBER))
    report, going_on = kept.result, kept.state == "running"
    state = kept.state if kept.state != "finished" else report.ended
    told = str(
        STEPS.format(
            state=STATES.get(state, state), steps=report.steps, sampled=report.sampled, seconds=report.seconds
        )
    )
    if told == before and going_on:
        return no_update, no_update, no_update, no_update, no_update, False
    marked = replace(report, findings=cause_first(report.findings))
    loss = loss_figure(marked, scheme) if report.losses else BLANK
    landscape = "" if going_on else _landscape(report, visit, kept.number)
    return (
        told,
        found(report, visit, going_on=going_on),
        loss,
        _layers(report, scheme),
        landscape,
        not going_on,
    )


def _landscape(report: WatchReport, visit: Visit, number: int) -> Any:
    """Return the way to the run's landscape, or how to have one the next time."""
    if report.path is not None:
        return dcc.Link(str(DRAW), href=visit.link("/landscape", **{"from": str(number)}))
    hint = html.Span(str(NO_PATH.format(script=report.script)), className="lw-quiet lw-small")
    return hint if report.steps and report.started and report.script else ""


def _layers(report: WatchReport, scheme: object) -> list[Component]:
    return [
        dcc.Graph(figure=one, config=CONFIG, className="lw-graph") for one in layer_figures(report, scheme)
    ]


def _texts(finding: Finding, report: WatchReport) -> tuple[str, str]:
    """Return the kept lines a finding's repair changes, before and after."""
    source = finding.place.source
    text = report.sources.get(source, "")
    edits = [one for one in finding.repair.edits if one.place.source == source] if finding.repair else []
    return (text, apply(text, edits)) if text and edits else ("", "")
