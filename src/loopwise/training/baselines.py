"""What a fit is worth is told by its neighbours: the commonest answer, and a linear model.

Both learn from every row that is not test, on features prepared from those, and answer for the test rows.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import dummy, linear_model
from sklearn.exceptions import ConvergenceWarning

from loopwise.data import Data
from loopwise.recipes import Recipe
from loopwise.training.preparing import Parts, Preparation

_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "DummyClassifier": {"strategy": "most_frequent"},
    "LogisticRegression": {"max_iter": 1000},
}


def baselines(
    data: Data, recipe: Recipe, parts: Parts, y: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Return "dummy" and "linear" -> their probabilities for the test rows. y: (N,) 0 or 1."""
    ready = Preparation.fitted(data, parts.known)
    x, x_test = ready.apply(data, parts.known), ready.apply(data, parts.test)
    models = {
        "dummy": _made(dummy, recipe.dummy),
        "linear": _made(linear_model, recipe.linear),
    }
    answers = {}
    for name, model in models.items():
        with warnings.catch_warnings():  # a baseline that has not quite converged is still one
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(x, y[parts.known])
        answers[name] = model.predict_proba(x_test)[:, 1]
    return answers


def _made(module: Any, name: str) -> Any:
    return getattr(module, name)(**_OPTIONS.get(name, {}))
