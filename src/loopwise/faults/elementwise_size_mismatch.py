"""Two tensors are added, or multiplied number by number, whose axes do not match."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class ElementwiseSizeMismatch(Fault):
    """`self.conv(x) + x`, where the convolution has changed the channels or the size of the picture."""

    severity = "error"
    title = Text(en="Sums of tensors that do not match", ko="형상이 맞지 않는 텐서의 덧셈")
    says = Text(
        en="""Number by number only axes of one length go together, or of length 1. Here {one} meets {other}.
        | There is room for {room} here, and {given} come in: a slice that is written to, or an expand().
        One side: {flow}.
        The other: {beside}.""",
        ko="""원소끼리 계산하려면 축의 길이가 서로 같거나 한쪽이 1이어야 합니다. 여기서 만나는 두 길이: {one}, {other}.
        | 여기에는 {room}개의 자리가 있는데 {given}개가 들어옵니다. 슬라이스에 값을 넣거나 expand()를 쓸 때 생깁니다.
        한쪽: {flow}.
        다른 쪽: {beside}.""",
    )
    mend = Text(
        en="""Make room for what comes in ({given}): preds[i : i + len(batch)] = out, as the last batch of an epoch is
        often shorter than the others; expand() only stretches axes of length 1.
        | In a residual block bring the shortcut to the shape of the main path: nn.Conv2d(before, after, 1,
        stride=stride) where channels or stride change, and padding=1 for kernels of 3 so that the picture keeps
        its size.""",
        ko="""들어오는 만큼({given}개)만 쓰세요. 에폭의 마지막 배치는 짧을 때가 많으므로
        preds[i : i + len(batch)] = out으로 씁니다. expand()는 길이가 1인 축만 늘립니다.
        | 잔차 블록에서는 지름길(shortcut)의 형상을 본래 경로에 맞추세요. 채널 수나 stride가 바뀌는 곳에는
        nn.Conv2d(before, after, 1, stride=stride)를 두고, 커널이 3이면 padding=1을 주어 이미지 크기를 지킵니다.""",
    )
    why = Text(
        en="""Torch lines up shapes from the last axis backwards and stretches axes of length 1; any other difference
        raises. In ResNet the blocks that halve the picture double the channels, so their shortcut needs a convolution
        of its own; all others add x as it is.""",
        ko="""torch는 마지막 축부터 거꾸로 형상을 맞추고 길이가 1인 축만 늘립니다. 그 밖의 차이는 에러가 됩니다.
        ResNet에서 이미지 크기를 반으로 줄이는 블록은 채널 수를 두 배로 늘리므로, 그 블록의 지름길에는 합성곱이 따로
        필요합니다. 다른 블록은 x를 그대로 더합니다.""",
    )
    symptoms = (
        "The size of tensor a (64) must match the size of tensor b (128) at non-singleton dimension 1",
        "The expanded size of the tensor (10) must match the existing size (32) at non-singleton dimension 0",
        "residual connection has the wrong shape",
        "skip connection shapes do not match",
        "잔차 연결에서 크기가 안 맞아요",
        "The size of tensor a must match the size of tensor b 에러가 나요",
    )
    errors = (
        ErrorText(
            r"The size of tensor a (?:\((?P<one>\d+)\) )?must match the size of tensor b"
            r"(?: \((?P<other>\d+)\))?(?: at non-singleton dimension (?P<axis>\d+))?",
            Text(
                en="The axis on which they differ is number {axis}, counted from 0.",
                ko="길이가 다른 축은 0부터 세어 {axis}번입니다.",
            ),
        ),
        ErrorText(
            r"The expanded size of the tensor \((?P<room>\d+)\) must match the existing size \((?P<given>\d+)\)"
            r"(?: at non-singleton dimension (?P<axis>\d+))?",
            Text(
                en="The axis on which they differ is number {axis}, counted from 0.",
                ko="길이가 다른 축은 0부터 세어 {axis}번입니다.",
            ),
        ),
        ErrorText(
            r"value tensor of shape \[(?P<given>\d+)\] cannot be broadcast "
            r"to indexing result of shape \[(?P<room>\d+)\]"
        ),
    )
    often = 3
    measures = {
        "room": Measure(Text(en="places there are", ko="자리의 수"), digits=0),
        "given": Measure(Text(en="values that come in", ko="들어온 값의 수"), digits=0),
        "one": Measure(Text(en="length of the one", ko="한쪽의 길이"), digits=0),
        "other": Measure(Text(en="length of the other", ko="다른 쪽의 길이"), digits=0),
        "flow": Measure(Text(en="shapes on one side", ko="한쪽의 형상 변화")),
        "beside": Measure(Text(en="shapes on the other side", ko="다른 쪽의 형상 변화")),
    }
    sources = (
        "PyTorch documentation, Broadcasting semantics",
        "He, Zhang, Ren, Sun 2015, Deep Residual Learning for Image Recognition, arXiv:1512.03385, equation 2",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Two axes of known lengths, of which none is 1, meet in a sum or a product."""
        for refusal in program.refused("broadcast"):
            if refusal.op.kind == "expand":
                yield self.at(refusal.place, room=refusal.wanted, given=refusal.given, flow=refusal.flow)
            elif refusal.beside is not None:
                yield self.at(
                    refusal.place,
                    one=refusal.wanted,
                    other=refusal.given,
                    flow=refusal.flow,
                    beside=refusal.beside,
                )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """Nothing is compared on the line."""
        return "==" not in failure.code if failure.code else None
