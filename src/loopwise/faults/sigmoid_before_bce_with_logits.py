"""Sigmoid is applied to what BCEWithLogitsLoss receives, and BCEWithLogitsLoss applies it again.

The floor: what arrives lies in (0, 1). A positive target's loss is at best log(1 + e^-1) = 0.313 (input 1), a
negative target's log(1 + e^0) = 0.693 (input 0).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.faults._loss_probe import RUN, LossProbe
from loopwise.records import Evidence, Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import LossEvent


class SigmoidBeforeBceWithLogits(Fault):
    """A sigmoid output, as BCELoss wants it, given to the loss that has the sigmoid inside."""

    severity = "error"
    title = Text(en="Sigmoid before BCEWithLogitsLoss", ko="BCEWithLogitsLoss 앞의 sigmoid")
    says = Text(
        en="""BCEWithLogitsLoss ({loss_place}) takes logits and applies the sigmoid itself.
        | BCEWithLogitsLoss takes logits and applies the sigmoid itself; here it gets probabilities.
        The loss cannot fall below {floor_positive:.3f} on class 1, nor below {floor_negative:.3f} on class 0.
        In this run it was given values from {smallest:.3f} to {largest:.3f}, and the loss came to {loss:.3f}.
        With its mix of classes the loss cannot fall below {floor:.3f}.""",
        ko="""BCEWithLogitsLoss 손실({loss_place})은 로짓을 받아 내부에서 sigmoid를 적용합니다.
        | BCEWithLogitsLoss는 로짓(logit)을 받아 내부에서 sigmoid를 적용하는데, 여기서는 확률을 받습니다.
        손실의 하한은 정답이 1인 샘플에서 {floor_positive:.3f}, 정답이 0인 샘플에서 {floor_negative:.3f}입니다.
        이번 실행에서 받은 값의 범위는 [{smallest:.3f}, {largest:.3f}], 마지막 손실 값은 {loss:.3f}입니다.
        이 데이터의 클래스 비율에서 손실의 하한은 {floor:.3f}입니다.""",
    )
    mend = Text(
        en="Return the logits from the model; apply the sigmoid only to show probabilities, after the loss.",
        ko="모델은 로짓을 그대로 반환하게 하세요. sigmoid는 손실을 계산한 뒤, 확률을 보여 줄 때만 쓰면 됩니다.",
    )
    why = Text(
        en="""BCEWithLogitsLoss is sigmoid and BCELoss in one, written so that it stays exact for large logits. After a
        sigmoid of the model's own its input lies between 0 and 1, so its own sigmoid gives between 0.5 and 0.73:
        class 0 can never be said with more than 50 %, and the gradient of both sigmoids is small. One line per loss
        keeps them apart: BCELoss with a sigmoid in the model, BCEWithLogitsLoss without.""",
        ko="""BCEWithLogitsLoss는 sigmoid와 BCELoss를 합쳐, 로짓이 커도 정확하게 계산하도록 만든 손실 함수입니다.
        모델이 이미 sigmoid를 적용했다면 입력이 0~1이라서, 손실 안의 sigmoid는 0.5~0.73만 냅니다. 클래스 0을 50%보다
        확실하게 말할 수 없고, sigmoid를 두 번 지나 기울기(gradient)도 작아집니다. 모델에 sigmoid가 있으면 BCELoss,
        없으면 BCEWithLogitsLoss입니다.""",
    )
    symptoms = (
        "binary loss stays above 0.5",
        "loss stuck at 0.503",
        "BCEWithLogitsLoss does not go down",
        "sigmoid with BCEWithLogitsLoss",
        "이진 분류 로스가 0.5 아래로 안 내려가요",
        "BCEWithLogitsLoss에 sigmoid 써야 하나요",
        "로스가 안 떨어져요",
    )
    measures = {
        "floor_positive": Measure(
            Text(en="lowest loss of a sample of class 1", ko="정답이 1인 샘플의 손실 하한"), unit="nat"
        ),
        "floor_negative": Measure(
            Text(en="lowest loss of a sample of class 0", ko="정답이 0인 샘플의 손실 하한"), unit="nat"
        ),
        "floor": Measure(
            Text(
                en="lowest loss with the classes of the last batch",
                ko="마지막 배치의 클래스 비율에서 손실의 하한",
            ),
            unit="nat",
        ),
        "smallest": Measure(Text(en="smallest input of the loss", ko="손실에 들어간 값의 최솟값")),
        "largest": Measure(Text(en="largest input of the loss", ko="손실에 들어간 값의 최댓값")),
        **RUN,
    }
    formula = Formula(
        r"\ell_{y=1} = \log(1 + e^{-p}) \ge \log(1 + e^{-1})",
        symbols={
            r"\ell_{y=1}": Text(en="loss of a sample of class 1", ko="정답이 1인 샘플의 손실(loss)"),
            "p": Text(en="what the sigmoid gives, between 0 and 1", ko="sigmoid가 낸 값(0과 1 사이)"),
            "e": Text(en="Euler's number, 2.718...", ko="자연상수, 2.718..."),
        },
        code="floor_positive, floor_negative = math.log(1 + math.exp(-1)), math.log(2)",
        worked="log(1 + 1/e) = {floor_positive:.3f}",
    )
    sources = ("PyTorch documentation, torch.nn.BCEWithLogitsLoss: combines a Sigmoid layer and the BCELoss",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """Sigmoid is the last operation that changes values on the way into the loss."""
        for loss in program.learning_losses("binary_cross_entropy_with_logits"):
            sigmoid = loss.input.last
            if sigmoid.is_("sigmoid"):
                yield self.at(
                    sigmoid.place,
                    repair=sigmoid.removed(),
                    related={"loss_place": loss.place},
                    floor_positive=math.log1p(math.exp(-1)),
                    floor_negative=math.log(2),
                )

    class Probe(LossProbe):
        """The very output of a sigmoid reaches the loss."""

        losses = ("bce_with_logits",)

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """The range of what arrived, and the floors; for targets of 0 and 1 the one of this mix."""
            received, targets = loss.gets("sigmoid", "bce_with_logits"), loss.targets
            if received is None:
                return None
            positive, negative = math.log1p(math.exp(-1)), math.log(2)
            numbers = {
                "floor_positive": positive,
                "floor_negative": negative,
                "smallest": received.smallest,
                "largest": received.largest,
            }
            floor = targets.ones * positive + (1 - targets.ones) * negative if targets else math.inf
            weighted = targets is None or not targets.labels or floor > loss.value  # then it is another one
            return numbers if weighted else {**numbers, "floor": floor}
