"""What a fit is worth is told by its neighbours: an answer that looks at nothing, and a linear model.

Both learn from every row that is not test, on features prepared from those, and answer for the test rows.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import dummy, linear_model
from sklearn.exceptions import ConvergenceWarning
from sklearn.multiclass import OneVsRestClassifier

from loopwise.data import Data
from loopwise.recipes import Recipe
from loopwise.training.preparing import Parts, Preparation

MOST_STEPS = 1000  # of the solver of LogisticRegression


def baselines(
    data: Data, recipe: Recipe, parts: Parts, truth: NDArray[Any]
) -> dict[str, NDArray[np.float64]]:
    """Return "dummy" and "linear" -> what they predict for the test rows, in the form of the model's predictions."""
    ready = Preparation.fitted(data, parts.known)
    x, x_test = (_flat(ready.apply(data, rows)) for rows in (parts.known, parts.test))
    classes = len(data.classes)
    answers = {}
    for name, model in _models(recipe).items():
        with warnings.catch_warnings():  # a baseline that has not quite converged is still one
            warnings.simplefilter("ignore", ConvergenceWarning)
            warnings.filterwarnings("ignore", "Label .* is present in all training examples")
            model.fit(x, truth[parts.known])
        answers[name] = recipe.predicted_by(_answers(model, x_test, classes), classes)
    return answers


def _models(recipe: Recipe) -> dict[str, Any]:
    """Return the recipe's two baselines, not yet fitted."""
    linear = getattr(linear_model, recipe.linear)
    model = linear(max_iter=MOST_STEPS) if recipe.linear == "LogisticRegression" else linear()
    return {
        "dummy": getattr(dummy, recipe.dummy)(strategy=recipe.dummy_strategy),
        "linear": OneVsRestClassifier(model) if recipe.target == "labels" else model,
    }


def _answers(model: Any, x: NDArray[np.float32], classes: int) -> NDArray[np.float64]:
    """Return probabilities where a model has them for each class, else its answers."""
    known = getattr(model, "classes_", None)
    if isinstance(model, OneVsRestClassifier):
        return np.asarray(model.predict_proba(x))
    if not isinstance(known, np.ndarray):  # a regression, or a dummy that answers 0 or 1 for each label
        return np.asarray(model.predict(x), dtype=np.float64)
    probabilities = np.zeros((len(x), classes))
    probabilities[:, known.astype(int)] = model.predict_proba(
        x
    )  # a class may be missing from the training rows
    return probabilities


def _flat(x: NDArray[np.float32]) -> NDArray[np.float32]:
    return x.reshape(len(x), -1)
