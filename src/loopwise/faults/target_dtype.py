"""Targets of the wrong number type: class ids that are floats, yes-or-no targets that are integers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program

_LOSSES = ("cross_entropy", "nll_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits")


class TargetDtype(Fault):
    """Class losses want int64 ids; the BCE losses want floats. Integer targets for MSE are right."""

    severity = "error"
    title = Text(en="Targets of the wrong number type", ko="자료형이 맞지 않는 정답")
    says = Text(
        en="""The targets are {dtype}; this loss takes {wanted}, and raises.""",
        ko="""정답의 자료형이 {dtype}인데, 이 손실 함수는 {wanted} 자료형을 받으므로 에러가 납니다.""",
    )
    mend = Text(
        en="Convert the targets: y.long() for CrossEntropyLoss and NLLLoss, y.float() for the BCE losses.",
        ko="정답을 변환하세요. CrossEntropyLoss와 NLLLoss는 y.long(), BCE 계열은 y.float()입니다.",
    )
    why = Text(
        en="""A class id is a place in a row, so CrossEntropyLoss wants whole numbers (int64). Floats it takes for
        class probabilities, of the same shape as the input. BCE multiplies the target with a logarithm, so it wants
        a float. Data read with numpy or pandas, or made with dtype=torch.float32 together with the inputs, has the
        other type.""",
        ko="""클래스 번호는 행에서의 위치이므로 CrossEntropyLoss는 정수(int64)를 받습니다. 실수를 주면 입력과
        형상(shape)이 같은 클래스 확률로 여깁니다. BCE는 정답을 로그에 곱하므로 실수를 받습니다. numpy나 pandas로
        읽었거나 입력과 함께 dtype=torch.float32로 만든 정답은 자료형이 맞지 않는 일이 많습니다.""",
    )
    symptoms = (
        "expected target dtype to be Long or Byte, but got Float",
        "expected target dtype to be Long or Byte, but got Int",
        "expected scalar type Long but found Float",
        "expected scalar type Long but found Int",
        "result type Float can't be cast to the desired output type Long",
        "Found dtype Long but expected Float",
        "nll_loss_forward not implemented for 'Int'",
        "정답을 long으로 바꾸라는 에러가 나요",
        "expected scalar type Long 에러",
    )
    errors = (
        ErrorText(r"expected target dtype to be (?P<wanted>Long) or Byte, but got (?P<dtype>\w+)"),
        ErrorText(
            r"result type (?P<wanted>Float) can't be cast to the desired output type (?P<dtype>Long|Int|Bool)"
        ),
        ErrorText(r"Found dtype (?P<dtype>Long|Int|Bool) but expected (?P<wanted>Float)"),
        ErrorText(
            r"Expected object of scalar type (?P<wanted>Long) but got scalar type (?P<dtype>\w+) for argument #2"
        ),
        ErrorText(r"expected scalar type (?P<wanted>Long) but found (?P<dtype>\w+)"),
        ErrorText(r"nll_loss\w*\"? not implemented for '(?P<dtype>\w+)'"),
    )
    often = 3
    measures = {
        "dtype": Measure(Text(en="number type of the targets", ko="정답의 자료형")),
        "wanted": Measure(Text(en="number type the loss takes", ko="손실 함수가 받는 자료형")),
    }
    sources = (
        "PyTorch documentation, torch.nn.CrossEntropyLoss: dtype is long when using class indices",
        "PyTorch documentation, torch.nn.BCELoss",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """The targets' type is known and is not the one the loss takes."""
        for loss in program.losses(*_LOSSES):
            wanted = loss.wanted_dtype
            if (
                wanted
                and loss.answers is not None
                and loss.answers.dtype != wanted
                and not loss.out.op.guessed
            ):
                method = "long()" if wanted == "int64" else "float()"
                yield self.at(
                    loss.place, repair=loss.with_target(method), dtype=loss.answers.dtype, wanted=wanted
                )
