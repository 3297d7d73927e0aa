"""Class ids that do not fit the outputs: 1 to C, or -1, where CrossEntropyLoss counts from 0 to C - 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class LabelsOutsideClasses(Fault):
    """Labels counted from 1, labels -1 and 1, or one output too few."""

    severity = "error"
    title = Text(en="Labels outside the classes", ko="클래스 범위를 벗어난 정답 레이블")
    says = Text(
        en="""{classes} outputs mean class ids 0 to {largest_allowed}; the labels go from {smallest} to {largest}.
        On the CPU this raises "Target ... is out of bounds"; on a GPU, "device-side assert triggered".""",
        ko="""출력이 {classes}개이면 클래스 번호는 {largest_allowed}까지인데, 레이블 값은 {smallest}~{largest}입니다.
        CPU에서는 "Target ... is out of bounds", GPU에서는 "device-side assert triggered" 에러가 납니다.""",
    )
    mend = Text(
        en="Count the labels from 0 (y - y.min()), or give the last layer one output for every class.",
        ko="레이블을 0부터 세거나(y - y.min()), 마지막 층의 출력 수를 클래스 수에 맞추세요.",
    )
    why = Text(
        en="""CrossEntropyLoss uses a label as a place in the row of outputs. Data sets often count from 1, mark classes
        as -1 and 1, or leave numbers out; then a label points outside the row. A GPU reports it late and without a
        number, so run one batch on the CPU for the true message.""",
        ko="""CrossEntropyLoss는 레이블을 출력 행에서의 위치로 씁니다. 데이터에 따라 1부터 세거나, -1과 1로 표시하거나,
        중간 번호가 빠져 있기도 해서 레이블이 행 밖을 가리키게 됩니다. GPU에서는 늦게, 숫자 없이 알려 주므로 배치
        하나를 CPU에서 돌려 정확한 메시지를 보면 됩니다.""",
    )
    symptoms = (
        "Target {classes} is out of bounds.",
        "Target 3 is out of bounds.",
        "Target -1 is out of bounds.",
        "IndexError: Target is out of bounds",
        "CUDA error: device-side assert triggered",
        "Assertion `t >= 0 && t < n_classes` failed",
        "Target out of bounds 에러가 나요",
        "device-side assert triggered 에러",
    )
    errors = (
        ErrorText(
            r"Target (?P<target>-?\d+) is out of bounds",
            Text(
                en="A label is {target}; there are not that many outputs, which count from 0.",
                ko="레이블 가운데 {target} 값이 있는데, 출력은 0부터 세므로 그런 번호의 출력이 없습니다.",
            ),
        ),
        ErrorText(r"device-side assert triggered"),
        ErrorText(r"Assertion `t >= 0 && t < n_classes"),
    )
    often = 3
    measures = {
        "classes": Measure(Text(en="outputs of the last layer", ko="마지막 층의 출력 수"), digits=0),
        "largest_allowed": Measure(
            Text(en="largest class id there is", ko="가능한 가장 큰 클래스 번호"), digits=0
        ),
        "smallest": Measure(Text(en="smallest label", ko="가장 작은 레이블"), digits=0),
        "largest": Measure(Text(en="largest label", ko="가장 큰 레이블"), digits=0),
    }
    sources = ("PyTorch documentation, torch.nn.CrossEntropyLoss: class indices in the range [0, C)",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """The labels surely reach a number that is no class of this output layer."""
        for loss in program.losses("cross_entropy", "nll_loss"):
            if stray := loss.labels_outside:
                smallest, largest, classes = stray
                yield self.at(
                    loss.place,
                    repair=loss.with_lower_target(smallest) if largest - smallest < classes else None,
                    classes=classes,
                    largest_allowed=classes - 1,
                    smallest=smallest,
                    largest=largest,
                )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """A label of 1 is outside only where there is a single output; BCE has no classes."""
        if re.search(r"bce|binary_cross", failure.code, re.IGNORECASE):
            return False
        return None if told.get("target", 1) == 1 else True
