"""One finding as a card: how sure, what it does to learning, the numbers, and the repair."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from loopwise.records import Finding, Place
from loopwise.rendering.labels import CONFIDENCE, SEVERITY, known_fault, measured, mend_of, message_of
from loopwise.text import Text
from loopwise.web.parts.code import diff_view
from loopwise.web.visit import Visit

MORE = Text(en="Why this happens", ko="왜 그런가요?")
LINE = Text(en="line {line}", ko="{line}번째 줄")
CELL = Text(en="cell {cell}, line {line}", ko="셀 {cell}, {line}번째 줄")


def finding_card(visit: Visit, finding: Finding, before: str, after: str) -> Component:
    """Return the card; `before` is the text the finding lies in, `after` the same repaired ("" if not)."""
    fault = known_fault(finding.fault)
    more = [dcc.Link(str(MORE), href=visit.link(f"/fault/{fault.name}"))] if fault else []
    line = line_of(finding.place)
    grade = f"{SEVERITY[finding.severity]} · {CONFIDENCE[finding.confidence]} · {line}"
    return html.Article(
        [
            html.Div(grade, className="lw-grade"),
            html.H3(str(fault.title) if fault else finding.fault),
            html.P(message_of(finding)),
            *_numbers(finding),
            html.P(mend_of(finding)),
            *([diff_view(before, after)] if after and after != before else []),
            *more,
        ],
        className=f"lw-finding lw-{finding.severity}",
    )


def line_of(place: Place) -> Text:
    """Return where in its file a place is, in words."""
    return (CELL if place.cell else LINE).format(line=place.line, cell=place.cell)


def _numbers(finding: Finding) -> list[Component]:
    """Return the measured numbers, large, each with what it is."""
    shown = [html.Div([html.Dt(label), html.Dd(value)]) for label, value in measured(finding)]
    return [html.Dl(shown, className="lw-numbers")] if shown else []
