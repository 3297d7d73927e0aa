"""Sigmoid is applied to what CrossEntropyLoss receives, which takes logits.

The floor is that of softmax: the best row a sigmoid can give is 1 for the true class and 0 for the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.faults._loss_probe import RUN, LossProbe
from loopwise.faults.softmax_before_cross_entropy import floor
from loopwise.records import Evidence, Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import LossEvent


class SigmoidBeforeCrossEntropy(Fault):
    """A sigmoid for the classes of a multi-class problem, then CrossEntropyLoss."""

    severity = "error"
    title = Text(en="Sigmoid before CrossEntropyLoss", ko="CrossEntropyLoss 앞의 sigmoid")
    says = Text(
        en="""CrossEntropyLoss ({loss_place}) takes logits of any size; the sigmoid squeezes them into 0 to 1 first.
        | CrossEntropyLoss takes logits of any size; the sigmoid squeezes them into 0 to 1 first.
        With {classes} classes the loss cannot fall below {floor:.3f}.
        In this run it was given values from {smallest:.3f} to {largest:.3f}, and the loss came to {loss:.3f}.""",
        ko="""CrossEntropyLoss 손실({loss_place})은 로짓을 받는데, 그 전에 sigmoid가 값을 0~1로 누릅니다.
        | CrossEntropyLoss는 로짓(logit)을 받는데, 그 전에 sigmoid가 값을 0~1로 누릅니다.
        클래스가 {classes}개이면 손실이 {floor:.3f}보다 작아질 수 없습니다.
        이번 실행에서 받은 값의 범위는 [{smallest:.3f}, {largest:.3f}], 마지막 손실 값은 {loss:.3f}입니다.""",
    )
    mend = Text(
        en="Remove the sigmoid: return the logits. For several right classes a sample, use BCEWithLogitsLoss instead.",
        ko="sigmoid를 빼고 로짓을 그대로 반환하세요. 한 샘플에 정답이 여러 개라면 BCEWithLogitsLoss를 쓰면 됩니다.",
    )
    why = Text(
        en="""Sigmoid answers one yes-or-no question per output, softmax divides one probability among all classes.
        CrossEntropyLoss contains the softmax (as log-softmax) and compares logits with each other; after a sigmoid
        two logits differ by 1 at most, so the true class gets at best e / (e + C - 1), and where the sigmoid is flat
        the gradient vanishes.""",
        ko="""sigmoid는 출력마다 예/아니오를 하나씩 답하고, softmax는 확률 1을 모든 클래스에 나누어 줍니다.
        CrossEntropyLoss는 softmax를 (log-softmax로) 안에 갖고 로짓끼리 비교합니다. sigmoid를 지나면 두 값의 차이가
        최대 1이라서 정답 클래스의 확률은 e / (e + C - 1)까지만 올라가고, sigmoid가 평평한 곳에서는
        기울기(gradient)가 사라집니다.""",
    )
    symptoms = (
        "sigmoid with CrossEntropyLoss",
        "loss goes down a little and then stays",
        "cross entropy with sigmoid output does not learn",
        "sigmoid랑 CrossEntropyLoss 같이 써도 되나요",
        "로스가 조금 내려가다 멈춰요",
        "로스가 안 떨어져요",
    )
    often = 1
    measures = {
        "classes": Measure(Text(en="classes", ko="클래스 수"), digits=0),
        "floor": Measure(Text(en="lowest loss that can be reached", ko="손실의 하한"), unit="nat"),
        "smallest": Measure(Text(en="smallest input of the loss", ko="손실에 들어간 값의 최솟값")),
        "largest": Measure(Text(en="largest input of the loss", ko="손실에 들어간 값의 최댓값")),
        **RUN,
    }
    formula = Formula(
        r"\ell \ge -\log\frac{e^1}{e^1 + (C-1)\,e^0}",
        symbols={
            r"\ell": Text(en="loss of one sample", ko="샘플 하나의 손실(loss)"),
            "C": Text(en="number of classes", ko="클래스 수"),
            "e": Text(en="Euler's number, 2.718...", ko="자연상수, 2.718..."),
        },
        code="floor = -math.log(math.e / (math.e + C - 1))",
        worked="-log(e / (e + {classes} - 1)) = {floor:.3f}",
    )
    sources = (
        "PyTorch documentation, torch.nn.CrossEntropyLoss: the input is expected to contain the unnormalized logits",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Sigmoid is the last operation that changes values on the way into a cross-entropy."""
        for loss in program.learning_losses("cross_entropy"):
            sigmoid = loss.input.last
            if sigmoid.is_("sigmoid") and loss.classes != 1:  # one output is a fault of its own
                yield self.at(
                    sigmoid.place,
                    repair=sigmoid.removed(),
                    related={"loss_place": loss.place},
                    classes=loss.classes,
                    floor=floor(loss.classes) if loss.classes else None,
                )

    class Probe(LossProbe):
        """The very output of a sigmoid reaches the loss."""

        losses = ("cross_entropy",)

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """The range of what arrived, and the floor under the loss."""
            received = loss.gets("sigmoid", "cross_entropy")
            if received is None or received.classes == 1:  # one output is a fault of its own
                return None
            return {
                "classes": received.classes,
                "floor": floor(received.classes),
                "smallest": received.smallest,
                "largest": received.largest,
            }
