"""Logits compared with 0.5, the threshold of probabilities: the logit of one half is 0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.program.objects.ops import Op
    from loopwise.records import Confidence
    from loopwise.runtime.evaluation_events import Compared
    from loopwise.runtime.events import LossEvent


class ThresholdOnLogits(Fault):
    """`out > 0.5` or `torch.round(out)` of a model that is trained with BCEWithLogitsLoss."""

    severity = "warning"
    title = Text(en="Logits compared with 0.5", ko="로짓(logit)에 쓴 임계값 0.5")
    says = Text(
        en="""The model gives logits: 0.5 there is a probability of 0.62, so outputs between 0 and 0.5 are counted as 0.
        The accuracy shown is not that of the model.
        In this run the answers lay between {smallest:.3g} and {largest:.3g}; {flips:.1%} of them change sides at 0.""",
        ko="""이 모델은 로짓을 냅니다. 로짓 0.5는 확률 0.62라서, 0과 0.5 사이의 출력이 클래스 0으로 잘못 세어집니다.
        그래서 표시되는 정확도(accuracy)는 이 모델의 정확도가 아닙니다.
        이번 실행에서 출력의 범위는 [{smallest:.3g}, {largest:.3g}]이고, 기준을 0으로 바꾸면 달라지는 예측의 비율은
        {flips:.1%}입니다.""",
    )
    mend = Text(
        en="Compare logits with 0, or probabilities with 0.5: torch.sigmoid(out) > 0.5.",
        ko="로짓은 0과, 확률은 0.5와 비교하세요: torch.sigmoid(out) > 0.5.",
    )
    why = Text(
        en="""BCEWithLogitsLoss has the sigmoid inside, so the model's output is a logit: positive for class 1, negative
        for class 0. The threshold 0.5 belongs to probabilities. The mistake costs recall of class 1, a little on easy
        data, where few logits are small, and much on hard data.""",
        ko="""BCEWithLogitsLoss는 sigmoid를 안에 갖고 있으므로 모델의 출력은 로짓입니다. 양수이면 클래스 1, 음수이면
        클래스 0입니다. 0.5는 확률의 임계값(threshold)입니다. 이 실수는 클래스 1의 재현율(recall)을 낮추며, 쉬운
        데이터에서는 조금, 어려운 데이터에서는 많이 낮춥니다.""",
    )
    symptoms = (
        "accuracy lower than it should be with BCEWithLogitsLoss",
        "recall too low with threshold 0.5",
        "threshold for BCEWithLogitsLoss",
        "should I use sigmoid before the threshold",
        "BCEWithLogitsLoss 예측할 때 0.5로 비교하면 되나요",
        "이진 분류 정확도가 낮아요",
    )
    formula = Formula(
        r"\sigma(z) > 0.5 \Leftrightarrow z > 0",
        symbols={
            r"\sigma": Text(en="the sigmoid", ko="시그모이드(sigmoid)"),
            "z": Text(en="the logit", ko="로짓(logit)"),
        },
        code="predicted = out > 0",
    )
    measures = {
        "smallest": Measure(Text(en="smallest answer", ko="가장 작은 출력")),
        "largest": Measure(Text(en="largest answer", ko="가장 큰 출력")),
        "flips": Measure(
            Text(en="share of predictions that change at 0", ko="기준이 0이면 달라지는 예측의 비율")
        ),
    }
    sources = ("PyTorch documentation, torch.nn.BCEWithLogitsLoss",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A layer that BCEWithLogitsLoss trains is compared with 0.5, or rounded, as it comes out."""
        for test in program.operations("gt", "ge", "lt", "le", "round"):
            logits = test.before
            trained = "binary_cross_entropy_with_logits" in program.losses_behind(logits.layer)
            if logits.is_raw and trained and (test.is_("round") or test.other == 0.5):
                yield self.at(
                    test.place,
                    confidence=_sure(test),
                    repair=test.receives("sigmoid()") if test.is_("round") else test.compared_with("0"),
                )

    class Probe(_probe.Probe):
        """The very answers of a model that learns with logits are compared with 0.5."""

        losses = ("bce_with_logits",)
        refutes = False

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.logits = False

        def on_loss(self, loss: LossEvent) -> Iterator[Finding]:
            """Note that the model learns with logits."""
            self.logits = True
            return iter(())

        def on_compared(self, compared: Compared) -> Iterator[Finding]:
            """Yield for answers that are no probabilities."""
            cut = self.logits and compared.how == "greater" and compared.threshold == 0.5
            if cut and (compared.smallest < 0 or compared.largest > 1):
                yield self.measured(
                    compared.place,
                    step=compared.step,
                    smallest=compared.smallest,
                    largest=compared.largest,
                    flips=compared.flips,
                )


def _sure(test: Op) -> Confidence | None:
    """Return how sure it is that classes are wanted: None for certain, where they are held against labels.

    So they are where a share of both is counted (`guess & mask`). Computed with further, the test may be of a margin.
    """
    uses = test.out.near_future()
    if any(use.is_("eq", "ne") for use in uses):
        return None
    if any(use.is_("and", "or", "logical_and", "logical_or") and _meets_labels(use) for use in uses):
        return "likely"
    return "likely" if all(use.role in ("layout", "opaque", "join") for use in uses) else "hint"


def _meets_labels(use: Op) -> bool:
    """Tell whether one of two that meet is no answer of a model."""
    return len(use.tensors) > 1 and not all(one.is_answer for one in use.tensors)
