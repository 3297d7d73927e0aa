"""A layer is replaced or added after the optimiser was made: the new one is never trained."""

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


class OptimiserBeforeChange(Fault):
    """`model.fc = nn.Linear(...)` below `SGD(model.parameters())`."""

    severity = "error"
    title = Text(
        en="The optimiser was made before this change", ko="옵티마이저(optimizer)를 먼저 만든 뒤 바꾼 층"
    )
    says = Text(
        en="""The optimiser ({made_place}) was made before, and does not hold the parameters that are put in here.
        They get gradients, but no step ever moves them.
        In this run {values} weights and biases of {attribute} got gradients that no optimiser uses.""",
        ko="""옵티마이저(optimizer)는 이보다 먼저 만들어져서({made_place}) 여기에서 넣는 파라미터를 갖고 있지 않습니다.
        기울기(gradient)는 계산되지만 어떤 스텝(step)도 이 파라미터를 움직이지 않습니다.
        이번 실행에서 {attribute} 속성의 가중치와 편향 {values}개는 기울기를 받기만 했습니다.""",
    )
    mend = Text(
        en="Change the model first, then make the optimiser.",
        ko="모델을 먼저 바꾸고 나서 옵티마이저를 만드세요.",
    )
    why = Text(
        en="""model.parameters() is read once, when the optimiser is made: it keeps the tensors, not the model. A layer
        that comes later has tensors of its own, so the optimiser goes on stepping those of the layer that is gone.
        The rest of the model adapts to a head that stays as it was drawn at random; the loss often falls a little,
        which hides the cause. Moving a model (`.to(device)`, `.double()`) keeps its parameters and does no harm.""",
        ko="""model.parameters()는 옵티마이저를 만들 때 한 번만 읽힙니다. 옵티마이저는 모델이 아니라 그때의 텐서를 갖고
        있습니다. 나중에 들어온 층의 텐서는 따로 있으므로, 옵티마이저는 이미 사라진 층의 텐서만 계속 움직입니다. 나머지
        층이 무작위로 고정된 출력층에 맞추어 가면서 손실이 조금은 내려가기 때문에 원인이 잘 드러나지 않습니다. 모델을
        옮기는 일(`.to(device)`, `.double()`)은 파라미터를 그대로 두므로 괜찮습니다.""",
    )
    symptoms = (
        "new head does not learn",
        "fine-tuning does not improve",
        "weights of the last layer never change",
        "replaced fc but accuracy stays low",
        "accuracy stays at chance",
        "출력층을 바꿨는데 학습이 안 돼요",
        "마지막 층 가중치가 안 변해요",
        "파인튜닝이 안 돼요",
        "로스가 안 떨어져요",
    )
    measures = {
        "values": Measure(
            Text(en="weights and biases never trained", ko="학습되지 않는 가중치와 편향"), digits=0
        ),
        "attribute": Measure(Text(en="attribute that was set", ko="바꾼 속성")),
    }
    sources = (
        "PyTorch documentation, torch.optim: constructing an optimizer, an iterable of Parameters",
        "PyTorch tutorials, Transfer learning for computer vision: the head is replaced, then the optimizer is made",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A module that an optimiser was made for gets other parameters, and learns through them."""
        for change in program.late_changes():
            related = {"made_place": change.made.place}
            yield self.at(change.place, repair=change.before_optimiser(), related=related)

    class Probe(_probe.Probe):
        """Parameters set as a module's attribute after the optimiser of its other ones was made."""

        refutes = False

        def on_backward(self, backward: BackwardEvent) -> Iterator[Finding]:
            """Yield for each attribute."""
            for unheld in backward.unheld:
                if unheld.why == "late":
                    yield self.measured(
                        unheld.place or backward.place,
                        step=0,
                        related={"made_place": unheld.made} if unheld.made else {},
                        values=unheld.values,
                        attribute=unheld.attribute,
                    )
