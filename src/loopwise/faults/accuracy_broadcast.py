"""Predictions (N, 1) are compared with labels (N,): the comparison has N * N entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.evaluation_events import Compared


class AccuracyBroadcast(Fault):
    """`(pred == y).sum()` with (N, 1) and (N,)."""

    severity = "warning"
    title = Text(en="Accuracy over (N, N) comparisons", ko="(N, N)번 비교한 정확도")
    says = Text(
        en="""The prediction has the shape {answer}, the labels {target}: the comparison becomes {result}.
        Summed and divided by N the accuracy can exceed 1; averaged it is near chance however good the model is.
        """,
        ko="""예측값의 형상(shape)과 레이블의 형상이 달라 비교가 N * N번 일어납니다: {answer}, {target} → {result}.
        더해서 N으로 나누면 정확도(accuracy)가 1을 넘기도 하고, 평균을 내면 모델이 좋아도 찍은 수준이 됩니다.
        """,
    )
    mend = Text(
        en="Compare equal shapes: pred.squeeze(1) == y.",
        ko="형상을 맞추어 비교하세요: pred.squeeze(1) == y.",
    )
    why = Text(
        en="""Comparison broadcasts like arithmetic: (N, 1) against (N,) compares every prediction with every
        label. A model with one output gives (N, 1); thresholding keeps that shape. The model may be perfectly
        fine: only the number that is reported is wrong.""",
        ko="""비교도 덧셈처럼 브로드캐스팅됩니다. (N, 1)과 (N,)를 비교하면 모든 예측값을 모든 레이블과 견줍니다.
        출력이 하나인 모델은 (N, 1)을 내고, 임계값과 비교해도 형상은 그대로입니다. 모델은 멀쩡하고 보고하는
        숫자만 틀립니다.""",
    )
    symptoms = (
        "accuracy is above 1",
        "accuracy of 29992 %",
        "accuracy over 100 percent",
        "accuracy is 0.5 although the loss is near 0",
        "정확도가 100%를 넘어요",
        "정확도가 1보다 커요",
    )
    often = 1
    measures = {
        "answer": Measure(Text(en="shape of the prediction", ko="예측값의 형상")),
        "target": Measure(Text(en="shape of the labels", ko="레이블의 형상")),
        "result": Measure(Text(en="shape of the comparison", ko="비교 결과의 형상")),
    }
    sources = ("PyTorch documentation, Broadcasting semantics",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """An answer is compared with data, one a column and one a row."""
        for pair in program.pairs("eq", "ne"):
            yield self.at(
                pair.place,
                repair=pair.matched(),
                answer=pair.answer,
                target=pair.target,
                result=pair.result,
            )

    class Probe(_probe.Probe):
        """Answers of a model in a column are compared with a row, or the other way round."""

        refutes = False

        def on_compared(self, compared: Compared) -> Iterator[Finding]:
            """Yield where N answers and N labels gave N x N comparisons."""
            one, other, result = compared.one, compared.other, compared.result
            count = compared.answers[0] if compared.answers else 0
            column, row = (count, 1), (count,)
            if (
                count > 1
                and compared.how == "equal"
                and result == (count, count)
                and {one, other} == {column, row}
            ):
                answer, target = (one, other) if one == compared.answers else (other, one)
                yield self.measured(
                    compared.place,
                    step=compared.step,
                    answer=str(answer),
                    target=str(target),
                    result=str(result),
                )
