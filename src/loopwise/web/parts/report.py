"""A whole answer of `check`: every text with its findings beside it, and how much was understood."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from loopwise.records import Finding, Followed
from loopwise.text import Text
from loopwise.web.parts.code import code_view
from loopwise.web.parts.finding import finding_card
from loopwise.web.reading import Reading
from loopwise.web.visit import Visit

FOUND = Text(en="Problems found: {count}", ko="찾은 문제 {count}개")
NONE = Text(en="No problem found", ko="찾은 문제가 없습니다")
ANOTHER = Text(en="Check other code", ko="다른 코드 점검하기")
DOWNLOAD = Text(en="Download the repaired file", ko="고친 파일 내려받기")
READ_THIS = Text(en="Read", ko="읽은 내용")
LOST = Text(en="Could not be followed", ko="추적하지 못한 부분")
NOTHING = Text(en="nothing", ko="없음")
NO_LOOP = Text(
    en="No training loop was found in this code, so there was little to check. Paste the loop as well.",
    ko="학습 루프를 찾지 못해 점검할 내용이 거의 없었습니다. 학습 루프도 함께 붙여 넣어 주세요.",
)


def report_view(visit: Visit, reading: Reading) -> Component:
    """Return the findings beside the code, then what was followed."""
    report, findings = reading.report, reading.report.findings
    title = FOUND.format(count=len(findings)) if findings else NONE
    by_source = groupby(findings, lambda finding: finding.place.source)
    return html.Div(
        [
            html.Div(
                [html.H2(str(title)), html.Code(reading.given.name, className="lw-quiet")], className="lw-row"
            ),
            *(_beside(visit, reading, source, list(group)) for source, group in by_source),
            *([html.P(str(NO_LOOP))] if not (findings or report.followed.training_loops) else []),
            _buttons(can_repair=reading.repaired != reading.given.text),
            followed_view(report.followed),
        ],
        className="lw-stack",
    )


def followed_view(followed: Followed) -> Component:
    """Return how much of the program was understood: "nothing found" is not "nothing understood"."""
    lost = "; ".join(f"{item.place}: {item.what}" for item in followed.not_followed) or NOTHING
    rows = [(READ_THIS, " / ".join(_counted(followed))), (LOST, lost)]
    return html.Dl(
        [html.Div([html.Dt(str(label)), html.Dd(str(value))]) for label, value in rows],
        className="lw-followed",
    )


def _counted(followed: Followed) -> list[str]:
    chains = f" ({', '.join(followed.chains)})" if followed.chains else ""
    counts = [
        (followed.cells, Text(en="cells: {n}", ko="셀 {n}개")),
        (followed.training_loops, Text(en="training loops: {n}" + chains, ko="학습 루프 {n}개" + chains)),
        (followed.evaluation_loops, Text(en="evaluation loops: {n}", ko="평가 루프 {n}개")),
        (followed.losses_resolved, Text(en="losses traced: {n}", ko="추적한 손실 {n}개")),
    ]
    return [str(text.format(n=count)) for count, text in counts if count] or [str(NOTHING)]


def _beside(visit: Visit, reading: Reading, source: str, findings: Sequence[Finding]) -> Component:
    text = reading.report.sources[source]
    cell = findings[0].place.cell
    code = [
        *([html.H3(f"cell {cell}", className="lw-place")] if cell else []),
        code_view(text, [finding.place for finding in findings]),
    ]
    cards = [finding_card(visit, finding, text, reading.mended(finding)) for finding in findings]
    return html.Div([html.Div(code), html.Div(cards, className="lw-stack lw-wide")], className="lw-beside")


def _buttons(*, can_repair: bool) -> Component:
    save = [dmc.Button(str(DOWNLOAD), id="check-repaired")] if can_repair else []
    return html.Div(
        [*save, dmc.Button(str(ANOTHER), id="check-another", variant="default")], className="lw-row"
    )
