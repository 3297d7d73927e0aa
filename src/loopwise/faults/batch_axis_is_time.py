"""A recurrent layer takes the batch for time, or the last sample is taken for the last step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault
from loopwise.faults._mixed_probe import MIXED, MixedProbe
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class BatchAxisIsTime(Fault):
    """`nn.LSTM` without `batch_first=True` on (N, T, F); `out[-1]` with it."""

    severity = "error"
    title = Text(en="Batch and time confused", ko="배치 축과 시간 축이 뒤바뀜")
    says = Text(
        en="""Without batch_first=True a recurrent layer, or an attention, runs along the first axis, with it along the
        second.
        Here the batch stands on the axis it takes for time, so samples become steps of one another.
        Asked again after this run, beside {rows} other samples, an answer changed by up to {changed:.3g} (a typical one
        is {scale:.3g}).""",
        ko="""순환층과 어텐션(attention)은 batch_first=True가 없으면 첫 번째 축을, 있으면 두 번째 축을
        시간으로 여깁니다.
        여기서는 시간으로 여기는 축에 배치가 있어서, 샘플들이 서로의 앞뒤 시점처럼 이어집니다.
        이번 실행이 끝난 뒤 다른 샘플({rows}개)과 묶어 다시 계산하니 같은 샘플의 답이 최대 {changed:.3g}만큼
        달라졌습니다(보통 답의 크기 {scale:.3g}).""",
    )
    mend = Text(
        en="For input (N, T, F) make the layer with batch_first=True, and take the last step with out[:, -1].",
        ko="입력이 (N, T, F)이면 batch_first=True로 층을 만들고, 마지막 시점은 out[:, -1]로 꺼내세요.",
    )
    why = Text(
        en="""By default torch's recurrent layers and attentions take (T, N, F), because it was faster once; loaders
        give (N, T, F). The shapes fit either way, so nothing raises: the layer carries its state from one sample to the
        next, or attends to other samples, and what it says about a sample changes with its neighbours in the
        batch.""",
        ko="""torch의 순환층과 어텐션은 기본으로 (T, N, F)를 받습니다. 예전에 그 편이 빨랐기 때문입니다. 데이터로더는
        (N, T, F)를 줍니다. 어느 쪽이든 형상(shape)은 맞아서 에러가 나지 않지만, 층이 한 샘플의 상태를 다음 샘플로
        넘기거나 다른 샘플을 참조하게 되어 배치에 누가 함께 있느냐에 따라 출력이 달라집니다.""",
    )
    symptoms = (
        "LSTM does not learn",
        "LSTM accuracy stays at chance",
        "batch_first LSTM output shape",
        "predictions change with the batch size",
        "Expected input batch_size (10) to match target batch_size (30).",
        "LSTM이 학습이 안 돼요",
        "배치 크기를 바꾸면 예측이 달라져요",
    )
    often = 1
    measures = {**MIXED}
    errors = (
        ErrorText(
            r"Expected input batch_size \((?P<rows>\d+)\) to match target batch_size \((?P<batch>\d+)\)",
            Text(
                en="The model answers with {rows} rows for a batch of {batch} samples.",
                ko="샘플 {batch}개짜리 배치에 모델이 낸 답은 {rows}행입니다.",
            ),
        ),
    )
    sources = ("PyTorch documentation, torch.nn.LSTM: batch_first",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """The axis of the batch is known, or the program itself takes the last step from the other axis."""
        for recurrence in program.recurrences():
            if recurrence.runs_along_batch:
                yield self.at(recurrence.place, repair=recurrence.along_time())
            for last in recurrence.last_samples:
                yield self.at(last.place, repair=last.subscripted(":, -1"))

    class Probe(MixedProbe):
        """A recurrent layer carries what it knows from one sample to the next, or an attention looks at others."""

        by = ("RNN", "LSTM", "GRU", "MultiheadAttention")
