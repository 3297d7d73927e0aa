"""A figure on the page: plotly, without its buttons, with the words for those who do not see it.

graph("roc", figure, "ROC curve")
"""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

CONFIG = {"displayModeBar": False, "showTips": False, "responsive": True, "scrollZoom": False}


def graph(name: str, figure: dict[str, Any], label: str) -> Component:
    """Return the figure; `name` is its id, `label` what it shows."""
    return html.Figure(
        dcc.Graph(id=name, figure=figure, config=CONFIG, className="lw-graph"),
        role="img",
        **{"aria-label": label},
    )
