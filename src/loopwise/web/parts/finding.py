"""One finding as a card: how sure, what it does to learning, the numbers, and the repair."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from loopwise.faults import Fault, fault_named
from loopwise.records import Evidence, Finding
from loopwise.text import Text
from loopwise.web.parts.code import diff_view
from loopwise.web.parts.grades import CONFIDENCE, SEVERITY
from loopwise.web.visit import Visit

MORE = Text(en="Why this happens", ko="왜 그런가요?")
LINE = Text(en="line {line}", ko="{line}번째 줄")


def finding_card(visit: Visit, finding: Finding, before: str, after: str) -> Component:
    """Return the card; `before` is the text the finding lies in, `after` the same repaired ("" if not)."""
    fault = fault_named(finding.fault)
    line = LINE.format(line=finding.place.line)
    grade = f"{SEVERITY[finding.severity]} · {CONFIDENCE[finding.confidence]} · {line}"
    return html.Article(
        [
            html.Div(grade, className="lw-grade"),
            html.H3(str(fault.title)),
            html.P(str(fault.message(finding))),
            *_numbers(fault, finding),
            html.P(str(fault.mend.tell(finding.evidence))),
            *([diff_view(before, after)] if after and after != before else []),
            dcc.Link(str(MORE), href=visit.link(f"/fault/{fault.name}")),
        ],
        className=f"lw-finding lw-{finding.severity}",
    )


def _numbers(fault: Fault, finding: Finding) -> list[Component]:
    """Return the measured numbers, large, each with what it is."""
    shown = [
        html.Div(
            [
                html.Dt(str(measure.label)),
                html.Dd(_value(finding.evidence[name], measure.digits, measure.unit)),
            ]
        )
        for name, measure in fault.measures.items()
        if name in finding.evidence
    ]
    return [html.Dl(shown, className="lw-numbers")] if shown else []


def _value(value: Evidence, digits: int, unit: str) -> str:
    shown = f"{value:.{digits}f}" if isinstance(value, float) else str(value)
    return f"{shown} {unit}".strip()
