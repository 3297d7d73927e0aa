"""Results become one figure description; plotly draws it on the screen, matplotlib into files.

    figure = roc(result)
    to_plotly(figure, dark=True)         # {"data", "layout"}: plain dicts
    save(figure, "roc.png")              # png, svg, pdf: no browser; html: plotly inside one file

A description holds numbers and Texts, no colours of its own beyond a role of the look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loopwise.figures.answered import (
    answers_figure,
    class_matrix,
    label_shares,
    predicted_against_truth,
    residuals,
)
from loopwise.figures.description import Axis, Cells, Figure, Panel, Series
from loopwise.figures.experiments import experiment_figure
from loopwise.figures.fitted import (
    confusion_matrix,
    fit_overview,
    loss_curves,
    precision_recall,
    roc,
    threshold_cost,
)
from loopwise.figures.screen import to_plotly
from loopwise.figures.trained_losses import pair_loss, pair_outputs
from loopwise.figures.watched import measured_series, watch_layers, watch_loss
from loopwise.figures.what_if import what_if_curves

if TYPE_CHECKING:
    from loopwise.figures.files import save, writable

__all__ = [
    "Axis",
    "Cells",
    "Figure",
    "Panel",
    "Series",
    "answers_figure",
    "class_matrix",
    "confusion_matrix",
    "experiment_figure",
    "fit_overview",
    "label_shares",
    "loss_curves",
    "measured_series",
    "pair_loss",
    "pair_outputs",
    "precision_recall",
    "predicted_against_truth",
    "residuals",
    "roc",
    "save",
    "threshold_cost",
    "to_plotly",
    "watch_layers",
    "watch_loss",
    "what_if_curves",
    "writable",
]


def __getattr__(name: str) -> Any:
    """Load what writes files when it is first used."""
    if name not in ("save", "writable"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from loopwise.figures import files

    return getattr(files, name)
