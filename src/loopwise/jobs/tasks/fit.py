"""`submit("fit", {"data": "breast_cancer", "epochs": 30})`: fit a model in a worker."""

from __future__ import annotations

from typing import Any

from loopwise.records.fitted import FitResult


def run(**arguments: Any) -> FitResult:
    """Take what `loopwise.fit` takes, as far as JSON can say it."""
    from loopwise.training import fit

    return fit(**arguments)
