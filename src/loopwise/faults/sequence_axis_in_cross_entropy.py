"""Logits come as (N, T, C); cross-entropy wants the classes second: (N, C, T)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults._errors import SHAPE, ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.faults._loss_probe import RUN, LossProbe
from loopwise.records import Evidence, Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import LossEvent


class SequenceAxisInCrossEntropy(Fault):
    """`criterion(out, y)` with (N, T, C) and (N, T)."""

    severity = "error"
    title = Text(en="Classes on the last axis", ko="클래스가 마지막 축에 있는 로짓")
    says = Text(
        en="""Cross-entropy takes the second axis for the classes; the logits are {logits}, the targets {target}.
        In this run both axes were {classes} long, so that nothing was raised, and the loss came to {loss:.3g}.""",
        ko="""교차 엔트로피는 두 번째 축을 클래스로 여깁니다. 로짓의 형상(shape): {logits}, 정답의 형상: {target}.
        이번 실행에서는 두 축의 길이({classes})가 같아 에러가 나지 않았고, 마지막 손실 값은 {loss:.3g}입니다.""",
    )
    mend = Text(
        en="Move the classes: criterion(out.transpose(1, 2), y), or join the steps of both with flatten(0, 1).",
        ko="클래스 축을 옮기세요: criterion(out.transpose(1, 2), y). 둘 다 flatten(0, 1)로 이어도 됩니다.",
    )
    why = Text(
        en="""For pictures and sequences cross-entropy keeps the axis order of convolutions: (N, C, T) logits
        for (N, T) class ids. Recurrent layers and transformers put features last, so their heads give (N, T,
        C). Where T and C happen to be equal nothing raises and the wrong axis is normalised.""",
        ko="""교차 엔트로피는 이미지와 시퀀스에서 합성곱과 같은 축 순서를 씁니다. 정답이 (N, T)이면 로짓은 (N,
        C, T)입니다. 순환층과 트랜스포머는 특성을 마지막 축에 두므로 출력이 (N, T, C)가 됩니다. T와 C가 우연히
        같으면 에러도 없이 엉뚱한 축으로 계산합니다.""",
    )
    symptoms = (
        "Expected target size [2, 3], got [2, 5]",
        "RuntimeError: Expected target size",
        "cross entropy for sequences shape",
        "시퀀스에 CrossEntropyLoss를 쓰면 shape 안 맞아요",
        "Expected target size 에러가 나요",
    )
    errors = (
        ErrorText(
            r"Expected target size (?P<expected>[\[(][\d, ]+[\])]), got (?:torch\.Size\()?(?P<target>"
            + SHAPE
            + ")",
            Text(
                en="For logits of this shape the targets would have to be {expected}; they are {target}.",
                ko="로짓의 형상대로라면 정답은 {expected}이어야 하는데, {target}입니다.",
            ),
        ),
    )
    measures = {
        "logits": Measure(Text(en="shape of the logits", ko="로짓의 형상")),
        "target": Measure(Text(en="shape of the target", ko="정답의 형상")),
        "classes": Measure(Text(en="length of both axes", ko="두 축의 길이"), digits=0),
        **RUN,
    }
    sources = (
        "PyTorch documentation, torch.nn.CrossEntropyLoss: input (N, C, d1, ...), target (N, d1, ...)",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Positions stand where the classes belong, and there are not as many."""
        for loss in program.losses("cross_entropy", "nll_loss"):
            if loss.has_classes_last:
                yield self.at(
                    loss.place,
                    repair=loss.with_input("movedim(-1, 1)"),
                    logits=loss.input_shape,
                    target=loss.target_shape,
                )

    class Probe(LossProbe):
        """A linear layer put the classes last, and the loss took the positions, as many, for them."""

        losses = ("cross_entropy",)
        refutes = False  # where the lengths differ it raises

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """The shapes, and the length that both axes have."""
            logits = loss.features_last
            if logits is None:
                return None
            return {"logits": str(logits), "target": str(logits[:2]), "classes": logits[-1]}
