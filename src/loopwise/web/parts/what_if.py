"""What a repair would buy, on a run's page: choose the problem, read what will be done, start, see both curves.

try_section(visit)                 # the places, out of sight until a run has ended that can be tried
what_if_view(answer, "dark")       # a kept answer
"""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from loopwise import jobs, store
from loopwise.diagnosis.what_if import plan, tryable
from loopwise.errors import LoopwiseError
from loopwise.figures import what_if_curves
from loopwise.records import WatchReport, WhatIf
from loopwise.rendering.what_if import RUN, conclusion, rows, what_will_be_done
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.page import Lab
from loopwise.web.parts.curves import CONFIG, drawn
from loopwise.web.visit import Visit

TITLE = Text(en="What would the repair buy?", ko="고치면 얼마나 나아질까요?")
FAULT = Text(en="Problem to repair", ko="고쳐 볼 문제")
START = Text(en="Run it again, repaired", ko="고쳐서 다시 돌려 보기")
STOP = Text(en="Stop", ko="중단하기")
WAITING = Text(en="waiting to start", ko="시작을 기다리는 중입니다")
STOPPED = Text(en="stopped", ko="중단했습니다")
TICK = 1000  # milliseconds


def try_section(visit: Visit) -> Component:
    """Return the form and the places of progress and answer; a job in the address is followed again."""
    going = visit.query.get("job")
    return html.Section(
        [
            html.H2(str(TITLE)),
            html.Div(
                [
                    dmc.Select(id="what-if-fault", label=str(FAULT), data=[], allowDeselect=False, w="20rem"),
                    dmc.Button(str(START), id="what-if-start", disabled=True),
                    dmc.Button(str(STOP), id="what-if-stop", variant="default", style={"display": "none"}),
                ],
                className="lw-row lw-bottom",
            ),
            html.P(id="what-if-plan", className="lw-quiet lw-small"),
            dcc.Store(id="what-if-job", data=going),
            dcc.Interval(id="what-if-tick", interval=TICK, disabled=not going),
            html.Div(id="what-if-told", role="status"),
            html.Div(id="what-if-answer", className="lw-stack"),
        ],
        id="what-if",
        hidden=True,
        className="lw-stack lw-tight",
    )


def what_if_view(answer: WhatIf, scheme: object) -> Component:
    """Return the verdict, the curves as it is and repaired, and the numbers it goes by."""
    told = [html.P(text) for text in conclusion(answer)]
    table = html.Table(
        html.Tbody([html.Tr([html.Th(label, scope="row"), html.Td(value)]) for label, value in rows(answer)]),
        className="lw-facts lw-wrapped",
    )
    curves = what_if_curves(answer)
    figure = dcc.Graph(figure=drawn(curves, scheme), config=CONFIG, className="lw-graph")
    return html.Div([*told, *([figure] if any(p.series for p in curves.panels) else []), table])


def try_callbacks(lab: Lab) -> None:
    """Offer what can be tried, start, follow and stop it."""
    lab.callback(
        Output("what-if", "hidden"),
        Output("what-if-fault", "data"),
        Output("what-if-fault", "value"),
        Input("runs-tick", "disabled"),
        State("runs-number", "data"),
    )(offered)
    lab.callback(
        Output("what-if-plan", "children"),
        Output("what-if-start", "disabled"),
        Input("what-if-fault", "value"),
        State("runs-number", "data"),
        prevent_initial_call=True,
    )(described)
    lab.callback(
        Output("what-if-job", "data"),
        Output("address", "data", allow_duplicate=True),
        Output("what-if-tick", "disabled", allow_duplicate=True),
        Input("what-if-start", "n_clicks"),
        State("what-if-fault", "value"),
        State("runs-number", "data"),
        prevent_initial_call=True,
    )(start)
    lab.callback(
        Output("what-if-told", "children"),
        Output("what-if-answer", "children"),
        Output("what-if-tick", "disabled"),
        Output("what-if-stop", "style"),
        Input("what-if-job", "data"),
        Input("what-if-tick", "n_intervals"),
        Input("scheme", "data"),
    )(follow)
    lab.callback(
        Output("what-if-stop", "children"),
        Input("what-if-stop", "n_clicks"),
        State("what-if-job", "data"),
        prevent_initial_call=True,
    )(stop)


def offered(visit: Visit, over: object, number: object) -> tuple[Any, ...]:
    """Return whether the form is hidden, the problems to choose from, and the root cause as the first choice."""
    report = _run(number)
    names = list(tryable(report)) if over and report.started else []
    return not names, names, names[0] if names else None


def described(visit: Visit, fault: object, number: object) -> tuple[str, bool]:
    """Return what will be done and how long it takes, and whether nothing can be; then why."""
    if not fault:
        return "", True
    try:
        return " ".join(what_will_be_done(plan(_run(number), fault=inputs.text(fault))).split()), False
    except LoopwiseError as problem:
        return str(problem), True


def start(visit: Visit, clicks: object, fault: object, number: object) -> Any:
    """Queue the reruns."""
    if not clicks:
        return no_update, no_update, no_update
    job = jobs.submit("what_if", {"kept": _number(number), "fault": inputs.text(fault)})
    return job, {"job": str(job)}, False


def follow(visit: Visit, number: object, _tick: object, scheme: object) -> tuple[Any, ...]:
    """Return words, the answer, whether to stop looking, and the stop button's style."""
    hidden = {"display": "none"}
    if number is None:
        return None, None, True, hidden
    job = jobs.job(_number(int(number) if isinstance(number, str) and number.isdigit() else number))
    if job.over and job.result:
        return None, what_if_view(store.kept(job.result).result, scheme), True, hidden
    if job.over:
        return str(job.message) or str(STOPPED), None, True, hidden
    words = RUN.format(at=job.done + 1, runs=job.total) if job.total else WAITING
    return str(words), None, False, {}


def stop(visit: Visit, clicks: object, number: object) -> str:
    """Ask the reruns to stop: before the next one."""
    if clicks and number is not None:
        jobs.cancel(_number(number))
    return str(STOP)


def _run(number: object) -> WatchReport:
    report: WatchReport = store.kept(_number(number)).result
    return report


def _number(number: object) -> int:
    return inputs.whole(number, least=1, most=inputs.LARGEST_NUMBER)
