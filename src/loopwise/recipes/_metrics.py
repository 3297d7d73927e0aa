"""What a metric is called and what it asks: names are scikit-learn's functions without `_score`, averages appended.

>>> metric("recall").label.en
'recall'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from loopwise.text import Text


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    of: what it is computed from, the decisions or the scores before a threshold is applied.
    function, options: of sklearn.metrics; the function is the name itself, or the name with `_score`.
    lower_is_better: an error or a loss.
    """

    name: str
    label: Text
    says: Text
    of: Literal["decisions", "scores"] = "decisions"
    function: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    lower_is_better: bool = False


_NEVER_PREDICTED = {"zero_division": 0.0}  # a class nobody predicts has precision 0, without a warning

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
        options=_NEVER_PREDICTED,
    ),
    Metric(
        "recall",
        Text(en="recall", ko="재현율(recall)"),
        Text(en="of the positive ones: how many are found", ko="실제 양성(positive) 가운데 찾아낸 비율"),
        options=_NEVER_PREDICTED,
    ),
    Metric(
        "f1",
        Text(en="F1", ko="F1 점수"),
        Text(en="harmonic mean of precision and recall", ko="정밀도(precision)와 재현율(recall)의 조화 평균"),
        options=_NEVER_PREDICTED,
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
    Metric(
        "precision_macro",
        Text(en="precision, macro", ko="정밀도(precision) macro"),
        Text(
            en="precision of each class, then their mean: rare classes count as much as common ones",
            ko="클래스마다 구한 정밀도(precision)의 평균. 드문 클래스도 똑같이 셉니다",
        ),
        function="precision_score",
        options={"average": "macro", **_NEVER_PREDICTED},
    ),
    Metric(
        "recall_macro",
        Text(en="recall, macro", ko="재현율(recall) macro"),
        Text(
            en="recall of each class, then their mean",
            ko="클래스마다 구한 재현율(recall)의 평균",
        ),
        function="recall_score",
        options={"average": "macro", **_NEVER_PREDICTED},
    ),
    Metric(
        "f1_micro",
        Text(en="F1, micro", ko="F1 micro"),
        Text(
            en="F1 of all answers thrown together: common labels count more",
            ko="모든 답을 한데 모아 구한 F1. 흔한 레이블이 더 크게 반영됩니다",
        ),
        function="f1_score",
        options={"average": "micro", **_NEVER_PREDICTED},
    ),
    Metric(
        "f1_macro",
        Text(en="F1, macro", ko="F1 macro"),
        Text(
            en="F1 of each class or label, then their mean: rare ones count as much",
            ko="클래스나 레이블마다 구한 F1의 평균. 드문 것도 똑같이 셉니다",
        ),
        function="f1_score",
        options={"average": "macro", **_NEVER_PREDICTED},
    ),
    Metric(
        "hamming_loss",
        Text(en="Hamming loss", ko="해밍 손실"),
        Text(
            en="of all yes-or-no answers, every label of every row: how many are wrong",
            ko="모든 행, 모든 레이블의 예/아니요 답 가운데 틀린 비율",
        ),
        lower_is_better=True,
    ),
    Metric(
        "mean_absolute_error",
        Text(en="mean error (MAE)", ko="평균 절대 오차(MAE)"),
        Text(
            en="how far the answer is off, on average, in the target's own unit",
            ko="예측이 정답에서 벗어난 거리의 평균. 단위는 정답과 같습니다",
        ),
        lower_is_better=True,
    ),
    Metric(
        "root_mean_squared_error",
        Text(en="RMSE", ko="RMSE"),
        Text(
            en="root of the mean squared error: large errors count more; same unit as the target",
            ko="오차 제곱 평균의 제곱근. 큰 오차를 더 크게 세며, 단위는 정답과 같습니다",
        ),
        lower_is_better=True,
    ),
    Metric(
        "r2",
        Text(en="R2", ko="결정 계수(R2)"),
        Text(
            en="share of the target's variance that is explained; 0 is always answering the mean, below "
            "is worse",
            ko="정답의 분산 가운데 설명한 비율. 늘 평균만 답하면 0이고, 음수는 그보다 나쁩니다",
        ),
    ),
    Metric(
        "cohen_kappa_quadratic",
        Text(en="kappa, quadratic", ko="카파(quadratic kappa)"),
        Text(
            en="agreement beyond chance; a miss by two steps costs four times one by one step",
            ko="우연을 뺀 일치도. 두 단계 틀리면 한 단계의 네 배로 셉니다",
        ),
        function="cohen_kappa_score",
        options={"weights": "quadratic"},
    ),
)
_BY_NAME = {metric.name: metric for metric in _METRICS}


def metric(name: str) -> Metric:
    """Return the metric of that name."""
    return _BY_NAME[name]
