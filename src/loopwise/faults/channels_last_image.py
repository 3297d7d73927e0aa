"""Pictures keep their channels on the last axis, as NumPy and Keras have them; torch wants them second."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import SHAPE, ErrorText, numbers, sizes
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class ChannelsLastImage(Fault):
    """(N, H, W, C) into a convolution."""

    severity = "error"
    title = Text(en="Channels stand last in the pictures", ko="채널이 마지막 축에 있는 이미지")
    says = Text(
        en="""The {wanted} channels stand on the last axis; a convolution wants them second: (N, C, H, W).
        The shapes on the way to it: {flow}.""",
        ko="""채널 {wanted}개가 마지막 축에 있는데, 합성곱(convolution)은 두 번째 축에서 받습니다: (N, C, H, W).
        여기까지의 형상(shape) 변화: {flow}.""",
    )
    mend = Text(
        en="Move the axis with x.permute(0, 3, 1, 2). view or reshape to (N, C, H, W) would tear the pixels apart.",
        ko="x.permute(0, 3, 1, 2)로 축을 옮기세요. view나 reshape로 (N, C, H, W)를 만들면 픽셀이 뒤섞입니다.",
    )
    why = Text(
        en="""Image files, NumPy, PIL, OpenCV and Keras keep the colours of one pixel together: (H, W, C).
        Torch's layers take (N, C, H, W). torchvision's ToTensor moves the axis; arrays turned into tensors by
        hand keep the old order.""",
        ko="""이미지 파일, NumPy, PIL, OpenCV, Keras는 픽셀 하나의 색을 모아 (H, W, C)로 둡니다. torch의 층은
        (N, C, H, W)를 받습니다. torchvision의 ToTensor는 축을 옮겨 주지만, 배열을 직접 텐서로 바꾸면 순서가
        그대로 남습니다.""",
    )
    symptoms = (
        "Given groups=1, expected input[8, 32, 32, 3] to have 3 channels, but got 32 channels instead",
        "expected input to have 3 channels, but got 32 channels instead",
        "channels last numpy image into conv2d",
        "NHWC to NCHW",
        "채널 순서가 달라요",
        "expected input to have 3 channels, but got 224 에러가 나요",
    )
    errors = (
        ErrorText(
            r"(?:Given groups=\d+, weight of size " + SHAPE + r", )?"
            r"expected input ?(?P<shape>"
            + SHAPE
            + r")? ?to have (?P<wanted>\d+) channels, but got (?P<given>\d+) channels",
            Text(
                en="The input {shape} holds the wanted {wanted} on another axis than the second.",
                ko="입력의 형상 {shape}에서 채널 {wanted}개는 두 번째 축이 아닌 곳에 있습니다.",
            ),
        ),
    )
    measures = {
        "wanted": Measure(Text(en="channels", ko="채널 수"), digits=0),
        "flow": Measure(Text(en="shapes on the way", ko="형상 변화")),
    }
    sources = ("PyTorch documentation, torch.nn.Conv2d: the input is (N, C_in, H, W)",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """The channels a convolution wants are found on the last of four axes."""
        for refusal in program.refused("channels"):
            if refusal.is_channels_last:
                yield self.at(
                    refusal.origin_place,
                    repair=refusal.with_asked("permute(0, 3, 1, 2)"),
                    wanted=refusal.wanted,
                    flow=refusal.flow,
                )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """The channels the layer wants stand last."""
        shape = sizes(told, "shape")
        return shape[-1:] == numbers(told, "wanted") if shape else None
