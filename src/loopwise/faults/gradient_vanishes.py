"""Gradients die out on their way to the first layers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._averages import median
from loopwise.faults._dynamics_probe import MEASURES, losses, went_well
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Evidence, Place, Series
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Layer, Training

# Gradient of a typical weight in the first layer against the last. On digits, networks that learn have 0.1 to 1;
# three layers of sigmoid, which just still learn, 0.001; five, 0.00003; eight, 0.0000001.
_RATIO = 1e-2
_LAYERS = 4  # fewer are no chain
_LITTLE = 0.1  # of what could be gained
_FAR = 1e-4  # that ratio: even where Adam, which divides by it, learns something in the end


class GradientVanishes(Fault):
    """Eight layers of sigmoid."""

    severity = "error"
    title = Text(en="Gradients vanish", ko="기울기(gradient) 소실")
    says = Text(
        en="""The gradient of a typical weight is {last:.2g} in the last layer ({last_layer}) and {first:.2g} in
        the first ({layer}): {ratio:.2g} times as large. Hardly any signal reaches the first layers.
        The loss is {loss:.4g} at the end; the same answer for every input would give {constant:.4g}.""",
        ko="""가중치 하나의 보통 기울기(gradient)가 마지막 층({last_layer})에서는 {last:.2g}, 첫 층({layer})에서는
        {first:.2g}이고, 그 비는 {ratio:.2g}입니다. 앞쪽 층까지는 신호가 거의 닿지 않습니다.
        마지막 손실은 {loss:.4g}이고, 모든 입력에 같은 답을 내도 {constant:.4g}입니다.""",
    )
    mend = Text(
        en="""Use ReLU instead of sigmoid or tanh in hidden layers, with He initialisation
        (nn.init.kaiming_normal_); in deeper networks add batch normalisation or skip connections.""",
        ko="""은닉층의 sigmoid나 tanh를 ReLU로 바꾸고 He 초기화(nn.init.kaiming_normal_)를 쓰세요. 더 깊은
        신경망에는 배치 정규화(batch normalization)나 스킵 연결(skip connection)을 넣으세요.""",
    )
    why = Text(
        en="""backward() multiplies by the slope of each activation. That of a sigmoid is at most 1/4, so
        eight of them in a row leave at most 1/65,536; where units saturate it is less. Adam divides by the
        gradient's size and hides how small it is, but what is left is mostly rounding and noise. ReLU has
        slope 1 where it is on, and a skip connection lets the gradient by unchanged.""",
        ko="""backward()는 활성화 함수의 기울기를 층마다 곱합니다. sigmoid의 기울기는 많아야 1/4이므로 여덟 번
        거치면 많아야 1/65,536이 남고, 포화(saturation)된 유닛에서는 더 작습니다. Adam은 기울기를 그 크기로
        나누어 이 사실을 가려 주지만, 남은 것은 대부분 반올림 오차와 잡음입니다. ReLU는 켜져 있는 동안
        기울기가 1이고, 스킵 연결은 기울기를 그대로 통과시킵니다.""",
    )
    symptoms = (
        "vanishing gradient",
        "first layers do not learn",
        "deep network does not learn but a shallow one does",
        "loss does not go down with sigmoid",
        "accuracy stays at chance",
        "기울기 소실",
        "그래디언트가 사라져요",
        "층을 깊게 쌓으면 학습이 안 돼요",
        "로스가 안 떨어져요",
        "정확도가 10%에서 안 올라가요",
    )
    measures = {
        "first": Measure(Text(en="gradient of a weight, first layer", ko="첫 층의 가중치 하나의 기울기")),
        "last": Measure(Text(en="gradient of a weight, last layer", ko="마지막 층의 가중치 하나의 기울기")),
        "ratio": Measure(Text(en="first by last", ko="첫 층과 마지막 층의 비")),
        "layer": Measure(Text(en="first layer", ko="첫 층")),
        "last_layer": Measure(Text(en="last layer", ko="마지막 층")),
        "start": MEASURES["start"],
        "loss": MEASURES["loss"],
        "constant": MEASURES["constant"],
        "steps": MEASURES["steps"],
    }
    formula = Formula(
        r"\sigma'(z) = \sigma(z)(1 - \sigma(z)) \le \tfrac{1}{4}",
        symbols={
            r"\sigma": Text(en="sigmoid", ko="시그모이드"),
            "z": Text(en="what a unit is given", ko="유닛에 들어온 값"),
        },
        code="for name, p in model.named_parameters(): print(name, p.grad.norm())",
    )
    sources = (
        "Hochreiter 1991; Bengio, Simard and Frasconi 1994, Learning long-term dependencies is difficult",
        "Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks",
    )

    class Probe(_dynamics_probe.DynamicsProbe):
        """From the loss to the input the gradient shrinks a hundredfold or more, and little is learnt."""

        enough = 30

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """None where something is learnt, or no gradient arrives at all."""
            layers, progress = training.layers, training.progress
            if len(layers) < _LAYERS or progress is None or went_well(training):
                return None
            first, last = size(layers[0]), size(layers[-1])
            if not 0 < first < (_RATIO if progress < _LITTLE else _FAR) * last:
                return None
            told = {"first": first, "last": last, "ratio": first / last}
            names = {"layer": layers[0].title, "last_layer": layers[-1].title}
            return {**told, **names, **losses(training)}

        def place(self, training: Training) -> Place:
            """Return where the first layer is made."""
            return training.layers[0].place or training.backward_place

        def series(self, training: Training) -> Mapping[str, Series]:
            """Return the loss, and the gradient of first and last layer."""
            ends = {"first": training.layers[0], "last": training.layers[-1]}
            return {"loss": training.series} | {
                name: Series(
                    tuple(look.step for look in layer.looks),
                    tuple(look.root_mean_square for look in layer.looks),
                )
                for name, layer in ends.items()
            }


def size(layer: Layer) -> float:
    """Return the gradient of a typical weight over all looks."""
    return median([look.root_mean_square for look in layer.looks]) if layer.looks else 0.0
