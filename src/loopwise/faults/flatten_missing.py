"""Pictures go into a Linear as they are: height and width were never made one axis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import MATMUL, MATMUL_SAYS, ErrorText, numbers
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class FlattenMissing(Fault):
    """The last pooling, then `nn.Linear`."""

    severity = "error"
    title = Text(en="Pictures reach a Linear unflattened", ko="펼치지 않고 Linear에 들어간 이미지")
    says = Text(
        en="""This Linear takes {wanted} features on the last axis, and is given pictures whose last axis has {given}.
        The shapes on the way to it: {flow}.""",
        ko="""이 Linear는 마지막 축에서 특성(feature) {wanted}개를 받는데, 그 축의 길이가 {given}인 이미지가 들어옵니다.
        여기까지의 형상(shape) 변화: {flow}.""",
    )
    mend = Text(
        en="Put nn.Flatten() before the Linear, or write x = x.flatten(1): it keeps the batch and joins the rest.",
        ko="Linear 앞에 nn.Flatten()을 넣거나 x = x.flatten(1)로 쓰세요. 배치 축은 두고 나머지를 하나로 이어 줍니다.",
    )
    why = Text(
        en="""A Linear works on the last axis only and leaves all axes before it alone: of (N, channels, height,
        width) it sees the width. Convolutions and poolings keep pictures as pictures, so somewhere between the
        last of them and the first Linear the axes behind the batch have to become one.""",
        ko="""Linear는 마지막 축만 다루고 앞의 축은 그대로 둡니다. 형상이 (N, 채널, 높이, 너비)이면 너비만
        봅니다. 합성곱과 풀링은 이미지를 이미지로 남겨 두므로, 마지막 합성곱이나 풀링과 첫 Linear 사이에서 배치
        뒤의 축들을 하나로 펼쳐야 합니다.""",
    )
    symptoms = (
        "mat1 and mat2 shapes cannot be multiplied",
        "mat1 and mat2 shapes cannot be multiplied (6144x3 and 144x4)",
        "4d tensor into a linear layer",
        "where do I put flatten",
        "shape 안 맞아요",
        "flatten을 어디에 넣어야 하나요",
        "CNN 다음에 Linear를 붙이면 에러가 나요",
        "행렬 곱 shape 에러가 나요",
    )
    errors = (ErrorText(MATMUL, MATMUL_SAYS),)
    measures = {
        "wanted": Measure(Text(en="features wanted", ko="층이 받는 특성 수"), digits=0),
        "given": Measure(Text(en="length of the last axis", ko="마지막 축의 길이"), digits=0),
        "flow": Measure(Text(en="shapes on the way", ko="형상 변화")),
    }
    sources = (
        "PyTorch documentation, torch.nn.Linear: the input is (*, in_features)",
        "PyTorch documentation, torch.nn.Flatten: start_dim is 1, the batch is kept",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """What comes in still has the axes of a picture."""
        for refusal in program.refused("width"):
            if refusal.is_picture and refusal.op.is_("linear") and not refusal.is_flattened_in_vain:
                yield self.at(
                    refusal.place,
                    repair=refusal.with_input("flatten(1)"),
                    wanted=refusal.wanted,
                    given=refusal.given,
                    flow=refusal.flow,
                )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """The layer received a picture, or was made for as many numbers as whole pictures of this width hold."""
        if failure.axes_given is not None:
            return failure.axes_given == 4
        if found := numbers(told, "rows", "given", "wanted"):
            rows, width, wanted = found
            lines, rest = divmod(wanted, width)  # channels x height
            if lines == 0:
                return False
            is_square = not rest and lines % width == 0 and rows % lines == 0
            return True if is_square else None
        return None
