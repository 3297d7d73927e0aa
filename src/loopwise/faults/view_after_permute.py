"""`view` after `permute` or `transpose`: it would have to join axes that lie apart in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class ViewAfterPermute(Fault):
    """Also after an LSTM with `batch_first=True`, whose answer lies in memory time first."""

    severity = "error"
    title = Text(en="view after permute", ko="permute 뒤의 view")
    says = Text(
        en="""`{operation}` ({moved_place}) only changes the order in which numbers are read, not where they lie. view
        cannot make {after} of {before} without moving them, and raises.""",
        ko="""`{operation}` 연산({moved_place})은 값을 읽는 순서만 바꾸고 값이 놓인 자리는 그대로 둡니다. view는 값을
        옮기지 않고는 형상(shape)을 바꿀 수 없어({before} → {after}) 오류가 납니다.""",
    )
    mend = Text(
        en="Use reshape in place of view: it copies where it has to. x.contiguous().view(...) does the same.",
        ko="view 대신 reshape를 쓰세요. 필요하면 복사해 줍니다. x.contiguous().view(...)도 같은 일을 합니다.",
    )
    why = Text(
        en="""A tensor is one row of numbers and a stride for each axis: how far to jump for the next element. permute
        and transpose exchange strides and copy nothing. view copies nothing either, so it can only join axes of which
        one runs through the other without a gap. An LSTM or GRU with batch_first=True computes time first and gives
        back such a turned tensor, without a permute in the program.""",
        ko="""텐서는 한 줄로 놓인 숫자와, 축마다 다음 값까지 몇 칸을 건너뛰는지(stride)로 이루어집니다. permute와
        transpose는 stride만 바꾸고 복사하지 않습니다. view도 복사하지 않으므로, 메모리에서 빈틈없이 이어지는 축만 합칠
        수 있습니다. batch_first=True인 LSTM과 GRU는 시간 축을 앞에 두고 계산한 뒤 축을 돌려서 내보내므로, 코드에
        permute가 없어도 이런 텐서가 됩니다.""",
    )
    symptoms = (
        "view size is not compatible with input tensor's size and stride",
        "at least one dimension spans across two contiguous subspaces",
        "Use .reshape(...) instead",
        "view after transpose error",
        "tensor is not contiguous",
        "view 대신 reshape를 쓰라는 에러가 나요",
        "permute 하고 view 했더니 에러가 나요",
        "contiguous 에러가 나요",
    )
    errors = (ErrorText(r"view size is not compatible with input tensor's size and stride"),)
    measures = {
        "operation": Measure(Text(en="what moved the axes", ko="축을 옮긴 연산")),
        "before": Measure(Text(en="shape before", ko="바꾸기 전 형상")),
        "after": Measure(Text(en="shape after", ko="바꾼 뒤 형상")),
    }
    sources = ("PyTorch documentation, torch.Tensor.view: the condition on strides",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A view that joins axes which lie apart in memory."""
        for view in program.views_refused():
            yield self.at(
                view.place,
                repair=view.as_reshape(),
                related={"moved_place": view.moved.place},
                operation=view.moved.kind,
                before=view.before,
                after=view.after,
            )
