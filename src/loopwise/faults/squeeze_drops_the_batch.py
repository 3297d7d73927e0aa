"""`squeeze()` without an axis also drops the axis of the batch, as soon as a batch holds one sample."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import SHAPE, ErrorText, sizes
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told

_TARGET = rf"\(torch\.Size\((?P<target>{SHAPE})\)\)"
_ANSWER = rf"\(torch\.Size\((?P<answer>{SHAPE})\)\)"
_SHAPES = Text(
    en="The target has the shape {target}, the prediction {answer}.",
    ko="정답의 형상은 {target}, 예측의 형상은 {answer}입니다.",
)


class SqueezeDropsTheBatch(Fault):
    """(N, 1) to (N,) with `squeeze()`, and a last batch of one sample."""

    severity = "error"
    title = Text(en="squeeze() drops the batch axis", ko="배치 축까지 없애는 squeeze()")
    says = Text(
        en="""squeeze() drops every axis of length 1, in a batch of one sample that of the batch, too.
        {samples} samples in batches of {batch_size} leave one for the last batch; there {reader_place} raises.""",
        ko="""squeeze()는 길이가 1인 축을 모두 없앱니다. 샘플이 하나뿐인 배치에서는 배치 축도 사라집니다.
        샘플 {samples}개를 배치 크기({batch_size})로 나누면 마지막 배치에 하나가 남아 오류가 납니다({reader_place}).""",
    )
    mend = Text(
        en="Name the axis: squeeze(-1), or squeeze(1). Or shape the target like the output: y.unsqueeze(1).",
        ko="없앨 축을 적으세요: squeeze(-1), squeeze(1). 정답을 출력의 형상(shape)에 맞춰도 됩니다: y.unsqueeze(1).",
    )
    why = Text(
        en="""An output layer with one unit gives (N, 1), labels come as (N,), and squeeze() makes the two fit, as long
        as N is larger than 1. When the number of samples leaves a rest of 1, the last batch of the epoch is (1, 1), and
        all of it is squeezed: a number without any axis. The loss refuses it, cat, len and argmax(1) do, too. It
        shows after a whole epoch, or only on another data set.""",
        ko="""출력이 하나인 층은 (N, 1)을 내고 정답 레이블은 (N,)이라서 squeeze()로 맞추곤 합니다. N이 1보다 클 때는 잘
        됩니다. 그런데 샘플 수를 배치 크기로 나눈 나머지가 1이면 에폭(epoch)의 마지막 배치가 (1, 1)이 되고, 축이 모두
        없어져 숫자 하나만 남습니다. 손실 함수가 이를 거부하고 cat, len, argmax(1)도 마찬가지입니다. 한 에폭이 다
        끝날 때쯤에야, 또는 다른 데이터를 쓸 때에야 드러납니다.""",
    )
    symptoms = (
        "Target size (torch.Size([1])) must be the same as input size (torch.Size([]))",
        "Using a target size (torch.Size([1])) that is different to the input size (torch.Size([]))",
        "zero-dimensional tensor (at position 0) cannot be concatenated",
        "iteration over a 0-d tensor",
        "error only in the last batch of the epoch",
        "마지막 배치에서만 에러가 나요",
        "squeeze 했더니 마지막 배치에서 shape 에러가 나요",
        "input size가 torch.Size([])라고 나와요",
    )
    errors = (
        ErrorText(rf"Target size {_TARGET} must be the same as input size {_ANSWER}", _SHAPES),
        ErrorText(rf"Using a target size {_TARGET} that is different to the input size {_ANSWER}", _SHAPES),
        ErrorText(r"zero-dimensional tensor \(at position \d+\) cannot be concatenated"),
        ErrorText(r"iteration over a 0-d tensor"),
        ErrorText(r"Dimension out of range \(expected to be in range of \[-1, 0\], but got 1\)"),
    )
    measures = {
        "samples": Measure(Text(en="samples", ko="샘플 수"), digits=0),
        "batch_size": Measure(Text(en="batch size", ko="배치 크기"), digits=0),
    }
    sources = ("PyTorch documentation, torch.squeeze: a warning about the batch dimension",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """No axis is named, the last batch is surely of one sample, and what follows needs the batch's axis."""
        for squeeze in program.squeezes():
            yield self.at(
                squeeze.place,
                repair=squeeze.along_last(),
                related={"reader_place": squeeze.reader.place},
                samples=squeeze.samples,
                batch_size=squeeze.batch_size,
            )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """The prediction has no axis left."""
        answer = sizes(told, "answer")
        return None if answer is None else answer == ()
