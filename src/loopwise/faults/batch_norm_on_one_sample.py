"""Batch normalisation in training mode meets one value a channel, which has no spread to divide by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import SHAPE, ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program


class BatchNormOnOneSample(Fault):
    """A last batch of one, batches of one, a single example asked in training mode."""

    severity = "error"
    title = Text(en="Batch normalisation on one sample", ko="샘플 하나에 쓰는 배치 정규화")
    says = Text(
        en="""{samples} samples in batches of {batch_size} leave one for the last batch. In training mode `{layer}`
        ({layer_place}) raises there: one value a channel has no spread.
        | In training mode `{layer}` ({layer_place}) gets one value a channel here, which has no spread: it raises.""",
        ko="""샘플 {samples}개를 배치 크기({batch_size})로 나누면 마지막 배치에 하나가 남습니다. 채널마다 값이 하나면
        분산을 구할 수 없어, 학습 모드의 `{layer}` 층({layer_place})에서 오류가 납니다.
        | 학습 모드의 `{layer}` 층({layer_place})에 채널마다 값이 하나만 들어와 분산을 구할 수 없습니다.""",
    )
    mend = Text(
        en="""Leave the rest out: DataLoader(..., drop_last=True), or choose another batch size. A single example is
        asked after model.eval().""",
        ko="""DataLoader(..., drop_last=True)로 나머지를 버리거나 배치 크기를 바꾸세요. 샘플 하나만 예측할 때는 먼저
        model.eval()을 호출하면 됩니다.""",
    )
    why = Text(
        en="""In training mode batch normalisation takes mean and variance of each channel over the batch (and over the
        picture, if there is one). Of a single value the mean is the value itself and the variance zero: every output
        would be 0, whatever came in. So torch refuses. A picture with H*W > 1 gives it enough values even alone.""",
        ko="""학습 모드의 배치 정규화(batch normalization)는 채널마다 배치 전체(이미지라면 픽셀까지)의 평균과 분산을
        구합니다. 값이 하나뿐이면 평균은 그 값 자신이고 분산은 0이라서, 무엇이 들어오든 출력이 0이 됩니다.
        그래서 torch가 오류를 냅니다. H*W가 1보다 큰 이미지는 한 장이어도 값이 충분합니다.""",
    )
    symptoms = (
        "Expected more than 1 value per channel when training, got input size torch.Size([1, 16])",
        "BatchNorm1d error in the last batch",
        "batch_size=1 with batch norm",
        "마지막 배치에서만 에러가 나요",
        "배치 크기를 1로 하면 BatchNorm 에러가 나요",
        "한 장만 예측하면 Expected more than 1 value 에러가 나요",
    )
    errors = (
        ErrorText(
            r"Expected more than 1 value per channel when training(?:, got input size torch\.Size\((?P<shape>"
            + SHAPE
            + r")\))?",
            Text(
                en="The input has the shape {shape}: one value for each channel.",
                ko="입력의 형상은 {shape}이고, 채널마다 값이 하나뿐입니다.",
            ),
        ),
    )
    measures = {
        "samples": Measure(Text(en="samples", ko="샘플 수"), digits=0),
        "batch_size": Measure(Text(en="batch size", ko="배치 크기"), digits=0),
        "layer": Measure(Text(en="layer", ko="층")),
    }
    formula = Formula(
        r"\hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}},\quad \mu = x, \sigma^2 = 0",
        symbols={
            "x": Text(en="the one value of a channel", ko="채널의 유일한 값"),
            r"\mu": Text(en="mean over the batch", ko="배치의 평균"),
            r"\sigma^2": Text(en="variance over the batch", ko="배치의 분산"),
            r"\epsilon": Text(en="a small number, 0.00001", ko="작은 수, 0.00001"),
            r"\hat{x}": Text(en="what comes out: always 0", ko="출력: 언제나 0"),
        },
        code="x_hat = (x - x.mean(0)) / torch.sqrt(x.var(0, unbiased=False) + 1e-5)",
    )
    sources = (
        "Ioffe and Szegedy 2015, Batch normalization, https://arxiv.org/abs/1502.03167, algorithm 1",
        "PyTorch documentation, torch.nn.BatchNorm1d",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """In training mode, N times the other axes is surely 1: always, or in the last batch of an epoch."""
        for lone in program.lone_samples():
            yield self.at(
                lone.place,
                repair=lone.dropped(),
                related={"layer_place": lone.op.written.place},
                samples=lone.samples,
                batch_size=lone.batch_size,
                layer=lone.name,
            )
