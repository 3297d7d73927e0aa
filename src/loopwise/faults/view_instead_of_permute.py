"""Axes change places by view or reshape, which only cuts the same row of numbers into other pieces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class ViewInsteadOfPermute(Fault):
    """(N, H, W, C) to (N, C, H, W), (N, T, F) to (T, N, F) with `view`."""

    severity = "error"
    title = Text(en="view where permute is meant", ko="permute 대신 쓴 view")
    says = Text(
        en="""This makes {after} of {before} by reshaping: numbers keep their order, so neighbours are torn apart.""",
        ko="""형상(shape)만 바꾸어({before} → {after}) 숫자의 순서는 그대로입니다. 그래서 이웃한 값들이 흩어집니다.""",
    )
    mend = Text(
        en="Move axes with permute or transpose; view and reshape only join and split neighbouring ones.",
        ko="축의 순서는 permute나 transpose로 바꾸세요. view와 reshape는 이웃한 축을 잇거나 나누기만 합니다.",
    )
    why = Text(
        en="""A tensor is one long row of numbers, and view says only where to cut it. Cutting the row of (H, W,
        C) as (C, H, W) puts the colours of the first pixels into the first channel as if they were a row of the
        picture. The shape is right and nothing raises, but pictures are scrambled, or time steps of several
        samples mixed.""",
        ko="""텐서는 긴 한 줄의 숫자이고 view는 그 줄을 어디서 자를지만 정합니다. (H, W, C) 순서의 줄을 (C, H,
        W)로 자르면 처음 몇 픽셀의 색들이 첫 채널의 한 행처럼 들어갑니다. 형상은 맞고 에러도 나지 않지만,
        이미지가 뒤섞이거나 여러 샘플의 시점이 섞입니다.""",
    )
    symptoms = (
        "images look scrambled after reshape",
        "accuracy stays at chance after changing NHWC to NCHW with view",
        "view instead of transpose",
        "이미지가 깨져 보여요",
        "reshape 했더니 정확도가 안 올라가요",
    )
    often = 1
    measures = {
        "before": Measure(Text(en="shape before", ko="바꾸기 전 형상")),
        "after": Measure(Text(en="shape after", ko="바꾼 뒤 형상")),
    }
    sources = ("PyTorch documentation, torch.Tensor.view and torch.permute",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """The same lengths in another order."""
        for reshape in program.reshapes():
            if reshape.tears_axes:
                yield self.at(
                    reshape.place, repair=reshape.as_permute(), before=reshape.before, after=reshape.after
                )
