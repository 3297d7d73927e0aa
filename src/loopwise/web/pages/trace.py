"""Trace: the way of an input through a model, box by box - of the zoo, of one's own code, or of a real picture."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from loopwise import zoo
from loopwise.errors import LoopwiseError
from loopwise.program.source.parsing import decode
from loopwise.rendering.graph_layout import MOST_BOXES
from loopwise.rendering.traced import show_stopped, summary
from loopwise.text import Text
from loopwise.tracing.tree import depth_for, tree_of
from loopwise.web import inputs
from loopwise.web.page import Lab, Page
from loopwise.web.parts.graph import BOX, graph_view
from loopwise.web.parts.notices import notice
from loopwise.web.parts.operation import operation_view
from loopwise.web.parts.picture import by_hand_view, picture_view
from loopwise.web.tracing import FIT, fit_in, fitted_here, followed, look, own_trace
from loopwise.web.uploads import keep_upload
from loopwise.web.visit import Visit

LEAD = Text(
    en="Follow an input through a model, step by step: shapes, costs, and what each layer is for.",
    ko="입력이 모델을 지나는 길을 한 단계씩 따라가며 형상(shape), 비용, 각 층이 하는 일을 봅니다.",
)
MODEL = Text(en="A model of the zoo", ko="준비된 모델")
PICTURE = Text(en="A real picture, through a trained network", ko="학습된 신경망에 실제 사진 넣기")
NONE = Text(en="no picture", ko="사진 없음")
CHINA, FLOWER = (
    Text(en="photograph: a temple", ko="사진: 사원"),
    Text(en="photograph: a flower", ko="사진: 꽃"),
)
FITTED = Text(en="fitted here: {title} (result {number})", ko="직접 학습한 모델: {title} (결과 {number})")
TEST_PICTURE = Text(en="Test picture", ko="테스트 이미지")
MINE = Text(en="a picture of mine", ko="내 사진")
DROP_PICTURE = Text(en="Drop a picture here, or ", ko="사진을 여기에 끌어다 놓거나 ")
CHOOSE = Text(en="choose one", ko="파일을 고르세요")
OWN = Text(en="My own code", ko="내 코드로 보기")
PASTE = Text(
    en="A class with a forward: paste it, or drop a .py or .ipynb",
    ko="forward가 있는 클래스를 붙여 넣거나 .py, .ipynb 파일을 끌어다 놓으세요",
)
READ_ONLY = Text(
    en="Your code is read. It is run only when you press the button: once, in a separate process, for at most 30 "
    "seconds, without network and without writing files. Of a script only what the class needs is run.",
    ko="코드는 읽기만 합니다. 버튼을 누를 때만 별도 프로세스에서 한 번 실행하며, 30초까지만, 네트워크와 파일 쓰기 없이 "
    "실행합니다. 스크립트에서는 클래스에 필요한 부분만 실행합니다.",
)
CLASS = Text(en="Class", ko="클래스")
INPUT = Text(en="One sample's shape", ko="샘플 하나의 형상(shape)")
RUN = Text(en="Run it once and follow", ko="한 번 실행해서 따라가기")
NO_CLASS = Text(
    en="No class with a forward was found in this code.",
    ko="이 코드에서 forward가 있는 클래스를 찾지 못했습니다.",
)
NOTHING = Text(en="There is no code in the box yet.", ko="아직 붙여 넣은 코드가 없습니다.")
DETAIL = Text(en="Show", ko="보기")
FOLDED, ALL_OF_IT = Text(en="blocks", ko="블록 단위"), Text(en="every operation", ko="모든 연산")
BACK, ON = Text(en="Back", ko="이전"), Text(en="Next step", ko="다음 단계")
STEP = Text(en="step {at} of {all}", ko="{all}단계 중 {at}단계")
USUAL = "resnet18"
SIDE = 224  # no picture has more rows
LONGEST = 400_000  # characters of pasted code


class TracePage(Page):
    """`/trace?model=resnet18`, `/trace?picture=china`."""

    title = Text(en="Trace", ko="모델 따라가기")
    menu = 24
    card = Text(en="Follow an input through a model", ko="입력이 모델을 지나는 길 따라가기")
    hint = Text(
        en="the zoo, your own class, or a photograph", ko="준비된 모델, 내 클래스, 사진으로 해 볼 수 있습니다"
    )

    def layout(self, visit: Visit) -> Component:
        """Return the choices, and the places of graph and panel."""
        asked = visit.query.get("model", USUAL)
        picture = visit.query.get("picture", "")
        name = asked if asked in zoo.model_names() else USUAL
        shown = picture in ("china", "flower") or picture.startswith(FIT)
        which = {"picture": picture} if shown else {"zoo": name}
        return html.Div(
            [
                html.Div([html.H1(str(self.title)), html.P(str(LEAD), className="lw-lead")]),
                dcc.Store(id="trace-which", data=which),
                dcc.Store(id="trace-at", data=0),
                dcc.Store(id="trace-order", data=[]),
                _choices(name, which.get("picture", "")),
                _own_code(),
                html.Div(id="trace-facts"),
                dcc.Loading(html.Div(id="trace-picture-view"), delay_show=300, type="dot"),
                html.Div(
                    [
                        dcc.Loading(html.Div(id="trace-shown"), delay_show=300, type="dot"),
                        html.Div(
                            [_steps(), html.Div(id="trace-panel", className="lw-stack")], className="lw-panel"
                        ),
                    ],
                    className="lw-beside lw-trace",
                ),
            ],
            className="lw-stack",
        )

    def callbacks(self, lab: Lab) -> None:
        """Choose, read, run, walk."""
        which = Output("trace-which", "data", allow_duplicate=True)
        lab.callback(
            which,
            Output("address", "data", allow_duplicate=True),
            Output("trace-upload", "hidden"),
            Output("trace-fit", "hidden"),
            Input("trace-zoo", "value"),
            Input("trace-picture", "value"),
            Input("trace-fit-row", "value"),
            prevent_initial_call=True,
        )(chosen)
        lab.callback(
            which, Input("trace-drop", "contents"), State("trace-drop", "filename"), prevent_initial_call=True
        )(pictured)
        lab.callback(
            Output("trace-source", "value"),
            Output("trace-name", "data"),
            Input("trace-code", "contents"),
            State("trace-code", "filename"),
            prevent_initial_call=True,
        )(dropped)
        lab.callback(
            Output("trace-class", "data"),
            Output("trace-class", "value"),
            Output("trace-read", "children"),
            Input("trace-source", "value"),
            Input("trace-name", "data"),
        )(read)
        lab.callback(
            which,
            Output("trace-troubles", "children"),
            Input("trace-run", "n_clicks"),
            State("trace-source", "value"),
            State("trace-name", "data"),
            State("trace-class", "value"),
            State("trace-input", "value"),
            prevent_initial_call=True,
        )(ran)
        lab.callback(
            Output("trace-shown", "children"),
            Output("trace-order", "data"),
            Output("trace-at", "data"),
            Output("trace-facts", "children"),
            Output("trace-picture-view", "children"),
            Input("trace-which", "data"),
            Input("trace-depth", "value"),
            Input("scheme", "data"),
            State("trace-at", "data"),
        )(shown)
        lab.callback(
            Output("trace-at", "data", allow_duplicate=True),
            Input({"type": BOX, "number": ALL}, "n_clicks"),
            Input("trace-back", "n_clicks"),
            Input("trace-on", "n_clicks"),
            State("trace-at", "data"),
            State("trace-order", "data"),
            prevent_initial_call=True,
        )(walked)
        lab.callback(
            Output("trace-panel", "children"),
            Output("trace-step", "children"),
            Input("trace-at", "data"),
            Input("trace-order", "data"),
            State("trace-which", "data"),
            State("trace-depth", "value"),
        )(panel)
        lab.callback(
            Output("trace-by-hand", "children"),
            Input("trace-channel", "value"),
            Input("trace-row", "value"),
            Input("trace-column", "value"),
            State("trace-which", "data"),
        )(worked_out)
        lab.app.clientside_callback(
            ClientsideFunction(namespace="loopwise", function_name="markBox"),
            Output("trace-at", "id"),
            Input("trace-at", "data"),
            Input("trace-order", "data"),
        )


def chosen(visit: Visit, model: object, picture: object, row: object) -> Any:
    """Return what is to be followed: a model of the zoo, or a picture's way through a trained network."""
    name, wanted = inputs.choice(model, zoo.model_names()), inputs.text(picture)
    if wanted == "mine":
        return no_update, {"model": None, "picture": None}, False, True
    if wanted.startswith(FIT):
        wanted = f"{wanted}:{inputs.whole(row or 0, least=0, most=inputs.LARGEST_NUMBER)}"
        return {"picture": wanted}, {"model": None, "picture": wanted}, True, False
    if wanted:
        return {"picture": wanted}, {"model": None, "picture": wanted}, True, True
    return {"zoo": name}, {"model": name, "picture": None}, True, True


def pictured(visit: Visit, contents: object, name: object) -> Any:
    """Keep an uploaded picture, and follow it."""
    if not contents:
        return no_update
    path = keep_upload(inputs.file_name(name), inputs.uploaded(contents))
    return {"picture": f"{path.parent.name}/{path.name}"}


def dropped(visit: Visit, contents: object, name: object) -> Any:
    """Put a dropped program into the box."""
    if not contents:
        return no_update, no_update
    named = inputs.file_name(name)
    text, _ = decode(inputs.uploaded(contents), named)
    return text, named


def read(visit: Visit, source: object, name: object) -> tuple[list[str], str | None, str]:
    """Return the classes in the code, without running any of it."""
    text = inputs.text(source, most=LONGEST)
    if not text.strip():
        return [], None, ""
    from loopwise.tracing.models import classes_in, pieces_of

    try:
        found = classes_in(pieces_of(text, _name(text, name)))
    except LoopwiseError as problem:
        return [], None, str(problem)
    return found, found[-1] if found else None, "" if found else str(NO_CLASS)


def ran(visit: Visit, clicks: object, source: object, name: object, kind: object, example: object) -> Any:
    """Run the class once in a process of its own, because the person said so."""
    if not clicks:
        return no_update, None
    text = inputs.text(source, most=LONGEST)
    try:
        if not text.strip():
            raise LoopwiseError(NOTHING)
        key = own_trace(text, _name(text, name), inputs.text(kind), inputs.text(example))
    except LoopwiseError as problem:
        return no_update, notice(problem)
    return {"own": key}, None


def shown(visit: Visit, which: object, detail: object, scheme: object, at: object) -> tuple[Any, ...]:
    """Return the graph, the order of its boxes, where to stand, the model's totals, and the picture's answer."""
    found = followed(which)
    view, order = graph_view(found.trace, _depth(which, detail), dark=scheme == "dark")
    stopped = found.trace.stopped
    facts: list[Component] = [
        html.H2(found.trace.model),
        html.Ul([html.Li(line) for line in summary(found.trace)], className="lw-small"),
    ]
    if stopped:
        told = "\n".join(show_stopped(found.trace, 100))
        facts.insert(1, html.Pre(told, className="lw-code lw-single lw-stopped", role="alert"))
    picture = which.get("picture") if isinstance(which, dict) else None
    stands = at in order and (at or not picture)  # of a picture the first feature maps are shown
    begin = order[-1] if stopped else at if stands else order[min(1, len(order) - 1)]
    return view, order, begin, facts, picture_view(look(str(picture))) if picture else None


def walked(visit: Visit, _clicks: object, _back: object, _on: object, at: object, order: object) -> Any:
    """Return where to stand after a click on a box, or a step back or on."""
    return stepped(ctx.triggered_id, bool(ctx.triggered and ctx.triggered[0]["value"]), at, order)


def stepped(pressed: object, really: bool, at: object, order: object) -> Any:
    """Return the box that a press leads to. really: False where a button has only just been drawn."""
    numbers = [number for number in order if isinstance(number, int)] if isinstance(order, list) else []
    if not really or not numbers:
        return no_update
    if isinstance(pressed, dict):
        return inputs.whole(pressed.get("number"), least=0, most=max(numbers))
    here = numbers.index(at) if at in numbers else 0
    moved = here + (1 if pressed == "trace-on" else -1)
    return numbers[min(max(moved, 0), len(numbers) - 1)]


def panel(
    visit: Visit, at: object, order: object, which: object, detail: object
) -> tuple[list[Component], str]:
    """Return the panel of the box one stands at, and how far that is."""
    found = followed(which)
    numbers = order if isinstance(order, list) else []
    if at not in numbers or at >= len(found.trace.operations):  # type: ignore[operator]
        return [], ""
    number = inputs.whole(at, least=0, most=len(found.trace.operations))
    picture = which.get("picture") if isinstance(which, dict) else None
    maps = look(str(picture)).maps.get(number) if picture else None
    step = STEP.format(at=numbers.index(at) + 1, all=len(numbers))
    return operation_view(found.trace, found.sources, number, _depth(which, detail), maps), str(step)


def worked_out(visit: Visit, channel: object, row: object, column: object, which: object) -> Any:
    """Return one number of the first convolution, product by product."""
    picture = which.get("picture") if isinstance(which, dict) else None
    if not picture:
        return None
    channel, row, column = (
        inputs.whole(0 if value in (None, "") else value, least=0, most=SIDE)
        for value in (channel, row, column)
    )
    return by_hand_view(str(picture), channel, row, column)


def _depth(which: object, detail: object) -> int | None:
    """All levels, or as many as are read easily."""
    if detail == "all":
        return 0
    return depth_for(tree_of(followed(which).trace), MOST_BOXES // 2)


def _name(text: str, name: object) -> str:
    given = inputs.file_name(name) if name else "pasted.py"
    is_notebook = text.lstrip().startswith("{") and '"cells"' in text
    return (
        given if given.endswith(".ipynb") == is_notebook else "pasted.ipynb" if is_notebook else "pasted.py"
    )


def _choices(name: str, picture: str) -> Component:
    fit, row = fit_in(picture) if picture.startswith(FIT) else (0, 0)
    fits = [
        (f"{FIT}{one.number}", FITTED.format(number=one.number, title=one.title)) for one in fitted_here()
    ]
    pictures = (("", NONE), ("china", CHINA), ("flower", FLOWER), ("mine", MINE), *fits)
    return html.Div(
        [
            dmc.Select(
                id="trace-zoo",
                label=str(MODEL),
                data=list(zoo.model_names()),
                value=name,
                searchable=True,
                allowDeselect=False,
                w="14rem",
            ),
            dmc.Select(
                id="trace-picture",
                label=str(PICTURE),
                data=[{"value": value, "label": str(label)} for value, label in pictures],
                value=f"{FIT}{fit}" if fit else picture,
                allowDeselect=False,
                w="20rem",
            ),
            dmc.RadioGroup(
                html.Div(
                    [
                        dmc.Radio(label=str(FOLDED), value="folded"),
                        dmc.Radio(label=str(ALL_OF_IT), value="all"),
                    ],
                    className="lw-row lw-choices",
                ),
                id="trace-depth",
                label=str(DETAIL),
                value="folded",
            ),
            html.Div(_upload("trace-drop", DROP_PICTURE, "image/*"), id="trace-upload", hidden=True),
            html.Div(
                dmc.NumberInput(id="trace-fit-row", label=str(TEST_PICTURE), value=row, min=0, w="9rem"),
                id="trace-fit",
                hidden=not fit,
            ),
        ],
        className="lw-row lw-bottom",
    )


def _own_code() -> Component:
    box = dmc.Textarea(
        id="trace-source",
        label=str(PASTE),
        autosize=True,
        minRows=6,
        maxRows=18,
        debounce=500,
        className="lw-box lw-source",
        persistence=True,
        persistence_type="session",
        **{"data-submit": "trace-run"},
    )
    row = [
        dmc.Select(id="trace-class", label=str(CLASS), data=[], w="14rem"),
        dmc.TextInput(id="trace-input", label=str(INPUT), value="1,28,28", w="14rem"),
        dmc.Button(str(RUN), id="trace-run"),
    ]
    return html.Details(
        [
            html.Summary(str(OWN)),
            html.Div(
                [
                    html.P(str(READ_ONLY), className="lw-quiet lw-prose"),
                    box,
                    _upload("trace-code", Text(en="A file: ", ko="파일: "), ".py,.ipynb"),
                    dcc.Store(id="trace-name"),
                    html.Div(row, className="lw-row lw-bottom"),
                    html.Div(id="trace-read", className="lw-quiet lw-small"),
                    dcc.Loading(html.Div(id="trace-troubles"), delay_show=300, type="dot"),
                ],
                className="lw-stack lw-tight",
            ),
        ]
    )


def _upload(place: str, label: Text, accept: str) -> Component:
    return dcc.Upload(
        html.Div([str(label), html.Button(str(CHOOSE), type="button", className="lw-plain")]),
        id=place,
        className="lw-drop",
        className_active="lw-drop lw-dropping",
        accept=accept,
        max_size=inputs.LARGEST_FILE,
    )


def _steps() -> Component:
    return html.Div(
        [
            dmc.Button(str(BACK), id="trace-back", variant="default", size="xs"),
            dmc.Button(str(ON), id="trace-on", size="xs"),
            html.Span(id="trace-step", className="lw-quiet lw-small", role="status"),
        ],
        className="lw-row",
    )
