"""Metrics, curves, intervals and the worst rows of what was predicted: metrics are scikit-learn's, by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics as sklearn_metrics

from loopwise.data import Data
from loopwise.recipes import Recipe, metric
from loopwise.records import Answers, Confusion, Curve, Interval, Scores, WrongRow

RESAMPLES = 2000  # of a binomial: the ends of a 95 % interval then move by less than 0.002 between seeds
NEARLY_ALL = 0.9  # of the rows are of one class: accuracy then says little
ROW_RESAMPLES = 400  # where rows are drawn and the metric computed anew: a second at most
WORST_ROWS = 10
DIGITS = 6  # of a prediction that is kept


def measured(recipe: Recipe, truth: NDArray[Any], predicted: NDArray[np.float64]) -> dict[str, float]:
    """Return every metric of the recipe. truth: (n,) or (n, outputs); predicted: (n, units)."""
    decided = recipe.decide(predicted)
    return {name: _value(name, truth, decided, predicted) for name in recipe.metrics}


def judged_by(recipe: Recipe, truth: NDArray[Any]) -> str:
    """Return the metric a result is judged by: the first, but not accuracy where nearly all rows are of one class."""
    if recipe.when_rare and np.bincount(truth).max() >= NEARLY_ALL * len(truth):
        return recipe.when_rare
    return recipe.metrics[0]


def interval(
    recipe: Recipe, truth: NDArray[Any], predicted: NDArray[np.float64], seed: int, level: float = 0.95
) -> Interval:
    """Return the bootstrap interval of the metric the result is judged by."""
    name, decided = judged_by(recipe, truth), recipe.decide(predicted)
    if name == "accuracy":
        return accuracy_interval(decided == truth, seed, level)
    random = np.random.default_rng(seed)
    drawn = []
    for _ in range(ROW_RESAMPLES):
        rows = _drawn(random, truth, each_class=name == recipe.when_rare)
        drawn.append(_value(name, truth[rows], decided[rows], predicted[rows]))
    return _between(np.array(drawn), level)


def _drawn(random: np.random.Generator, truth: NDArray[Any], *, each_class: bool) -> NDArray[np.int64]:
    """Return n of n row numbers, drawn with replacement. each_class: from each as many as it has."""
    if not each_class:
        return random.integers(0, len(truth), len(truth))
    kinds = [np.flatnonzero(truth == kind) for kind in np.unique(truth)]
    return np.concatenate([random.choice(rows, len(rows)) for rows in kinds])


def accuracy_interval(right: NDArray[np.bool_], seed: int, level: float = 0.95) -> Interval:
    """Return the bootstrap interval of the accuracy. right: (n,) whether each test row was decided right.

    Drawing n rows with replacement and counting the right ones is a binomial draw: no rows need be copied. Without a
    single error every draw is the same; the end is then where n right in a row have probability 5 %.
    """
    if right.all():
        return Interval((1 - level) ** (1 / len(right)), 1.0, level)
    drawn = np.random.default_rng(seed).binomial(len(right), right.mean(), RESAMPLES) / len(right)
    return _between(drawn, level)


def confusion(truth: NDArray[Any], decided: NDArray[Any]) -> Confusion:
    """Return the four outcomes of a binary decision."""
    return Confusion(*map(int, sklearn_metrics.confusion_matrix(truth, decided, labels=[0, 1]).ravel()))


def matrix(truth: NDArray[Any], decided: NDArray[Any], classes: int) -> tuple[tuple[int, ...], ...]:
    """Return the counts of each answer (across) for each class (down)."""
    table = sklearn_metrics.confusion_matrix(truth, decided, labels=range(classes))
    return tuple(tuple(map(int, row)) for row in table)


def curves(labels: NDArray[np.int64], probabilities: NDArray[np.float64]) -> dict[str, Curve]:
    """Return the ROC and the precision-recall curve; points that lie on a straight line are left out."""
    false_rate, true_rate, _ = sklearn_metrics.roc_curve(labels, probabilities)
    precision, recall, _ = sklearn_metrics.precision_recall_curve(
        labels, probabilities, drop_intermediate=True
    )
    return {"roc": _curve(false_rate, true_rate), "precision_recall": _curve(recall, precision)}


def by_output(
    recipe: Recipe, data: Data, truth: NDArray[Any], decided: NDArray[Any]
) -> Mapping[str, Mapping[str, float]]:
    """Return class, label or amount -> metrics of its own; nothing where there is one amount, or yes and no."""
    if recipe.target == "amounts":
        errors = sklearn_metrics.mean_absolute_error(truth, decided, multioutput="raw_values")
        explained = sklearn_metrics.r2_score(truth, decided, multioutput="raw_values")
        rows = zip(data.outputs, errors, explained, strict=True)
        return {name: {"mean_absolute_error": float(e), "r2": float(r)} for name, e, r in rows}
    if recipe.target == "amount" or recipe.name == "binary":
        return {}
    names = data.outputs if recipe.target == "labels" else data.classes
    table = sklearn_metrics.precision_recall_fscore_support(
        truth, decided, labels=range(len(names)), zero_division=0.0
    )
    told = ("precision", "recall", "f1", "rows")
    return {
        name: dict(zip(told, map(float, row), strict=True))
        for name, row in zip(names, np.transpose(table), strict=True)
    }


def worst(
    recipe: Recipe, data: Data, rows: NDArray[np.int64], truth: NDArray[Any], predicted: NDArray[np.float64]
) -> tuple[WrongRow, ...]:
    """Return the rows that are most wrong, the worst first. rows: (n,) row numbers of the data."""
    decided, errors = recipe.decide(predicted), recipe.errors(truth, predicted)
    order = np.argsort(-errors, kind="stable")[:WORST_ROWS]
    return tuple(
        WrongRow(
            data.row_name(int(rows[at])),
            in_words(recipe, data, truth[at]),
            in_words(recipe, data, decided[at]),
            round(float(errors[at]), DIGITS),
        )
        for at in order
    )


def in_words(recipe: Recipe, data: Data, value: Any) -> str:
    """Return one row's truth or answer as a person reads it."""
    if recipe.name == "binary":
        return data.positive if value else next(name for name in data.classes if name != data.positive)
    if recipe.target == "class":
        return data.classes[int(value)]
    if recipe.target == "labels":
        return ", ".join(name for name, given in zip(data.outputs, value, strict=True) if given) or "-"
    return ", ".join(f"{one:.4g}" for one in np.atleast_1d(value))


def scores(labels: NDArray[np.int64], probabilities: NDArray[np.float64]) -> Scores:
    """Return labels and probabilities as a record holds them."""
    return Scores(tuple(labels.tolist()), tuple(probabilities.tolist()))


def answers(truth: NDArray[Any], predicted: NDArray[np.float64]) -> Answers:
    """Return truth and predictions as a record holds them."""
    return Answers(_rows(truth.reshape(len(truth), -1)), _rows(predicted))


def _rows(values: NDArray[Any]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(map(_short, row)) for row in values.tolist())


def _short(value: float) -> float:
    """Keep six significant digits: a probability of 1e-9 has a logarithm, too."""
    return float(f"{value:.{DIGITS}g}")


def _value(name: str, truth: NDArray[Any], decided: NDArray[Any], predicted: NDArray[np.float64]) -> float:
    known = metric(name)
    function = getattr(sklearn_metrics, known.function or f"{name}_score", None) or getattr(
        sklearn_metrics, name
    )
    answers = predicted[:, 0] if known.of == "scores" else decided
    return float(function(truth, answers, **known.options))


def _between(drawn: NDArray[np.float64], level: float) -> Interval:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), level)


def _curve(x: NDArray[np.float64], y: NDArray[np.float64]) -> Curve:
    return Curve(tuple(x.tolist()), tuple(y.tolist()))
