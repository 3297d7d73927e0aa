"""The form of a weekly report: a box for each part, what is to mend below it, kept results to drag in."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Sequence

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from loopwise.rendering.labels import SEVERITY
from loopwise.store import Kept
from loopwise.text import Text
from loopwise.web.reporting import FormPart

WAIT = 400  # milliseconds after the last key before a part is saved; lab.js saves as often while keys go on
FINE = Text(en="nothing to mend", ko="고칠 곳 없음")
EMPTY = Text(en="empty", ko="비어 있음")
TO_MEND = Text(en="to mend: {count}", ko="고칠 곳 {count}")
PAGE = Text(en="Page {number} as it would be printed", ko="인쇄될 모습, {number}쪽")
CONFLICT = Text(
    en="Somebody else has changed this part meanwhile. Your text is kept in {file}. They wrote:",
    ko="그 사이 다른 사람이 이 항목을 바꿨습니다. 내 글은 {file} 파일에 남겨 두었습니다. 상대가 쓴 글:",
)
MINE = Text(en="Take mine", ko="내 글로 저장")
THEIRS = Text(en="Take theirs", ko="상대 글로 바꾸기")
BOTH = Text(en="Both, theirs first", ko="둘 다 남기기")
KEPT = Text(
    en="Kept results: drag one into the text, or press it", ko="저장한 결과: 글 안으로 끌어다 놓거나 누르세요"
)


def boxes(parts: Iterable[FormPart], at: int) -> list[Component]:
    """Return a box for every part, with its mark and the places for a conflict. at: when they were written."""
    page = secrets.token_hex(8)
    return [_box(part, {"key": part.key, "base": part.text, "page": page, "at": at}) for part in parts]


def mark(part: FormPart) -> list[Component]:
    """Return the mark of a part, and below it what a careful reader would say."""
    grave = [one for one in part.problems if one.severity != "note"]
    if not part.text.strip():
        sign, told, kind = "○", str(EMPTY), "lw-quiet"
    elif grave:
        sign, told, kind = "!", str(TO_MEND.format(count=len(grave))), "lw-mend"
    else:
        sign, told, kind = "✓", str(FINE), "lw-fine"
    listed = [html.Li(f"{SEVERITY[one.severity]}: {one.message}") for one in part.problems]
    return [
        html.Span([html.Span(sign, **{"aria-hidden": "true"}), f" {told}"], className=f"{kind} lw-small"),
        *([html.Ul(listed, className="lw-problems")] if listed else []),
    ]


def sheets(pictures: Sequence[bytes]) -> list[Component]:
    """Return the pages as pictures."""
    return [
        html.Img(
            src=f"data:image/png;base64,{base64.b64encode(data).decode()}",
            alt=str(PAGE.format(number=number)),
            className="lw-sheet",
        )
        for number, data in enumerate(pictures, 1)
    ]


def conflict(key: str, theirs: str, file: str) -> Component:
    """Return what somebody else wrote, and the three ways on."""
    choices = ((THEIRS, "theirs"), (MINE, "mine"), (BOTH, "both"))
    buttons = [
        dmc.Button(str(text), id={"type": f"report-{name}", "index": key}, variant="default", size="xs")
        for text, name in choices
    ]
    return html.Div(
        [
            html.P(str(CONFLICT.format(file=file))),
            html.Pre(theirs, className="lw-theirs"),
            html.Div(buttons, className="lw-row"),
        ],
        className="lw-notice lw-stack lw-tight",
        role="alert",
    )


def kept_chips(found: Iterable[Kept]) -> Component | None:
    """Return kept results as pieces to drag into a box; pressing one puts it where the caret was."""
    chips = [
        html.Button(
            f"{one.number} {one.title}",
            type="button",
            draggable="true",
            className="lw-chip",
            **{"data-insert": f"\n\n{{{{ loopwise: {one.kind} {one.number} | {one.title} }}}}\n"},
        )
        for one in found
    ]
    return (
        html.Div(
            [html.P(str(KEPT), className="lw-small"), html.Div(chips, className="lw-row")],
            className="lw-kept",
        )
        if chips
        else None
    )


def _box(part: FormPart, held: dict[str, object]) -> Component:
    title = f"{part.title} · {part.member}" if part.member else str(part.title)
    return html.Section(
        [
            dmc.Textarea(
                id={"type": "report-part", "index": part.key},
                label=title,
                value=part.text,
                autosize=True,
                minRows=2,
                maxRows=24,
                debounce=WAIT,
                className="lw-box",
                **{"data-part": part.key},
            ),
            html.Div(mark(part), id={"type": "report-mark", "index": part.key}, className="lw-mark-line"),
            html.Div(id={"type": "report-conflict", "index": part.key}),
            dcc.Store({"type": "report-base", "index": part.key}, data=held),
        ],
        className="lw-part",
    )
