"""The curves of a fit: the figures of `loopwise.figures`, as plotly draws them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component


def curves(result: Any) -> Component:
    return html.Div("curves")


def live_curve(parts: Sequence[Any]) -> dict[str, Any]:
    ys = [p["train_loss"] for p in parts]
    vs = [p["validation_loss"] for p in parts]
    xs = [p["epoch"] for p in parts]
    return {
        "data": [{"x": xs, "y": ys, "type": "scatter"}, {"x": xs, "y": vs, "type": "scatter"}],
        "layout": {"height": 260},
    }
