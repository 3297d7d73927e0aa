"""An axis is asked for that the tensor does not have: `dim=1` of a single row, a permute of another rank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class AxisOutOfRange(Fault):
    """`softmax(model(x[0]), dim=1)`, `image.permute(0, 2, 3, 1)` of one picture, `y[:, 0]` of labels (N,)."""

    severity = "error"
    title = Text(en="An axis that is not there", ko="텐서에 없는 축")
    says = Text(
        en="""Axis {axis} is asked for here, and there is none of that number: axes count from 0.
        | permute names {named} axes here, and the tensor has {rank}: each has to be named once.
        | More axes are indexed here than the tensor has ({rank}).
        The last one is {last}.
        The shapes on the way to it: {flow}.""",
        ko="""여기서 찾는 축 번호({axis})가 텐서에 없습니다. 축은 0부터 셉니다.
        | permute에 적은 축은 {named}개인데 텐서의 축은 {rank}개입니다. 축을 하나도 빠짐없이 한 번씩 적어야 합니다.
        | 텐서에 있는 축({rank}개)보다 많은 축을 인덱싱합니다.
        마지막 축 번호는 {last}입니다.
        여기까지의 형상(shape) 변화: {flow}.""",
    )
    mend = Text(
        en="""Look where an axis got lost: a single sample has no batch axis (x.unsqueeze(0)), squeeze() drops every
        axis of length 1 (squeeze(1)), view(-1) all of them (flatten(1)). dim=-1 is the last axis, whatever stands
        in front. permute: (0, 3, 1, 2) for a batch, (2, 0, 1) for one picture.""",
        ko="""축이 사라진 곳을 찾으세요. 샘플 하나에는 배치 축이 없고(x.unsqueeze(0)), squeeze()는 길이가 1인 축을
        모두 없애며(squeeze(1)), view(-1)은 한 줄로 펼칩니다(flatten(1)). dim=-1은 앞에 무엇이 있든 마지막 축입니다.
        permute는 배치라면 (0, 3, 1, 2), 이미지 한 장이라면 (2, 0, 1)로 적습니다.""",
    )
    why = Text(
        en="""The number after dim= counts axes, not classes or samples. Code written for batches says dim=1 for the
        classes of (N, C); one row (C,) has axis 0 only. Torch then says "expected to be in range of [-1, 0], but
        got 1": the axes it would take, from behind and from the front. It often shows in a prediction for one
        picture, written after the training loop went well.""",
        ko="""dim= 뒤의 숫자는 클래스나 샘플이 아니라 축의 번호입니다. 배치를 위해 쓴 코드는 (N, C)의 클래스 축을
        dim=1로 적는데, 한 줄짜리 (C,)에는 0번 축뿐입니다. 그러면 torch는 "expected to be in range of [-1, 0], but
        got 1"이라고 하며, 대괄호 안은 쓸 수 있는 축 번호의 범위입니다. 학습은 잘 끝났는데 이미지 한 장을 예측할 때
        자주 나옵니다.""",
    )
    symptoms = (
        "Dimension out of range (expected to be in range of [-1, 0], but got 1)",
        "number of dimensions in the tensor input does not match the length of the desired ordering of dimensions",
        "number of dims don't match in permute",
        "too many indices for tensor of dimension 1",
        "axis 1 is out of bounds for array of dimension 1",
        "Dimension out of range 에러가 나요",
        "permute에서 축 개수가 안 맞아요",
        "permute has the wrong number of axes",
    )
    errors = (
        ErrorText(
            r"Dimension out of range \(expected to be in range of \[-?\d+, (?P<last>-?\d+)\], but got (?P<axis>-?\d+)\)"
        ),
        ErrorText(
            r"number of dimensions in the tensor input does not match the length of the desired ordering of dimensions"
            r"(?: i\.e\. input\.dim\(\) = (?P<rank>\d+) is not equal to len\(dims\) = (?P<named>\d+))?"
        ),
        ErrorText(r"number of dims don't match in permute"),
        ErrorText(r"too many indices for tensor of dimension (?P<rank>\d+)"),
        ErrorText(r"axis (?P<axis>-?\d+) is out of bounds for array of dimension \d+"),
    )
    often = 3
    measures = {
        "axis": Measure(Text(en="axis asked for", ko="찾는 축 번호"), digits=0),
        "last": Measure(Text(en="last axis there is", ko="마지막 축 번호"), digits=0),
        "named": Measure(Text(en="axes that permute names", ko="permute에 적은 축의 수"), digits=0),
        "rank": Measure(Text(en="axes of the tensor", ko="텐서의 축 수"), digits=0),
        "flow": Measure(Text(en="shapes on the way", ko="형상 변화")),
    }
    sources = ("PyTorch documentation, torch.permute, torch.nn.functional.softmax: dim",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """The shape is known, and the axis asked for is not in it."""
        for missing in program.axes_missing():
            yield self.at(
                missing.place,
                repair=missing.mended(),
                axis=missing.axis,
                last=missing.last,
                named=missing.named,
                rank=missing.rank if missing.axis is None else None,
                flow=missing.flow,
            )
