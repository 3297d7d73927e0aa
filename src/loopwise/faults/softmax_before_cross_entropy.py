"""Softmax is applied to what CrossEntropyLoss receives, and CrossEntropyLoss applies it again.

The floor: with the true class at probability 1 and the others at 0, the second softmax still gives the true
class only e / (e + C - 1), so the loss cannot fall below log(1 + (C - 1) / e).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding, Repair
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import LossEvent, RunEnd


class SoftmaxBeforeCrossEntropy(Fault):
    """The commonest form: softmax in `forward`, CrossEntropyLoss in the loop."""

    severity = "error"
    title = Text(en="Softmax before CrossEntropyLoss", ko="CrossEntropyLoss 앞의 softmax")
    says = Text(
        en="""CrossEntropyLoss ({loss_place}) takes logits and applies log-softmax itself.
        | CrossEntropyLoss takes logits and applies log-softmax itself; here it gets probabilities.
        With {classes} classes the loss cannot fall below {floor:.3f}.
        In this run every row it received summed to 1; the loss stood at {loss:.3f} after {steps} steps.""",
        ko="""CrossEntropyLoss 손실({loss_place})은 로짓을 받아 내부에서 log-softmax를 적용합니다.
        | CrossEntropyLoss는 로짓(logit)을 받아 내부에서 log-softmax를 적용하는데, 여기서는 확률을 받습니다.
        클래스가 {classes}개이면 손실이 {floor:.3f}보다 작아질 수 없습니다.
        이번 실행에서는 받은 행의 합이 모두 1이었고, {steps}스텝 뒤 손실 값은 {loss:.3f}입니다.""",
    )
    mend = Text(
        en="Return the logits from the model; apply softmax only to show probabilities, after the loss.",
        ko="모델은 로짓을 그대로 반환하게 하세요. softmax는 손실을 계산한 뒤, 확률을 보여 줄 때만 쓰면 됩니다.",
    )
    why = Text(
        en="""In Keras a loss takes probabilities unless told from_logits=True; in PyTorch CrossEntropyLoss takes
        logits and contains log-softmax. A softmax before it squeezes every output into 0..1, so after the second
        softmax even a perfect prediction gets a probability of only e / (e + C - 1), and gradients shrink.
        Accuracy often hides it: with Adam on easy data the model still learns, slowly.""",
        ko="""Keras의 손실 함수는 from_logits=True라고 하지 않으면 확률을 받지만, PyTorch의 CrossEntropyLoss는
        로짓을 받고 log-softmax를 안에서 계산합니다. 앞에서 softmax를 한 번 더 쓰면 출력이 0~1로 눌려, 완벽하게
        맞혀도 두 번째 softmax 뒤의 확률은 e / (e + C - 1)까지만 올라가고 기울기(gradient)도 작아집니다.
        쉬운 데이터에서 Adam을 쓰면 느리게나마 학습되어 정확도(accuracy)만으로는 알아채기 어렵습니다.""",
    )
    symptoms = (
        "loss stays near {floor}",
        "loss stuck at 1.461",
        "loss does not go down",
        "accuracy rises slowly but the loss stays high",
        "로스가 {floor}에서 안 내려가요",
        "로스가 안 떨어져요",
        "loss가 안 줄어요",
        "softmax and CrossEntropyLoss together",
        "softmax랑 CrossEntropyLoss 같이 써도 되나요",
        "softmax를 두 번 쓴 것 같아요",
    )
    often = 3
    measures = {
        "classes": Measure(Text(en="classes", ko="클래스 수"), digits=0),
        "floor": Measure(Text(en="lowest loss that can be reached", ko="손실의 하한"), unit="nat"),
        "loss": Measure(Text(en="loss at the end", ko="마지막 손실 값"), unit="nat"),
        "row_sum_error": Measure(Text(en="largest |row sum - 1|", ko="|행의 합 - 1|의 최댓값"), digits=7),
        "smallest": Measure(Text(en="smallest input of the loss", ko="손실에 들어간 값의 최솟값")),
        "largest": Measure(Text(en="largest input of the loss", ko="손실에 들어간 값의 최댓값")),
        "steps": Measure(Text(en="steps seen", ko="관찰한 스텝 수"), digits=0),
    }
    formula = Formula(
        r"\ell \ge \log\left(1 + \frac{C-1}{e}\right)",
        symbols={
            r"\ell": Text(en="loss of one sample", ko="샘플 하나의 손실(loss)"),
            "C": Text(en="number of classes", ko="클래스 수"),
            "e": Text(en="Euler's number, 2.718...", ko="자연상수, 2.718..."),
        },
        code="floor = math.log(1 + (C - 1) / math.e)",
        worked="log(1 + ({classes} - 1) / e) = {floor:.3f}",
    )
    sources = (
        "PyTorch documentation, torch.nn.CrossEntropyLoss: the input is expected to contain the unnormalized logits",
    )

    def landmarks(self, classes: int) -> dict[str, float]:
        """The floor is what people see: 1.461 with 10 classes."""
        return {"floor": floor(classes)}

    def rule(self, program: Program) -> Iterator[Finding]:
        """Softmax is the last operation that changes values on the way into a cross-entropy."""
        for loss in program.learning_losses("cross_entropy"):
            softmax = loss.input.last
            if softmax.is_("softmax"):
                classes = softmax.out.size(-1)
                yield self.at(
                    softmax.place,
                    repair=softmax.removed(),
                    related={"loss_place": loss.place},
                    classes=classes,
                    floor=floor(classes) if classes else None,
                )

    class Probe(_probe.Probe):
        """The very output of a softmax reaches the loss, and every row sums to 1."""

        first: LossEvent | None = None

        def on_loss(self, loss: LossEvent) -> Iterator[Finding]:
            """Yield at the first softmax output, so that a run that is killed has it; again at the end."""
            received = loss.gets("softmax", "cross_entropy")
            if received and received.rows_sum_to_one:
                self.first = self.first or loss
                self.last, self.received = loss, received
                yield self._finding()

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield once more, with what the loss had come to."""
            if self.first:
                yield self._finding()

        def _finding(self) -> Finding:
            assert self.first is not None
            return self.measured(
                self.first.place,
                step=self.first.step,
                repair=Repair(safe=True, intervention="drop-softmax"),
                series={"loss": self.last.history},
                classes=self.received.classes,
                floor=floor(self.received.classes),
                loss=self.last.value,
                row_sum_error=self.received.row_sum_error,
                smallest=self.received.smallest,
                largest=self.received.largest,
                steps=self.last.step + 1,
            )


def floor(classes: int) -> float:
    """Return the smallest cross-entropy that probabilities in place of logits can reach, in nats."""
    return math.log1p((classes - 1) / math.e)
