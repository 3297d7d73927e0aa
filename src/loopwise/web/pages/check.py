"""Check: paste or drop a program; it is read, never run, and what stops it from learning stands beside it."""

from __future__ import annotations

import base64
from typing import Any

import dash_mantine_components as dmc
from dash import Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from loopwise.errors import LoopwiseError
from loopwise.faults import fault_named
from loopwise.program.source.parsing import decode
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.page import Lab, Page
from loopwise.web.parts.folder import folder_view
from loopwise.web.parts.notices import notice
from loopwise.web.parts.report import report_view
from loopwise.web.reading import Given, Reading, read, read_file, read_folder
from loopwise.web.visit import Visit

HEADING = Text(en="Check my code", ko="내 코드 점검하기")
NEVER_RUN = Text(en="It is read, never run.", ko="실행하지 않고 읽기만 합니다.")
PASTE = Text(en="Your code", ko="내 코드")
PLACEHOLDER = Text(
    en="Paste a training script, or a notebook cell by cell",
    ko="학습 코드를 붙여 넣으세요. 노트북이라면 셀을 모두 이어 붙이면 됩니다",
)
READ = Text(en="Check", ko="점검하기")
KEYS = Text(en="or Ctrl+Enter", ko="또는 Ctrl+Enter")
DROP = Text(en="Drop a .py or .ipynb file here, or ", ko=".py, .ipynb 파일을 여기에 끌어다 놓거나 ")
CHOOSE = Text(en="choose one", ko="파일을 고르세요")
FOLDER = Text(en="A folder of this computer", ko="이 컴퓨터의 폴더")
FOLDER_HINT = Text(en="e.g. ~/study/week6", ko="예: ~/study/week6")
READ_FOLDER = Text(en="Check all files in it", ko="폴더 안의 파일 모두 점검하기")
ALL_FAULTS = Text(en="all faults", ko="학습 문제 전체 보기")
NO_FOLDER = Text(en="There is no folder named yet.", ko="아직 폴더를 적지 않았습니다.")
EXAMPLES = Text(en="No code at hand? Try one of these:", ko="지금 코드가 없다면 예제로 해 보세요:")
TRIED = (  # the usual suspects, one of each kind
    "softmax-before-cross-entropy",
    "gradients-accumulate",
    "linear-width-mismatch",
    "target-broadcast",
    "eval-mode-missing",
    "fitted-on-all-data",
)
NOTHING = Text(en="There is no code in the box yet.", ko="아직 붙여 넣은 코드가 없습니다.")


class Check(Page):
    """`/check` waits for code.

    `/check?example=<fault>` reads the catalogue's example of a fault, `?folder=` every program below a folder of
    this computer, `?file=` one of its files.
    """

    title = Text(en="Check", ko="점검")
    menu = 10
    first = True
    card = Text(en="Check my code (.ipynb, .py)", ko="내 코드 점검하기 (.ipynb, .py)")
    hint = Text(en="read, never run", ko="실행하지 않고 읽기만 합니다")

    def layout(self, visit: Visit) -> Component:
        """Return the box, and the place where the answer comes."""
        asked = _asked(visit)
        return html.Div(
            [
                html.Div([html.H1(str(HEADING)), html.P(str(NEVER_RUN), className="lw-quiet")]),
                html.Div(_box(visit), id="check-box"),
                dcc.Loading(html.Div(id="check-result"), delay_show=300, type="dot"),
                dcc.Store("check-given", "memory", data=asked)
                if asked
                # Reloading, or another language, keeps what was given; closing the tab forgets it.
                else dcc.Store("check-given", "session"),
                dcc.Download(id="check-file"),
            ],
            className="lw-stack",
        )

    def callbacks(self, lab: Lab) -> None:
        """Take the code, show the answer, hand out the repaired file."""
        given = Output("check-given", "data", allow_duplicate=True)
        lab.callback(
            given,
            Input("check-read", "n_clicks"),
            State("check-source", "value"),
            prevent_initial_call=True,
        )(pasted)
        lab.callback(
            given,
            Input("check-drop", "contents"),
            State("check-drop", "filename"),
            prevent_initial_call=True,
        )(dropped)
        lab.callback(
            given,
            Output("address", "data", allow_duplicate=True),
            Input("check-folder-read", "n_clicks"),
            State("check-folder", "value"),
            prevent_initial_call=True,
        )(named)
        lab.callback(
            given,
            Output("address", "data", allow_duplicate=True),
            Input("check-another", "n_clicks"),
            prevent_initial_call=True,
        )(forgotten)
        lab.callback(
            Output("check-result", "children"),
            Output("check-box", "hidden"),
            Input("check-given", "data"),
        )(answer)
        lab.callback(
            Output("check-file", "data"),
            Input("check-repaired", "n_clicks"),
            State("check-given", "data"),
            prevent_initial_call=True,
        )(repaired)


def pasted(visit: Visit, clicks: object, source: object) -> Any:
    """Return the text of the box as something to read."""
    if not clicks:
        return no_update
    text = inputs.text(source, most=inputs.LONGEST_SOURCE)
    if not text.strip():
        raise LoopwiseError(NOTHING)
    notebook = text.lstrip().startswith("{") and '"cells"' in text
    return {"name": "pasted.ipynb" if notebook else "pasted.py", "text": text}


def dropped(visit: Visit, contents: object, name: object) -> Any:
    """Return a dropped file as something to read; one that is no text is refused in words."""
    if not contents:
        return no_update
    named = inputs.file_name(name)
    text, encoding = decode(inputs.uploaded(contents), named)
    return {"name": named, "text": text, "encoding": encoding}


def named(visit: Visit, clicks: object, folder: object) -> Any:
    """Return the folder of this computer that is to be read, and the address that leads to it again."""
    if not clicks:
        return no_update, no_update
    path = inputs.text(folder, most=inputs.LONGEST_PATH).strip()
    if not path:
        raise LoopwiseError(NO_FOLDER)
    return {"folder": path}, {"folder": path, "file": None, "example": None}


def forgotten(visit: Visit, clicks: object) -> Any:
    """Forget what was given: the box comes back, and the address no longer names it."""
    return (None, dict.fromkeys(("folder", "file", "example"))) if clicks else (no_update, no_update)


def answer(visit: Visit, data: object) -> tuple[Component | None, bool]:
    """Return what was found beside the code, and whether the box is out of the way."""
    if not data:
        return None, False
    try:
        if folder := _named(data, "folder"):
            return folder_view(visit, folder, read_folder(folder)), True
        return report_view(visit, _reading(data)), True
    except LoopwiseError as problem:
        return notice(problem), False


def repaired(visit: Visit, clicks: object, data: object) -> Any:
    """Return the repaired file for the browser to save."""
    if not clicks or not data:
        return no_update
    reading = _reading(data)
    name = inputs.file_name(reading.given.name)
    stem, dot, ending = name.rpartition(".")
    content = base64.b64encode(reading.repaired_bytes).decode()  # as bytes: line ends stay as they were
    return {
        "filename": f"{stem}.repaired{dot}{ending}",
        "content": content,
        "base64": True,
        "type": "text/plain",
    }


def _reading(data: object) -> Reading:
    file = _named(data, "file")
    return read_file(file) if file else read(_given(data))


def _named(data: object, key: str) -> str:
    return inputs.text(data.get(key), most=inputs.LONGEST_PATH) if isinstance(data, dict) else ""


def _asked(visit: Visit) -> dict[str, str] | None:
    """Return what the address itself asks to read."""
    if example := visit.query.get("example"):
        return _example(example)
    return next(({key: visit.query[key]} for key in ("file", "folder") if visit.query.get(key)), None)


def _given(data: object) -> Given:
    if not isinstance(data, dict):
        data = {}
    text = inputs.text(data.get("text"), most=inputs.LONGEST_SOURCE)
    encoding = inputs.text(data.get("encoding"), most=40) or "utf-8"
    return Given(inputs.file_name(data.get("name")), text, encoding)


def _example(name: str) -> dict[str, str]:
    return {"name": f"{name}.py", "text": fault_named(name).bad}


def _box(visit: Visit) -> list[Component]:
    paste = dmc.Textarea(
        id="check-source",
        label=str(PASTE),
        placeholder=str(PLACEHOLDER),
        autosize=True,
        minRows=9,
        maxRows=24,
        className="lw-box lw-source",
        persistence=True,
        persistence_type="session",
        **{"data-submit": "check-read"},
    )
    press = html.Div(
        [
            dmc.Button(str(READ), id="check-read", size="md"),
            html.Span(str(KEYS), className="lw-quiet lw-small lw-keys"),
        ],
        className="lw-row",
    )
    drop = dcc.Upload(
        html.Div([str(DROP), html.Button(str(CHOOSE), type="button", className="lw-plain")]),
        id="check-drop",
        className="lw-drop",
        className_active="lw-drop lw-dropping",
        accept=".py,.ipynb",
        max_size=inputs.LARGEST_FILE,
    )
    folder = html.Div(
        [
            dmc.TextInput(
                id="check-folder",
                label=str(FOLDER),
                placeholder=str(FOLDER_HINT),
                className="lw-grow",
                **{"data-submit": "check-folder-read"},
            ),
            dmc.Button(str(READ_FOLDER), id="check-folder-read", variant="default"),
        ],
        className="lw-row lw-bottom",
    )
    tried = [fault_named(name) for name in TRIED]
    examples = [dcc.Link(str(fault.title), href=visit.link("/check", example=fault.name)) for fault in tried]
    examples.append(dcc.Link(str(ALL_FAULTS), href=visit.link("/fault")))
    return [
        html.Div(
            [
                paste,
                press,
                drop,
                folder,
                html.Div([html.Span(str(EXAMPLES)), *examples], className="lw-row lw-quiet lw-small"),
            ],
            className="lw-stack",
        ),
    ]
