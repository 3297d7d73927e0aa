"""The targets lie so far from 0 that the network cannot get there in the steps that are planned.

A new network answers about 0. If its predictions average at most P by the end and the targets average M, the mean
squared error stays above (M - P)^2; answering M each time would give the targets' variance.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Evidence, Finding, Repair
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.dynamics import Training

_SIZE = 10.0  # root mean square of the targets: a new network answers about 0, give or take 1
_AWAY = 2.0  # standard deviations of the targets: nothing that is predicted lies among them
_LEARNT = 0.25  # of their variance; standardised, the same networks explain half of it in the same steps


class TargetsNotScaled(Fault):
    """Prices in the millions, Adam at 0.001, twenty epochs."""

    severity = "warning"
    confidence = "likely"
    title = Text(en="Targets not scaled", ko="목표값의 크기를 맞추지 않음")
    says = Text(
        en="""The targets average {mean:.4g} (standard deviation {deviation:.3g}), and a new network answers about 0.
        Adam with rate {rate:g} moves a weight by little more than {rate:g} a step: after the {steps:.0f} steps
        planned
        here predictions average {reach:.3g} at most, and always answering the mean would be better.
        In this run predictions came to average {answered:.4g}, with a squared error of {loss:.4g}.
        | In this run predictions came to average {answered:.4g}.
        Always answering the mean would give {constant:.4g}.""",
        ko="""목표값의 평균은 {mean:.4g}(표준편차 {deviation:.3g})인데, 처음 만든 모델의 출력은 0 근처입니다.
        Adam은 학습률이 {rate:g}이면 한 스텝에 가중치를 약 {rate:g}만큼만 움직입니다. 여기서 계획한 스텝
        수({steps:.0f})로는 예측값의 평균이 많아야 {reach:.3g}까지만 가므로, 늘 평균으로 답하는 것보다 못합니다.
        이번 실행에서 예측값의 평균은 {answered:.4g}까지 갔고, 제곱오차는 {loss:.4g}입니다.
        | 이번 실행에서 예측값의 평균은 {answered:.4g}까지 갔습니다.
        늘 평균으로만 답해도 {constant:.4g}입니다.""",
    )
    mend = Text(
        en="""Standardise the targets with the training rows' mean and standard deviation, and undo it on predictions:
        y_hat * std + mean. Or set the last layer's bias to the targets' mean.""",
        ko="""목표값을 학습 데이터의 평균과 표준편차로 표준화하고, 예측값은 y_hat * std + mean으로 되돌리세요.
        마지막 층의 편향을 목표값의 평균으로 초기화하는 방법도 있습니다.""",
    )
    why = Text(
        en="""torch starts a Linear layer with weights and biases around 0, so a regression begins at predictions
        near 0
        however large the targets are. Adam divides the gradient by its own size: a hundredfold error makes no larger
        step, only the learning rate does. The network then spends its steps on getting to the targets' mean and
        learns nothing of what makes them differ. SGD does the opposite: its step grows with the error, and on large
        targets the first ones throw it far off, to inf or to dead units. Standardised targets mend both: the loss
        begins at about 1, which is what always answering the mean gives, and every step below is something learnt.
        On scikit-learn's diabetes data (32 units, 300 steps of Adam at 0.001) raw targets leave a loss of 4.7 times
        their variance, standardised ones 0.6 times.""",
        ko="""torch는 Linear 층의 가중치와 편향을 0 근처에서 시작하므로, 목표값이 아무리 커도 회귀의 첫 예측값은 0
        근처입니다. Adam은 기울기(gradient)를 그 크기로 나누기 때문에 오차가 백 배여도 스텝은 커지지 않고 학습률만큼만
        움직입니다. 그래서 목표값의 평균까지 가는 데 스텝을 다 쓰고, 무엇이 값을 다르게 하는지는 배우지 못합니다.
        SGD는
        반대로 오차에 비례해 움직이므로 큰 목표값에서는 첫 스텝부터 크게 튀어 inf가 되거나 유닛이 죽습니다. 표준화하면
        둘 다 해결됩니다. 손실은 늘 평균으로 답할 때의 값인 1 근처에서 시작하고, 그 아래로 내려간 만큼이 배운
        것입니다. scikit-learn의 diabetes 데이터(은닉 유닛 32개, Adam 0.001로 300스텝)에서 남은 손실은 원래
        목표값일 때
        분산의 4.7배, 표준화했을 때 0.6배였습니다.""",
    )
    symptoms = (
        "MSE loss is huge and goes down very slowly",
        "predictions are far too small",
        "regression predicts values near 0",
        "loss 1e11 for ever",
        "targets are prices in the hundred thousands",
        "house price prediction loss is billions",
        "r2 score is negative",
        "should I normalise the target in regression",
        "회귀 loss가 너무 커요",
        "MSE가 수만에서 안 줄어요",
        "예측값이 너무 작게 나와요",
        "예측값이 0 근처만 나와요",
        "R2가 음수예요",
        "회귀에서 y도 스케일링해야 하나요",
    )
    measures = {
        "mean": Measure(Text(en="mean of the targets", ko="목표값의 평균"), digits=4),
        "deviation": Measure(Text(en="standard deviation of the targets", ko="목표값의 표준편차")),
        "rate": Measure(Text(en="largest learning rate", ko="가장 큰 학습률")),
        "steps": Measure(Text(en="steps planned", ko="계획한 스텝 수"), digits=0),
        "reach": Measure(Text(en="mean prediction that can be reached", ko="도달할 수 있는 예측값의 평균")),
        "answered": Measure(Text(en="mean of the last predictions", ko="마지막 예측값의 평균"), digits=4),
        "start": _dynamics_probe.MEASURES["start"],
        "loss": _dynamics_probe.MEASURES["loss"],
        "constant": _dynamics_probe.MEASURES["constant"],
    }
    formula = Formula(
        r"\frac{1}{n} \sum_i (\hat y_i - y_i)^2 \ge (M - P)^2",
        symbols={
            r"\hat y_i, y_i": Text(en="prediction and target of sample i", ko="샘플 i의 예측값과 목표값"),
            "M": Text(en="mean of the targets", ko="목표값의 평균"),
            "P": Text(en="mean prediction that can be reached", ko="도달할 수 있는 예측값의 평균"),
            "n": Text(en="number of samples", ko="샘플 수"),
        },
        code="y_train, y_test = (y_train - mean) / std, (y_test - mean) / std",
        worked="({mean:.4g} - {reach:.3g})^2 > {deviation:.3g}^2",
    )
    sources = (
        "Kingma and Ba 2015, Adam, section 2.1: the step taken is bounded by the step size",
        "PyTorch documentation, torch.nn.Linear: values are initialized from U(-sqrt(k), sqrt(k))",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """The targets' mean is further away than predictions can get, by more than the targets spread."""
        for one in program.unreachable_targets():
            yield self.at(
                one.place,
                mean=one.targets.mean,
                deviation=one.targets.deviation,
                rate=one.rate,
                steps=one.steps,
                reach=one.reach,
            )

    class Probe(_dynamics_probe.DynamicsProbe):
        """Squared errors against large targets, and at the end hardly better than always answering the mean."""

        enough = 20

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """None where targets are of ordinary size, or the predictions have come to where they are."""
            looks = [one for one in training.answers if not one.chooses]
            known = training.learnt is not None or training.not_finite is not None
            if not looks or not (known or _are_away(training)):
                return None
            mean = sum(one.target_mean * one.samples for one in looks) / sum(one.samples for one in looks)
            deviation = (training.target_variance or 0.0) ** 0.5
            if math.hypot(mean, deviation) < _SIZE or (training.learnt or 0.0) >= _LEARNT:
                return None
            answered = {"answered": training.recent[-1].mean} if training.recent else {}
            told = {"mean": mean, "deviation": deviation, **answered}
            numbers = _dynamics_probe.losses(training)
            return {**told, **(numbers if "constant" in numbers else {})}  # another loss is no squared error

        def mended(self, training: Training) -> Repair | None:
            """Return what a what-if does."""
            return Repair(safe=False, intervention="scale-targets")


def _are_away(training: Training) -> bool:
    """Tell whether predictions, at the end, are on average further from the targets' mean than these spread.

    So much is known of Huber losses, too, whose best constant answer is not.
    """
    looks = [one for one in training.recent if not one.chooses and not one.weighted]
    return bool(looks) and all(
        abs(one.mean - one.target_mean) > _AWAY * one.target_deviation for one in looks
    )
