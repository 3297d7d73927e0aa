"""The model learns from rows that it is judged on: the wrong loader, the whole data set, or copies on both sides.

The score then tells how well the model remembers, and nothing of how it does on new data.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import RunEnd


class TrainedOnTest(Fault):
    """Test rows among the training rows."""

    severity = "warning"
    confidence = "likely"
    title = Text(en="Trained on the test data", ko="테스트 데이터로 학습함")
    says = Text(
        en="""The rows that the model is judged on ({report_place}) are among those it learns from here.
        | Rows are copied here and split afterwards: the same row is learnt from and judged on.
        The score shows what the model remembers, not what it does with new data.
        In this run {trained:.1%} of the {test_rows} rows evaluated on were among the {train_rows} rows trained on.
        Of those trained on, {repeated:.1%} are repeats.""",
        ko="""여기서 학습하는 데이터에 나중에 평가할 때({report_place}) 쓰는 행이 들어 있습니다.
        | 여기서 행을 복사한 뒤에 나누기 때문에, 같은 행이 학습 데이터와 평가 데이터에 함께 들어갑니다.
        이 점수는 모델이 무엇을 외웠는지를 보여 줄 뿐, 새로운 데이터에서의 성능이 아닙니다.
        이번 실행에서 평가한 행 {test_rows}개 가운데 학습한 행({train_rows}개)에 들어 있던 비율은 {trained:.1%}입니다.
        학습 데이터 안에서 되풀이되는 행의 비율은 {repeated:.1%}입니다.""",
    )
    mend = Text(
        en="Split first, train on the training part alone, and copy or oversample rows only within that part.",
        ko="먼저 나눈 뒤 학습 데이터만으로 학습하고, 행을 복사하거나 늘리는 일은 학습 데이터 안에서만 하세요.",
    )
    why = Text(
        en="""A network can learn rows by heart, labels that are pure chance included. Judged on rows it has seen, it
        looks as good as its memory. Mostly it is a slip: the loader is built from the data set that was split instead
        of from its first part, or the loops use one loader. Oversampling a rare class before the split does the same
        more quietly, since nearly every copy has a twin on the other side.""",
        ko="""신경망은 아무 규칙이 없는 정답 레이블까지도 통째로 외울 수 있습니다. 그래서 이미 본 행으로 평가하면
        외운 만큼 좋아 보입니다. 대부분은 실수입니다. 나누기 전의 데이터로 로더를 만들었거나, 학습과 평가에 같은 로더를
        쓴 경우입니다. 드문 클래스를 나누기 전에 늘리는 일(oversampling)도 마찬가지인데, 복사본 대부분이 반대편에 똑같은
        짝을 갖게 되어 더 알아차리기 어렵습니다.""",
    )
    symptoms = (
        "test accuracy is 100%",
        "test accuracy as high as train accuracy",
        "test accuracy too good to be true",
        "validation accuracy higher than training accuracy",
        "oversampling before train_test_split",
        "SMOTE before or after the split",
        "results are worse on new data than on the test set",
        "테스트 정확도가 100%예요",
        "테스트 정확도가 너무 높게 나와요",
        "학습 정확도와 테스트 정확도가 똑같아요",
        "SMOTE는 나누기 전에 하나요",
        "데이터 누수",
    )
    measures = {
        "trained": Measure(
            Text(en="share of the evaluated rows that were trained on", ko="평가한 행 중 학습에 쓰인 비율")
        ),
        "test_rows": Measure(Text(en="rows evaluated on", ko="평가한 행"), digits=0),
        "train_rows": Measure(Text(en="rows trained on", ko="학습한 행"), digits=0),
        "repeated": Measure(
            Text(en="share of the training rows that repeat", ko="학습 데이터에서 되풀이되는 행의 비율")
        ),
    }
    sources = (
        "Zhang et al. 2017, Understanding deep learning requires rethinking, https://arxiv.org/abs/1611.03530",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Rows that the program keeps apart to judge a model are learnt from, or have copies that are."""
        for overlap in program.overlaps():
            yield self.at(
                overlap.place,
                repair=overlap.kept_apart(),
                related={"report_place": overlap.judgement.ask.place},
            )
        for place in program.copied_before_split():
            yield self.at(place)

    class Probe(_probe.Probe):
        """Most rows of every loader that only judges the model are rows of a loader that trains it.

        Where another one judges with rows of its own, this one measures the training on purpose; so does one that
        has all the training rows.
        """

        refutes = False
        much, little = (
            0.2,
            0.05,
        )  # shares of rows: a leak, and what honest splits may have in common by repeats
        all_of_them = 0.95

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield for each loader."""
            if any(rows.trained <= self.little for rows in run.rows):
                return
            for rows in run.rows:
                expected = 2 * rows.repeated + self.little
                if rows.trained > max(self.much, expected) and rows.covered < self.all_of_them:
                    yield self.measured(
                        rows.place,
                        step=rows.step,
                        related={"report_place": rows.place},
                        trained=rows.trained,
                        test_rows=rows.rows,
                        train_rows=rows.train_rows,
                        repeated=rows.repeated,
                    )
