"""A whole answer of `check`: every text with its findings beside it, and how much was understood."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from loopwise.records import Finding, Followed
from loopwise.rendering.followed import NONE, NOT_FOLLOWED, READ, counted
from loopwise.rendering.terminal import NONE_FOUND, NOTHING_UNDERSTOOD
from loopwise.text import Text
from loopwise.web.parts.code import code_view
from loopwise.web.parts.finding import finding_card
from loopwise.web.reading import Reading
from loopwise.web.visit import Visit

FOUND = Text(en="Problems found: {count}", ko="찾은 문제 {count}개")
CELL = Text(en="Cell {cell}", ko="셀 {cell}")
ANOTHER = Text(en="Check other code", ko="다른 코드 점검하기")
DOWNLOAD = Text(en="Download the repaired file", ko="고친 파일 내려받기")


def report_view(visit: Visit, reading: Reading) -> Component:
    """Return the findings beside the code, then what was followed."""
    report, findings = reading.report, reading.report.findings
    title = FOUND.format(count=len(findings)) if findings else NONE_FOUND
    by_source = groupby(findings, lambda finding: finding.place.source)
    return html.Div(
        [
            html.Div(
                [html.H2(str(title)), html.Code(reading.given.name, className="lw-quiet")], className="lw-row"
            ),
            *(_beside(visit, reading, source, list(group)) for source, group in by_source),
            *([html.P(str(NOTHING_UNDERSTOOD))] if not (findings or report.followed.training_loops) else []),
            _buttons(can_repair=reading.repaired != reading.given.text),
            followed_view(report.followed),
        ],
        className="lw-stack",
    )


def followed_view(followed: Followed) -> Component:
    """Return how much of the program was understood: "nothing found" is not "nothing understood"."""
    lost = [f"{item.place}: {item.what}" for item in followed.not_followed] or [str(NONE)]
    rows = [(READ, " / ".join(counted(followed)) or str(NONE)), (NOT_FOLLOWED, "; ".join(lost))]
    return html.Dl(
        [html.Div([html.Dt(str(label)), html.Dd(value)]) for label, value in rows], className="lw-followed"
    )


def _beside(visit: Visit, reading: Reading, source: str, findings: Sequence[Finding]) -> Component:
    text = reading.report.sources[source]
    cell = findings[0].place.cell
    code = [
        *([html.H3(str(CELL.format(cell=cell)), className="lw-place")] if cell else []),
        code_view(text, [finding.place for finding in findings]),
    ]
    cards = [finding_card(visit, finding, text, reading.mended(finding)) for finding in findings]
    return html.Div([html.Div(code), html.Div(cards, className="lw-stack lw-wide")], className="lw-beside")


def _buttons(*, can_repair: bool) -> Component:
    save = [dmc.Button(str(DOWNLOAD), id="check-repaired")] if can_repair else []
    return html.Div(
        [*save, dmc.Button(str(ANOTHER), id="check-another", variant="default")], className="lw-row"
    )
