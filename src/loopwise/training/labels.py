"""One label of several, as a yes-or-no result of its own: a threshold and costs for each label.

    one = of_label(fit("yeast"), "Class1")
    cheapest_threshold(one, false_negative=10, false_positive=1).threshold

Needs scikit-learn, for the curves. The threshold is chosen on validation rows, as in a binary result.
"""

from __future__ import annotations

import math
from dataclasses import replace
from difflib import get_close_matches

from loopwise.errors import LoopwiseError
from loopwise.records import Answers, Curve, FitResult, Scores
from loopwise.text import Text


def has_labels(result: FitResult) -> bool:
    """Tell whether each label can have a threshold: the rows to choose it on were kept, too."""
    return result.recipe == "multilabel" and bool(result.validated.truth)


def of_label(result: FitResult, label: str) -> FitResult:
    """Return scores and curves of one label, as the functions of `thresholds` take them. LoopwiseError for others."""
    if not has_labels(result) or label not in result.outputs:
        known = ", ".join(result.outputs) if has_labels(result) else "-"
        near = get_close_matches(label, result.outputs, n=1)
        raise LoopwiseError(
            Text(
                en=f"{label!r} is no label of this result; there is: {known}.",
                ko=f"이 결과에 없는 레이블입니다: {label!r}. 있는 레이블: {known}",
            ),
            fix=near[0] if near else None,
        )
    at = result.outputs.index(label)
    test, validation = _scores(result.answers, at), _scores(result.validated, at)
    return replace(
        result,
        recipe="binary",
        outputs=(),
        classes=(label,),
        positive=label,
        test=test,
        validation=validation,
        metrics={"test": {"roc_auc": _area(test)}},
        curves=_curves(test),
    )


def _scores(answers: Answers, at: int) -> Scores:
    return Scores(
        tuple(int(row[at]) for row in answers.truth), tuple(float(row[at]) for row in answers.predicted)
    )


def _curves(scores: Scores) -> dict[str, Curve]:
    import numpy as np

    from loopwise.training import scoring

    return scoring.curves(np.array(scores.labels), np.array(scores.probabilities))


def _area(scores: Scores) -> float:
    from sklearn.metrics import roc_auc_score

    if len(set(scores.labels)) < 2:
        return math.nan  # no row, or every row, has the label
    return float(roc_auc_score(scores.labels, scores.probabilities))
