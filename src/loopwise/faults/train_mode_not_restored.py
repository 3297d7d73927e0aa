"""An evaluation puts the model into eval mode, and it is trained further in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class TrainModeNotRestored(Fault):
    """`eval()` in each epoch, `train()` only once before the first."""

    severity = "error"
    title = Text(en="Trained on in eval mode", ko="평가 모드로 이어지는 학습")
    says = Text(
        en="""eval() is called here for an evaluation and train() never after it, so training goes on in eval mode
        ({train_place}). Layers that work differently there: {layers}.""",
        ko="""평가하려고 여기에서 eval()을 부른 뒤 train()을 다시 부르지 않아, 그다음 학습이 평가 모드로 이어집니다
        ({train_place}). 평가 모드에서 다르게 동작하는 층: {layers}""",
    )
    mend = Text(
        en="Call model.train() at the start of every epoch, before the loop over the batches.",
        ko="에폭(epoch)이 시작될 때마다 배치 반복문 앞에서 model.train()을 호출하세요.",
    )
    why = Text(
        en="""The mode stays as it was last set. From the second epoch on, dropout is off, and nothing works against
        over-fitting any more; batch norm takes the mean and variance of the first epoch for good, which belong to
        weights that have long changed. The loss goes on falling, so nothing looks wrong.""",
        ko="""모드는 마지막에 정한 대로 남습니다. 두 번째 에폭부터 드롭아웃이 꺼져 과적합(overfitting)을 막는 것이 없고,
        배치 정규화(batch normalization)는 첫 에폭에 모은 평균과 분산을 계속 쓰는데 가중치는 이미 달라져 있습니다.
        손실은 계속 줄어들기 때문에 겉으로는 이상이 없어 보입니다.""",
    )
    symptoms = (
        "overfits from the second epoch on",
        "dropout has no effect",
        "batch norm statistics are not updated",
        "training gets worse after the first validation",
        "loss jumps after the first epoch",
        "드롭아웃이 효과가 없어요",
        "두 번째 에폭부터 과적합돼요",
        "val loss만 올라가요",
        "model.train()을 어디에 써야 하나요",
    )
    measures = {"layers": Measure(Text(en="layers that depend on the mode", ko="모드에 따라 달라지는 층"))}
    sources = (
        "PyTorch documentation, torch.nn.Module.train: sets the module in training mode",
        "PyTorch documentation, Autograd mechanics: evaluation mode",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A model with dropout or batch norm was trained, evaluated in eval mode, and is trained under the same."""
        for lasting in program.lasting_evals():
            yield self.at(
                lasting.place,
                repair=lasting.back_to_training(),
                related={"train_place": lasting.train_place},
                layers=", ".join(lasting.layers),
            )
