"""After the whole run the loss is no better than that of the best constant answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._dynamics_probe import MEASURES, losses
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Evidence, Series
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Training

_NOTHING = 0.02  # of what could be gained: batches differ by about as much
_SAMPLES = 60  # seen at the looks at the end, or the comparison is one of luck


class NoBetterThanChance(Fault):
    """A loss of 2.303 with ten classes, after a thousand steps."""

    severity = "warning"
    title = Text(en="No better than chance", ko="찍는 것보다 나을 것이 없음")
    says = Text(
        en="""After {steps} steps the loss is {loss:.4g}. Always giving the same answer (the classes' shares, or
        the targets' mean)
        would give {constant:.4g}: nothing of the inputs has been learnt.
        {right:.1%} of the last answers are right; the commonest class has {commonest:.1%}.""",
        ko="""스텝(step) {steps}번 뒤에도 손실이 {loss:.4g}입니다. 늘 같은 답(클래스 비율이나 목표값의 평균)을 낼
        때의 손실이 {constant:.4g}이므로, 입력에서 배운 것이 없습니다.
        최근 답 중 맞은 것은 {right:.1%}이고, 가장 흔한 클래스의 비율은 {commonest:.1%}입니다.""",
    )
    mend = Text(
        en="""Try to fit ten samples: loopwise.examine(model, loader, criterion). If that works, look at the
        data (are labels and inputs still in step after shuffling?) and at the learning rate; if not, at the
        model and the loss.""",
        ko="""샘플 열 개만 외울 수 있는지 보세요: loopwise.examine(model, loader, criterion). 외운다면
        데이터(섞은 뒤에도 레이블과 입력의 짝이 맞는지)와 학습률(learning rate)을, 못 외운다면 모델과 손실
        함수를 살펴보세요.""",
    )
    why = Text(
        en="""With C equally frequent classes the loss of a uniform guess is log C: 0.693 for two, 2.303 for
        ten. A mean squared error has the targets' variance there. A run that ends at this number has learnt
        at most how frequent each class is. The number to compare with is worth knowing before any training is
        called good.""",
        ko="""클래스 C개가 고르게 있으면 아무렇게나 찍을 때의 손실은 log C입니다(2개면 0.693, 10개면 2.303).
        평균제곱오차라면 목표값의 분산입니다. 이 값에서 끝난 학습은 기껏해야 각 클래스가 얼마나 흔한지만 배운
        것입니다. 학습이 잘되었다고 말하기 전에 먼저 알아 둘 기준입니다.""",
    )
    symptoms = (
        "loss stuck at 0.693",
        "loss stays at 2.303",
        "loss stuck at log C",
        "accuracy stays at chance",
        "accuracy stays at 10%",
        "model does not learn anything",
        "loss does not go down",
        "r2 score is 0",
        "loss가 2.303에서 안 내려가요",
        "loss가 0.693에서 멈췄어요",
        "정확도가 10%에서 안 올라가요",
        "정확도가 50%에서 안 올라가요",
        "로스가 안 떨어져요",
        "학습이 전혀 안 돼요",
    )
    often = 1  # a state that has another cause more often than not
    measures = {
        "loss": MEASURES["loss"],
        "constant": MEASURES["constant"],
        "start": MEASURES["start"],
        "steps": MEASURES["steps"],
        "right": Measure(Text(en="share of right answers", ko="맞은 답의 비율")),
        "commonest": Measure(Text(en="share of the commonest class", ko="가장 흔한 클래스의 비율")),
    }
    formula = Formula(
        r"H(p) = -\sum_c p_c \log p_c \;\le\; \log C",
        symbols={
            "p_c": Text(en="share of class c", ko="클래스 c의 비율"),
            "C": Text(en="number of classes", ko="클래스 수"),
        },
        code="baseline = -(p * p.log()).sum()",
    )
    sources = (
        "Bishop 2006, Pattern Recognition and Machine Learning, section 1.6: the entropy of the class shares",
    )

    def landmarks(self, classes: int) -> Mapping[str, float]:
        """The number people see: 2.303 with 10 classes."""
        return {"constant": math.log(classes)}

    class Probe(_dynamics_probe.DynamicsProbe):
        """A hundred steps or more, and the loss of the last third is that of a constant answer."""

        enough = 100

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """None where the rate is still being warmed up, or the best constant answer is not known."""
            learnt = training.learnt
            seen = sum(one.samples for one in training.recent)
            if learnt is None or learnt >= _NOTHING or training.still_warming or training.not_finite:
                return None
            return {**_right(training), **losses(training)} if seen >= _SAMPLES else None

        def series(self, training: Training) -> Mapping[str, Series]:
            """Return the loss beside the constant answer's."""
            steps = training.series.steps
            level = Series(steps, (training.constant or 0.0,) * len(steps))
            return {"loss": training.series, "constant": level}


def _right(training: Training) -> dict[str, Evidence]:
    looks, targets = training.recent, training.target_counts
    if not targets:
        return {}
    return {
        "right": sum(one.right for one in looks) / sum(targets),
        "commonest": max(targets) / sum(targets),
    }
