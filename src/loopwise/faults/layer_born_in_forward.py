"""forward makes a layer anew at each call: its weights are random each time, and no optimiser holds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import BackwardEvent


class LayerBornInForward(Fault):
    """`nn.Linear(...)(x)` inside `forward`."""

    severity = "error"
    title = Text(en="A layer made anew in forward", ko="forward에서 매번 새로 만드는 층")
    says = Text(
        en="""forward makes this layer at each call, with new random weights.
        The optimiser was built before it existed, so nothing ever trains it.
        In this run each step looked at met other weights here: {values} in {layers} layers.""",
        ko="""forward를 호출할 때마다 이 층을 무작위 가중치로 새로 만듭니다.
        옵티마이저(optimizer)를 만들 때는 없던 층이라 전혀 학습되지 않습니다.
        이번 실행에서 살펴본 스텝(step)마다 층 {layers}개의 가중치와 편향 {values}개가 새로 만들어졌습니다.""",
    )
    mend = Text(
        en="Make the layer once in __init__ (self.fc = nn.Linear(...)) and only call it in forward.",
        ko="층은 __init__에서 한 번만 만들고(self.fc = nn.Linear(...)), forward에서는 호출만 하세요.",
    )
    why = Text(
        en="""A layer is an object that keeps its weights. Made in forward it lives for one call: the next batch
        meets other random weights, model.parameters() does not list them, and state_dict does not save them.
        Batch normalisation made there forgets its running statistics. What has no weights (F.relu,
        F.max_pool2d) may be called in forward.""",
        ko="""층은 가중치를 간직하는 객체입니다. forward에서 만들면 호출 한 번 동안만 살아 있어서, 다음 배치는
        또 다른 무작위 가중치를 만나고, model.parameters()에도 state_dict에도 들어가지 않습니다. 배치 정규화를
        거기서 만들면 누적한 통계도 잊습니다. 가중치가 없는 연산(F.relu, F.max_pool2d)은 forward에서 호출해도
        됩니다.""",
    )
    symptoms = (
        "accuracy stays at chance",
        "same input gives different outputs in eval mode",
        "model has fewer parameters than expected",
        "정확도가 안 올라가요",
        "eval인데 예측이 매번 달라져요",
        "파라미터 수가 생각보다 적어요",
    )
    often = 1
    measures = {
        "layers": Measure(Text(en="layers made at each call", ko="호출마다 만들어지는 층"), digits=0),
        "values": Measure(
            Text(en="weights and biases made at each call", ko="호출마다 만들어지는 가중치와 편향"), digits=0
        ),
    }
    sources = ("PyTorch documentation, torch.nn.Module: submodules assigned in __init__ are registered",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """No condition stands around the making, so it happens at each call."""
        for layer in program.born_when_asked():
            if layer.is_trained:
                yield self.at(layer.site.place)

    class Probe(_probe.Probe):
        """Parameters registered inside a forward, others at each look, in one graph with trained ones."""

        refutes = False

        def on_backward(self, backward: BackwardEvent) -> Iterator[Finding]:
            """Yield for each line that makes some."""
            for unheld in backward.unheld:
                if unheld.why == "born":
                    place = unheld.place or backward.place
                    yield self.measured(place, step=0, layers=unheld.layers, values=unheld.values)
