"""The best epoch, the moment to stop or a setting is chosen by the test set, and the same test set is reported.

Each round's score is the true accuracy plus chance. The best of several is the one with the luckiest chance, so its
score is too good on average, the more rounds and the fewer samples, the more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.program.flow.judgements import Judgement
    from loopwise.records import Place


class TestSetChoosesTheModel(Fault):
    """Selection and the reported number use the same data."""

    severity = "warning"
    confidence = "likely"
    title = Text(en="The test set chooses the model", ko="테스트 데이터로 모델을 고름")
    says = Text(
        en="""The best round is chosen on the data whose score is reported ({report_place}).
        | The best round is chosen on the test set.
        That score is then too good: it is the luckiest of all rounds, not what new data will give.""",
        ko="""가장 좋은 시점을 고르는 데 쓴 데이터로 최종 성능({report_place})까지 보고합니다.
        | 가장 좋은 시점을 테스트 데이터로 고릅니다.
        여러 번 중 가장 운이 좋았던 값이므로, 새로운 데이터에서 나올 성능보다 높게 나옵니다.""",
    )
    mend = Text(
        en="Split a validation set off the training data, choose with it, and ask the test set once, at the end.",
        ko="학습 데이터에서 검증 데이터를 따로 떼어 고르는 데 쓰고, 테스트 데이터는 마지막에 한 번만 쓰세요.",
    )
    why = Text(
        en="""A score on n samples is the true accuracy plus chance of about sqrt(a (1 - a) / n): 1.3 points with 500
        samples and 90 %. Whoever takes the best of many rounds takes the chance along. The same holds for early
        stopping and for settings such as the learning rate. To print or plot the test score of each epoch is no
        fault: choosing by it is.""",
        ko="""샘플 n개로 잰 정확도(accuracy)에는 약 sqrt(a (1 - a) / n)만큼의 우연이 섞입니다.
        샘플이 500개이고 정확도가 90 %이면 1.3 %포인트입니다. 여러 번 중 가장 좋은 값을 고르면 그 우연까지 함께 고르게
        됩니다. 조기 종료(early stopping)와 학습률(learning rate) 같은 설정을 고를 때도 마찬가지입니다.
        에폭(epoch)마다 테스트 성능을 출력하거나 그래프로 그리는 것은 괜찮습니다. 그 값으로 고르는 것이 문제입니다.""",
    )
    symptoms = (
        "results are worse on new data than on the test set",
        "early stopping on the test loss",
        "best epoch chosen by test accuracy",
        "is it ok to save the best model by test accuracy",
        "테스트 정확도로 best 모델 저장",
        "테스트 loss로 early stopping",
        "실제 데이터에서는 성능이 더 낮아요",
        "테스트 데이터로 best epoch을 골라도 되나요",
    )
    formula = Formula(
        r"\mathrm{sd}(\hat a) = \sqrt{\frac{a (1 - a)}{n}}",
        symbols={
            r"\hat a": Text(en="accuracy measured on the test set", ko="테스트 데이터로 잰 정확도(accuracy)"),
            "a": Text(en="accuracy on endless new data", ko="끝없이 많은 새 데이터에서의 정확도(accuracy)"),
            "n": Text(en="samples in the test set", ko="테스트 샘플 수"),
        },
        code="spread = (a * (1 - a) / n) ** 0.5",
    )
    sources = (
        "Cawley and Talbot 2010, On over-fitting in model selection, https://www.jmlr.org/papers/v11/cawley10a.html",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A best-so-far is renewed by a metric on the very rows that are reported."""
        for selection in program.selections():
            if selection.is_by_test_set:
                yield self.at(selection.place, related=_reported(selection.reported))
        for pick in program.picks():
            yield self.at(pick.place, related=_reported(pick.reported))


def _reported(report: Judgement | None) -> dict[str, Place]:
    """Return the place whose number a reader is told of."""
    return {"report_place": report.ask.place} if report is not None else {}
