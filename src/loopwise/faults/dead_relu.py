"""Units of a ReLU layer are 0 for every sample: no gradient reaches them, and they never come back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._dynamics_probe import MEASURES, losses, lower_rate, went_well
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Confidence, Evidence, Repair
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Training, Units

# Healthy networks on digits and breast_cancer had up to 40 % (trained with Adam 0.1: 64 %, and they still learnt);
# deep ones with torch's own start up to 59 %. SGD 2 left 94 %, raw columns with SGD 0.01 100 %.
_SHARE = 0.65
_SAMPLES = 100  # fewer, and a unit may just not have been asked


class DeadReLU(Fault):
    """Raw columns with SGD, or a learning rate of 2."""

    severity = "error"
    title = Text(en="Dead ReLU units", ko="죽은 ReLU(dead ReLU)")
    says = Text(
        en="""{dead} of {units} units behind layer {layer} are 0 for every one of the last {samples} samples seen.
        Their gradient is 0 too, so they stay as they are.
        The loss is {loss:.4g} at the end; the same answer for every input would give {constant:.4g}.""",
        ko="""{layer} 층 뒤의 유닛 {units}개 중 {dead}개가 최근에 본 샘플 {samples}개 모두에서 0입니다.
        0인 유닛에는 기울기(gradient)도 0이라 그대로 멈춰 있습니다.
        마지막 손실은 {loss:.4g}이고, 모든 입력에 같은 답을 내도 {constant:.4g}입니다.""",
    )
    mend = Text(
        en="""Lower the learning rate, standardise the inputs, and start the weights anew: a dead unit does
        not come back. LeakyReLU lets a little gradient through.""",
        ko="""학습률(learning rate)을 줄이고, 입력을 표준화하고, 가중치를 새로 시작하세요. 죽은 유닛은
        돌아오지 않습니다. LeakyReLU를 쓰면 기울기가 조금은 통과합니다.""",
    )
    why = Text(
        en="""ReLU gives 0 for every negative input, and its slope there is 0. One step that is too long, or
        inputs in the hundreds, can push a unit's bias and weights so far that its input is negative for all
        data; from then on it gets no gradient and cannot return. If all units of a layer die, nothing in
        front of it learns any more, and the network gives one and the same answer.""",
        ko="""ReLU는 음수가 들어오면 0을 내고, 그곳의 기울기도 0입니다. 너무 긴 스텝이나 값이 수백인 입력은
        유닛의 편향과 가중치를 멀리 밀어서 모든 데이터에서 음수가 들어오게 만들 수 있습니다. 그때부터는
        기울기를 받지 못해 돌아올 수 없습니다. 한 층의 유닛이 모두 죽으면 그 앞의 층도 더는 배우지 못하고,
        신경망은 늘 같은 답만 냅니다.""",
    )
    symptoms = (
        "dying ReLU",
        "dead neurons",
        "model predicts the same class for everything",
        "loss stuck at log C",
        "gradients are all zero",
        "loss stays exactly the same",
        "죽은 렐루",
        "모든 입력에 같은 값이 나와요",
        "기울기가 전부 0이에요",
        "로스가 전혀 안 변해요",
        "한 클래스로만 예측해요",
    )
    measures = {
        "dead": Measure(Text(en="units always at 0", ko="항상 0인 유닛"), digits=0),
        "units": Measure(Text(en="units of the layer", ko="층의 유닛 수"), digits=0),
        "samples": Measure(Text(en="samples seen", ko="살펴본 샘플 수"), digits=0),
        "layer": MEASURES["layer"],
        "start": MEASURES["start"],
        "loss": MEASURES["loss"],
        "constant": MEASURES["constant"],
        "steps": MEASURES["steps"],
    }
    formula = Formula(
        r"\mathrm{ReLU}'(z) = 0 \quad (z < 0)",
        symbols={"z": Text(en="what the unit is given", ko="유닛에 들어온 값")},
        code="dead = (activation <= 0).all(dim=0)   # one flag a unit, over many samples",
    )
    sources = (
        "Maas, Hannun and Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models",
        "Lu et al. 2019, Dying ReLU and Initialization: Theory and Numerical Examples",
    )

    class Probe(_dynamics_probe.DynamicsProbe):
        """Most units of a hidden layer are 0 for all samples of the recent looks, and little has been learnt."""

        enough = 20
        plain = False

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """Return the numbers of the layer with the largest share."""
            worst = deadest(training)
            if worst is None or went_well(training) or training.not_finite or training.shared:
                return None
            if training.inputs and training.inputs.constant:
                return None  # a unit that always gets the same is always 0 or never
            told: dict[str, Evidence] = {
                "dead": worst.dead,
                "units": worst.units,
                "samples": sum(worst.samples),
                "layer": worst.after,
            }
            return {**told, **losses(training)}

        def sure(self, training: Training) -> Confidence:
            """Certain where hardly any unit is left."""
            worst = deadest(training)
            return "certain" if worst and worst.dead >= 0.9 * worst.units else "likely"

        def mended(self, training: Training) -> Repair | None:
            """Return what a what-if does."""
            return lower_rate(training)


def deadest(training: Training) -> Units | None:
    """Return the ReLU layer with the largest share of dead units, if that share is a fault."""
    asked = [
        one for one in training.units if one.kind == "relu" and sum(one.samples) >= _SAMPLES and one.units > 1
    ]
    worst = max(asked, key=lambda one: one.dead / one.units, default=None)
    return worst if worst and worst.dead >= _SHARE * worst.units else None
