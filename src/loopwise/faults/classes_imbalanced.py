"""Nearly all samples are of one class, and the model answers that one: a good accuracy that says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._dynamics_probe import ENOUGH
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Evidence
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Training

_COMMON = 0.8  # share of the commonest class: below it, accuracy still tells something
_FOUND = 0.5  # of the other classes' samples are answered so: half of them are not missed
_SAMPLES = 60  # seen at the looks at the end, or a rare class may just not have come


class ClassesImbalanced(Fault):
    """Ninety-five of a hundred are healthy."""

    severity = "note"
    title = Text(en="Imbalanced classes", ko="클래스 불균형")
    says = Text(
        en="""{commonest:.1%} of the targets are class {answer}: always answering it would be right as often.
        The model is right for {right:.1%} of the last samples, and gives any other answer for {other:.1%} of
        them; {wanted:.1%} are others.""",
        ko="""정답의 {commonest:.1%} 정도가 같은 클래스({answer})라서, 늘 그 클래스로만 답해도 그만큼 맞습니다.
        모델은 최근 샘플 중 {right:.1%} 정도를 맞혔고, 다른 클래스로 답한 것은 {other:.1%}입니다. 실제로 다른 클래스인
        것은 {wanted:.1%}입니다.""",
    )
    mend = Text(
        en="""Look at precision, recall and the confusion matrix instead of accuracy; then weigh the rare
        classes (weight= or pos_weight=), sample them more often (WeightedRandomSampler), or move the
        threshold.""",
        ko="""정확도(accuracy) 대신 정밀도(precision), 재현율(recall), 혼동 행렬을 보세요. 그다음 드문
        클래스에 가중치를 주거나 (weight=, pos_weight=), 더 자주 뽑거나(WeightedRandomSampler),
        임계값(threshold)을 옮기세요.""",
    )
    why = Text(
        en="""A loss that counts every sample alike is lowered most quickly by the commonest class. With 95 %
        of one class the model reaches 95 % accuracy without looking at its input, and the rare class, often
        the one that matters, is missed. The data is not wrong; the number that is looked at is.""",
        ko="""모든 샘플을 똑같이 세는 손실은 가장 흔한 클래스를 맞힐 때 가장 빨리 줄어듭니다. 한 클래스가 95
        %라면 모델은 입력을 보지 않고도 정확도 95 %에 이르고, 정작 중요한 드문 클래스는 놓칩니다. 데이터가
        틀린 것이 아니라 보고 있는 숫자가 잘못된 것입니다.""",
    )
    symptoms = (
        "accuracy is high but recall is 0",
        "model predicts only the majority class",
        "imbalanced data",
        "accuracy 95% from the first epoch",
        "정확도는 높은데 재현율이 0이에요",
        "다수 클래스로만 예측해요",
        "불균형 데이터",
        "첫 에폭부터 정확도가 95%예요",
    )
    measures = {
        "commonest": Measure(Text(en="share of the commonest class", ko="가장 흔한 클래스의 비율")),
        "answer": Measure(Text(en="the commonest class", ko="가장 흔한 클래스"), digits=0),
        "right": Measure(Text(en="share of right answers", ko="맞은 답의 비율")),
        "other": Measure(Text(en="share of other answers", ko="다른 클래스로 답한 비율")),
        "wanted": Measure(Text(en="share of other targets", ko="실제로 다른 클래스인 비율")),
        "samples": Measure(Text(en="samples seen", ko="살펴본 샘플 수"), digits=0),
    }
    formula = Formula(
        r"\text{accuracy of always answering } c = p_c",
        symbols={"p_c": Text(en="share of class c", ko="클래스 c의 비율")},
        code="loss = nn.BCEWithLogitsLoss(pos_weight=negatives / positives)",
    )
    sources = (
        "He and Garcia 2009, Learning from Imbalanced Data",
        "PyTorch documentation, BCEWithLogitsLoss: pos_weight",
    )

    class Probe(_dynamics_probe.DynamicsProbe):
        """One class has most of the targets, nothing weighs the others, and most of them are missed."""

        enough = ENOUGH

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """None where the rare classes are found, or the loss weighs them."""
            looks = [one for one in training.answers if one.chooses]
            if not looks or any(one.weighted for one in looks):
                return None
            everything, recent = training.classes, training.recent
            answer = max(range(len(everything)), key=everything.__getitem__)
            told, wanted = training.predicted_counts, training.target_counts
            samples = sum(wanted)
            others, missed = samples - wanted[answer], samples - told[answer]
            common = everything[answer] / sum(everything)
            if (
                common < _COMMON
                or samples < _SAMPLES
                or not 0 < others < samples
                or missed >= _FOUND * others
            ):
                return None
            return {
                "commonest": common,
                "answer": answer,
                "right": sum(one.right for one in recent) / samples,
                "other": missed / samples,
                "wanted": others / samples,
                "samples": sum(everything),
            }
