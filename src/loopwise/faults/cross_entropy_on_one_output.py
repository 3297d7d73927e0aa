"""CrossEntropyLoss on a model with one output: among one class nothing can be wrong, and the loss is 0."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.faults._loss_probe import RUN, LossProbe
from loopwise.records import Evidence, Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told
    from loopwise.runtime.events import LossEvent


class CrossEntropyOnOneOutput(Fault):
    """The multi-class loss for a binary problem with one output."""

    severity = "error"
    title = Text(en="CrossEntropyLoss on one output", ko="출력이 하나인 모델에 쓴 CrossEntropyLoss")
    says = Text(
        en="""CrossEntropyLoss wants one output for each class; this model has a single output ({output_place}).
        | CrossEntropyLoss wants one output for each class; this model has a single output.
        With targets of shape (N, 1) the loss is exactly 0; class ids raise "Target 1 is out of bounds".
        With an output squeezed to (N,) the samples of the batch are taken for classes, without a message.
        In this run each of {rows} rows had {outputs} output, and the loss was {loss:.3g} after {steps} steps.
        | In this run {samples} samples were taken for the classes of one sample, and the loss came to {loss:.3g}.""",
        ko="""CrossEntropyLoss는 클래스마다 출력이 하나씩 필요한데, 이 모델은 출력이 하나입니다({output_place}).
        | CrossEntropyLoss는 클래스마다 출력이 하나씩 필요한데, 이 모델은 출력이 하나입니다.
        정답의 형상(shape)이 (N, 1)이면 손실이 정확히 0이고, 클래스 번호를 주면 "Target 1 is out of bounds"가 납니다.
        출력을 (N,)으로 squeeze하면 배치의 샘플들을 클래스로 여기고 아무 메시지 없이 계산합니다.
        이번 실행에서 받은 행은 {rows}개, 행마다 출력은 {outputs}개였고, {steps}스텝 뒤 손실 값은 {loss:.3g}입니다.
        | 이번 실행에서는 샘플 {samples}개를 한 샘플의 클래스들로 여겼고, 마지막 손실 값은 {loss:.3g}입니다.""",
    )
    mend = Text(
        en="Use BCEWithLogitsLoss for one output; or give the model two outputs and class ids 0 and 1.",
        ko="출력이 하나면 BCEWithLogitsLoss를 쓰세요. 모델의 출력을 2개로 하고 클래스 번호 0과 1을 써도 됩니다.",
    )
    why = Text(
        en="""Cross-entropy is the logarithm of the true class's share among all outputs. A single output has the
        whole share, so its logarithm is 0 and so is the gradient. Binary problems have two right forms: one output
        with BCEWithLogitsLoss and float targets, or two outputs with CrossEntropyLoss and integer targets.""",
        ko="""교차 엔트로피는 전체 출력 가운데 정답 클래스가 차지하는 몫의 로그입니다. 출력이 하나면 몫이 전부라서
        로그도 0, 기울기(gradient)도 0입니다. 이진 분류의 올바른 형태는 두 가지입니다. 출력 1개에
        BCEWithLogitsLoss와 실수 정답, 또는 출력 2개에 CrossEntropyLoss와 정수 정답입니다.""",
    )
    symptoms = (
        "loss is exactly 0",
        "loss is 0 from the first step",
        "Target 1 is out of bounds.",
        "IndexError: Target 1 is out of bounds",
        "cross entropy loss is zero with one output",
        "로스가 처음부터 0이에요",
        "loss가 0.0000으로 나와요",
        "Target 1 is out of bounds 에러가 나요",
    )
    errors = (
        ErrorText(
            r"Target (?P<target>-?\d+) is out of bounds",
            Text(
                en="Label {target} needs more outputs than the model has.",
                ko="레이블 값이 {target}이면 출력이 더 필요합니다.",
            ),
        ),
    )
    measures = {
        "rows": Measure(Text(en="rows the loss was given", ko="손실이 받은 행의 수"), digits=0),
        "outputs": Measure(Text(en="outputs of a row", ko="행마다 출력의 수"), digits=0),
        "samples": Measure(Text(en="samples taken for classes", ko="클래스로 잘못 여긴 샘플 수"), digits=0),
        **RUN,
    }
    formula = Formula(
        r"-\log\frac{e^{z}}{e^{z}} = 0",
        symbols={
            "z": Text(en="the only logit", ko="하나뿐인 로짓(logit)"),
            "e": Text(en="Euler's number, 2.718...", ko="자연상수, 2.718..."),
        },
        code="F.cross_entropy(torch.tensor([[3.0]]), torch.tensor([0]))   # tensor(0.)",
    )
    sources = (
        "PyTorch documentation, torch.nn.CrossEntropyLoss: useful for a classification problem with C classes",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """The output layer behind a cross-entropy has one output, and its batch is not folded into classes."""
        for loss in program.losses("cross_entropy"):
            if loss.has_one_output:
                fits = loss.answers is not None and loss.answers.rank == loss.input.rank
                yield self.at(
                    loss.written.place,
                    repair=loss.becomes("binary_cross_entropy_with_logits", safe=False) if fits else None,
                    related={"output_place": loss.input.last.place},
                )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """With one output 0 is the only class."""
        if any(
            seen.shape and seen.shape[-1] == 1 and str(seen.dtype).startswith("float")
            for seen in failure.tensors
        ):
            return True
        return True if told.get("target") == 1 else None

    class Probe(LossProbe):
        """Rows of one number each, or a squeezed batch against as many labels of 0 and 1."""

        losses = ("cross_entropy",)
        refutes = False  # targets that tell nothing leave a squeezed batch undecided

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """How many outputs a row had; or how many samples became classes."""
            received = loss.received
            if received is None or not loss.alone:  # a sum over ever fewer choices ends with a single one
                return None
            if received.classes == 1:
                return {"rows": math.prod(received.shape), "outputs": 1}
            squeezed = len(received.shape) == 1 and received.outputs == (received.classes, 1)
            return {"samples": received.classes} if squeezed and _are_labels(loss) else None


def _are_labels(loss: LossEvent) -> bool:
    """Tell whether the targets are 0s and 1s, and not the probabilities of one sample's classes."""
    targets, received = loss.targets, loss.received
    same = targets is not None and received is not None and targets.shape == received.shape
    return targets is not None and same and targets.labels and targets.total > 1
