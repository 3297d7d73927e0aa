"""A scaler, PCA or vectoriser learns from all rows, and the test rows are only split off afterwards.

What it learnt (means, spreads, directions, words, chosen columns) then holds something of the test set, and the model
is trained on numbers made with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class FittedOnAllData(Fault):
    """A transformer is fitted, or a mean computed, before the split."""

    severity = "warning"
    confidence = "likely"
    title = Text(en="Fitted on all data, before the split", ko="나누기 전에 전체 데이터로 fit함")
    says = Text(
        en="""{learner} learns from all rows, those of the test set included.
        | `{statistic}` is computed from all rows, those of the test set included.
        The test set is then no longer new to the model, and its score tends to be too good.""",
        ko="""{learner} 객체가 테스트 데이터까지 포함한 모든 행에서 값을 학습합니다.
        | `{statistic}` 식을 테스트 데이터까지 포함한 모든 행에서 계산합니다.
        이렇게 하면 테스트 데이터가 더는 처음 보는 데이터가 아니어서 성능이 실제보다 좋게 나올 수 있습니다.""",
    )
    mend = Text(
        en="Split first; then fit_transform() the training part, and only transform() the test part.",
        ko="먼저 나눈 뒤 학습 데이터에는 fit_transform()을, 테스트 데이터에는 transform()만 쓰세요.",
    )
    why = Text(
        en="""A test set stands for rows that nobody has seen yet. Means and spreads of a scaler give away little; PCA
        on few rows with many columns gives away more; choosing columns by the labels (SelectKBest) can turn pure noise
        into a model that seems to work. How much it is here only a second run can tell: split first, and compare. The
        habit comes from cleaning a table from top to bottom before one thinks of the model.""",
        ko="""테스트 데이터는 아직 아무도 보지 못한 행을 대신합니다. 스케일러의 평균과 표준편차가 알려 주는 것은 적지만,
        행이 적고 열이 많을 때의 PCA는 더 많은 것을 알려 주고, 정답 레이블을 보고 열을 고르면(SelectKBest) 순수한
        잡음으로도 잘 맞히는 것처럼 보이는 모델이 나옵니다. 지금 얼마나 영향을 주는지는 먼저 나누고 다시 돌려
        비교해야 알 수 있습니다. 모델을 생각하기 전에 표 전체를 한 번에 전처리하는 습관에서 생기는
        데이터 누수(leakage)입니다.""",
    )
    symptoms = (
        "data leakage",
        "scaler fit before train_test_split",
        "fit_transform before or after the split",
        "should I scale before or after splitting",
        "test accuracy too good to be true",
        "PCA before train test split",
        "데이터 누수",
        "스케일링은 나누기 전에 하나요 후에 하나요",
        "테스트 데이터에도 fit_transform 해도 되나요",
        "실제 데이터에서는 성능이 더 낮아요",
    )
    measures = {
        "learner": Measure(Text(en="what is fitted", ko="fit한 객체")),
        "statistic": Measure(Text(en="what is computed", ko="계산한 값")),
    }
    sources = (
        "scikit-learn documentation, Common pitfalls, https://scikit-learn.org/stable/common_pitfalls.html",
        "Hastie, Tibshirani and Friedman 2009, The elements of statistical learning, 7.10.2",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Rows that are judged and not learnt from are among those a transformer, or a mean by hand, was made of."""
        for fit in program.fits():
            if fit.held_out:
                yield self.at(fit.place, repair=fit.after_the_split(), learner=fit.learner)
        for statistic in program.leaking_statistics():
            yield self.at(statistic.place, statistic=statistic.words)
