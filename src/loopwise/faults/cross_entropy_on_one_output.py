"""CrossEntropyLoss on a model with one output: among one class nothing can be wrong, and the loss is 0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class CrossEntropyOnOneOutput(Fault):
    """The multi-class loss for a binary problem with one output."""

    severity = "error"
    title = Text(en="CrossEntropyLoss on one output", ko="출력이 하나인 모델에 쓴 CrossEntropyLoss")
    says = Text(
        en="""CrossEntropyLoss wants one output for each class; this model has a single output ({output_place}).
        | CrossEntropyLoss wants one output for each class; this model has a single output.
        With targets of shape (N, 1) the loss is exactly 0; class ids raise "Target 1 is out of bounds".
        With an output squeezed to (N,) the samples of the batch are taken for classes, without a message.""",
        ko="""CrossEntropyLoss는 클래스마다 출력이 하나씩 필요한데, 이 모델은 출력이 하나입니다({output_place}).
        | CrossEntropyLoss는 클래스마다 출력이 하나씩 필요한데, 이 모델은 출력이 하나입니다.
        정답의 형상(shape)이 (N, 1)이면 손실이 정확히 0이고, 클래스 번호를 주면 "Target 1 is out of bounds"가 납니다.
        출력을 (N,)으로 squeeze하면 배치의 샘플들을 클래스로 여기고 아무 메시지 없이 계산합니다.""",
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
