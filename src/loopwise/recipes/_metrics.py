"""What a metric is called and what it asks: names are scikit-learn's functions without `_score`.

>>> metric("recall").label.en
'recall'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from loopwise.text import Text


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    of: what it is computed from, the decisions or the scores before a threshold is applied.
    """

    name: str
    label: Text
    says: Text
    of: Literal["decisions", "scores"] = "decisions"


_METRICS = (
    Metric(
        "accuracy",
        Text(en="accuracy", ko="정확도(accuracy)"),
        Text(en="of all rows: how many are right", ko="전체 행 가운데 맞힌 비율"),
    ),
    Metric(
        "precision",
        Text(en="precision", ko="정밀도(precision)"),
        Text(
            en="of those predicted positive: how many are",
            ko="양성(positive)으로 예측한 것 가운데 실제 양성의 비율",
        ),
    ),
    Metric(
        "recall",
        Text(en="recall", ko="재현율(recall)"),
        Text(en="of the positive ones: how many are found", ko="실제 양성(positive) 가운데 찾아낸 비율"),
    ),
    Metric(
        "f1",
        Text(en="F1", ko="F1 점수"),
        Text(en="harmonic mean of precision and recall", ko="정밀도(precision)와 재현율(recall)의 조화 평균"),
    ),
    Metric(
        "roc_auc",
        Text(en="ROC AUC", ko="ROC AUC"),
        Text(
            en="how often a positive row scores above a negative one, at no threshold",
            ko="양성(positive) 행의 점수가 음성(negative) 행보다 높을 확률. 임계값(threshold)과 무관합니다",
        ),
        of="scores",
    ),
    Metric(
        "average_precision",
        Text(en="average precision", ko="평균 정밀도(AP)"),
        Text(en="area under the precision-recall curve", ko="정밀도-재현율 곡선 아래 넓이"),
        of="scores",
    ),
)
_BY_NAME = {metric.name: metric for metric in _METRICS}


def metric(name: str) -> Metric:
    """Return the metric of that name."""
    return _BY_NAME[name]
