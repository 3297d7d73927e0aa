"""Experiments on a page: choose one, run it in a worker, watch its points come, read what they say - and do not say.

experiments_view(visit, ["plain_or_residual", "block_dropped"])
experiment_callbacks(lab)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from loopwise import jobs, store
from loopwise.experiments import Experiment, experiment_named
from loopwise.figures import Figure, experiment_figure, to_plotly
from loopwise.figures.landscapes import beside_each_other
from loopwise.records import rebuild
from loopwise.records.experiments import Measured, Outcome
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.page import Lab
from loopwise.web.parts.curves import BLANK, CONFIG, place
from loopwise.web.visit import Visit

CHOOSE = Text(en="Experiment", ko="실험")
SEEDS = Text(en="Seeds", ko="시드(seed) 수")
EPOCHS = Text(en="Epochs", ko="에폭(epoch)")
RUN = Text(en="Run it here", ko="이 컴퓨터에서 해 보기")
STOP = Text(en="Stop", ko="중단하기")
QUEUED = Text(en="waiting to start", ko="시작을 기다리는 중입니다")
RUNNING = Text(en="run {done} of {total}: {note}", ko="실행 {done} / {total}: {note}")
DONE = Text(
    en="finished: {measured} measurements, {seconds:.0f} s",
    ko="끝났습니다: 측정 {measured}번, {seconds:.0f}초",
)
STOPPED = Text(
    en="stopped; what was measured until then is shown", ko="중단했습니다. 그때까지 측정한 결과입니다"
)
KEPT_AS = Text(en="Kept as result {number}", ko="{number}번 결과로 저장했습니다")
LAST = Text(en="The last kept run:", ko="가장 최근에 저장한 실행:")
NOT_YET = Text(
    en="Not run on this computer yet. The numbers come from a real run, so there are none before it.",
    ko="이 컴퓨터에서 아직 실행하지 않았습니다. 숫자는 직접 실행해야 나옵니다.",
)
TICK = 900  # milliseconds between two looks at a running experiment
MOST_SEEDS, MOST_EPOCHS = 10, 60


def experiments_view(visit: Visit, names: Sequence[str], epochs: int = 6) -> Component:
    """Return the choice of experiments and the place where one runs. The address may name one and its job.

    epochs: what the box proposes.
    """
    chosen = visit.query.get("experiment", names[0])
    chosen = chosen if chosen in names else names[0]
    job = visit.query.get("job")
    number = inputs.whole(job, least=1, most=inputs.LARGEST_NUMBER) if job else None
    return html.Div(
        [
            dcc.Store(id="exp-job", data=number),
            dcc.Interval(id="exp-tick", interval=TICK, disabled=number is None),
            dmc.Select(
                id="exp-name",
                label=str(CHOOSE),
                data=[{"value": name, "label": str(experiment_named(name).title)} for name in names],
                value=chosen,
                allowDeselect=False,
                w="20rem",
            ),
            html.Div(id="exp-about", className="lw-prose"),
            html.Div(
                [
                    dmc.NumberInput(
                        id="exp-seeds", label=str(SEEDS), value=3, min=1, max=MOST_SEEDS, w="8rem"
                    ),
                    dmc.NumberInput(
                        id="exp-epochs", label=str(EPOCHS), value=epochs, min=1, max=MOST_EPOCHS, w="8rem"
                    ),
                    dmc.Button(str(RUN), id="exp-start", size="md"),
                    dmc.Button(str(STOP), id="exp-stop", variant="default", style={"display": "none"}),
                ],
                className="lw-row lw-bottom",
            ),
            html.Div(id="exp-told", role="status", className="lw-quiet"),
            html.Div(
                [dmc.Progress(id="exp-bar", value=0, **{"aria-label": str(CHOOSE)}), place("exp-figure")],
                id="exp-drawn",
                hidden=True,
                className="lw-stack",
            ),
            html.Div(id="exp-says", className="lw-prose"),
        ],
        className="lw-stack",
    )


def experiment_callbacks(lab: Lab) -> None:
    """Describe, start, follow and stop."""
    lab.callback(
        Output("exp-about", "children"),
        Output("address", "data", allow_duplicate=True),
        Input("exp-name", "value"),
        prevent_initial_call="initial_duplicate",
    )(described)
    lab.callback(
        Output("exp-job", "data"),
        Output("address", "data", allow_duplicate=True),
        Output("exp-tick", "disabled", allow_duplicate=True),
        Input("exp-start", "n_clicks"),
        State("exp-name", "value"),
        State("exp-seeds", "value"),
        State("exp-epochs", "value"),
        prevent_initial_call=True,
    )(start)
    lab.callback(
        Output("exp-told", "children"),
        Output("exp-bar", "value"),
        Output("exp-figure", "figure"),
        Output("exp-drawn", "hidden"),
        Output("exp-says", "children"),
        Output("exp-tick", "disabled"),
        Output("exp-stop", "style"),
        Input("exp-job", "data"),
        Input("exp-tick", "n_intervals"),
        Input("exp-name", "value"),
        Input("scheme", "data"),
    )(follow)
    lab.callback(
        Output("exp-stop", "children"),
        Input("exp-stop", "n_clicks"),
        State("exp-job", "data"),
        prevent_initial_call=True,
    )(stop)


def described(visit: Visit, name: object) -> tuple[list[Component], dict[str, str]]:
    """Return what an experiment asks and how, and the address that leads to it again."""
    experiment = experiment_named(inputs.text(name))
    about = [
        html.P(str(experiment.asks), className="lw-lead"),
        html.P(str(experiment.says), className="lw-quiet"),
    ]
    return about, {"experiment": experiment.name}


def start(visit: Visit, clicks: object, name: object, seeds: object, epochs: object) -> Any:
    """Queue the experiment."""
    if not clicks:
        return no_update, no_update, no_update
    settings = {
        "seeds": inputs.whole(seeds, least=1, most=MOST_SEEDS),
        "epochs": inputs.whole(epochs, least=1, most=MOST_EPOCHS),
    }
    number = jobs.submit("experiment", {"name": inputs.text(name), **settings})
    return number, {"job": str(number)}, False


def follow(visit: Visit, number: object, _tick: object, name: object, scheme: object) -> tuple[Any, ...]:
    """Return words, bar, figure, whether it is hidden, what the numbers say, whether to stop looking, the button."""
    experiment = experiment_named(inputs.text(name))
    hidden = {"display": "none"}
    job = jobs.job(inputs.whole(number, least=1, most=inputs.LARGEST_NUMBER)) if number is not None else None
    if job is None or job.arguments.get("name") != experiment.name:
        return _last(visit, experiment, scheme, hidden)
    if job.over and job.result:
        return _shown(visit, experiment, store.kept(job.result).result, job.result, scheme, hidden, STOPPED)
    rows = tuple(rebuild(Measured, dict(part)) for part in job.parts)
    share = 100 * job.done / job.total if job.total else 0
    words = str(RUNNING.format(done=job.done, total=job.total, note=job.note) if job.total else QUEUED)
    if job.over:
        words = str(job.message) or str(STOPPED)
    empty, button = job.over and not rows, hidden if job.over else {}
    return words, share, _figure(experiment, rows, scheme), empty, None, job.over, button


def stop(visit: Visit, clicks: object, number: object) -> str:
    """Ask the experiment to stop."""
    if clicks and number is not None:
        jobs.cancel(inputs.whole(number, least=1, most=inputs.LARGEST_NUMBER))
    return str(STOP)


def outcome_view(experiment: Experiment, outcome: Outcome, scheme: object = None) -> list[Component]:
    """Return the planes around its nets, what the numbers say, and the settings they came from."""
    settings = ", ".join(f"{key} {value}" for key, value in outcome.settings.items())
    told = [html.Li(str(text)) for text in experiment.tells(outcome)]
    planes = planes_view(experiment, outcome, scheme)
    return [*planes, html.Ul(told), html.P(settings, className="lw-quiet lw-small")]


def planes_view(experiment: Experiment, outcome: Outcome, scheme: object) -> list[Component]:
    """Return the landscapes that an experiment measured, side by side; nothing where it measured none."""
    if not (planes := experiment.planes(outcome)):
        return []
    figures = [Figure(panel.title, (panel,)) for panel in beside_each_other(planes)]
    drawn = [
        dcc.Graph(figure=to_plotly(one, dark=scheme == "dark"), config=CONFIG, className="lw-graph")
        for one in figures
    ]
    return [html.Div(drawn, className="lw-pair")]


def _last(visit: Visit, experiment: Experiment, scheme: object, hidden: Mapping[str, str]) -> tuple[Any, ...]:
    """Show the last kept run of this experiment, else that there is none."""
    kept = (one for one in store.kept() if one.kind == "experiment" and one.title == experiment.name)
    last = next(kept, None)
    if last is None:
        return str(NOT_YET), 0, BLANK, True, None, True, hidden
    return _shown(visit, experiment, last.result, last.number, scheme, hidden, LAST)


def _shown(
    visit: Visit,
    experiment: Experiment,
    outcome: Outcome,
    number: int,
    scheme: object,
    hidden: Mapping[str, str],
    otherwise: Text,
) -> tuple[Any, ...]:
    done = DONE.format(measured=len(outcome.rows), seconds=outcome.seconds)
    words = str(done if outcome.ended == "finished" else otherwise)
    link = dcc.Link(str(KEPT_AS.format(number=number)), href=visit.link(f"/kept/{number}"))
    says = [*outcome_view(experiment, outcome, scheme), html.P(link)]
    figure = _figure(experiment, outcome.rows, scheme)
    return words, 100, figure, not outcome.rows, says, True, hidden


def _figure(experiment: Experiment, rows: tuple[Measured, ...], scheme: object) -> dict[str, Any]:
    if not rows:
        return BLANK
    drawn = to_plotly(
        experiment_figure(experiment, Outcome(experiment.name, rows=rows)), dark=scheme == "dark"
    )
    drawn["layout"]["uirevision"] = experiment.name
    return drawn
