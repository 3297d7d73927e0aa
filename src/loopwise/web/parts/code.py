"""A person's code on the page: numbered lines, quiet colours, and the span a finding is about.

code_view("x = F.softmax(x)\\n", [Place("a.py", 1, 5, 1, 17)])
diff_view(before, after)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dash import html
from dash.development.base_component import Component

from loopwise.records import Place
from loopwise.rendering.coded import CodeLine, changed_lines, code_lines
from loopwise.text import Text

FOLDED = Text(en="{lines} more lines", ko="{lines}줄 생략")
CODE = Text(en="code", ko="코드")


def code_view(source: str, marks: Sequence[Place] = (), *, numbered: bool = True) -> Component:
    """Return the lines of a program with `marks` underlined; long stretches without a mark are folded."""
    rows = [
        _line(shown, numbered)
        if isinstance(shown, CodeLine)
        else html.Div(str(FOLDED.format(lines=shown)), className="lw-folded")
        for shown in code_lines(source, marks)
    ]
    return html.Div(rows, className="lw-code", tabIndex="0", role="region", **{"aria-label": str(CODE)})


def diff_view(before: str, after: str) -> Component:
    """Return the lines that change, with two lines around them, `-` before `+`."""
    rows = [_changed(sign, line) for sign, line in changed_lines(before, after)]
    return html.Div(rows, className="lw-code lw-diff", tabIndex="0", role="region", **{"aria-label": "diff"})


def _changed(sign: str, line: str) -> Component:
    kind = {"-": "lw-removed", "+": "lw-added"}.get(sign, "")
    content = html.Span(line or " ", className="lw-text")
    return html.Div([html.Span(sign, className="lw-sign"), content], className=f"lw-line {kind}")


def _line(line: CodeLine, numbered: bool) -> Component:
    content = html.Span(list(_pieces(line)) or " ", className="lw-text")
    number = html.Span(str(line.number), className="lw-number", **{"aria-hidden": "true"})
    row = [number, content] if numbered else [content]
    return html.Div(row, className="lw-line lw-marked" if line.marked else "lw-line")


def _pieces(line: CodeLine) -> Iterator[Component | str]:
    for piece in line.pieces:
        kinds = " ".join(f"lw-{kind}" for kind in sorted(piece.kinds))
        if "mark" in piece.kinds:
            yield html.Mark(piece.text, className=kinds)
        else:
            yield html.Span(piece.text, className=kinds) if kinds else piece.text
