"""All units of a layer start with the same weights: they get the same gradient and stay the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._dynamics_probe import MEASURES, losses, went_well
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Evidence, Place, Repair
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Layer, Training

_STEPS = 3  # after which units that get different gradients differ: a last layer at zero is a fine start


class WeightsStartEqual(Fault):
    """`nn.init.zeros_` or `constant_` on weights."""

    severity = "error"
    title = Text(en="All weights start equal", ko="모두 같은 값에서 시작한 가중치")
    says = Text(
        en="""The {units} units of layer {layer} have exactly the same weights, before the first step and still after
        {looked} steps: they compute one and the same feature.
        |The {units} units of layer {layer} start with exactly the same weights and have hardly grown apart since: they
        begin as one and the same feature.
        The loss is {loss:.4g} at the end; the same answer for every input would give {constant:.4g}.""",
        ko="""{layer} 층의 유닛 {units}개가 첫 스텝(step) 전에도, {looked}번의 스텝 뒤에도 똑같은 가중치를 가지고
        있습니다. 모두가 같은 특징 하나를 계산하는 셈입니다. (확인한 스텝: {looked})
        |{layer} 층의 유닛 {units}개가 똑같은 가중치에서 시작했고 그 뒤로도 거의 달라지지 않았습니다. 모두가 같은 특징
        하나에서 시작한 셈입니다.
        마지막 손실은 {loss:.4g}이고, 모든 입력에 같은 답을 내도 {constant:.4g}입니다.""",
    )
    mend = Text(
        en="Leave the weights as torch initialises them, or use nn.init.kaiming_normal_. Only biases may start at 0.",
        ko="""가중치는 torch의 기본 초깃값대로 두거나 nn.init.kaiming_normal_을 쓰세요. 0에서 시작해도 되는
        것은 편향뿐입니다.""",
    )
    why = Text(
        en="""Two units with the same weights give the same output, and the same gradient comes back to both:
        after any number of steps they are still alike, and a layer of 64 is worth one unit. With all weights
        at 0 it is worse: hidden units give 0, their gradients are 0, and only the last bias learns, which
        ends at the classes' shares. Random initial weights are there to break this symmetry.""",
        ko="""가중치가 같은 두 유닛은 출력이 같고, 돌아오는 기울기(gradient)도 같습니다. 몇 스텝을 가도 계속
        같으므로 유닛 64개짜리 층이 유닛 하나와 다를 바 없습니다. 가중치가 모두 0이면 더 나쁩니다. 은닉 유닛의
        출력도 기울기도 0이라 마지막 편향만 학습되고, 결국 클래스 비율만 답하게 됩니다. 초깃값을 무작위로
        정하는 까닭은 이 대칭을 깨기 위해서입니다.""",
    )
    symptoms = (
        "weights initialised to zero do not learn",
        "all neurons learn the same thing",
        "loss stuck at log C",
        "loss stays at 2.303",
        "accuracy stays at chance",
        "가중치를 0으로 초기화했더니 학습이 안 돼요",
        "뉴런이 다 똑같이 학습돼요",
        "loss가 2.303에서 안 내려가요",
        "로스가 안 떨어져요",
    )
    measures = {
        "units": Measure(Text(en="units with equal weights", ko="가중치가 같은 유닛"), digits=0),
        "looked": Measure(
            Text(en="steps after which they were still equal", ko="그때까지도 같았던 스텝 수"), digits=0
        ),
        "layer": MEASURES["layer"],
        "start": MEASURES["start"],
        "loss": MEASURES["loss"],
        "constant": MEASURES["constant"],
        "steps": MEASURES["steps"],
    }
    formula = Formula(
        r"w_i = w_j \;\Rightarrow\; \frac{\partial \ell}{\partial w_i} = \frac{\partial \ell}{\partial w_j}",
        symbols={
            "w_i, w_j": Text(en="weights of two units of a layer", ko="한 층에 속한 두 유닛의 가중치"),
            r"\ell": Text(en="loss", ko="손실(loss)"),
        },
        code="nn.init.kaiming_normal_(layer.weight)",
    )
    sources = (
        "Goodfellow, Bengio and Courville 2016, Deep Learning, section 8.4: breaking symmetry between units",
        "PyTorch documentation, torch.nn.init",
    )

    class Probe(_dynamics_probe.DynamicsProbe):
        """At the first look and at later ones, all rows of a layer's weights are the same."""

        enough = _STEPS + 1
        plain = False

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """Return the numbers of the first such layer."""
            layer = equal_layer(training)
            if layer is None:
                return None
            units = int(layer.kind.rpartition("-> ")[2].partition(",")[0])
            alike = [look.step for look in layer.looks if look.equal]
            looked = {"looked": alike[-1] - layer.looks[0].step + 1} if alike else {}
            return {"units": units, **looked, "layer": layer.title, **losses(training)}

        def place(self, training: Training) -> Place:
            """Return where the layer is made."""
            layer = equal_layer(training)
            return (layer.place if layer else None) or training.backward_place

        def mended(self, training: Training) -> Repair | None:
            """Return what a what-if does."""
            return Repair(safe=False, intervention="new-weights")


def equal_layer(training: Training) -> Layer | None:
    """Return the first layer whose units stay alike though it is trained."""
    asked = (layer for layer in training.layers if len(layer.looks) > _STEPS)
    stuck = not went_well(training)
    return next((layer for layer in asked if _stays_equal(layer) or (layer.alike and stuck)), None)


def _stays_equal(layer: Layer) -> bool:
    """Tell whether units are alike at every look, or at the first ones although gradients came.

    What differs later then is what rounding has made of it: on its own, it does not bring two features apart.
    """
    first = layer.looks[: _STEPS + 1]
    return all(look.equal for look in layer.looks) or all(look.equal and look.gradient > 0 for look in first)
