"""A tensor is changed in place although backward() needs it as it was, or it is a leaf that asks for its gradient."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import CHANGED, CHANGED_SAYS, ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class ChangedInPlace(Fault):
    """`x += y`, `x[i] = v`, `x.mul_(v)`, `inplace=True` on what an operation before keeps."""

    severity = "error"
    title = Text(en="Changed in place before backward()", ko="backward() 전에 제자리에서 바꾼 텐서")
    says = Text(
        en="""`{operation}` ({kept_place}) keeps these values for backward() ({backward_place}), and here they are
        changed in place: backward() raises.
        | This tensor requires a gradient itself; changing it in place while gradients are recorded raises.""",
        ko="""`{operation}` 연산({kept_place})이 backward()({backward_place})에 쓰려고 남겨 둔 값을 여기에서 제자리로
        바꿉니다. 그래서 backward()에서 오류가 납니다.
        | 스스로 기울기(gradient)를 요구하는 텐서를 기울기가 기록되는 동안 제자리에서 바꾸므로 오류가 납니다.""",
    )
    mend = Text(
        en="""Make a new tensor: x = x + y in place of x += y; no inplace=True here; x = x.clone() before x[i] = v.
        A parameter is changed under torch.no_grad().""",
        ko="""새 텐서를 만드세요. x += y 대신 x = x + y를 쓰고, 여기서는 inplace=True를 빼고, x[i] = v 앞에는
        x = x.clone()을 두면 됩니다. 파라미터는 torch.no_grad() 안에서 바꾸세요.""",
    )
    why = Text(
        en="""To compute gradients, some operations need again what went in (a product, a square, a convolution, a
        Linear), others what came out (ReLU, sigmoid, tanh, exp, softmax). Autograd keeps that tensor, not a copy, and
        a counter of its changes; backward() compares the counter and raises where it has moved. That is why
        `relu(x)` may not be followed by `+=`, and `conv(x)` or a batch normalisation may: what comes out of those is
        not needed again. set_detect_anomaly(True) names the operation that kept it.""",
        ko="""기울기를 계산하려면 어떤 연산은 들어간 값(곱셈, 제곱, 합성곱, Linear)이, 어떤 연산은 나온 값(ReLU,
        sigmoid, tanh, exp, softmax)이 다시 필요합니다. autograd는 복사본이 아니라 그 텐서 자체와 변경 횟수를 남겨 두고,
        backward()에서 횟수가 달라졌으면 오류를 냅니다. 그래서 relu(x) 뒤의 `+=`는 안 되지만 합성곱이나
        배치 정규화(batch normalization) 뒤의 `+=`는 괜찮습니다. 거기서 나온 값은 다시 쓰이지 않기 때문입니다.
        torch.autograd.set_detect_anomaly(True)를 켜면 어떤 연산이 남겨 둔 값인지 알려 줍니다.""",
    )
    symptoms = (
        "one of the variables needed for gradient computation has been modified by an inplace operation",
        "is at version 1; expected version 0 instead",
        "a leaf Variable that requires grad is being used in an in-place operation",
        "a view of a leaf Variable that requires grad is being used in an in-place operation",
        "+= in forward breaks backward",
        "inplace operation 에러가 나요",
        "+= 했더니 backward에서 에러가 나요",
        "leaf Variable 에러가 나요",
    )
    errors = (
        ErrorText(CHANGED, CHANGED_SAYS),
        ErrorText(r"a leaf Variable that requires grad is being used in an in-place operation"),
    )
    measures = {"operation": Measure(Text(en="operation that needs the values", ko="값을 남겨 둔 연산"))}
    sources = ("PyTorch documentation, Autograd mechanics: in-place correctness checks",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """What is changed is a leaf, or kept by an operation that a later backward goes through."""
        for change in program.overwrites():
            keeper, backward = change.keeper, change.backward
            places = (
                {"kept_place": keeper.place, "backward_place": backward.place} if keeper and backward else {}
            )
            yield self.at(
                change.place,
                repair=change.copied(),
                related=places,
                operation=keeper.kind if keeper else None,
            )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """What was changed is the output of an operation, not a weight (whose transpose a Linear uses)."""
        by = str(told.get("by", ""))
        return True if by and not by.startswith(("AsStrided", "TBackward")) else None
