"""Fit a model with the right recipe, beside its baselines; then move the threshold.

    result = fit("breast_cancer")
    result.metrics["test"]["recall"]
    at_threshold(result, 0.3).recall
    cheapest_threshold(result, false_negative=10, false_positive=1).on_test.cost

`fit` needs the extra `fit` (torch, numpy, scikit-learn); the thresholds are plain arithmetic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loopwise.training.compared_losses import ComparedLosses, compare_losses
from loopwise.training.suggesting import Suggestion, recipe_for, recipe_for_file
from loopwise.training.thresholds import Choice, Decision, at_threshold, cheapest_threshold, threshold_table
from loopwise.training.verdicts import notes, verdict

if TYPE_CHECKING:
    from loopwise.training.fitting import fit

__all__ = [
    "Choice",
    "ComparedLosses",
    "Decision",
    "Suggestion",
    "at_threshold",
    "cheapest_threshold",
    "compare_losses",
    "fit",
    "notes",
    "recipe_for",
    "recipe_for_file",
    "threshold_table",
    "verdict",
]


def __getattr__(name: str) -> Any:
    """Load `fit` when it is first used: it brings torch."""
    if name != "fit":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from loopwise.errors import MissingExtra

    try:
        from loopwise.training.fitting import fit
    except ModuleNotFoundError as problem:
        package = (problem.name or "").split(".")[0]
        if package in ("torch", "numpy", "sklearn"):
            raise MissingExtra({"sklearn": "scikit-learn"}.get(package, package), "fit") from problem
        raise
    globals()["fit"] = fit
    return fit
