"""A flatten joins the batch with the rest, or cuts rows that are not one sample each."""

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


class FlattenEatsTheBatch(Fault):
    """`x.view(-1)`, `torch.flatten(x)`, `x.view(-1, n)` with the wrong n."""

    severity = "error"
    title = Text(en="A flatten that eats the batch", ko="배치 축까지 펼침")
    says = Text(
        en="""From {before} this makes {after}: a row is no longer one sample.""",
        ko="""형상(shape)이 바뀌어({before} → {after}) 행 하나가 더는 샘플 하나가 아닙니다.""",
    )
    mend = Text(
        en="Keep the first axis: x.flatten(1), x.view(x.size(0), -1) or nn.Flatten().",
        ko="첫 번째 축을 남기세요: x.flatten(1), x.view(x.size(0), -1), nn.Flatten().",
    )
    why = Text(
        en="""The first axis counts the samples of the batch, and every layer leaves it alone. view(-1) and
        torch.flatten(x) start at axis 0 and join it with the pixels. view(-1, n) lets torch find the number of
        rows: with the wrong n that number is not the batch, rows hold parts of several samples, and nothing is
        said until the loss compares it with the labels.""",
        ko="""첫 번째 축은 배치 안의 샘플 수이고 모든 층이 그대로 둡니다. view(-1)과 torch.flatten(x)는 0번
        축부터 시작하므로 샘플과 픽셀을 이어 붙입니다. view(-1, n)은 행의 수를 torch가 정하게 하는데, n이 틀리면
        행의 수가 배치 크기와 달라지고 한 행에 여러 샘플의 조각이 섞입니다. 손실에서 레이블과 비교할 때까지 아무
        에러도 나지 않습니다.""",
    )
    symptoms = (
        "Expected input batch_size to match target batch_size",
        "Expected input batch_size (128) to match target batch_size (64).",
        "mat1 and mat2 shapes cannot be multiplied (1x50176 and 784x10)",
        "view(-1) flattens the batch",
        "배치 크기가 달라져요",
        "배치 크기가 안 맞는다고 나와요",
        "view(-1) 했더니 shape 안 맞아요",
    )
    errors = (
        ErrorText(MATMUL, MATMUL_SAYS),
        ErrorText(
            r"Expected input batch_size \((?P<rows>\d+)\) to match target batch_size \((?P<batch>\d+)\)",
            Text(
                en="The model answers with {rows} rows for a batch of {batch} samples.",
                ko="샘플 {batch}개짜리 배치에 모델이 낸 답은 {rows}행입니다.",
            ),
        ),
    )
    measures = {
        "before": Measure(Text(en="shape before", ko="펼치기 전 형상")),
        "after": Measure(Text(en="shape after", ko="펼친 뒤 형상")),
    }
    sources = ("PyTorch documentation, torch.flatten: start_dim is 0, nn.Flatten's is 1",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """Rows of several samples, or of torn ones, go into a Linear."""
        for reshape in program.reshapes():
            if reshape.eats_batch:
                yield self.at(
                    reshape.place, repair=reshape.kept_batch(), before=reshape.before, after=reshape.after
                )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """One row holds several samples' features."""
        if found := numbers(told, "rows", "given", "wanted"):
            rows, given, wanted = found
            return rows == 1 and given > wanted and given % wanted == 0
        return None
