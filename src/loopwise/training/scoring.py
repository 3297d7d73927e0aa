"""Metrics, curves and intervals of a binary answer: scikit-learn's, by their own names."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics as sklearn_metrics

from loopwise.recipes import Recipe, metric
from loopwise.records import Confusion, Curve, Interval, Scores

RESAMPLES = 2000  # the ends of a 95 % interval then move by less than 0.002 between seeds


def measured(
    recipe: Recipe, labels: NDArray[np.int64], probabilities: NDArray[np.float64]
) -> dict[str, float]:
    """Return every metric of the recipe. labels: (n,) 0 or 1; probabilities: (n,) of the positive class."""
    decided = recipe.decide(probabilities)
    return {name: _value(name, labels, decided, probabilities) for name in recipe.metrics}


def confusion(recipe: Recipe, labels: NDArray[np.int64], probabilities: NDArray[np.float64]) -> Confusion:
    """Return the four outcomes at the recipe's own threshold."""
    table = sklearn_metrics.confusion_matrix(labels, recipe.decide(probabilities), labels=[0, 1])
    return Confusion(*map(int, table.ravel()))


def curves(labels: NDArray[np.int64], probabilities: NDArray[np.float64]) -> dict[str, Curve]:
    """Return the ROC and the precision-recall curve; points that lie on a straight line are left out."""
    false_rate, true_rate, _ = sklearn_metrics.roc_curve(labels, probabilities)
    precision, recall, _ = sklearn_metrics.precision_recall_curve(
        labels, probabilities, drop_intermediate=True
    )
    return {"roc": _curve(false_rate, true_rate), "precision_recall": _curve(recall, precision)}


def accuracy_interval(right: NDArray[np.bool_], seed: int, level: float = 0.95) -> Interval:
    """Return the bootstrap interval of the accuracy. right: (n,) whether each test row was decided right.

    Drawing n rows with replacement and counting the right ones is a binomial draw: no rows need be copied.
    Without a single error every draw is the same; the end is then where n right in a row have probability 5
    %.
    """
    if right.all():
        return Interval((1 - level) ** (1 / len(right)), 1.0, level)
    drawn = np.random.default_rng(seed).binomial(len(right), right.mean(), RESAMPLES) / len(right)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), level)


def scores(labels: NDArray[np.int64], probabilities: NDArray[np.float64]) -> Scores:
    """Return labels and probabilities as a record holds them."""
    return Scores(tuple(labels.tolist()), tuple(probabilities.tolist()))


def _value(
    name: str, labels: NDArray[np.int64], decided: NDArray[np.int64], probabilities: NDArray[np.float64]
) -> float:
    function = getattr(sklearn_metrics, f"{name}_score", None) or getattr(sklearn_metrics, name)
    never_predicted = {"zero_division": 0.0} if name in ("precision", "recall", "f1") else {}
    answers = probabilities if metric(name).of == "scores" else decided
    return float(function(labels, answers, **never_predicted))


def _curve(x: NDArray[np.float64], y: NDArray[np.float64]) -> Curve:
    return Curve(tuple(x.tolist()), tuple(y.tolist()))
