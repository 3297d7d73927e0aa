"""Every output activation with every loss that runs, wrong ones too: an experiment with a record of its own.

    grid = train_losses("digits", seeds=3)                  # needs the extra `fit`
    grid.cell("softmax", "CrossEntropyLoss").verdict        # "hides": with Adam the accuracy does not tell
    because(grid.cells[0], grid.classes)                    # one sentence why, in both languages

uses: how a loss is used with a kind of target; reasons: why a pair does what it does; training: one pair, one seed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loopwise.experiments.loss_grid.judging import in_order, judged
from loopwise.experiments.loss_grid.reasons import because
from loopwise.experiments.loss_grid.telling import tells
from loopwise.experiments.loss_grid.uses import ACTIVATIONS

if TYPE_CHECKING:
    from loopwise.experiments.loss_grid.grid import train_losses, usual_workers

__all__ = ["ACTIVATIONS", "because", "in_order", "judged", "tells", "train_losses", "usual_workers"]


def __getattr__(name: str) -> Any:
    """Load what needs torch when it is first used: a kept grid is told without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    from loopwise.errors import MissingExtra

    try:
        return getattr(import_module(f"{__name__}.grid"), name)
    except ModuleNotFoundError as problem:
        package = (problem.name or "").split(".")[0]
        if package in ("torch", "numpy", "sklearn"):
            raise MissingExtra({"sklearn": "scikit-learn"}.get(package, package), "fit") from problem
        raise
