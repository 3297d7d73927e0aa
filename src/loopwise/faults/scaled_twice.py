"""Inputs are divided by 255 (or another fixed number) twice: mostly by ToTensor() first and by hand afterwards.

All inputs then lie between 0 and 1/255. The first layer sees almost nothing but its biases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records import Evidence, Place
    from loopwise.runtime.dynamics import Training


class ScaledTwice(Fault):
    """A second division by the same number."""

    severity = "error"
    title = Text(en="Scaled twice", ko="입력을 두 번 나눔")
    says = Text(
        en="""The inputs were divided by {number} before ({first_place}) and are divided by {number} again here.
        In this run the inputs of {layer} were whole numbers up to {number}, divided by {number} twice.
        They are {number} times smaller than meant, and the model learns very slowly or not at all.""",
        ko="""입력을 이미 나눈 뒤({first_place}) 여기서 같은 수({number})로 한 번 더 나눕니다.
        이번 실행에서 {layer} 층의 입력은 0부터 {number}까지의 정수를 같은 수로 두 번 나눈 값이었습니다.
        입력이 의도한 값의 1/{number} 크기가 되어 학습이 매우 느리거나 전혀 되지 않습니다.""",
    )
    mend = Text(
        en="Scale once. ToTensor() has already divided pictures by 255.",
        ko="한 번만 나누세요. ToTensor()가 이미 이미지를 255로 나눕니다.",
    )
    why = Text(
        en="""A layer's gradient is the error times its input. Inputs a 255th of their size make the first layer's
        gradients a 255th, and its outputs nearly equal for all samples: the model first learns the shares of the
        classes and stays there (log C for C balanced classes). Adam hides some of it, plain SGD none. The second
        division mostly comes from code that was written for arrays of bytes, put behind a loader that gives floats.""",
        ko="""층의 기울기(gradient)는 오차에 입력을 곱한 값입니다. 입력이 255분의 1이면 첫 층의 기울기도 255분의 1이
        되고, 출력은 모든 샘플에서 거의 같아집니다. 그래서 모델은 클래스 비율만 배우고 그 자리에 머뭅니다(클래스 C개가
        고르면 손실은 log C). Adam은 이를 조금 가려 주지만 SGD는 그렇지 않습니다. 두 번째 나눗셈은 대개 0~255 정수
        배열에 쓰던 코드를 실수를 주는 로더 뒤에 그대로 붙일 때 생깁니다.""",
    )
    symptoms = (
        "loss stuck at {loss} with ToTensor and / 255",
        "accuracy stays at chance",
        "do I need to divide by 255 after ToTensor",
        "does ToTensor scale to 0 1",
        "all predictions are the same",
        "loss가 안 줄어요",
        "정확도가 10%에서 안 올라가요",
        "ToTensor 쓰면 255로 나눠야 하나요",
    )
    formula = Formula(
        r"x' = \frac{1}{k} \cdot \frac{x}{k} \le \frac{1}{k}",
        symbols={
            "x": Text(en="a raw value, 0 to k", ko="원래 값, 0부터 k까지"),
            "k": Text(en="the number divided by: 255 for bytes", ko="나누는 수: 8비트 이미지는 255"),
        },
        code="images = images / 255  # after ToTensor()",
    )
    measures = {
        "number": Measure(Text(en="divided by", ko="나누는 수"), digits=0),
        "largest": Measure(Text(en="largest input value", ko="가장 큰 입력값"), digits=4),
        "layer": _dynamics_probe.MEASURES["layer"],
    }
    sources = (
        "torchvision documentation, transforms.ToTensor: converts to a tensor of range [0.0, 1.0]",
        "LeCun et al. 1998, Efficient BackProp, section 4.3: normalizing the inputs",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """What a model learns from was divided by the same number before."""
        for twice in program.scaled_twice():
            yield self.at(
                twice.place,
                repair=twice.once(),
                related={"first_place": twice.first.place},
                number=twice.number,
            )

    class Probe(_dynamics_probe.DynamicsProbe):
        """The largest input is 1/k, and all are whole numbers divided by k * k."""

        enough = 1
        plain = False

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """None where no such number divides them twice."""
            given = training.inputs
            if given is None or not given.twice:
                return None
            return {"number": given.twice, "largest": 1 / given.twice, "layer": given.layer}

        def place(self, training: Training) -> Place:
            """Return where the first layer is made, or else where the loss goes back."""
            return _dynamics_probe.first_layer_place(training)
