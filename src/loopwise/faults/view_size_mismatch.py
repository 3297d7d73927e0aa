"""A reshape asks for more, or fewer, numbers than there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class ViewSizeMismatch(Fault):
    """`x.view(-1, 400)` of pictures that have 576 numbers each."""

    severity = "error"
    title = Text(en="A view that does not fit its numbers", ko="원소 수가 맞지 않는 view")
    says = Text(
        en="""A reshape keeps every number: the lengths asked for have to multiply to as many as come in.
        Here {given} come in; those asked for make {wanted}, or with -1 a multiple of it.
        The shapes on the way to it: {flow}.""",
        ko="""형상(shape)을 바꾸어도 숫자의 개수는 그대로여야 합니다. 요청한 길이를 모두 곱한 값이 들어온 개수와 같아야
        합니다. 여기서는 {given}개가 들어오는데 요청한 길이의 곱(-1이 있으면 그 배수)은 {wanted}입니다.
        여기까지의 형상 변화: {flow}.""",
    )
    mend = Text(
        en="""Write x.flatten(1), which needs no number, and give the Linear behind it the width that then comes in:
        channels x height x width.""",
        ko="""숫자를 쓸 필요가 없는 x.flatten(1)로 바꾸고, 그 뒤의 Linear에는 그때 들어오는 너비(채널 x 높이 x 너비)를
        주세요.""",
    )
    why = Text(
        en="""The number in view(-1, 16 * 5 * 5) is right for one size of picture and one stack of layers. Another
        picture, padding or pooling changes it; -1 takes what is left, so torch notices only where it leaves a rest,
        and where it leaves none the batch silently gets another length. loopwise trace shows the shape behind every
        layer.""",
        ko="""view(-1, 16 * 5 * 5)의 숫자는 한 가지 이미지 크기와 한 가지 층 구성에만 맞습니다. 이미지 크기나 패딩,
        풀링을 바꾸면 달라집니다. -1은 나머지를 가져가므로 나누어떨어지지 않을 때만 에러가 나고, 나누어떨어지면 배치
        크기가 조용히 달라집니다. loopwise trace로 층마다 나오는 형상을 볼 수 있습니다.""",
    )
    symptoms = (
        "shape '[-1, 400]' is invalid for input of size 9216",
        "shape is invalid for input of size",
        "view has the wrong number of elements",
        "cannot reshape tensor of 9216 elements into shape [-1, 400]",
        "view에서 shape이 안 맞는다고 나와요",
        "invalid for input of size 에러가 나요",
    )
    errors = (
        ErrorText(
            r"shape '(?P<asked>\[[\d, -]*\])' is invalid for input of size (?P<given>\d+)",
            Text(
                en="The shape asked for is {asked}; -1 stands for what is left.",
                ko="요청한 형상은 {asked}이고, -1은 남은 개수를 뜻합니다.",
            ),
        ),
        ErrorText(r"cannot reshape (?:tensor|array) of (?:\d+ elements|size \d+) into shape"),
        ErrorText(r"(?i:provided) sizes \[[\d, -]+\] don't multiply up to the size of dim"),
    )
    often = 3
    measures = {
        "given": Measure(Text(en="numbers that come in", ko="들어온 숫자의 개수")),
        "wanted": Measure(Text(en="numbers asked for", ko="요청한 숫자의 개수")),
        "flow": Measure(Text(en="shapes on the way", ko="형상 변화")),
    }
    sources = ("PyTorch documentation, torch.Tensor.view: the number of elements stays the same",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """Lengths that are known multiply to another number than comes in."""
        for refusal in program.refused("elements"):
            if refusal.is_reshape:
                yield self.at(refusal.place, wanted=refusal.wanted, given=refusal.given, flow=refusal.flow)
