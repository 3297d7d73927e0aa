"""argmax along the batch: the best sample of each class instead of the best class of each sample."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told
    from loopwise.runtime.evaluation_events import Compared


class ArgmaxOverTheBatch(Fault):
    """`argmax(0)` of (N, C), or `argmax()` over all of it."""

    severity = "error"
    title = Text(en="argmax over the batch", ko="배치에 걸친 argmax")
    says = Text(
        en="""This argmax looks along the batch: it gives a sample's number for each class, not a class for each sample.
        With {classes} classes it gives {classes} numbers, whatever the batch.
        In this run {numbers} numbers met {samples} labels: {right} comparisons came out equal. With the best class of
        each sample {by_class} do.""",
        ko="""이 argmax는 배치 축을 따라 찾습니다. 샘플마다 클래스를 주는 것이 아니라, 클래스마다 샘플의 번호를 줍니다.
        클래스가 {classes}개이면 배치 크기와 상관없이 숫자 {classes}개가 나옵니다.
        이번 실행에서는 숫자 {numbers}개를 레이블 {samples}개와 비교해 {right}개가 같다고 나왔습니다. 샘플마다
        가장 큰 클래스를 고르면 {by_class}개입니다.""",
    )
    mend = Text(
        en="Use dim=1, the axis of the classes in (N, C): out.argmax(dim=1).",
        ko="(N, C)에서 클래스가 놓인 축인 dim=1을 쓰세요: out.argmax(dim=1).",
    )
    why = Text(
        en="""In (N, C) axis 0 runs over samples and axis 1 over classes. argmax removes the axis it is given: dim=1
        leaves one class for each of N samples. Comparing C numbers with N labels then raises, or, where N equals C
        or 1, broadcasts to an accuracy that means nothing.""",
        ko="""(N, C)에서 0번 축은 샘플, 1번 축은 클래스입니다. argmax는 주어진 축을 없애므로 dim=1이어야 샘플 N개의
        클래스가 남습니다. 숫자 C개를 레이블 N개와 비교하면 에러가 나거나, N이 C와 같거나 1이면 브로드캐스팅되어
        의미 없는 정확도(accuracy)가 나옵니다.""",
    )
    symptoms = (
        "The size of tensor a must match the size of tensor b at non-singleton dimension 0",
        "accuracy stays near 0",
        "argmax dim=0 or dim=1",
        "predictions have the wrong length",
        "argmax dim=0이랑 dim=1 차이",
        "정확도가 0이에요",
        "예측 개수가 배치 크기와 달라요",
    )
    errors = (
        ErrorText(
            r"The size of tensor a (?:\((?P<one>\d+)\) )?must match the size of tensor b(?: \((?P<other>\d+)\))?",
            Text(
                en="One of the two has {one} entries, the other {other}.",
                ko="하나는 {one}개, 다른 하나는 {other}개입니다.",
            ),
        ),
    )
    often = 1
    measures = {
        "classes": Measure(Text(en="classes", ko="클래스 수"), digits=0),
        "numbers": Measure(Text(en="numbers this argmax gave", ko="이 argmax가 준 숫자"), digits=0),
        "samples": Measure(Text(en="samples compared", ko="비교한 샘플"), digits=0),
        "right": Measure(Text(en="equal as compared", ko="비교에서 같다고 나온 수"), digits=0),
        "by_class": Measure(
            Text(en="equal with each sample's best class", ko="샘플마다 가장 큰 클래스를 고를 때 같은 수"),
            digits=0,
        ),
    }
    sources = ("PyTorch documentation, torch.argmax: dim, the dimension to reduce",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A model's answer for a batch, reduced along axis 0, or whole and then compared with a row of labels."""
        for argmax in program.ranked_samples():
            held = any(op.is_("eq", "ne") for op in argmax.out.future())
            yield self.at(
                argmax.place,
                repair=argmax.along(1),
                confidence=None if held else "likely",
                classes=argmax.before.out.size(-1),
            )

    class Probe(_probe.Probe):
        """What is compared with the labels is the answers' argmax along the batch, and not along the classes."""

        refutes = False

        def on_compared(self, compared: Compared) -> Iterator[Finding]:
            """Yield with the number of answers that are right either way."""
            ranked = compared.ranked
            if ranked is not None and ranked.right < ranked.by_class:
                yield self.measured(
                    compared.place,
                    step=compared.step,
                    numbers=ranked.numbers,
                    samples=compared.answers[0],
                    right=ranked.right,
                    by_class=ranked.by_class,
                )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """Predictions are compared with labels on the line."""
        return "==" in failure.code if failure.code else None
