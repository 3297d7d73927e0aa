"""Landscape: choose a fit or a watched run that kept its path, or train one, and watch the loss around it appear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from loopwise import jobs, store
from loopwise.data import card_of, data_names, names_for
from loopwise.errors import LoopwiseError
from loopwise.jobs import Job
from loopwise.records import FitResult, rebuild
from loopwise.records.landscapes import Landscape
from loopwise.store import Kept
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.page import Lab, Page
from loopwise.web.parts.landscape_view import FORMATS, downloads, in_a_file, landscape_view
from loopwise.web.parts.notices import notice
from loopwise.web.parts.runs import COMMAND, copied
from loopwise.web.visit import Visit

FITS = Text(en="A fit or a watched run that kept its path", ko="경로를 저장한 학습 결과나 실행 관찰")
NONE_YET = Text(
    en="Nothing kept has its path yet. Train here, or in a terminal: loopwise watch --keep-path train.py",
    ko="경로를 저장한 결과가 아직 없습니다. 여기서 학습하거나 터미널에서: loopwise watch --keep-path train.py",
)
RUNS_AGAIN = Text(
    en="To draw a watched run, its program runs again up to its first steps, in a copy of its folder.",
    ko="실행 관찰을 그릴 때는 프로그램을 폴더의 복사본에서 처음 몇 스텝까지 다시 실행합니다.",
)
OR_TRAIN = Text(en="or train one here", ko="또는 여기서 학습하기")
DATA = Text(en="Data", ko="데이터")
EPOCHS = Text(en="Epochs at most", ko="최대 에폭(epoch)")
TRAIN = Text(en="Train and keep the path", ko="학습하고 경로 저장하기")
SIDE = Text(en="Points a side", ko="한 변의 점 수")
DRAW = Text(en="Draw the landscape", ko="손실 지형 그리기")
STOP = Text(en="Stop", ko="중단하기")
STATES = {
    "queued": Text(en="waiting to start", ko="시작을 기다리는 중입니다"),
    "fit": Text(
        en="training: epoch {done} of at most {total}", ko="학습 중: 에폭(epoch) {done} / 최대 {total}"
    ),
    "landscape": Text(
        en="{done} of {total} points; about {left} s left", ko="점 {done} / {total}; 남은 시간 약 {left}초"
    ),
    "starting": Text(en="getting ready", ko="준비하는 중입니다"),
    "done": Text(en="finished", ko="마쳤습니다"),
    "cancelled": Text(en="stopped; what was computed is shown", ko="중단했고, 계산한 데까지 보여 줍니다"),
    "failed": Text(en="failed", ko="계산하지 못했습니다"),
}
KEPT_AS = Text(en="Kept as result {number}", ko="{number}번 결과로 저장했습니다")
TICK = 700  # milliseconds between two looks at a running job
SIDES = ("9", "17", "33", "65")
MOST_FITS = 20


class LandscapePage(Page):
    """`/landscape?from=12` chooses a kept fit; `/landscape?job=5` shows a landscape in the making."""

    title = Text(en="Landscape", ko="손실 지형")
    menu = 19
    card = Text(en="See the loss around a model", ko="모델 주변의 손실 지형 보기")
    hint = Text(en="the valley a training went down, spun by hand", ko="학습이 내려온 골짜기를 돌려 보세요")

    def layout(self, visit: Visit) -> Component:
        """Return the choice of a fit, and the place where its landscape appears."""
        job = visit.query.get("job")
        return html.Div(
            [
                html.H1(str(self.card)),
                html.Div([_choice(visit), _training()], className="lw-pair lw-apart"),
                _progress(inputs.whole(job, least=1, most=inputs.LARGEST_NUMBER) if job else None),
                html.Div(id="landscape-shown"),
                dcc.Download(id="landscape-file"),
            ],
            className="lw-stack lw-wide",
        )

    def callbacks(self, lab: Lab) -> None:
        """Start, follow and stop; a fit that ends starts its landscape."""
        lab.callback(
            Output("landscape-job", "data"),
            Output("landscape-problem", "children"),
            Input("landscape-draw", "n_clicks"),
            Input("landscape-train", "n_clicks"),
            State("landscape-fit", "value"),
            State("landscape-side", "value"),
            State("landscape-data", "value"),
            State("landscape-epochs", "value"),
            prevent_initial_call=True,
        )(start)
        lab.callback(
            Output("landscape-progress", "hidden"),
            Output("landscape-bar", "value"),
            Output("landscape-told", "children"),
            Output("landscape-tick", "disabled"),
            Output("landscape-cancel", "hidden"),
            Output("landscape-shown", "children"),
            Output("landscape-drawn", "data"),
            Output("landscape-job", "data", allow_duplicate=True),
            Input("landscape-job", "data"),
            Input("landscape-tick", "n_intervals"),
            Input("scheme", "data"),
            State("landscape-drawn", "data"),
            State("landscape-side", "value"),
            prevent_initial_call="initial_duplicate",
        )(follow)
        lab.callback(
            Output("landscape-cancel", "children"),
            Input("landscape-cancel", "n_clicks"),
            State("landscape-job", "data"),
            prevent_initial_call=True,
        )(stop)
        lab.callback(
            Output("landscape-file", "data"),
            *(Input(f"landscape-to-{kind}", "n_clicks") for kind in FORMATS),
            State("landscape-source", "data"),
            State("scheme", "data"),
            prevent_initial_call=True,
        )(downloaded)
        lab.callback(
            Output("landscape-kept", "children"), Input("scheme", "data"), State("landscape-number", "data")
        )(opened)


def opened(visit: Visit, scheme: object, number: object) -> Any:
    """Return a kept landscape, drawn in the scheme of the page."""
    result = store.kept(inputs.whole(number, least=1, most=inputs.LARGEST_NUMBER)).result
    return landscape_view(result, scheme) if isinstance(result, Landscape) else no_update


def downloaded(_visit: Visit, *values: object) -> Any:
    """Return the figure as a file of the format whose button was pressed."""
    from dash import ctx

    *clicks, source, scheme = values
    if not any(clicks) or not isinstance(source, dict):
        return no_update  # the buttons were only put there
    ((of, number),) = source.items()
    number = inputs.whole(number, least=1, most=inputs.LARGEST_NUMBER)
    found = store.kept(number).result if of == "kept" else _newest(jobs.job(number))
    kind = str(ctx.triggered_id).rpartition("-")[2]
    return in_a_file(found, kind, scheme) if isinstance(found, Landscape) and found.side else no_update


def start(
    visit: Visit, draw: object, train: object, kept: object, side: object, data: object, epochs: object
) -> tuple[Any, Any]:
    """Queue a landscape of a kept fit, or a fit that keeps its path."""
    from dash import ctx

    try:
        if ctx.triggered_id == "landscape-train":
            most = inputs.whole(epochs or 30, least=1, most=500)
            name = inputs.choice(data, data_names())
            return jobs.submit("fit", {"data": name, "epochs": most, "keep_path": True}), None
        if not kept:
            return no_update, None
        number = inputs.whole(kept, least=1, most=inputs.LARGEST_NUMBER)
        return jobs.submit("landscape", {"kept": number, "side": int(inputs.choice(side, SIDES))}), None
    except LoopwiseError as problem:
        return no_update, notice(problem)


def follow(
    visit: Visit, number: object, _tick: object, scheme: object, drawn: object, side: object
) -> tuple[Any, ...]:
    """Return how the work stands, and the newest grid where there is one that is not drawn yet."""
    if number is None:
        return True, 0, "", True, True, no_update, no_update, no_update
    job = jobs.job(inputs.whole(number, least=1, most=inputs.LARGEST_NUMBER))
    if job.task == "fit" and job.state == "done" and job.result:
        following = jobs.submit("landscape", {"kept": job.result, "side": int(inputs.choice(side, SIDES))})
        return False, 0, str(STATES["queued"]), False, False, no_update, no_update, following
    share = 100.0 if job.state == "done" else 100.0 * job.done / job.total if job.total else 0.0
    news, key = _news(visit, job, scheme, drawn)
    why = [html.Div(str(job.message), className="lw-notice")] if str(job.message) else []
    return False, share, [told(job), *why], job.over, job.over, news, key, no_update


def stop(visit: Visit, clicks: object, number: object) -> str:
    """Ask the work to stop."""
    if clicks and number is not None:
        jobs.cancel(inputs.whole(number, least=1, most=inputs.LARGEST_NUMBER))
    return str(STOP)


def told(job: Job) -> str:
    """Return how the work stands, in words, with an estimate of what is left."""
    from datetime import UTC, datetime

    if job.state != "running":
        return str(STATES[job.state])
    if not job.total or not job.done:
        return str(STATES["starting"])
    seconds = (datetime.now(UTC) - job.started).total_seconds() if job.started else 0.0
    left = round(seconds / job.done * (job.total - job.done))
    return str(STATES[job.task].format(done=job.done, total=job.total, left=left))


def _news(visit: Visit, job: Job, scheme: object, drawn: object) -> tuple[Any, Any]:
    """Return the newest grid as figures, or nothing where it is drawn already."""
    found = _newest(job)
    if found is None:
        return no_update, no_update
    key = f"{job.number} {found.side} {found.ended} {scheme}"
    if key == drawn:
        return no_update, no_update
    link = []
    if job.result and job.over:
        text = str(KEPT_AS.format(number=job.result))
        link = [html.P(dcc.Link(text, href=visit.link(f"/kept/{job.result}")))]
    shown = [*link, landscape_view(found, scheme), downloads("job", job.number), *_command(job)]
    return html.Div(shown, className="lw-stack"), key


def _newest(job: Job) -> Landscape | None:
    if job.task != "landscape":
        return None
    if job.result and job.over:
        result = store.kept(job.result).result
        return result if isinstance(result, Landscape) and result.side else None
    return rebuild(Landscape, dict(job.parts[-1])) if job.parts else None


def _command(job: Job) -> list[Component]:
    side, number = job.arguments.get("side"), job.arguments.get("kept")
    return [copied(COMMAND, f"loopwise landscape --from {number} --side {side} --out landscape.html")]


def _choice(visit: Visit) -> Component:
    found = _with_path(store.kept())
    chosen = visit.query.get("from") or (str(found[0].number) if found else None)
    choices = [{"value": str(one.number), "label": f"{one.number}: {one.title}"} for one in found]
    return html.Section(
        [
            *([] if found else [html.P(str(NONE_YET))]),
            dmc.Select(id="landscape-fit", label=str(FITS), data=choices, value=chosen, disabled=not found),
            *(
                [html.P(str(RUNS_AGAIN), className="lw-quiet lw-small")]
                if any(one.kind == "watch" for one in found)
                else []
            ),
            html.Div(
                [
                    html.Div(
                        [
                            html.Span(str(SIDE), className="lw-small"),
                            dmc.SegmentedControl(id="landscape-side", data=list(SIDES), value="33"),
                        ],
                        className="lw-stack lw-tight",
                    ),
                    dmc.Button(str(DRAW), id="landscape-draw", disabled=not found),
                ],
                className="lw-row lw-bottom",
            ),
            html.Div(id="landscape-problem"),
        ],
        className="lw-stack",
    )


def _training() -> Component:
    names = [{"value": name, "label": str(card_of(name).title)} for name in data_names()]
    usual = names_for("multiclass")[0]
    return html.Section(
        [
            html.P(str(OR_TRAIN), className="lw-quiet"),
            html.Div(
                [
                    dmc.Select(
                        id="landscape-data",
                        label=str(DATA),
                        data=names,
                        value=usual,
                        allowDeselect=False,
                        w="18rem",
                    ),
                    dmc.NumberInput(
                        id="landscape-epochs", label=str(EPOCHS), value=30, min=1, max=500, w="9rem"
                    ),
                    dmc.Button(str(TRAIN), id="landscape-train", variant="default"),
                ],
                className="lw-row lw-bottom",
            ),
        ],
        className="lw-stack",
    )


def _with_path(kept: Sequence[Kept]) -> list[Kept]:
    """Return the newest fits and runs that kept their path. A run says so in its headline: its record may be large."""
    done = [one for one in kept if one.kind in ("fit", "watch") and one.state == "finished"][:MOST_FITS]
    return [one for one in done if ("path" in one.headline if one.kind == "watch" else _has_path(one))]


def _has_path(one: Kept) -> bool:
    result = one.result
    return isinstance(result, FitResult) and result.path is not None


def _progress(number: int | None) -> Component:
    return html.Div(
        [
            dcc.Store(id="landscape-job", data=number),
            dcc.Store(id="landscape-drawn"),
            dcc.Interval(id="landscape-tick", interval=TICK, disabled=True),
            html.Div(
                [
                    html.Div(id="landscape-told", role="status"),
                    dmc.Progress(id="landscape-bar", value=0, **{"aria-label": str(DRAW)}),
                    html.Div(dmc.Button(str(STOP), id="landscape-cancel", variant="default")),
                ],
                id="landscape-progress",
                hidden=True,
                className="lw-stack lw-tight",
            ),
        ]
    )
