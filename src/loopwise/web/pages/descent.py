"""Descent: turn the rate, the rule, the start and the surface, and see at once where gradient descent goes."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from loopwise.data import columns_of
from loopwise.descent.tables import table_from
from loopwise.errors import LoopwiseError
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.page import Lab, Page
from loopwise.web.parts import descent_view
from loopwise.web.parts.descent_asked import Asked, asked_by, asked_in, rates_in
from loopwise.web.parts.descent_form import FORM, GROUPS, form, hidden
from loopwise.web.parts.descent_view import CONTOURS, GRAPHS, MIDDLE, SPACE
from loopwise.web.parts.notices import notice
from loopwise.web.parts.runs import COMMAND, PYTHON, copied
from loopwise.web.uploads import keep_upload
from loopwise.web.visit import Visit

TITLES = {
    SPACE: Text(en="The surface, and the path down it", ko="곡면과 그 위의 경로"),
    MIDDLE: Text(en="Step by step", ko="스텝(step)별 변화"),
    CONTOURS: Text(
        en="Seen from above: click to start there", ko="위에서 본 등고선: 누르면 거기서 시작합니다"
    ),
}
PLAY = Text(en="▶ Play", ko="▶ 재생")
PAUSE = Text(en="⏸ Pause", ko="⏸ 멈춤")
STEP = Text(en="Shown up to step", ko="보여 주는 마지막 스텝(step)")
COMPARE = Text(en="Compare", ko="비교하기")
HOW = {
    "rates": Text(en="rates", ko="학습률"),
    "rules": Text(en="all rules", ko="모든 규칙"),
    "start": Text(en="map: rate × start", ko="지도: 학습률 × 시작점"),
    "momentum": Text(en="map: rate × momentum", ko="지도: 학습률 × 모멘텀"),
}
RATES = Text(en="Rates to compare", ko="비교할 학습률")
POLITE = {"aria-live": "polite"}
USUAL_RATES = "0.01, 0.1, 0.2, 0.3, 0.5, 0.75"
SAME = Text(en="The same elsewhere", ko="다른 곳에서 똑같이 하려면")


class DescentPage(Page):
    """`/descent?lr=0.3&rule=momentum` is one question; the address keeps it while the sliders move."""

    title = Text(en="Descent", ko="경사하강법")
    menu = 18
    first = True
    card = Text(en="Play with gradient descent", ko="경사하강법 직접 움직여 보기")
    hint = Text(
        en="turn the rate: it converges, crawls, zig-zags or diverges",
        ko="학습률을 돌려 보세요: 수렴, 느림, 지그재그, 발산",
    )

    def layout(self, visit: Visit) -> Component:
        """Return the figures, the controls, the comparisons."""
        asked = asked_in(visit)
        return html.Div(
            [
                html.H1(str(self.card)),
                html.Div([descent_view.place(name, TITLES[name]) for name in (CONTOURS, SPACE, MIDDLE)],
                         className="lw-three"),
                _player(asked),
                html.Div(
                    [form(asked), html.Div(id="descent-told", className="lw-stack lw-tight", **POLITE)],
                    className="lw-pair lw-apart",
                ),
                _comparisons(),
                html.Section(
                    [html.H2(str(SAME)), html.Div(id="descent-same", className="lw-pair")], className="lw-stack"
                ),
                *(dcc.Store(id=name) for name in ("descent-key", "descent-drawn", "descent-shown", "descent-settled")),
            ],
            className="lw-stack lw-wide",
        )  # fmt: skip

    def callbacks(self, lab: Lab) -> None:
        """Answer every control: the figures and the address first, the words once those are drawn."""
        lab.callback(
            *(Output(name, "figure") for name in GRAPHS),
            Output("descent-drawn", "data"),
            Output("descent-key", "data"),
            Input("scheme", "data"),
            *(Input(*part) for part in FORM.values()),
            State("descent-key", "data"),
        )(moved)
        lab.callback(
            Output("descent-told", "children"),
            Output("descent-same", "children"),
            *(Output(name, "hidden") for name in GROUPS),
            Output("descent-batch", "disabled"),
            *(Output(f"descent-{name}-told", "children") for name in TOLD),
            Input("descent-shown", "data"),
            *(State(*part) for part in FORM.values()),
            prevent_initial_call=True,
        )(said)
        lab.callback(
            Output("descent-x", "value"),
            Output("descent-y", "value"),
            Input("descent-surface", "value"),
            prevent_initial_call=True,
        )(usual_start)
        lab.callback(
            Output("descent-compared", "children"),
            Output("descent-rates", "error"),
            Input("descent-how", "value"),
            Input("descent-rates", "value"),
            Input("descent-settled", "data"),
            State("scheme", "data"),
            *(State(*part) for part in FORM.values()),
        )(compared)
        lab.callback(
            Output("descent-file", "data"),
            Output("descent-x-column", "data"),
            Output("descent-x-column", "value"),
            Output("descent-y-column", "data"),
            Output("descent-y-column", "value"),
            Output("descent-file-name", "children"),
            Input("descent-drop", "contents"),
            State("descent-drop", "filename"),
            prevent_initial_call=True,
        )(given)
        _in_the_browser(lab)


TOLD = ("a", "b", "rate", "momentum", "steps")  # sliders whose number stands beside them


def moved(visit: Visit, scheme: object, *values: object) -> tuple[Any, ...]:
    """Return the figures or, where the surface stays, the traces that move; the address; what the surface hangs on."""
    *form_values, key = values
    asked = asked_by(dict(zip(FORM, form_values, strict=True)))
    try:
        paths = asked.paths()
    except LoopwiseError:  # the words will say it; the figures stay
        return *[no_update] * 3, {"draw": None}, no_update
    now = descent_view.key_of(asked, paths, scheme, visit.language)
    news = {"steps": paths.steps, "address": asked.address()}
    if now == key:
        return *[no_update] * 3, {"draw": descent_view.in_front(paths, scheme), **news}, no_update
    figures = descent_view.drawn(paths, scheme)
    return *(figures[name] for name in GRAPHS), {"draw": {}, **news}, now


def said(_visit: Visit, _shown: object, *values: object) -> tuple[Any, ...]:
    """Return the words, and which controls have something to say."""
    asked = asked_by(dict(zip(FORM, values, strict=True)))
    numbers = tuple(f"{value:g}" for value in (asked.a, asked.b, asked.lr, asked.momentum, asked.steps))
    around = (*hidden(asked), hidden(asked)[2], *numbers)
    try:
        return descent_view.told(asked.paths()), same(asked), *around
    except LoopwiseError as problem:
        return notice(problem), [], *around


def usual_start(visit: Visit, surface: object) -> Any:
    """Return where a path on another surface usually begins; the address' own start when the page opens."""
    return asked_in(Visit(query={"surface": inputs.text(surface)})).start


def compared(
    visit: Visit, how: object, rates: object, _settled: object, scheme: object, *values: object
) -> tuple[Any, Any]:
    """Return the figures of a comparison, once the controls have come to rest."""
    asked = asked_by(dict(zip(FORM, values, strict=True)))
    try:
        return descent_view.compared(asked, inputs.choice(how, HOW), rates_in(rates), scheme), None
    except LoopwiseError as problem:
        return no_update, str(problem.message)


def given(visit: Visit, contents: object, name: object) -> tuple[Any, ...]:
    """Keep an uploaded table and offer its columns: the last is the usual target."""
    if not contents:
        return (no_update,) * 6
    path = keep_upload(inputs.file_name(name), inputs.uploaded(contents))
    columns = columns_of(path)
    table = table_from(str(path), y=columns[-1] if columns else None)
    key = {"key": f"{path.parent.name}/{path.name}"}
    return key, columns, table.x_name, columns, table.y_name, path.name


def same(asked: Asked) -> list[Component]:
    """Return the question as a line of Python and as a command."""
    return [copied(PYTHON, asked.python), copied(COMMAND, asked.command)]


def _player(asked: Asked) -> Component:
    return html.Div(
        [
            dmc.Button(str(PLAY), id="descent-play", variant="default", **{"data-pause": str(PAUSE)}),
            html.Div(
                dmc.Slider(id="descent-step", value=asked.steps, min=0, max=asked.steps, step=1, label=None,
                           updatemode="drag", thumbLabel=str(STEP)),
                className="lw-grow",
            ),
            html.Output(str(asked.steps), id="descent-step-told", className="lw-number-now"),
        ],
        className="lw-row lw-player",
    )  # fmt: skip


def _comparisons() -> Component:
    choices = [{"value": name, "label": str(says)} for name, says in HOW.items()]
    return html.Section(
        [
            html.H2(str(COMPARE)),
            html.Div(
                [
                    dmc.SegmentedControl(id="descent-how", data=choices, value="rates", className="lw-how"),
                    dmc.TextInput(
                        id="descent-rates", label=str(RATES), value=USUAL_RATES, debounce=400, w="20rem"
                    ),
                ],
                className="lw-row lw-bottom",
            ),
            html.Div(id="descent-compared", className="lw-panels"),
        ],
        className="lw-stack",
    )


def _in_the_browser(lab: Lab) -> None:
    """What only the browser does: cut and draw the paths, play, wait until the controls rest."""
    browser = {"namespace": "descent"}
    lab.app.clientside_callback(
        ClientsideFunction(function_name="draw", **browser),
        Output("descent-drawn", "id"),
        Input("descent-drawn", "data"),
        prevent_initial_call=True,
    )
    lab.app.clientside_callback(
        ClientsideFunction(function_name="show", **browser),
        Output("descent-step-told", "children"),
        Input("descent-step", "value"),
    )
    lab.app.clientside_callback(
        ClientsideFunction(function_name="play", **browser),
        Output("descent-play", "id"),
        Input("descent-play", "n_clicks"),
        State("descent-step", "value"),
        State("descent-step", "max"),
        prevent_initial_call=True,
    )
