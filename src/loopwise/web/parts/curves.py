"""The curves of a fit, drawn by `loopwise.figures` in the reader's language and scheme.

curves()                            # the places
loss_figure(result, "dark")         # what plotly draws there
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from loopwise.figures import (
    Figure,
    loss_curves,
    precision_recall,
    roc,
    threshold_cost,
    to_plotly,
    watch_layers,
    watch_loss,
)
from loopwise.records import Epoch, FitResult, WatchReport, rebuild

# Without plotly's buttons: everything they do, the mouse does too.
CONFIG = {"displayModeBar": False, "showTips": False}

_NO_AXIS = {"visible": False}
BLANK = {"layout": {"xaxis": _NO_AXIS, "yaxis": _NO_AXIS, "paper_bgcolor": "#0000", "plot_bgcolor": "#0000"}}

PLACES = ("curve-cost", "curve-precision-recall", "curve-roc")  # what the threshold moves


def curves() -> Component:
    """Return the places of all curves of a fit."""
    return html.Div([place("curve-loss"), *(place(name) for name in PLACES)], className="lw-pair")


def place(name: str) -> Component:
    """Return an empty figure that a callback fills."""
    return dcc.Graph(id=name, config=CONFIG, className="lw-graph", figure=BLANK)


def loss_figure(result: FitResult | WatchReport, scheme: object) -> dict[str, Any]:
    """Return the loss over the epochs of a fit, or over the steps of a watched run."""
    figure = watch_loss(result) if isinstance(result, WatchReport) else loss_curves(result)
    return drawn(figure, scheme)


def layer_figures(report: WatchReport, scheme: object) -> list[dict[str, Any]]:
    """Return gradients, updates and flat units of a watched run, layer by layer."""
    return [drawn(figure, scheme) for figure in watch_layers(report)]


def live_figure(parts: Iterable[Mapping[str, Any]], scheme: object) -> dict[str, Any]:
    """Return the loss of a run that is still going on, from the epochs it has shown."""
    epochs = tuple(rebuild(Epoch, dict(part)) for part in parts)
    if not epochs:
        return BLANK
    return loss_figure(FitResult(data="", recipe="", history=epochs), scheme)


def threshold_figures(
    result: FitResult, threshold: float, costs: Mapping[str, float], scheme: object
) -> tuple[dict[str, Any], ...]:
    """Return one figure for each of PLACES, with the point of the threshold."""
    figures = (
        threshold_cost(result, threshold, **costs),
        precision_recall(result, threshold),
        roc(result, threshold),
    )
    return tuple(drawn(figure, scheme) for figure in figures)


def drawn(figure: Figure, scheme: object) -> dict[str, Any]:
    """Return a figure as plotly takes it, in the page's scheme."""
    drawn = to_plotly(figure, dark=scheme == "dark")
    drawn["layout"]["uirevision"] = "kept"  # a zoom outlives the next point
    # On a phone the legend takes two lines above the axes: the title keeps to the top edge.
    drawn["layout"]["title"] |= {"y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 10}}
    return drawn
