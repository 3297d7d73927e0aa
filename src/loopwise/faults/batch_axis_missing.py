"""One picture is asked without a batch axis: convolutions take it, the flatten behind them does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import MATMUL, MATMUL_SAYS, ErrorText, numbers
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class BatchAxisMissing(Fault):
    """`model(image)` with (1, 28, 28), through `flatten(1)`."""

    severity = "error"
    title = Text(en="One picture without a batch axis", ko="배치 축이 없는 이미지 한 장")
    says = Text(
        en="""One picture comes in without a batch axis, so its channels are taken for a batch.
        The Linear takes {wanted} features and is given {given}: {flow}.""",
        ko="""이미지 한 장이 배치 축 없이 들어와, 채널 축이 배치 축으로 쓰입니다.
        Linear는 특성(feature) {wanted}개를 받는데 {given}개가 들어옵니다: {flow}.""",
    )
    mend = Text(
        en="Give the picture a batch of one: model(image.unsqueeze(0)).",
        ko="크기가 1인 배치로 만드세요: model(image.unsqueeze(0)).",
    )
    why = Text(
        en="""Convolutions and poolings take (C, H, W) as well as (N, C, H, W), so a single picture passes them.
        flatten(1) and nn.Flatten() keep the first axis and join the rest: without a batch the first axis is the
        channels.""",
        ko="""합성곱과 풀링은 (N, C, H, W)뿐 아니라 (C, H, W)도 받으므로 이미지 한 장도 그대로 지나갑니다.
        flatten(1)과 nn.Flatten()은 첫 번째 축을 두고 나머지를 잇는데, 배치 축이 없으면 첫 번째 축이 채널입니다.""",
    )
    symptoms = (
        "mat1 and mat2 shapes cannot be multiplied",
        "mat1 and mat2 shapes cannot be multiplied (8x676 and 5408x10)",
        "predict one image shape error",
        "works on a batch but not on a single image",
        "이미지 한 장만 넣으면 에러가 나요",
        "학습은 되는데 예측할 때 shape 안 맞아요",
    )
    errors = (ErrorText(MATMUL, MATMUL_SAYS),)
    often = 1
    measures = {
        "wanted": Measure(Text(en="features wanted", ko="층이 받는 특성 수"), digits=0),
        "given": Measure(Text(en="features given", ko="들어온 특성 수"), digits=0),
        "flow": Measure(Text(en="shapes on the way", ko="형상 변화")),
    }
    sources = ("PyTorch documentation, torch.nn.Conv2d: the input is (N, C_in, H, W) or (C_in, H, W)",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """All numbers of one unbatched picture are as many as the Linear wants of a sample."""
        for refusal in program.refused("width"):
            if refusal.lacks_batch_axis:
                yield self.at(
                    refusal.asked_place,
                    repair=refusal.with_asked("unsqueeze(0)"),
                    wanted=refusal.wanted,
                    given=refusal.given,
                    flow=refusal.flow,
                )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """All rows together are the one sample that the layer was made for."""
        if found := numbers(told, "rows", "given", "wanted"):
            rows, given, wanted = found
            return rows > 1 and rows * given == wanted
        return None
