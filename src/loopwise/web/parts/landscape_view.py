"""A landscape on the page: from above, in space, and the true loss of the path beside the plane's."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from loopwise import figures
from loopwise.figures.landscapes import from_above, in_space, overview, true_and_shadow
from loopwise.records.landscapes import Landscape
from loopwise.text import Text
from loopwise.web.parts.curves import CONFIG
from loopwise.web.parts.descent_view import alone

NUMBERS = {
    "side": Text(en="points a side", ko="한 변의 점"),
    "lowest": Text(en="lowest loss", ko="가장 작은 손실"),
    "share": Text(en="of the path's variance in this plane", ko="이 평면이 담은 경로의 분산"),
    "off": Text(en="of the whole way is off the plane", ko="평면을 벗어난 거리"),
    "parameters": Text(en="parameters", ko="파라미터"),
}
BETWEEN = Text(
    en="{exact} points are computed (crosses, while they are few); between them a spline on the log of the loss.",
    ko="점 {exact}개를 계산했고(적을 때는 x로 표시), 그 사이는 손실(loss)의 로그를 스플라인으로 이었습니다.",
)
TWO_MODELS = Text(
    en="The plane shows the path's shadow: other weights than the training had, with another loss.",
    ko="평면에 보이는 경로는 그림자입니다. 실제 학습과는 가중치가 다르고 손실(loss)도 다릅니다.",
)


FORMATS = ("png", "svg", "pdf", "html")
DOWNLOAD = Text(en="Download the figure:", ko="그림 내려받기:")


def landscape_view(found: Landscape, scheme: object) -> Component:
    """Return the figures and numbers of a landscape, complete or in the making."""
    panels = [from_above(found), in_space(found), *([true_and_shadow(found)] if found.path else [])]
    graphs = [
        html.Div(
            dcc.Graph(
                figure=alone(panel, 0, scheme, titled=True), config=CONFIG, className="lw-graph lw-tall"
            ),
            className="lw-figure",
        )
        for panel in panels
    ]
    numbers = html.Dl(
        [html.Div([html.Dt(str(NUMBERS[name])), html.Dd(value)]) for name, value in _numbers(found).items()],
        className="lw-numbers lw-many",
    )
    notes = [BETWEEN.format(exact=f"{found.side**2:,}"), *([TWO_MODELS] if found.path else [])]
    if found.measured_on:
        notes.insert(0, found.measured_on)
    return html.Div(
        [
            html.Div(graphs, className="lw-three", **{"data-side": str(found.side)}),
            numbers,
            *(html.P(str(note), className="lw-quiet lw-small") for note in notes),
        ],
        className="lw-stack",
    )


def downloads(of: str, number: int) -> Component:
    """Return a button for each format. of: "job" or "kept", whose number it is."""
    buttons = [
        dmc.Button(kind.upper(), id=f"landscape-to-{kind}", variant="default", size="xs") for kind in FORMATS
    ]
    return html.Div(
        [
            html.Span(str(DOWNLOAD), className="lw-small"),
            *buttons,
            dcc.Store(id="landscape-source", data={of: number}),
        ],
        className="lw-row",
    )


def in_a_file(found: Landscape, kind: str, scheme: object) -> dict[str, Any]:
    """Return the whole figure as a file for the browser to keep, in the scheme of the page."""
    name = f"landscape-{found.data}-{found.side}.{kind}"
    with tempfile.TemporaryDirectory() as folder:
        made = figures.save(overview(found), Path(folder) / f"landscape.{kind}", dark=scheme == "dark")
        return dict(dcc.send_bytes(made.read_bytes(), name))


def kept_landscape(number: int) -> Component:
    """Return the place of a kept landscape: drawn, in the scheme of the page, as soon as it is there."""
    return html.Div(
        [
            dcc.Store(id="landscape-number", data=number),
            html.Div(id="landscape-kept"),
            downloads("kept", number),
            dcc.Download(id="landscape-file"),
        ],
        className="lw-stack",
    )


def _numbers(found: Landscape) -> dict[str, str]:
    heights = [value for row in found.loss for value in row if value == value]
    told = {"side": str(found.side), "lowest": f"{min(heights):.4g}", "parameters": f"{found.parameters:,}"}
    if path := found.path:
        told |= {"share": f"{sum(path.variance):.0%}", "off": f"{path.off[0]:.0%}"}
    return told
