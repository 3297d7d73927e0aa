"""Two Linear layers with nothing between them: together they are one Linear layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._dynamics_probe import WELL
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Confidence, Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.dynamics import Training
    from loopwise.runtime.events import RunEnd


_ROUNDED = 1e-3  # of the largest number: what half precision leaves of two sums in another order


class ActivationMissingBetweenLinears(Fault):
    """A hint only: low-rank factors, linear auto-encoders and adapters do it on purpose."""

    severity = "warning"
    confidence = "hint"
    title = Text(en="No activation between two Linear layers", ko="두 Linear 층 사이에 없는 활성화 함수")
    says = Text(
        en="""Nothing stands between this Linear and the one before it ({before_place}).
        Both together can do no more than one Linear layer.
        In this run {first} and {second} gave what one layer with W2 W1 and W2 b1 + b2 gives, but for {apart:.1g} of the
        largest number: rounding.""",
        ko="""이 Linear 층과 앞의 Linear 층({before_place}) 사이에 아무것도 없습니다.
        두 층을 합쳐도 Linear 층 하나가 할 수 있는 것밖에 하지 못합니다.
        이번 실행에서 두 층({first}, {second})의 출력은 W2 W1과 W2 b1 + b2로 만든 층 하나의 출력과 같았습니다. 차이는
        가장 큰 값의 {apart:.1g} 정도로, 반올림 오차입니다.""",
    )
    mend = Text(
        en="Put an activation between them, such as nn.ReLU().",
        ko="둘 사이에 nn.ReLU() 같은 활성화 함수를 넣으세요.",
    )
    why = Text(
        en="""A product of two matrices is a matrix, so a stack of linear layers can only draw straight boundaries,
        however many there are: XOR stays out of reach. The activation between them is what bends the boundary.""",
        ko="""행렬 두 개의 곱은 행렬이므로, 선형 층은 아무리 쌓아도 직선 경계밖에 그리지 못합니다. XOR은 끝내 풀 수
        없습니다. 경계를 구부리는 것은 그 사이의 활성화 함수입니다.""",
    )
    symptoms = (
        "deeper network is no better than logistic regression",
        "cannot learn XOR",
        "more layers do not help",
        "XOR가 학습이 안 돼요",
        "층을 늘려도 정확도가 그대로예요",
    )
    formula = Formula(
        r"W_2 (W_1 x + b_1) + b_2 = (W_2 W_1) x + (W_2 b_1 + b_2)",
        symbols={
            "W_1": Text(en="weights of the first layer", ko="첫째 층의 가중치"),
            "W_2": Text(en="weights of the second layer", ko="둘째 층의 가중치"),
            "b_1": Text(en="bias of the first layer", ko="첫째 층의 편향(bias)"),
            "b_2": Text(en="bias of the second layer", ko="둘째 층의 편향(bias)"),
            "x": Text(en="input", ko="입력"),
        },
        code="W, b = W2 @ W1, W2 @ b1 + b2",
    )
    measures = {
        "first": Measure(Text(en="first layer", ko="앞의 층")),
        "second": Measure(Text(en="layer on it", ko="그 뒤의 층")),
        "apart": Measure(
            Text(
                en="difference from one layer, of the largest number", ko="층 하나와의 차이(가장 큰 값 대비)"
            )
        ),
    }
    sources = ("Goodfellow, Bengio, Courville 2016, Deep Learning, section 6.1: learning XOR",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A Linear layer asked with another's output, in one forward, and not through a bottleneck."""
        for linear in program.operations("linear"):
            before = linear.before.seen_through("dropout")
            if before.is_("linear") and linear.stands_beside(before) and linear.folds_with(before):
                yield self.at(
                    linear.place,
                    repair=linear.with_layer_before("ReLU", "relu()"),
                    related={"before_place": before.place},
                )

    class Probe(_probe.Probe):
        """Both layers gave what the one they fold into gives, at the first looks at a training."""

        refutes = False

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield for each pair."""
            pairs = ((training, folded) for training in run.trainings for folded in training.folded)
            for training, one in pairs:
                if one.apart < _ROUNDED and one.second.place is not None:
                    before = {"before_place": one.first.place} if one.first.place is not None else {}
                    yield self.measured(
                        one.second.place,
                        step=one.step,
                        confidence=_sure(training),
                        related=before,
                        first=one.first.title,
                        second=one.second.title,
                        apart=one.apart,
                    )


def _sure(training: Training) -> Confidence:
    """A model that could not do it with straight boundaries lacks the bend; one that does well may want none."""
    learnt = training.learnt
    return "hint" if learnt is None or learnt >= WELL else "likely"
