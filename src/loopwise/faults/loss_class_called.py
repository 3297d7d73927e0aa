"""A loss class is given the prediction where its settings belong: `nn.MSELoss(out, y)`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class LossClassCalled(Fault):
    """The brackets that make the loss are missing in front of those that compute it."""

    severity = "error"
    title = Text(en="A loss class called with data", ko="데이터를 넣어 만든 손실 클래스")
    says = Text(
        en="""This makes a loss and passes the prediction as a setting; no loss is computed.""",
        ko="""손실 함수 객체를 만들면서 예측값을 설정으로 넘기고 있습니다. 손실은 계산되지 않습니다.""",
    )
    mend = Text(
        en="Make the loss first, then call it: nn.MSELoss()(out, y); or use F.mse_loss(out, y).",
        ko="먼저 객체를 만들고 나서 호출하세요: nn.MSELoss()(out, y). F.mse_loss(out, y)를 써도 됩니다.",
    )
    why = Text(
        en="""The losses of torch.nn are classes: the first brackets take settings (weight, reduction), the second
        brackets, on the object, take prediction and target. The functions of torch.nn.functional take prediction and
        target at once. The first two settings are old switches, so torch asks whether a tensor is true, and raises.""",
        ko="""torch.nn의 손실은 클래스입니다. 첫 번째 괄호는 설정(weight, reduction)을 받고, 만들어진 객체의 괄호가
        예측값과 정답을 받습니다. torch.nn.functional의 함수는 예측값과 정답을 바로 받습니다. 클래스의 처음 두 설정은
        옛날 스위치라서, torch가 텐서의 참/거짓을 물어보다가 에러를 냅니다.""",
    )
    symptoms = (
        "Boolean value of Tensor with more than one value is ambiguous",
        "RuntimeError: Boolean value of Tensor with more than one value is ambiguous",
        "bool value of Tensor with more than one value is ambiguous",
        "'MSELoss' object has no attribute 'backward'",
        "'CrossEntropyLoss' object has no attribute 'backward'",
        "loss has no attribute backward",
        "손실 함수에서 Boolean value of Tensor 에러가 나요",
        "loss에 backward가 없다고 나와요",
    )
    errors = (
        ErrorText(r"[Bb]ool(?:ean)? value of Tensor with more than one value is ambiguous"),
        ErrorText(r"'\w*Loss' object has no attribute 'backward'"),
    )
    often = 1
    sources = ("PyTorch documentation, torch.nn.MSELoss: parameters of the class, shapes of the call",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A loss module is made from a model's answer, or from two tensors: no setting is either."""
        for loss in program.loss_modules():
            given = loss.tensors_given
            if len(given) > 1 or any(tensor.is_answer for tensor in given):
                yield self.at(loss.site.place, repair=loss.made_empty())

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """The line makes a loss; an `if` over a tensor gives the same text."""
        if "backward" in failure.message:
            return True
        return "Loss(" in failure.code if failure.code else None
