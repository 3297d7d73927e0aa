"""Tensors are put one behind the other that differ on another axis than that one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class CatSizeMismatch(Fault):
    """A U-Net whose way up has another picture size than its way down."""

    severity = "error"
    title = Text(en="Tensors that cannot be joined", ko="이어 붙일 수 없는 텐서")
    says = Text(
        en="""torch.cat joins along one axis; all others have to be equal. Here {wanted} meets {given}.
        The first: {flow}.
        Beside it: {beside}.""",
        ko="""torch.cat은 한 축을 따라 이어 붙이므로 나머지 축의 길이는 모두 같아야 합니다. 여기서 만나는 두
        길이: {wanted}, {given}.
        첫 번째: {flow}.
        다른 하나: {beside}.""",
    )
    mend = Text(
        en="""Keep the size on the way down (padding=1 for kernels of 3, pictures divisible by 2 for every pooling), or
        bring one to the size of the other before the cat: F.interpolate(x, size=skip.shape[-2:]).""",
        ko="""내려가는 길에서 크기를 지키세요. 커널이 3이면 padding=1을 주고, 이미지 크기는 풀링할 때마다 2로
        나누어떨어지게 합니다. 또는 이어 붙이기 전에 F.interpolate(x, size=skip.shape[-2:])로 크기를 맞추세요.""",
    )
    why = Text(
        en="""A convolution without padding takes a border away, a pooling rounds down, and an upsampling doubles what
        is left: 57 becomes 28, then 56. The skip connection brings the size from before. dim=1 is the axis of the
        channels, the only one that may differ.""",
        ko="""패딩이 없는 합성곱은 가장자리를 잘라 내고, 풀링은 내림하고, 업샘플링은 남은 크기를 두 배로 만듭니다. 57은
        28이 되었다가 56이 됩니다. 스킵 연결은 줄어들기 전의 크기를 가져옵니다. dim=1은 채널 축이고, 이 축만 길이가
        달라도 됩니다.""",
    )
    symptoms = (
        "Sizes of tensors must match except in dimension 1. Expected size 56 but got size 57 for tensor number 1",
        "Sizes of tensors must match except in dimension 1. Got 28 and 56 in dimension 2",
        "torch.cat fails in my U-Net",
        "torch.cat에서 크기가 안 맞는다고 나와요",
        "U-Net 스킵 연결에서 에러가 나요",
    )
    errors = (
        ErrorText(
            r"Sizes of tensors must match except in dimension (?P<axis>\d+)\. "
            r"(?:Expected size (?P<wanted>\d+) but got size (?P<given>\d+)|Got (?:\d+) and (?:\d+) in dimension)",
            Text(
                en="They are joined along axis {axis}, counted from 0.",
                ko="이어 붙이는 축은 0부터 세어 {axis}번입니다.",
            ),
        ),
    )
    measures = {
        "wanted": Measure(Text(en="length of the first", ko="첫 번째의 길이"), digits=0),
        "given": Measure(Text(en="length of the other", ko="다른 하나의 길이"), digits=0),
        "flow": Measure(Text(en="shapes on the way to the first", ko="첫 번째의 형상 변화")),
        "beside": Measure(Text(en="shapes on the way to the other", ko="다른 하나의 형상 변화")),
    }
    sources = (
        "PyTorch documentation, torch.cat: all tensors must have the same shape except in the concatenating dimension",
        "Ronneberger, Fischer, Brox 2015, U-Net, arXiv:1505.04597",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Two of the tensors have other lengths, both known, on an axis that is not the joined one."""
        for refusal in program.refused("length"):
            if refusal.beside is not None:
                yield self.at(
                    refusal.place,
                    wanted=refusal.wanted,
                    given=refusal.given,
                    flow=refusal.flow,
                    beside=refusal.beside,
                )
