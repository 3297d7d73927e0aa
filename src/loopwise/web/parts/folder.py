"""The answer for a folder: its programs with what was found in each, and how much was understood."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from loopwise.records import CheckReport, Finding
from loopwise.rendering.labels import SEVERITY, known_fault
from loopwise.rendering.terminal import NONE_FOUND
from loopwise.web.parts.finding import line_of
from loopwise.web.parts.report import ANOTHER, FOUND, followed_view
from loopwise.web.visit import Visit


def folder_view(visit: Visit, folder: str, report: CheckReport) -> Component:
    """Return every file that has findings, with a link to its code."""
    title = FOUND.format(count=len(report.findings)) if report.findings else NONE_FOUND
    by_file = groupby(report.findings, lambda finding: finding.place.path)
    return html.Div(
        [
            html.Div([html.H2(str(title)), html.Code(folder, className="lw-quiet")], className="lw-row"),
            *(_file(visit, path, found) for path, found in by_file),
            html.Div(dmc.Button(str(ANOTHER), id="check-another", variant="default"), className="lw-row"),
            followed_view(report.followed),
        ],
        className="lw-stack",
    )


def _file(visit: Visit, path: str, findings: Iterable[Finding]) -> Component:
    return html.Section(
        [
            html.H3(dcc.Link(path, href=visit.link("/check", file=path)), className="lw-place"),
            html.Ul([html.Li(_line(visit, f), className="lw-row") for f in findings], className="lw-list"),
        ]
    )


def _line(visit: Visit, finding: Finding) -> list[Component]:
    fault = known_fault(finding.fault)
    title = str(fault.title) if fault else finding.fault
    where = f"{SEVERITY[finding.severity]} · {line_of(finding.place)}"
    grade = html.Span(where, className="lw-quiet lw-small")
    named = dcc.Link(title, href=visit.link(f"/fault/{fault.name}")) if fault else html.Span(title)
    return [named, grade]
