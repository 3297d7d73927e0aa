"""A convolution or a batch normalisation is made for another number of channels than it is given."""

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


class ChannelsMismatch(Fault):
    """Grey pictures into `nn.Conv2d(3, ...)`, and the like."""

    severity = "error"
    title = Text(en="A layer made for other channels", ko="채널 수가 맞지 않는 층")
    says = Text(
        en="""This layer takes {wanted} channels and is given {given}.
        The shapes on the way to it: {flow}.""",
        ko="""이 층은 채널 {wanted}개를 받는데 {given}개가 들어옵니다.
        여기까지의 형상(shape) 변화: {flow}.""",
    )
    mend = Text(
        en="Its first argument is the channels that come in: 1 for grey, 3 for colour, else those of the layer before.",
        ko="첫 번째 인자를 들어오는 채널 수로 바꾸세요. 흑백은 1, 컬러는 3, 그 밖에는 앞 층의 출력 채널 수입니다.",
    )
    why = Text(
        en="""A convolution has one set of weights for each input channel, so in_channels is fixed when it is
        made. MNIST and scans are grey (1 channel), photographs have 3, some PNG files 4; behind another
        convolution the number is that one's out_channels.""",
        ko="""합성곱 층은 입력 채널마다 가중치를 따로 가지므로 in_channels는 만들 때 정해집니다. MNIST나 스캔
        이미지는 흑백(채널 1개), 사진은 3개, 어떤 PNG 파일은 4개입니다. 다른 합성곱 뒤에서는 그 층의
        out_channels와 같아야 합니다.""",
    )
    symptoms = (
        "Given groups=1, weight of size, expected input to have channels, but got channels instead",
        "Given groups=1, expected input[64, 1, 28, 28] to have 3 channels, but got 1 channels instead",
        "running_mean should contain 8 elements not 16",
        "grayscale image into a conv layer for RGB",
        "채널 수가 안 맞아요",
        "expected input to have 3 channels, but got 1 에러가 나요",
        "채널 수가 다르다는 에러가 나요",
    )
    errors = (
        ErrorText(
            r"(?:Given groups=\d+, weight of size " + SHAPE + r", )?"
            r"expected input ?(?P<shape>"
            + SHAPE
            + r")? ?to have (?P<wanted>\d+) channels, but got (?P<given>\d+) channels",
            Text(
                en="The input has the shape {shape}; its second axis should be {wanted}.",
                ko="입력의 형상은 {shape}이고, 두 번째 축이 {wanted}이어야 합니다.",
            ),
        ),
        ErrorText(r"running_mean should contain (?P<given>\d+) elements not (?P<wanted>\d+)"),
    )
    often = 3
    measures = {
        "wanted": Measure(Text(en="channels wanted", ko="층이 받는 채널 수"), digits=0),
        "given": Measure(Text(en="channels given", ko="들어온 채널 수"), digits=0),
        "flow": Measure(Text(en="shapes on the way", ko="형상 변화")),
    }
    sources = ("PyTorch documentation, torch.nn.Conv2d: the input is (N, C_in, H, W)",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """The axis of the channels has another length, and the last one does not explain it."""
        for refusal in program.refused("channels"):
            if not refusal.is_channels_last:
                yield self.at(
                    refusal.made_place,
                    repair=refusal.with_setting("in_channels", "num_features"),
                    wanted=refusal.wanted,
                    given=refusal.given,
                    flow=refusal.flow,
                )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """No axis but the second could be meant by channels."""
        shape = sizes(told, "shape")
        return None if not shape or shape[-1:] == numbers(told, "wanted") else True
