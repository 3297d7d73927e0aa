"""The model gives one and the same answer for nearly all inputs, though the targets differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._dynamics_probe import MEASURES, losses
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Confidence, Evidence
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Training

_ONE = 0.98  # share of answers that are the same
_THEIRS = 0.9  # share of targets that are the same: then it is no wonder
_SAMPLES = 60
_STILL = 1e-2  # largest deviation of the inputs: weights are made for about 1
_FLAT = 0.05  # spread of the predictions against the targets'
_LITTLE = 0.1  # of what could be gained: the commonest answer comes first in every training


class PredictionCollapsed(Fault):
    """Whatever the picture, the answer is 3."""

    severity = "warning"
    title = Text(en="One answer for all inputs", ko="모든 입력에 같은 예측")
    says = Text(
        en="""{share:.1%} of the last {samples} predictions are class {answer}, which is right for {true:.1%} of them.
        |In a batch {together:.1%} of the predictions are one class, if not the same one at every step
        ({samples} were seen).
        |The last {samples} predictions have a standard deviation of {deviation:.3g}; their targets have {wanted:.3g}.
        What the first layer gets hardly varies: its largest standard deviation is {varies:.2g}.
        The loss is {loss:.4g} at the end; the same answer for every input would give {constant:.4g}.""",
        ko="""최근 예측 {samples}개 중 {share:.1%} 정도가 같은 클래스({answer})인데, 실제로 그 클래스인 것은
        {true:.1%}입니다.
        |한 배치 안의 예측 중 {together:.1%} 정도가 모두 같은 클래스입니다. 그 클래스는 스텝마다 바뀝니다. (확인한
        예측: {samples}개)
        |최근 예측값 {samples}개의 표준편차는 {deviation:.3g}이고, 목표값의 표준편차는 {wanted:.3g}입니다.
        첫 층이 받는 값이 거의 변하지 않습니다. 가장 큰 표준편차가 {varies:.2g}입니다.
        마지막 손실은 {loss:.4g}이고, 모든 입력에 같은 답을 내도 {constant:.4g}입니다.""",
    )
    mend = Text(
        en="""Look for the cause above in this report first. If there is none: check that inputs reach the
        model (print a few), that they differ, and that the learning rate is neither far too high nor far too
        low.""",
        ko="""이 보고서에 있는 다른 원인부터 살펴보세요. 없다면 입력이 모델까지 제대로 가는지(몇 개를 출력해
        보세요), 입력이 서로 다른지, 학습률(learning rate)이 너무 크거나 작지 않은지 확인하세요.""",
    )
    why = Text(
        en="""The best answer that does not look at the input is the classes' shares, or the targets' mean,
        and every network learns that first: the last bias gets there within a few steps. A network that stays
        there does not use its input: units are dead or saturated, no gradient reaches them, or a target of
        the wrong shape asks for the mean.""",
        ko="""입력을 보지 않고 낼 수 있는 가장 좋은 답은 클래스 비율이나 목표값의 평균이고, 어떤 신경망이든
        이것부터 배웁니다. 마지막 편향이 몇 스텝이면 그 값에 도달합니다. 거기에 머무는 신경망은 입력을 쓰지
        않는 것입니다. 유닛이 죽었거나 포화되었거나, 기울기가 닿지 않거나, 형상(shape)이 잘못된 목표값이
        평균을 답하게 만든 경우입니다.""",
    )
    symptoms = (
        "model always predicts the same class",
        "predictions are all the same",
        "model outputs a constant",
        "confusion matrix has one column only",
        "regression predicts the mean",
        "전부 같은 클래스로 예측해요",
        "예측값이 다 똑같아요",
        "모델이 한 가지 답만 해요",
        "예측이 평균으로만 나와요",
    )
    often = 3
    measures = {
        "share": Measure(Text(en="share of the commonest prediction", ko="가장 흔한 예측의 비율")),
        "together": Measure(
            Text(en="share of the commonest prediction of a batch", ko="배치마다 가장 흔한 예측의 비율")
        ),
        "answer": Measure(Text(en="the commonest prediction", ko="가장 흔한 예측"), digits=0),
        "true": Measure(Text(en="its share among the targets", ko="정답 중 그 클래스의 비율")),
        "samples": Measure(Text(en="samples seen", ko="살펴본 샘플 수"), digits=0),
        "varies": Measure(Text(en="spread of the inputs", ko="입력의 표준편차")),
        "deviation": Measure(Text(en="standard deviation of the predictions", ko="예측값의 표준편차")),
        "wanted": Measure(Text(en="standard deviation of the targets", ko="목표값의 표준편차")),
        "start": MEASURES["start"],
        "loss": MEASURES["loss"],
        "constant": MEASURES["constant"],
        "steps": MEASURES["steps"],
    }
    formula = Formula(
        r"\min_q -\sum_c p_c \log q_c = H(p) \quad \text{at } q = p",
        symbols={
            "p_c": Text(en="share of class c", ko="클래스 c의 비율"),
            "q_c": Text(en="the constant answer", ko="항상 내는 답"),
            "H(p)": Text(en="entropy of the shares", ko="비율의 엔트로피"),
        },
        code="print(model(x).argmax(1).bincount())",
    )
    sources = (
        "Google, Rules of Machine Learning and Testing and Debugging in ML: model predictions are constant",
    )

    class Probe(_dynamics_probe.DynamicsProbe):
        """Over the last looks nearly all answers are the same, and nothing has been learnt."""

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """None where the targets are nearly all the same, too."""
            progress = training.progress
            if progress is None or progress >= _LITTLE or training.not_finite or not training.recent:
                return None
            numbers = _classes(training) if training.recent[0].chooses else _values(training)
            return {**numbers, **_same_inputs(training), **losses(training)} if numbers else None

        def sure(self, training: Training) -> Confidence:
            """Certain after a hundred steps."""
            return "certain" if training.steps >= 100 else "likely"


def _same_inputs(training: Training) -> dict[str, Evidence]:
    """Return how far the inputs vary where that is next to nothing: then no model could tell them apart."""
    widest = max(training.inputs.deviations, default=1.0) if training.inputs else 1.0
    return {"varies": widest} if widest < _STILL else {}


def _classes(training: Training) -> Mapping[str, Evidence] | None:
    told, wanted = training.predicted_counts, training.target_counts
    samples = sum(told)
    answer = max(range(len(told)), key=told.__getitem__)
    share, true = told[answer] / samples, wanted[answer] / samples
    if samples < _SAMPLES or true > _THEIRS:
        return None
    if share < _ONE:
        return _in_batches(training, samples)
    return {"share": share, "answer": answer, "true": true, "samples": samples}


def _in_batches(training: Training, samples: int) -> Mapping[str, Evidence] | None:
    """Compare look by look: the one answer for everything may be another one after some steps."""
    together = sum(max(one.predicted, default=0) for one in training.recent) / samples
    differing = sum(max(one.targets, default=0) for one in training.recent) / samples
    return {"together": together, "samples": samples} if together >= _ONE and differing <= _THEIRS else None


def _values(training: Training) -> Mapping[str, Evidence] | None:
    looks = training.recent
    samples = sum(one.samples for one in looks)
    deviation = sum(one.deviation * one.samples for one in looks) / samples
    wanted = sum(one.target_deviation * one.samples for one in looks) / samples
    if samples < _SAMPLES or wanted <= 0 or deviation >= _FLAT * wanted or looks[-1].kind != "mse":
        return None
    return {"deviation": deviation, "wanted": wanted, "samples": samples}
