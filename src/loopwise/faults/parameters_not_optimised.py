"""Layers that take part in learning were never given to an optimiser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records import Place
    from loopwise.runtime.events import BackwardEvent, RunEnd
    from loopwise.runtime.step_events import Unheld


class ParametersNotOptimised(Fault):
    """An encoder left out of the list, a loss with weights of its own, the optimiser of an older model."""

    severity = "error"
    title = Text(en="Parameters that no optimiser holds", ko="옵티마이저(optimizer)에 없는 파라미터")
    says = Text(
        en="""This tensor asks for its gradient, but it is no nn.Parameter: the model's parameters() does not list it,
        and no step of the optimiser ({optimiser_place}) moves it.
        | backward() gives gradients to layers that this optimiser was not given, nor any other: no step moves
        them. Layers: {layers}, in {model}.
        In this run {values} weights and biases got gradients that no optimiser uses.""",
        ko="""이 텐서는 기울기(gradient)를 요구하지만 nn.Parameter가 아닙니다. 그래서 모델의 parameters()에 들어가지
        않고, 옵티마이저(optimizer)가 어떤 스텝(step)에서도 움직이지 않습니다({optimiser_place}).
        | backward()가 기울기(gradient)를 주는 층 가운데 이 옵티마이저(optimizer)에도, 다른 어떤 옵티마이저에도 없는
        층이 있습니다. 어떤 스텝(step)도 이 층을 움직이지 않습니다. 모델: {model}, 층의 수: {layers}
        이번 실행에서 기울기를 받기만 한 가중치와 편향은 모두 {values}개입니다.""",
    )
    mend = Text(
        en="""Give the optimiser all parameters that shall learn: Adam([*encoder.parameters(), *head.parameters()]).
        Where a part shall stay as it is, say so with requires_grad_(False); wrap a tensor of a model's own in
        nn.Parameter.""",
        ko="""학습할 파라미터를 모두 옵티마이저에 넘기세요. Adam([*encoder.parameters(), *head.parameters()])처럼 쓰면
        됩니다. 그대로 두려는 부분이라면 requires_grad_(False)로 동결(freeze)하세요. 모델이 직접 만든 텐서는
        nn.Parameter로 감싸세요.""",
    )
    why = Text(
        en="""An optimiser steps on the tensors it was given, no others. What is left out keeps its random start, while
        its gradients are computed and added up for nothing; the layers that are held learn to make do with random
        features. The same happens when a model is built anew and the optimiser is not: it goes on stepping the model
        that nobody asks any more.""",
        ko="""옵티마이저는 넘겨받은 텐서만 움직입니다. 빠진 층은 처음의 무작위 값에 머무르고, 그 층의 기울기는 계산되어
        쌓이기만 합니다. 나머지 층은 무작위 특성(feature)으로 버티는 법을 배웁니다. 모델을 새로 만들고 옵티마이저를 새로
        만들지 않을 때도 같은 일이 생깁니다. 옵티마이저는 아무도 쓰지 않는 이전 모델을 계속 움직입니다.""",
    )
    symptoms = (
        "encoder does not train",
        "some layers never change",
        "loss goes down only a little, then stays",
        "second model in the loop does not learn",
        "accuracy stays at chance",
        "일부 층이 학습되지 않아요",
        "인코더 가중치가 안 변해요",
        "로스가 조금 내려가다 멈춰요",
        "두 번째 모델부터 학습이 안 돼요",
    )
    measures = {
        "layers": Measure(Text(en="layers not held", ko="옵티마이저에 없는 층"), digits=0),
        "model": Measure(Text(en="model", ko="모델")),
        "values": Measure(
            Text(en="weights and biases never trained", ko="학습되지 않는 가중치와 편향"), digits=0
        ),
    }
    sources = ("PyTorch documentation, torch.optim: constructing an optimizer, per-parameter options",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """The backward of a loop surely reaches layers that ask for gradients and that no optimiser was given."""
        for unheld in program.unheld():
            if (plain := unheld.plain_tensor) is not None:
                yield self.at(plain.place, related={"optimiser_place": unheld.place})
                continue
            yield self.at(unheld.place, repair=unheld.added(), layers=len(unheld.layers), model=unheld.model)

    class Probe(_probe.Probe):
        """Modules that still have the random start they were made with are reached, and nothing holds them."""

        refutes = False

        def on_backward(self, backward: BackwardEvent) -> Iterator[Finding]:
            """Yield for each module."""
            for unheld in backward.unheld:
                if unheld.why == "left out":
                    yield self._finding(unheld, unheld.made or backward.place)

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield for layers in front of those that are held: they stayed at their random start until the end."""
            for unheld in run.unheld:
                if unheld.made and run.ended == "finished":
                    yield replace(self._finding(unheld, unheld.made), confidence="likely")

        def _finding(self, unheld: Unheld, place: Place) -> Finding:
            layers, values, model = unheld.layers, unheld.values, unheld.model
            return self.measured(place, step=0, layers=layers, values=values, model=model)
