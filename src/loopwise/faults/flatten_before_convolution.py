"""Flat rows reach a convolution or a pooling, which needs pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import SHAPE, ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class FlattenBeforeConvolution(Fault):
    """`nn.Flatten()` first, or rows of a table, then `nn.Conv2d`."""

    severity = "error"
    title = Text(en="Flat rows reach a convolution", ko="합성곱 앞에서 펼친 이미지")
    says = Text(
        en="""This layer needs pictures (N, C, H, W), and is given flat rows.
        The shapes on the way to it: {flow}.""",
        ko="""이 층은 이미지 (N, C, H, W)를 받는데, 한 줄로 펼친 행이 들어옵니다.
        여기까지의 형상(shape) 변화: {flow}.""",
    )
    mend = Text(
        en="Flatten behind the last convolution; give rows of pixels their axes back: x.view(-1, 1, H, W).",
        ko="마지막 합성곱 뒤에서 펼치세요. 픽셀이 한 줄로 들어 있다면 x.view(-1, 1, H, W)로 축을 되살리면 됩니다.",
    )
    why = Text(
        en="""A convolution looks at neighbours, above and below as well as left and right. In a flat row it is
        no longer known which pixels were neighbours, so torch refuses two axes. The order is: convolutions and
        poolings on pictures, then flatten, then Linear. Data sets such as scikit-learn's digits come flat
        already.""",
        ko="""합성곱은 위아래와 좌우의 이웃을 함께 봅니다. 한 줄로 펼치면 어느 픽셀이 이웃이었는지 알 수
        없으므로, torch는 축이 둘뿐인 입력을 거부합니다. 이미지에 합성곱과 풀링을 먼저 쓰고, 그다음에 펼치고, 그
        뒤에 Linear를 둡니다. scikit-learn의 digits처럼 처음부터 펼쳐져 있는 데이터도 있습니다.""",
    )
    symptoms = (
        "Expected 3D (unbatched) or 4D (batched) input to conv2d",
        "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [64, 784]",
        "RuntimeError: non-empty 3D or 4D (batch mode) tensor expected for input",
        "conv2d got a 2d input",
        "conv2d에 2차원 입력이 들어가요",
        "flatten을 먼저 했더니 conv2d에서 에러가 나요",
    )
    errors = (
        ErrorText(
            r"Expected 3D \(unbatched\) or 4D \(batched\) input to (?P<layer>\w+)(?:, but got input of size: (?P<shape>"
            + SHAPE
            + r"))?",
            Text(en="The {layer} was given {shape}.", ko="{layer} 층이 받은 형상은 {shape}입니다."),
        ),
        ErrorText(r"expected 4D input \(got 2D input\)"),
        ErrorText(r"non-empty 3D or 4D \(batch mode\) tensor expected for input"),
    )
    measures = {"flow": Measure(Text(en="shapes on the way", ko="형상 변화"))}
    sources = ("PyTorch documentation, torch.nn.Conv2d: the input is (N, C_in, H, W) or (C_in, H, W)",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A layer for pictures is given two axes."""
        for refusal in program.refused("rank"):
            if refusal.is_for_pictures and refusal.rank == 2:
                yield self.at(refusal.place, flow=refusal.flow)
