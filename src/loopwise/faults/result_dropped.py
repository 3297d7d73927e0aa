"""A new tensor is computed and thrown away: `images.to(device)`, `x.view(...)`, `F.relu(x)` alone on a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import MATMUL, ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class ResultDropped(Fault):
    """Of a tensor that goes on, unchanged, into a model or a loss."""

    severity = "error"
    title = Text(en="The result is thrown away", ko="받지 않고 버린 결과")
    says = Text(
        en="""`{call}` gives a new tensor, and nothing keeps it: the old one goes on unchanged.""",
        ko="""`{call}` 호출은 새 텐서를 돌려주는데 받는 곳이 없습니다. 원래 텐서가 그대로 쓰입니다.""",
    )
    mend = Text(
        en="Give the result back to the name: x = x.to(device), x = F.relu(x).",
        ko="결과를 다시 이름에 담으세요. x = x.to(device), x = F.relu(x)처럼 쓰면 됩니다.",
    )
    why = Text(
        en="""Almost everything one does with a tensor leaves it as it is and returns another one; only methods that
        end in an underscore (`relu_`, `clamp_`) change it in place. A model is different: `model.to(device)` moves
        the model itself, and from there comes the habit. Where a shape or a device is wrong afterwards, an error
        tells; an activation that is dropped says nothing, and the layers around it are one linear map.""",
        ko="""텐서에 하는 일은 거의 모두 원래 텐서를 그대로 두고 새 텐서를 돌려줍니다. 이름이 밑줄로 끝나는
        메서드(`relu_`, `clamp_`)만 제자리에서 바꿉니다. 모델은 다릅니다. `model.to(device)`는 모델 자체를 옮기므로
        여기서 버릇이 생깁니다. 형상(shape)이나 장치가 맞지 않으면 오류라도 나지만, 버려진 활성화 함수는 아무 말이
        없고 앞뒤의 층은 하나의 선형 변환이 됩니다.""",
    )
    symptoms = (
        "Expected all tensors to be on the same device, but found at least two devices",
        "mat1 and mat2 shapes cannot be multiplied ({n}x{n} and {n}x{n})",
        "expected scalar type Float but found Double",
        "x.to(device) does nothing",
        "view does not change the shape",
        "to(device) 했는데도 오류가 나요",
        "view를 했는데 shape이 그대로예요",
        "shape 안 맞아요",
    )
    often = 1
    errors = (
        ErrorText(MATMUL),
        ErrorText(r"Expected all tensors to be on the same device"),
    )
    measures = {"call": Measure(Text(en="call", ko="호출"))}
    sources = (
        "PyTorch documentation, torch.Tensor.to: returns a tensor with the specified device and dtype",
        "PyTorch documentation, In-place operations: a trailing underscore",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A statement is nothing but a result, and a model or a loss gets the tensor it was computed from."""
        for dropped in program.dropped():
            yield self.at(dropped.place, repair=dropped.kept(), call=dropped.what)
