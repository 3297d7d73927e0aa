"""One layer stands at several places: [layer] * 3 repeats the object, not its making."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.dynamics.built import Repeated
    from loopwise.runtime.dynamics.measurements import Layer
    from loopwise.runtime.events import RunEnd


class SameLayerRepeated(Fault):
    """`nn.Sequential(*[nn.Linear(8, 8)] * 3)`."""

    severity = "note"
    confidence = "hint"
    title = Text(en="One layer at several places", ko="여러 자리에 놓인 같은 층")
    says = Text(
        en="""This layer is made once and stands at several places, which share its one set of weights.
        In this run {layer} stood at {places} places, with one set of {values} weights.""",
        ko="""한 번 만든 이 층이 여러 자리에 놓여 있어, 모든 자리가 가중치 하나를 함께 씁니다.
        이번 실행에서 같은 층({layer})이 놓인 자리는 {places}곳이고, 가중치는 {values}개 한 벌뿐입니다.""",
    )
    mend = Text(
        en="Make one for each place: [nn.Linear(8, 8) for _ in range(3)]. If sharing is meant, say so in a comment.",
        ko="자리마다 하나씩 만드세요: [nn.Linear(8, 8) for _ in range(3)]. 일부러 공유한다면 주석으로 밝혀 두세요.",
    )
    why = Text(
        en="""[layer] * 3 is a list of one object three times. The model looks three layers deep and has the
        parameters of one; gradients of all places add up in it. Some architectures share layers on purpose
        (ALBERT, recurrent nets), which is why this is only a hint.""",
        ko="""[layer] * 3은 객체 하나가 세 번 든 리스트입니다. 모델은 층이 셋인 것처럼 보이지만 파라미터는
        하나뿐이고, 모든 자리의 기울기(gradient)가 그 하나에 더해집니다. 일부러 층을 공유하는 구조(ALBERT, 순환
        신경망)도 있어서 참고로만 알려 드립니다.""",
    )
    symptoms = (
        "model has fewer parameters than expected",
        "list multiplication of layers shares weights",
        "deeper model is no better",
        "층을 늘렸는데 파라미터 수가 그대로예요",
        "파라미터 수가 생각보다 적어요",
    )
    often = 1
    measures = {
        "layer": Measure(Text(en="layer", ko="층")),
        "places": Measure(Text(en="places it stands at", ko="놓인 자리"), digits=0),
        "values": Measure(Text(en="weights there are", ko="실제 가중치 수"), digits=0),
    }
    sources = ("Python documentation, Common sequence operations: items of s * n are not copied",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A container holds one module with parameters at two places."""
        for site in program.repeated_modules():
            yield self.at(site.place)

    class Probe(_probe.Probe):
        """A layer that is trained stands several times in the module that holds it."""

        refutes = False

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield for each layer."""
            for training in run.trainings:
                inside: dict[Repeated, list[Layer]] = {}
                for layer in training.layers:
                    if layer.repeated is not None and layer.looks:
                        inside.setdefault(layer.repeated, []).append(layer)
                for repeated, layers in inside.items():
                    yield self.measured(
                        repeated.place or layers[0].place or training.backward_place,
                        step=layers[0].looks[0].step,
                        confidence="hint",
                        layer=repeated.module,
                        places=repeated.places,
                        values=sum(layer.looks[0].numbers for layer in layers),
                    )
