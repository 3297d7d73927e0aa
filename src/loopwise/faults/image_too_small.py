"""The picture has become smaller than the window of a convolution or a pooling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class ImageTooSmall(Fault):
    """A net made for 224 x 224, asked with 28 x 28."""

    severity = "error"
    title = Text(en="A picture smaller than the window", ko="커널보다 작아진 이미지")
    says = Text(
        en="""What is left of the picture, padding included, is smaller than this layer's window: torch raises.
        The window is {window} wide, the picture {left}.
        The shapes on the way to it: {flow}.""",
        ko="""남은 이미지가 패딩을 더해도 이 층의 커널보다 작아서 에러가 납니다.
        커널의 크기는 {window}, 남은 이미지의 크기는 {left}입니다.
        여기까지의 형상(shape) 변화: {flow}.""",
    )
    mend = Text(
        en="""Give the model larger pictures (transforms.Resize((224, 224)) for nets made for ImageNet), or leave out
        poolings and strides, or keep the size with padding=1. nn.AdaptiveAvgPool2d(1) takes any size.""",
        ko="""이미지를 키우거나(ImageNet용 모델이면 transforms.Resize((224, 224))), 풀링과 stride를 줄이거나,
        padding=1로 크기를 지키세요. nn.AdaptiveAvgPool2d(1)은 어떤 크기도 받습니다.""",
    )
    why = Text(
        en="""Every pooling of 2 halves the picture and every unpadded kernel of 3 takes 2 away. 28 becomes 26, 13, 11,
        5, 3, 1, and then nothing is left for a window to slide over. VGG halves five times: it needs 32 at least.""",
        ko="""크기 2인 풀링은 이미지를 반으로 줄이고, 패딩이 없는 크기 3의 커널은 2를 뺍니다. 28은 26, 13, 11, 5, 3,
        1이 되고 그다음에는 커널이 움직일 자리가 없습니다. VGG는 다섯 번 반으로 줄이므로 적어도 32가 필요합니다.""",
    )
    symptoms = (
        "Kernel size can't be greater than actual input size",
        "Given input size: (512x1x1). Calculated output size: (512x0x0). Output size is too small",
        "kernel size can't be greater than input size",
        "my images are too small for VGG",
        "커널이 입력보다 크다고 에러가 나요",
        "이미지가 너무 작다고 나와요",
    )
    errors = (
        ErrorText(
            r"Calculated padded input size per channel: \((?P<left>\d+)[\d x]*\)\. "
            r"Kernel size: \((?P<window>\d+)[\d x]*\)\. Kernel size can't be greater than actual input size"
        ),
        ErrorText(r"Calculated output size: \([\dx-]+\)\. Output size is too small"),
        ErrorText(r"(?:max|avg)_pool\w*\(\): (?:Invalid computed output size|.*Output size is too small)"),
    )
    measures = {
        "window": Measure(Text(en="size of the window", ko="커널의 크기"), digits=0),
        "left": Measure(Text(en="what is left of the picture", ko="남은 이미지의 크기"), digits=0),
        "flow": Measure(Text(en="shapes on the way", ko="형상 변화")),
    }
    sources = (
        "PyTorch documentation, torch.nn.Conv2d and torch.nn.MaxPool2d: the shape of the output",
        "Simonyan, Zisserman 2014, Very Deep Convolutional Networks, arXiv:1409.1556, table 1",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A window that is known is larger than the picture that comes in, which is known, too."""
        for refusal in program.refused("kernel"):
            yield self.at(refusal.made_place, window=refusal.wanted, left=refusal.given, flow=refusal.flow)
