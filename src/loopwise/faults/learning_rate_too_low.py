"""The steps are so short that the planned number of them leads nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._averages import mean, median
from loopwise.faults._dynamics_probe import MEASURES, losses
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Confidence, Evidence, Place, Repair
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Training

# All steps together, had they all pointed the same way, change the weights by this share of their size. On digits
# (MLP 64, 220 steps) SGD 0.01, which reaches 47 % and goes on learning, moves them by 0.2; SGD 0.001 by 0.02 and
# Adam 0.00001 by 0.02, which both stay at chance.
_REACH = 0.05
_LITTLE = 0.1  # of what could be gained: a run that has gained more is on its way, if slowly


class LearningRateTooLow(Fault):
    """SGD at 0.00001."""

    severity = "warning"
    title = Text(en="The learning rate is too low", ko="학습률(learning rate)이 너무 작음")
    says = Text(
        en="""A step changes a typical layer's weights by {ratio:.2g} of their size (0.001 is usual). All {steps}
        steps of this run together, had they all gone the same way, move them by {reach:.2g} of it.
        The loss went from {start:.4g} to {loss:.4g}.
        At this pace it would take {needed:.0f} steps to come down to half of it.""",
        ko="""한 스텝(step)이 보통 층의 가중치를 그 크기의 {ratio:.2g}배만큼 바꿉니다(보통은 0.001배). 이번 실행의
        스텝({steps}개)이 모두 같은 방향이었다고 해도 가중치는 크기의 {reach:.2g}배만큼만 움직입니다.
        손실은 {start:.4g}에서 {loss:.4g}까지 변했습니다.
        이 속도라면 손실이 절반이 될 때까지 스텝이 {needed:.0f}번 필요합니다.""",
    )
    mend = Text(
        en="Multiply the learning rate by 10, and again until the loss jumps; then take a third of that.",
        ko="손실이 튀기 시작할 때까지 학습률을 10배씩 키운 다음, 그 값의 3분의 1 정도를 쓰세요.",
    )
    why = Text(
        en="""The learning rate is how far a step goes along the gradient. A loss that falls in a straight,
        nearly level line is not at its end: it has hardly begun. As a rule of thumb an update changes a
        weight by a thousandth of its size; a hundred times less needs a hundred times as many steps for the
        same way. Networks that are fine-tuned are an exception, they begin where they are already good.""",
        ko="""학습률은 한 스텝에 기울기(gradient)를 따라 얼마나 멀리 가는지를 정합니다. 손실이 거의 평평한
        직선으로 줄어든다면 학습이 끝난 것이 아니라 아직 시작도 못 한 것입니다. 경험으로는 한 번의 갱신이
        가중치를 그 크기의 천분의 일만큼 바꾸는 것이 알맞습니다. 그 백분의 일이라면 같은 거리를 가는 데 스텝이
        백 배 필요합니다. 이미 잘 학습된 곳에서 시작하는 파인튜닝(fine-tuning)은 예외입니다.""",
    )
    symptoms = (
        "loss goes down very slowly",
        "loss barely decreases",
        "loss hardly changes",
        "training is too slow to converge",
        "accuracy stays at chance",
        "learning rate too low",
        "로스가 너무 천천히 떨어져요",
        "loss가 거의 안 변해요",
        "loss가 안 줄어요",
        "학습이 너무 느려요",
        "학습률이 너무 작은가요",
    )
    often = 2
    measures = {
        "ratio": Measure(Text(en="typical update against the weights", ko="가중치 크기에 대한 보통 갱신량")),
        "reach": Measure(
            Text(en="way of all steps against the weights", ko="가중치 크기에 대한 전체 이동 거리")
        ),
        "rate": MEASURES["rate"],
        "start": MEASURES["start"],
        "loss": MEASURES["loss"],
        "constant": MEASURES["constant"],
        "steps": MEASURES["steps"],
        "needed": Measure(
            Text(en="steps to half the loss at this pace", ko="이 속도로 손실이 절반이 되는 스텝 수"),
            digits=0,
        ),
    }
    formula = Formula(
        r"\frac{\lVert \Delta\theta_t \rVert}{\lVert \theta_t \rVert} \approx 10^{-3}",
        symbols={
            r"\Delta\theta_t": Text(en="what step t changes", ko="t번째 스텝이 바꾼 양"),
            r"\theta_t": Text(en="weights of a layer", ko="한 층의 가중치"),
        },
        code="ratio = (p - before).norm() / before.norm()",
    )
    sources = (
        "Stanford CS231n, Neural Networks Part 3, ratio of weights:updates: it should be somewhere around 1e-3",
        "Bottou 2012, Stochastic Gradient Descent Tricks, section 4",
    )

    class Probe(_dynamics_probe.DynamicsProbe):
        """Updates are far smaller than the weights in all layers, and the loss stands where it began."""

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """None where the rate is still being warmed up, no gradient arrives, or something has been learnt."""
            ratio, progress = typical(training), training.progress
            if not ratio or progress is None or progress >= _LITTLE or training.still_warming:
                return None
            reach = ratio * training.steps
            if reach >= _REACH or training.not_finite:
                return None
            return {
                "ratio": ratio,
                "reach": reach,
                "rate": training.rate,
                **_pace(training),
                **losses(training),
            }

        def sure(self, training: Training) -> Confidence:
            """Certain where the loss falls all the same, if hardly."""
            return "certain" if (training.fall or 0.0) > 0 else "likely"

        def place(self, training: Training) -> Place:
            """Return where the optimiser is made, which is where its rate stands."""
            return training.made or training.place

        def mended(self, training: Training) -> Repair | None:
            """Return what a what-if does: a hundredfold rate."""
            return Repair(safe=False, intervention="raise-rate")


def typical(training: Training) -> float:
    """Return the mean update against the weights, of the middle one of the layers."""
    means = []
    for layer in training.layers:
        ratios = [look.ratio for look in layer.looks if look.ratio is not None and look.gradient > 0]
        if ratios:
            means.append(mean(ratios))
    return median(means) if means else 0.0


def _pace(training: Training) -> dict[str, Evidence]:
    """Return how many steps would halve the loss, going on as now."""
    early, late = training.mean_loss(0.0, 0.3), training.mean_loss(0.7, 1.0)
    fallen = (early - late) / (0.7 * training.steps)  # a step
    return {"needed": float(round(late / 2 / fallen))} if fallen > 0 and late > 0 else {}
