"""Every activation with every loss on the page: start it, watch the map fill, open a cell.

grid_section(recipe)            # the form and the places
grid_view(grid)                 # the map of a finished or growing grid
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from loopwise import jobs, store
from loopwise.data import card_of, data_names, names_for
from loopwise.experiments.loss_grid import because, in_order, judged, tells
from loopwise.figures import pair_loss, pair_outputs
from loopwise.recipes import Recipe, metric
from loopwise.records import LossCell, LossGrid, rebuild
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.page import Lab
from loopwise.web.parts.curves import drawn, place
from loopwise.web.parts.runs import CANCEL, TICK, copied, done_share
from loopwise.web.visit import Visit

TITLE = Text(en="Every activation with every loss", ko="모든 활성화 함수와 모든 손실 함수")
WHY = Text(
    en="The same data, body and budget for all of them, wrong pairs too. Is the accuracy enough to find "
    "the wrong ones?",
    ko="같은 데이터, 같은 모델, 같은 학습량으로 틀린 조합까지 모두 학습합니다. 정확도만 보고 틀린 조합을 "
    "찾을 수 "
    "있을까요?",
)
DATA = Text(en="Data", ko="데이터")
OPTIMIZER = Text(en="Optimizer", ko="옵티마이저(optimizer)")
RATE = Text(en="Learning rate", ko="학습률(learning rate)")
SEEDS = Text(en="Seeds", ko="시드(seed) 수")
START = Text(en="Train all of them", ko="모두 학습하기")
HIDES = Text(
    en="With Adam most wrong pairs hide; plain SGD shows more of them.",
    ko="Adam에서는 틀린 조합이 대부분 가려지고, 그냥 SGD에서는 더 드러납니다.",
)
DONE = Text(en="{done} of {total} trained", ko="{total}번 가운데 {done}번 학습")
WAITING = Text(en="getting ready", ko="학습을 준비하는 중입니다")
OPEN = Text(
    en="Press a cell to see its loss and its outputs.", ko="칸을 누르면 손실과 출력값을 볼 수 있습니다."
)
MARKS = {"right": "✓", "hides": "?", "visible": "✗", "raises": "!"}
VERDICTS = {
    "right": Text(en="right", ko="맞음"),
    "hides": Text(en="wrong, and the score hides it", ko="틀렸지만 점수로는 안 보임"),
    "visible": Text(en="wrong, and the score shows it", ko="틀렸고 점수로 보임"),
    "raises": Text(en="raises an error", ko="에러"),
}
ON_TEST = Text(en="{metric} on test rows, mean of the seeds", ko="테스트 데이터의 {metric}, 시드 평균")
CORNER = Text(en="at the model's end", ko="모델 끝")
UNITS = Text(en="{units} units", ko="출력 {units}개")
PYTHON = Text(en="The same in Python", ko="Python에서 하려면")
COMMAND = Text(en="The same in the terminal", ko="터미널에서 하려면")
KEPT_AS = Text(en="Kept as result {number}", ko="{number}번 결과로 저장했습니다")
RATES = {"adam": 1e-3, "sgd": 0.1}  # at which each shows what it shows
MOST_SEEDS = 5
WORKERS = 2  # processes of one grid: leaves the page a core where there are four
FORM = (("grid-data", "value"), ("grid-optimizer", "value"), ("grid-seeds", "value"))


def grid_section(recipe: Recipe, job: int | None) -> list[Component]:
    """Return the section of a recipe's page; nothing for a recipe without a data set. job: a run to follow."""
    names = names_for(recipe.name)
    if not names:
        return []
    form = html.Div(
        [
            dmc.Select(
                id="grid-data",
                label=str(DATA),
                data=[{"value": name, "label": str(card_of(name).title)} for name in names],
                value=names[0],
                allowDeselect=False,
                w="16rem",
            ),
            dmc.Select(
                id="grid-optimizer",
                label=str(OPTIMIZER),
                data=[{"value": name, "label": f"{name}, lr {rate:g}"} for name, rate in RATES.items()],
                value="adam",
                allowDeselect=False,
                w="11rem",
            ),
            dmc.NumberInput(id="grid-seeds", label=str(SEEDS), value=1, min=1, max=MOST_SEEDS, w="8rem"),
            dmc.Button(str(START), id="grid-start", size="md"),
        ],
        className="lw-row lw-bottom",
    )
    progress = html.Div(
        [
            html.Div(id="grid-told", role="status"),
            dmc.Progress(id="grid-bar", value=0, **{"aria-label": str(SEEDS)}),
            html.Div(dmc.Button(str(CANCEL), id="grid-cancel", variant="default"), id="grid-moving"),
        ],
        id="grid-progress",
        hidden=True,
        className="lw-stack lw-tight",
    )
    return [
        html.Section(
            [
                html.H2(str(TITLE)),
                html.P(str(WHY)),
                form,
                html.P(str(HIDES), className="lw-quiet lw-small"),
                html.Div(id="grid-same", className="lw-pair"),
                dcc.Store(id="grid-job", data=job),
                dcc.Store(id="grid-source"),
                dcc.Interval(id="grid-tick", interval=TICK, disabled=job is None),
                progress,
                html.Div(id="grid-view"),
                pair_place(),
            ],
            className="lw-stack",
        )
    ]


def pair_place() -> Component:
    """Return where an opened cell shows its sentence, its numbers and its figures."""
    figures = html.Div([place("grid-loss"), place("grid-outputs")], className="lw-pair")
    return html.Div(
        [html.Div(id="grid-pair", role="status"), html.Div(figures, id="grid-figures", hidden=True)],
        className="lw-stack",
    )


def grid_view(grid: LossGrid) -> Component:
    """Return the map: a row an activation, a column a use of a loss, the score as shade and as number."""
    if not grid.cells:
        return html.Div()
    uses = list(dict.fromkeys((cell.loss, cell.units, cell.target) for cell in grid.cells))
    places = {(c.activation, (c.loss, c.units, c.target)): c for c in grid.cells}
    head = html.Tr([html.Th(str(CORNER), scope="col"), *(_column(*use) for use in uses)])
    rows = []
    for activation in dict.fromkeys(cell.activation for cell in grid.cells):
        cells = [_cell(places.get((activation, use))) for use in uses]
        rows.append(html.Tr([html.Th(html.Code(activation), scope="row"), *cells]))
    legend = "   ".join(f"{MARKS[name]} {text}" for name, text in VERDICTS.items())
    told = [str(ON_TEST.format(metric=metric(grid.metric).label)), ""] if grid.metric else []
    return html.Div(
        [
            html.Div(
                html.Table([html.Thead(head), html.Tbody(rows)], className="lw-grid"), className="lw-scroll"
            ),
            html.P(legend, className="lw-small lw-legend"),
            html.P(". ".join(told) + str(OPEN), className="lw-quiet lw-small"),
        ]
    )


def grid_callbacks(lab: Lab) -> None:
    """Start, follow and stop a grid; open a cell of a running or a kept one."""
    lab.callback(
        Output("grid-job", "data"),
        Output("address", "data", allow_duplicate=True),
        Output("grid-tick", "disabled", allow_duplicate=True),
        Input("grid-start", "n_clicks"),
        *(State(*part) for part in FORM),
        prevent_initial_call=True,
    )(start)
    lab.callback(Output("grid-same", "children"), *(Input(*part) for part in FORM))(same)
    lab.callback(
        Output("grid-progress", "hidden"),
        Output("grid-moving", "hidden"),
        Output("grid-bar", "value"),
        Output("grid-told", "children"),
        Output("grid-tick", "disabled"),
        Output("grid-view", "children"),
        Output("grid-source", "data"),
        Input("grid-job", "data"),
        Input("grid-tick", "n_intervals"),
    )(follow)
    lab.callback(
        Output("grid-cancel", "children"),
        Input("grid-cancel", "n_clicks"),
        State("grid-job", "data"),
        prevent_initial_call=True,
    )(stop)
    lab.callback(
        Output("grid-pair", "children"),
        Output("grid-figures", "hidden"),
        Output("grid-loss", "figure"),
        Output("grid-outputs", "figure"),
        Input({"type": "grid-cell", "at": ALL}, "n_clicks"),
        State("grid-source", "data"),
        State("scheme", "data"),
        prevent_initial_call=True,
    )(opened)


def arguments(data: object, optimizer: object, seeds: object) -> dict[str, Any]:
    """Return what `train_losses` is called with."""
    chosen = inputs.choice(optimizer, RATES)
    return {
        "data": inputs.choice(data, data_names()),
        "optimizer": chosen,
        "lr": RATES[chosen],
        "seeds": inputs.whole(seeds or 1, least=1, most=MOST_SEEDS),
    }


def start(visit: Visit, clicks: object, *form: object) -> Any:
    """Queue the grid, and write its number into the address."""
    if not clicks:
        return no_update, no_update, no_update
    number = jobs.submit("losses", {**arguments(*form), "workers": WORKERS})
    return number, {"pairs": str(number)}, False


def same(visit: Visit, *form: object) -> Sequence[Component]:
    """Return the run as Python and as a command, to be copied."""
    asked = arguments(*form)
    options = f'optimizer="{asked["optimizer"]}", lr={asked["lr"]:g}, seeds={asked["seeds"]}'
    python = (
        f'from loopwise.experiments.loss_grid import train_losses\ntrain_losses("{asked["data"]}", {options})'
    )
    command = (
        f"loopwise losses --train {asked['data']} --optimizer {asked['optimizer']} --lr {asked['lr']:g} "
        f"--seeds {asked['seeds']}"
    )
    return [copied(PYTHON, python), copied(COMMAND, command)]


def follow(visit: Visit, number: object, _tick: object) -> tuple[Any, ...]:
    """Return how the grid stands, and as much of it as is ready."""
    if number is None:
        return True, True, 0, "", True, None, None
    job = jobs.job(inputs.whole(number, least=1, most=inputs.LARGEST_NUMBER))
    told: list[Any] = [str(DONE.format(done=job.done, total=job.total) if job.total else WAITING)]
    if job.message:
        told.append(html.Div(str(job.message), className="lw-notice"))
    if job.over and job.result:
        told = [dcc.Link(str(KEPT_AS.format(number=job.result)), href=visit.link(f"/kept/{job.result}"))]
        return False, True, 100, told, True, grid_view(store.kept(job.result).result), {"kept": job.result}
    return False, job.over, done_share(job), told, job.over, grid_view(growing(job)), {"job": job.number}


def growing(job: jobs.Job) -> LossGrid:
    """Return the grid of a job's cells so far; verdicts may still change with the cells to come."""
    cells = [rebuild(LossCell, dict(part)) for part in job.parts]
    return LossGrid(data="", recipe="", cells=judged(in_order(cells)))


def stop(visit: Visit, clicks: object, number: object) -> str:
    """Ask the grid to stop; what is ready is kept."""
    if clicks and number is not None:
        jobs.cancel(inputs.whole(number, least=1, most=inputs.LARGEST_NUMBER))
    return str(CANCEL)


def opened(visit: Visit, clicks: Sequence[object], source: object, scheme: object) -> tuple[Any, ...]:
    """Return what an opened cell says, and its figures."""
    asked = ctx.triggered_id
    if not any(clicks) or not isinstance(asked, dict) or not isinstance(source, dict):
        return no_update, no_update, no_update, no_update
    grid = _grid(source)
    cell = next((cell for cell in grid.cells if _key(cell) == asked.get("at")), None)
    if cell is None:
        return no_update, no_update, no_update, no_update
    if not cell.losses:
        return pair_view(cell, grid), True, no_update, no_update
    return pair_view(cell, grid), False, drawn(pair_loss(cell), scheme), drawn(pair_outputs(cell), scheme)


def pair_view(cell: LossCell, grid: LossGrid) -> Component:
    """Return the verdict, the sentence why, and the numbers that tell."""
    score = "" if cell.score is None else f": {cell.score:.3f}"
    return html.Div(
        [
            html.H3([html.Code(f"{cell.activation} + {cell.loss}"), f" {VERDICTS[cell.verdict]}{score}"]),
            html.P(str(because(cell, grid.classes))),
            html.Ul([html.Li(str(text)) for text in tells(cell)], className="lw-tells"),
        ],
        className=f"lw-pair-told lw-{cell.verdict}",
    )


def _grid(source: dict[str, Any]) -> LossGrid:
    kept = source.get("kept")
    if kept is not None:
        found = store.kept(inputs.whole(kept, least=1, most=inputs.LARGEST_NUMBER)).result
        return found if isinstance(found, LossGrid) else LossGrid(data="", recipe="")
    return growing(jobs.job(inputs.whole(source.get("job"), least=1, most=inputs.LARGEST_NUMBER)))


def _column(loss: str, units: int, target: str) -> Component:
    kept_together = target.replace(" ", "\N{NO-BREAK SPACE}")
    told = [
        html.Code(loss),
        html.Br(),
        html.Span(f"{UNITS.format(units=units)}, {kept_together}", className="lw-quiet lw-small"),
    ]
    return html.Th(told, scope="col")


def _key(cell: LossCell) -> str:
    return f"{cell.activation} {cell.loss} {cell.units} {cell.target}".replace(
        ".", ""
    )  # Dash splits ids at dots


def _cell(cell: LossCell | None) -> Component:
    if cell is None:
        return html.Td()
    shown = "-" if cell.score is None else _short(cell.score)
    heat = 0.0 if cell.score is None or not math.isfinite(cell.score) else min(max(cell.score, 0.0), 1.0)
    told = f"{cell.activation} + {cell.loss}: {VERDICTS[cell.verdict]}, {shown}"
    button = html.Button(
        [html.Span(shown), html.Span(MARKS[cell.verdict], className="lw-mark", **{"aria-hidden": "true"})],
        id={"type": "grid-cell", "at": _key(cell)},
        type="button",
        className=f"lw-cell lw-cell-{cell.verdict}",
        style={"--lw-heat": f"{heat:.3f}"},
        **{"aria-label": told},
    )
    return html.Td(button)


def _short(score: float) -> str:
    return f"{score:.3f}" if abs(score) < 100 else f"{score:.0e}"
