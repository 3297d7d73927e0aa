"""Pictures are normalised with one mean a channel, but they have another number of channels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import SHAPE, ErrorText, sizes
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class NormaliseChannelsMismatch(Fault):
    """`Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))` on MNIST."""

    severity = "error"
    title = Text(en="Normalised for other channels", ko="채널 수가 맞지 않는 정규화")
    says = Text(
        en="""The normalisation has {means} means, one a channel, but the pictures have {channels}. The change is in
        place and must keep the picture's shape, so it raises at the first picture.
        | What is normalised has another number of channels than there are means, one a channel.""",
        ko="""정규화(normalization)에는 채널별 평균이 {means}개 있는데 이미지의 채널은 {channels}개입니다. 이미지의
        형상(shape)을 그대로 둔 채 값만 바꾸는 계산이라 첫 이미지에서 에러가 납니다.
        | 채널별 평균의 개수와 들어온 데이터의 채널 수가 다릅니다.""",
    )
    mend = Text(
        en="Give one mean and one deviation a channel: Normalize((0.5,), (0.5,)) for grey pictures.",
        ko="채널마다 평균과 표준편차를 하나씩 주세요. 흑백 이미지라면 Normalize((0.5,), (0.5,))입니다.",
    )
    why = Text(
        en="""Normalize subtracts from every channel its own mean and divides it by its own deviation. The three
        numbers seen everywhere are those of colour photographs (ImageNet, CIFAR-10). MNIST, FashionMNIST and most
        scans are grey: one channel, so one number of each. If a model wants three channels, as pretrained ones
        do, put Grayscale(num_output_channels=3) in front instead.""",
        ko="""Normalize는 채널마다 그 채널의 평균을 빼고 표준편차로 나눕니다. 예제에서 흔히 보는 숫자 세 개는 컬러
        사진(ImageNet, CIFAR-10)의 값입니다. MNIST나 FashionMNIST, 대부분의 스캔 이미지는 흑백이라 채널이 하나이므로
        값도 하나씩이어야 합니다. 사전학습 모델처럼 채널 3개를 받는 모델에 넣으려면 그 대신 앞에
        Grayscale(num_output_channels=3)을 두세요.""",
    )
    symptoms = (
        "output with shape [1, 28, 28] doesn't match the broadcast shape [3, 28, 28]",
        "doesn't match the broadcast shape",
        "Normalize fails on MNIST",
        "normalize grayscale image with three means",
        "Normalize에서 shape 에러가 나요",
        "doesn't match the broadcast shape 에러가 나요",
        "흑백 이미지 정규화가 안 돼요",
    )
    errors = (
        ErrorText(
            rf"output with shape (?P<given>{SHAPE}) doesn't match the broadcast shape (?P<result>{SHAPE})",
            Text(
                en="A picture of the shape {given} would become {result}.",
                ko="이미지의 형상 {given} 대신 {result} 형상이 나와야 하는 계산입니다.",
            ),
        ),
    )
    measures = {
        "means": Measure(Text(en="means given", ko="평균의 개수"), digits=0),
        "channels": Measure(Text(en="channels of a picture", ko="이미지의 채널 수"), digits=0),
    }
    formula = Formula(
        r"x'_{c,i,j} = \frac{x_{c,i,j} - \mu_c}{\sigma_c}",
        symbols={
            "c": Text(en="channel: 1 for grey, 1 to 3 for colour", ko="채널: 흑백은 1, 컬러는 1부터 3까지"),
            "i, j": Text(en="row and column of the pixel", ko="픽셀의 행과 열"),
            r"\mu_c": Text(
                en="mean of channel c over the training pictures", ko="학습 이미지에서 채널 c의 평균"
            ),
            r"\sigma_c": Text(en="its standard deviation", ko="같은 채널의 표준편차"),
        },
        code="tensor.sub_(mean).div_(std)   # mean, std: (C, 1, 1)",
    )
    sources = (
        "torchvision documentation, transforms.Normalize: one mean and one deviation for each channel",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """The picture's own number of channels is known, and it is not that of the means."""
        for one in program.normalisations():
            yield self.at(one.place, repair=one.for_one_channel(), means=one.means, channels=one.channels)

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """Only the axis of the channels, third from behind, would grow."""
        given, result = sizes(told, "given"), sizes(told, "result")
        if given is None or result is None or len(given) != len(result) or len(given) < 3:
            return None
        return given[:-3] == result[:-3] and given[-2:] == result[-2:]
