"""Report: the week's form at the left, the page as it would be printed at the right, saved while it is written."""

from __future__ import annotations

import base64
import io
import threading
import zipfile
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import dash_mantine_components as dmc
from dash import ALL, MATCH, ClientsideFunction, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from werkzeug.exceptions import BadRequest

from loopwise import store
from loopwise.errors import LoopwiseError
from loopwise.reports import sending
from loopwise.reports.beginning import kept_this_week, new_week
from loopwise.reports.building import latest_before, write
from loopwise.reports.composing import compose
from loopwise.reports.editing import part_named
from loopwise.reports.exporters import exporter_named, formats
from loopwise.reports.saving import Saved
from loopwise.reports.team import team_of
from loopwise.reports.week import load_week
from loopwise.text import Text
from loopwise.web import inputs
from loopwise.web.page import Lab, Page
from loopwise.web.parts.notices import empty
from loopwise.web.parts.week_form import boxes, conflict, kept_chips, mark, sheets
from loopwise.web.reporting import (
    LARGEST,
    attach,
    open_report,
    page_pictures,
    report_file,
    reports_here,
    save_from,
    stamp,
)
from loopwise.web.visit import Visit

HEADING = Text(en="The weekly report", ko="주간 활동 보고서")
NONE = Text(
    en="There is no report in this folder yet. A new one is the form with your team's data in it.",
    ko="이 폴더에는 아직 보고서가 없습니다. 새 보고서에는 팀 정보가 채워진 양식이 들어 있습니다.",
)
NEW = Text(en="Begin this week's", ko="이번 주 보고서 시작하기")
OPEN = Text(en="A report of this computer", ko="이 컴퓨터의 보고서 파일")
HINT = Text(en="e.g. reports/2025-05-08.md", ko="예: reports/2025-05-08.md")
GO = Text(en="Open", ko="열기")
SAVES = Text(en="Everything is saved as you write, in {file}", ko="쓰는 동안 바로 저장됩니다. 파일: {file}")
DROP = Text(en="Drop a picture here, or ", ko="그림을 여기에 끌어다 놓거나 ")
CHOOSE = Text(en="choose one", ko="파일을 고르세요")
SEND = Text(en="Send to Slack", ko="Slack에 올리기")
SURE = Text(en="This goes to {where}, with the PDF:", ko="받을 곳 {where}, PDF와 함께 보낼 내용:")
SENT_BEFORE = Text(en="These very bytes were sent on {when}.", ko="같은 파일을 이미 보냈습니다: {when}")
YES, NO = Text(en="Send", ko="보내기"), Text(en="Cancel", ko="그만두기")
SENT = Text(en="Sent to {where}.", ko="보냈습니다: {where}")
PREVIEW = Text(en="As it would be printed", ko="인쇄될 모습")
NAMES = {"pdf": "PDF", "docx": "Word", "html": "HTML", "md": "Markdown"}
TICK = 2000  # milliseconds between two looks for what others have written
LATELY = 8  # kept results offered


class ReportPage(Page):
    """`/report` lists the reports of this folder; `/report?file=reports/2025-05-08.md` opens one."""

    title = Text(en="Report", ko="보고서")
    menu = 35
    card = Text(en="Write the weekly report", ko="주간 활동 보고서 쓰기")
    hint = Text(en="form, page, PDF, Slack", ko="양식, 미리보기, PDF, Slack")

    def layout(self, visit: Visit) -> Component:
        """Return the form and the page of the report the address names, else the list."""
        given = visit.query.get("file")
        return _one(visit, given) if given else _all(visit)

    def callbacks(self, lab: Lab) -> None:
        """Save, draw, attach, build and send."""
        index = {"index": MATCH}
        lab.callback(
            Output({"type": "report-base", **index}, "data"),
            Output({"type": "report-conflict", **index}, "children"),
            Input({"type": "report-part", **index}, "value"),
            State({"type": "report-base", **index}, "data"),
            prevent_initial_call=True,
        )(saved)  # fmt: skip
        again = {"allow_duplicate": True}
        for name in ("mine", "theirs", "both"):
            lab.callback(
                Output({"type": "report-part", **index}, "value", **again),
                Output({"type": "report-base", **index}, "data", **again),
                Output({"type": "report-conflict", **index}, "children", **again),
                Input({"type": f"report-{name}", **index}, "n_clicks"),
                State({"type": "report-part", **index}, "value"),
                State({"type": "report-base", **index}, "data"),
                prevent_initial_call=True,
            )(partial(decided, name))
        lab.callback(
            Output("report-pages", "children"),
            Output({"type": "report-mark", "index": ALL}, "children"),
            Output("report-stamp", "data"),
            Output("report-now", "data"),
            Input({"type": "report-base", "index": ALL}, "data"),
            Input("report-tick", "n_intervals"),
            State("report-stamp", "data"),
            State({"type": "report-mark", "index": ALL}, "id"),
        )(drawn)
        lab.app.clientside_callback(
            ClientsideFunction("loopwise", "othersWrote"),
            Output("report-now", "id"),
            Input("report-now", "data"),
            Input({"type": "report-base", "index": ALL}, "data"),
        )
        lab.callback(
            Output({"type": "report-part", "index": "attachments"}, "value", **again),
            Input("report-drop", "contents"),
            State("report-drop", "filename"),
            State({"type": "report-part", "index": "attachments"}, "value"),
            prevent_initial_call=True,
        )(attached)
        for name in formats():
            lab.callback(
                Output("report-file", "data", **again),
                Input(f"report-to-{name}", "n_clicks"),
                prevent_initial_call=True,
            )(partial(built, name))
        lab.callback(
            Output("report-ask", "children"), Output("report-ask", "opened"),
            Input("report-send", "n_clicks"),
            prevent_initial_call=True,
        )(asked)  # fmt: skip
        lab.callback(
            Output("report-told", "children"), Output("report-ask", "opened", **again),
            Input("report-yes", "n_clicks"), Input("report-no", "n_clicks"),
            prevent_initial_call=True,
        )(sent)  # fmt: skip
        lab.callback(
            Output("url", "href", **again), Input("report-new", "n_clicks"), prevent_initial_call=True
        )(begun)
        lab.callback(
            Output("url", "href", **again), Input("report-open", "n_clicks"), State("report-path", "value"),
            prevent_initial_call=True,
        )(chosen)  # fmt: skip


def saved(visit: Visit, text: object, held: object) -> Any:
    """Save a part; where somebody else changed it meanwhile, show what they wrote and keep both."""
    given = _held(held)
    written = _written(text)
    if written == given.base:  # what another wrote has come into the box: nobody typed
        return no_update, no_update
    answer = save_from(given.page, _file(visit), given.key, written, given.base)
    if answer.conflict is None:
        return given.now(answer), None
    return no_update, _conflict(given.key, answer)


def decided(name: str, visit: Visit, clicks: object, text: object, held: object) -> Any:
    """End a conflict: take mine, theirs, or both."""
    if not clicks:
        return no_update, no_update, no_update
    holding = _held(held)
    key, file = holding.key, _file(visit)
    now = part_named(load_week(file).source, key)
    theirs, mine = now.text if now else "", _written(text)
    wanted = {"mine": mine, "theirs": theirs, "both": f"{theirs}\n\n{mine}"}[name]
    answer = save_from(holding.page, file, key, wanted, theirs)
    if answer.conflict is not None:  # changed again since
        return no_update, no_update, _conflict(key, answer)
    return answer.base, holding.now(answer), None


_drawing = threading.Lock()  # keys come faster than pages can be drawn


def drawn(visit: Visit, _bases: object, _tick: object, shown: object, ids: Sequence[dict[str, str]]) -> Any:
    """Return the page and the marks anew, where the file has changed - by this reader or by another."""
    file = _file(visit)
    now = stamp(file)
    if now == shown or not _drawing.acquire(
        blocking=False
    ):  # being drawn: the next tick draws what came since
        return no_update, [no_update] * len(ids), no_update, no_update
    try:
        opened = open_report(str(file))
        pictures = page_pictures(opened)
    finally:
        _drawing.release()
    marks = {part.key: mark(part) for part in opened.parts}
    return (
        sheets(pictures),
        [marks.get(one["index"], no_update) for one in ids],
        now,
        {"at": opened.at, "parts": {part.key: part.text for part in opened.parts}},
    )


def attached(visit: Visit, contents: object, name: object, text: object) -> Any:
    """Put a picture beside the report and its line into the attachments; the box saves it as if it were typed."""
    if not contents:
        return no_update
    line = attach(_file(visit), inputs.file_name(name), inputs.uploaded(contents))
    return f"{_written(text)}\n{line}".strip("\n")


def built(name: str, visit: Visit, clicks: object) -> Any:
    """Return the report in one format for the browser to save; several files as one zip."""
    if not clicks:
        return no_update
    files = exporter_named(name).files(compose(load_week(_file(visit))))
    named, data = next(iter(files.items()))
    if len(files) > 1:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
            for inner, content in files.items():
                out.writestr(inner, content)
        named, data = f"{Path(named).stem}.zip", packed.getvalue()
    return {"filename": named, "content": base64.b64encode(data).decode(), "base64": True}


def asked(visit: Visit, clicks: object) -> Any:
    """Show what would be sent, and ask; nothing leaves this computer before the answer."""
    if not clicks:
        return no_update, no_update
    text, _, where = _message(visit)
    data = _pdf(visit)
    before = sending.sent_before(data, where)
    parts = [
        html.P(str(SURE.format(where=where))),
        html.Pre(text, className="lw-theirs"),
        *([html.P(str(SENT_BEFORE.format(when=before)), className="lw-notice")] if before else []),
        html.Div(
            [
                dmc.Button(str(YES), id="report-yes"),
                dmc.Button(str(NO), id="report-no", variant="default"),
            ],
            className="lw-row",
        ),
    ]
    return html.Div(parts, className="lw-stack"), True


def sent(visit: Visit, yes: object, no: object) -> Any:
    """Send the PDF with its summary, or close the question."""
    if not yes:
        return no_update, False
    text, token, where = _message(visit)
    data = _pdf(visit)
    sending.send_file(data, f"{_file(visit).stem}.pdf", text, channel=where, token=token)
    sending.remember(data, where)
    return html.P(str(SENT.format(where=where)), role="status"), False


def begun(visit: Visit, clicks: object) -> Any:
    """Begin this week's report in the folder the lab was started in, and open it; an existing one is opened."""
    if not clicks:
        return no_update
    folder = Path("reports")
    today = datetime.now().astimezone().date()
    path = folder / f"{today.isoformat()}.md"
    if not path.exists():
        text = new_week(team_of(folder), today, latest_before(folder, today), kept_this_week(today))
        write(folder, {path.name: text.encode()})
    return visit.link("/report", file=path.as_posix())


def chosen(visit: Visit, clicks: object, path: object) -> Any:
    """Open the report of this computer that was named."""
    named = inputs.text(path, most=inputs.LONGEST_PATH).strip()
    return visit.link("/report", file=str(report_file(named))) if clicks else no_update


def _file(visit: Visit) -> Path:
    return report_file(visit.query.get("file", ""))


class _Held(NamedTuple):
    """What an open page holds of a part: the text its writer started from, and which page it is."""

    key: str
    base: str
    page: str

    def now(self, answer: Saved) -> dict[str, object]:
        """Return what the page holds once a text is saved."""
        return {**self._asdict(), "base": answer.base, "at": answer.at}


def _held(held: object) -> _Held:
    if not isinstance(held, dict):
        raise BadRequest("a part of the report was expected")
    longest = {"key": 300, "base": LARGEST, "page": 32}
    return _Held(**{name: inputs.text(held.get(name), most=most) for name, most in longest.items()})


def _written(text: object) -> str:
    return inputs.text(text, most=LARGEST)


def _conflict(key: str, answer: Saved) -> Component:
    kept = answer.kept.name if answer.kept else ""
    return conflict(key, answer.conflict or "", kept)


def _message(visit: Visit) -> tuple[str, str, str]:
    """Return summary, token and channel; LoopwiseError says which of them is missing."""
    week = load_week(_file(visit))
    token, channel = sending.token(), team_of(week.path.parent).slack
    if not token:
        raise LoopwiseError(sending.NO_TOKEN)
    if not channel:
        raise LoopwiseError(sending.NO_CHANNEL)
    return sending.summary(week, week.language), token, channel


def _pdf(visit: Visit) -> bytes:
    (data,) = exporter_named("pdf").files(compose(load_week(_file(visit)))).values()
    return data


def _all(visit: Visit) -> Component:
    found = reports_here()
    listed = [
        html.Li(dcc.Link(path.as_posix(), href=visit.link("/report", file=path.as_posix()))) for path in found
    ]
    return html.Div(
        [
            html.H1(str(HEADING)),
            html.Ul(listed, className="lw-list") if listed else empty(NONE),
            html.Div([dmc.Button(str(NEW), id="report-new", size="md")], className="lw-row"),
            html.Div(
                [
                    dmc.TextInput(
                        id="report-path",
                        label=str(OPEN),
                        placeholder=str(HINT),
                        className="lw-grow",
                        **{"data-submit": "report-open"},
                    ),
                    dmc.Button(str(GO), id="report-open", variant="default"),
                ],
                className="lw-row lw-bottom",
            ),
        ],
        className="lw-stack",
    )


def _one(visit: Visit, given: str) -> Component:
    opened = open_report(given)
    drop = dcc.Upload(
        html.Div([str(DROP), html.Button(str(CHOOSE), type="button", className="lw-plain")]),
        id="report-drop",
        className="lw-drop",
        className_active="lw-drop lw-dropping",
        accept="image/png,image/jpeg,image/webp,image/gif",
        max_size=inputs.LARGEST_FILE,
    )
    chips = kept_chips(store.kept()[:LATELY])
    form = [*boxes(opened.parts, opened.at), drop, *([chips] if chips else [])]
    preview = html.Div(
        [
            html.H2(str(PREVIEW)),
            dcc.Loading(
                html.Div(id="report-pages", className="lw-sheets", tabIndex="0"), delay_show=300, type="dot"
            ),
        ],
        className="lw-preview",
    )
    return html.Div(
        [
            html.Div(
                [html.H1(str(HEADING)), html.P(str(SAVES.format(file=given)), className="lw-quiet lw-small")]
            ),
            html.Div(_buttons(), className="lw-row"),
            html.Div(id="report-told"),
            html.Div([html.Div(form, className="lw-stack"), preview], className="lw-report"),
            dcc.Store("report-stamp", data=""),  # nothing is drawn yet: the form is there first
            dcc.Store("report-now"),  # what the file holds: lab.js brings it into the boxes nobody writes in
            dcc.Interval("report-tick", interval=TICK),
            dcc.Download(id="report-file"),
            dmc.Modal(id="report-ask", withCloseButton=False, centered=True, size="lg"),
        ],
        className="lw-stack",
    )


def _buttons() -> list[Component]:
    return [
        *(
            dmc.Button(
                NAMES.get(name, name),
                id=f"report-to-{name}",
                variant="default" if name != "pdf" else "filled",
            )
            for name in sorted(formats(), key=list(NAMES).index)
        ),
        dmc.Button(str(SEND), id="report-send", variant="default"),
    ]
