"""A trace's graph on the page: lines as a picture, every box a button - clicked, or walked with the arrow keys."""

from __future__ import annotations

import base64

from dash import html
from dash.development.base_component import Component

from loopwise.records.traced import Trace
from loopwise.rendering.graph_layout import Box, laid_out
from loopwise.rendering.graph_svg import show_lines
from loopwise.text import Text

GRAPH = Text(
    en="Graph of the model: arrow keys walk from operation to operation",
    ko="모델 그래프: 화살표 키로 연산을 따라갑니다",
)
BOX = "trace-box"


def graph_view(trace: Trace, depth: int | None, *, dark: bool) -> tuple[Component, list[int]]:
    """Return the graph, and the numbers of its boxes in the order they are walked."""
    graph = laid_out(trace, depth)
    svg = show_lines(graph, dark=dark)
    lines = html.Img(
        src="data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode(),
        alt="",
        className="lw-lines",
    )
    size = {"width": f"{graph.width:.0f}px", "height": f"{graph.height:.0f}px"}
    view = html.Div(
        html.Div([lines, *map(_button, graph.boxes)], style=size, className="lw-boxes"),
        id="trace-graph",
        className="lw-graph-box",
        tabIndex="0",
        role="group",
        **{"aria-label": str(GRAPH)},
    )
    return view, [box.number for box in graph.boxes]


def _button(box: Box) -> Component:
    told = [html.Span(box.title)] + ([html.Small(box.told)] if box.told else [])
    return html.Button(
        told,
        id={"type": BOX, "number": box.number},
        type="button",
        tabIndex="-1",  # the graph is one stop for Tab; the arrow keys walk inside it
        className=f"lw-node lw-node-{box.kind}",
        style={
            "left": f"{box.x:.0f}px",
            "top": f"{box.y:.0f}px",
            "width": f"{box.width:.0f}px",
            "height": f"{box.height:.0f}px",
        },
        **{"data-number": str(box.number)},
    )
