"""Units of a sigmoid or tanh layer sit in the flat part, where hardly any gradient goes through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._averages import mean
from loopwise.faults._dynamics_probe import MEASURES, losses, went_well
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Confidence, Evidence, Series, Severity
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Training, Units

# On digits, tanh layers that start at N(0, 0.3) have 0 to 3 % of such units, N(0, 1) 10 to 30 % and learn slowly;
# raw pixels and N(0, 3) have 60 to 100 %.
_SHARE = 0.5
_FIRST = (
    10  # looks: a trained network may saturate when it is done, one that begins so has nothing to learn with
)


class SaturatedActivation(Fault):
    """tanh on pixels from 0 to 255; weights that start at N(0, 3)."""

    severity = "warning"
    title = Text(en="Saturated activations", ko="포화(saturation)된 활성화 함수")
    says = Text(
        en="""{share:.0%} of the {units} units behind layer {layer} sit in the flat part of {kind} for nearly all
        samples.
        The slope there is below 4 % of the steepest, so hardly any gradient goes through them.
        The loss is {loss:.4g} at the end; the same answer for every input would give {constant:.4g}.
        In the last looks it is {last:.0%} of them: the layer stays as it began, those behind it learn without it.""",
        ko="""{layer} 층 뒤의 유닛 {units}개 중 {share:.0%} 정도가 거의 모든 샘플에서 {kind} 함수의
        평평한 부분에 있습니다.
        그곳의 기울기는 가장 가파른 곳의 4 % 미만이라 역전파되는 값이 거의 없습니다.
        마지막 손실은 {loss:.4g}이고, 모든 입력에 같은 답을 내도 {constant:.4g}입니다.
        마지막 관찰에서도 {last:.0%} 정도가 그대로입니다. 이 층은 처음 상태에 머물고 뒤의 층만 학습합니다.""",
    )
    mend = Text(
        en="""Scale the inputs to about 0 +- 1 and leave the weights as torch initialises them; or use ReLU in
        hidden layers.""",
        ko="""입력을 0 +- 1 정도로 맞추고 가중치는 torch의 기본 초깃값대로 두세요. 은닉층에 ReLU를 쓰는 방법도
        있습니다.""",
    )
    why = Text(
        en="""Sigmoid and tanh are steep around 0 only. Given 5 or 50 they answer 1 alike, and the slope by
        which backward() multiplies is nearly 0. Large inputs or large initial weights put units there before
        the first step, where nothing pulls them back. At the output, where the answer is meant to be sure,
        saturation is no fault.""",
        ko="""시그모이드와 tanh는 0 근처에서만 가파릅니다. 5가 들어와도 50이 들어와도 똑같이 1을 내고,
        역전파할 때 곱하는 기울기는 0에 가깝습니다. 입력이나 처음 가중치가 크면 첫 스텝 전부터 유닛이 그곳에
        있게 되고, 끌어내 줄 것이 없습니다. 답이 확실해야 하는 출력층의 포화는 문제가 아닙니다.""",
    )
    symptoms = (
        "sigmoid saturates",
        "tanh outputs are all 1 or -1",
        "hidden units are always 0 or 1",
        "loss goes down very slowly with tanh",
        "시그모이드가 포화돼요",
        "tanh 출력이 전부 1 아니면 -1이에요",
        "로스가 안 떨어져요",
        "활성화 값이 0이나 1에 몰려 있어요",
    )
    measures = {
        "share": Measure(Text(en="share of saturated units", ko="포화된 유닛의 비율")),
        "last": Measure(Text(en="the same at the end", ko="마지막의 같은 비율")),
        "units": Measure(Text(en="units of the layer", ko="층의 유닛 수"), digits=0),
        "kind": Measure(Text(en="activation", ko="활성화 함수")),
        "layer": MEASURES["layer"],
        "start": MEASURES["start"],
        "loss": MEASURES["loss"],
        "constant": MEASURES["constant"],
        "steps": MEASURES["steps"],
    }
    formula = Formula(
        r"\tanh'(z) = 1 - \tanh^2(z)",
        symbols={"z": Text(en="what the unit is given", ko="유닛에 들어온 값")},
        code="x = (x - x.mean(0)) / x.std(0)",
    )
    sources = (
        "Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward networks, section 3",
        "LeCun et al. 1998, Efficient BackProp, section 4.4: the sigmoid",
    )

    class Probe(_dynamics_probe.DynamicsProbe):
        """Half of a hidden layer is flat from the first steps on and little is learnt, or it stays so to the end."""

        enough = 20

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """Return the numbers of the layer with the largest share."""
            worst = flattest(training)
            well = went_well(training)
            if worst is None or training.not_finite or (well and _last(worst) < _SHARE):
                return None
            told: dict[str, Evidence] = {
                "share": share(worst),
                "units": worst.units,
                "kind": worst.kind,
                "layer": worst.after,
            }
            return {**told, **({"last": _last(worst)} if well else {}), **losses(training)}

        def grave(self, training: Training) -> Severity | None:
            """Return a note where the model learns all the same."""
            return "note" if went_well(training) else None

        def sure(self, training: Training) -> Confidence:
            """Certain where hardly anything has been learnt."""
            progress = training.progress
            return "certain" if progress is not None and progress < 0.1 else "likely"

        def series(self, training: Training) -> Mapping[str, Series]:
            """Return the loss, and the share at each look."""
            worst = flattest(training)
            looks = worst.flat if worst else []
            drawn = Series(tuple(step for step, _ in looks), tuple(part for _, part in looks))
            return {"loss": training.series, "share": drawn}


def share(units: Units) -> float:
    """Return the share of flat units in the first looks."""
    return mean(part for _, part in units.flat[:_FIRST])


def _last(units: Units) -> float:
    """Return the share of flat units in the last looks."""
    return mean(part for _, part in units.flat[-_FIRST:])


def flattest(training: Training) -> Units | None:
    """Return the layer with the largest share of flat units from the start, if that share is a fault."""
    asked = [one for one in training.units if one.flat and one.units > 1]
    worst = max(asked, key=share, default=None)
    return worst if worst and share(worst) >= _SHARE else None
