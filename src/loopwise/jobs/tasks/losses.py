"""`submit("losses", {"data": "digits", "seeds": 3})`: train every activation with every loss in a worker."""

from __future__ import annotations

from typing import Any

from loopwise.records.losses import LossGrid


def run(**arguments: Any) -> LossGrid:
    """Take what `train_losses` takes, as far as JSON can say it."""
    from loopwise.experiments.loss_grid import train_losses

    return train_losses(**arguments)
