"""Layers in a plain Python list or dictionary: `parameters()` does not find them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told
    from loopwise.runtime.events import BackwardEvent


class LayersInAList(Fault):
    """They are used in `forward`, and never trained, moved or saved."""

    severity = "error"
    title = Text(en="Layers in a plain list", ko="파이썬 리스트에 담은 층")
    says = Text(
        en="""nn.Module does not look into lists: these layers are not in parameters() and are never trained.
        They are not moved by .to(device) and not saved in state_dict() either.
        In this run {layers} layers in self.{attribute} of {model} got gradients that no optimiser uses.
        Together they hold {values} weights and biases.""",
        ko="""nn.Module은 리스트 안을 보지 않습니다. 이 층들은 parameters()에 들어가지 않아 학습되지 않습니다.
        .to(device)로 옮겨지지도, state_dict()에 저장되지도 않습니다.
        이번 실행에서 {model} 클래스의 self.{attribute} 안에 있는 층 {layers}개는 기울기(gradient)를 받기만 했습니다.
        어떤 옵티마이저(optimizer)에도 없는 가중치와 편향은 모두 {values}개입니다.""",
    )
    mend = Text(
        en="Use nn.ModuleList([...]), or nn.ModuleDict for a dictionary.",
        ko="nn.ModuleList([...])를 쓰세요. 딕셔너리라면 nn.ModuleDict입니다.",
    )
    why = Text(
        en="""nn.Module notices a layer when it is set as an attribute. A list is an ordinary object to it. The model
        runs, the loss falls as far as the registered layers can take it, and the others keep their random start.""",
        ko="""nn.Module은 층이 속성으로 설정될 때 그 층을 등록합니다. 리스트는 그냥 평범한 객체로 봅니다. 모델은
        실행되고 등록된 층만으로도 손실이 어느 정도 내려가지만, 나머지 층은 처음의 무작위 값 그대로입니다.""",
    )
    symptoms = (
        "model has too few parameters",
        "optimizer got an empty parameter list",
        "loss does not go down",
        "Expected all tensors to be on the same device",
        "파라미터 수가 너무 적어요",
        "로스가 안 떨어져요",
        "loss가 안 줄어요",
        "GPU로 옮겼는데 device 에러가 나요",
    )
    errors = (
        ErrorText(r"optimizer got an empty parameter list"),
        ErrorText(r"Expected all tensors to be on the same device"),
        ErrorText(
            r"Input type \((?P<one>[\w. ]+)\) and (?:bias|weight) type \((?P<other>[\w. ]+)\) should be the same"
        ),
    )
    measures = {
        "layers": Measure(Text(en="layers not registered", ko="등록되지 않은 층"), digits=0),
        "values": Measure(
            Text(en="weights and biases never trained", ko="학습되지 않는 가중치와 편향"), digits=0
        ),
        "attribute": Measure(Text(en="attribute that holds them", ko="층을 담은 속성")),
        "model": Measure(Text(en="class", ko="클래스")),
    }
    sources = ("PyTorch documentation, torch.nn.ModuleList: modules it contains are properly registered",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A module keeps layers in a list, asks them, and no optimiser was given them by hand."""
        for hidden in program.hidden_layers():
            if not program.may_optimise(hidden.layers):
                yield self.at(hidden.place, repair=hidden.registered(), layers=len(hidden.layers))

    class Probe(_probe.Probe):
        """A module whose other parameters are trained keeps these in a plain container."""

        refutes = False

        def on_backward(self, backward: BackwardEvent) -> Iterator[Finding]:
            """Yield for each container that is reached in vain."""
            for unheld in backward.unheld:
                if unheld.why == "hidden":
                    yield self.measured(
                        unheld.place or backward.place,
                        step=0,
                        layers=unheld.layers,
                        values=unheld.values,
                        attribute=unheld.attribute,
                        model=unheld.model,
                    )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """Only one of the two is on a GPU."""
        if len(told) == 2:
            return None if sum("cuda" in str(kind) for kind in told.values()) == 1 else False
        return None
