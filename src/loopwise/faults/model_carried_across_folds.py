"""A cross-validation trains one model through all folds: later folds are tested on rows it has learnt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.evaluation_events import Asked, Fold, PassEvent
    from loopwise.runtime.events import RunEnd


class ModelCarriedAcrossFolds(Fault):
    """The model is made once, in front of the loop over the folds."""

    severity = "warning"
    title = Text(en="One model through all folds", ko="모든 폴드(fold)가 함께 쓰는 모델")
    says = Text(
        en="""This model is made once, and every round of the loop over the folds ({loop_place}) trains it further.
        From the second fold on it is tested on rows it has already learnt: the accuracy climbs from fold to fold
        and says little about new data.
        In this run {carried} of {folds} folds began with the weights that the fold before had left; {learnt:.0%} of the
        rows they were tested on had been trained on by then.""",
        ko="""모델을 한 번만 만들고, 폴드(fold) 반복문({loop_place})이 돌 때마다 이어서 학습합니다.
        두 번째 폴드부터는 이미 배운 데이터로 평가하게 되므로, 폴드가 지날수록 정확도(accuracy)가 올라가도 새
        데이터에서의 성능이라고 볼 수 없습니다.
        이번 실행에서는 폴드 {folds}개 가운데 {carried}개가 앞 폴드가 남긴 가중치로 시작했습니다. 거기서 평가한 행 중
        앞 폴드에서 이미 학습에 쓴 비율은 {learnt:.0%}입니다.""",
    )
    mend = Text(
        en="Make the model and its optimiser inside the loop over the folds, anew for each fold.",
        ko="폴드 반복문 안에서 폴드마다 모델과 옵티마이저(optimizer)를 새로 만드세요.",
    )
    why = Text(
        en="""Cross-validation asks how a model does on rows it has never seen, k times with other rows. That holds
        only if each fold begins with fresh weights: every row is in the training part of k - 1 folds, so a model that
        is carried on has learnt the test rows of the next fold already. On labels drawn at random, where nothing can
        be learnt, such a loop measured 0.43, 0.75, 0.93, 0.98 and 1.00. An optimiser carried on likewise
        remembers its moments of the fold before.""",
        ko="""교차 검증은 본 적 없는 데이터에서 모델이 얼마나 잘하는지를 데이터를 바꿔 가며 k번 묻는 방법입니다.
        폴드마다 새 가중치로 시작해야만 성립합니다. 모든 행은 k - 1개 폴드에서 학습에 쓰이므로, 이어서 학습한 모델은
        다음 폴드의 테스트 데이터를 이미 배운 상태입니다. 배울 것이 없는 무작위 레이블로 재어 보면 정확도가 0.43,
        0.75, 0.93, 0.98, 1.00으로 올라갑니다. 옵티마이저를 그대로 두면 앞 폴드의 모멘트도 함께 남습니다.""",
    )
    symptoms = (
        "accuracy rises from fold to fold",
        "cross validation accuracy too good",
        "last fold has 100% accuracy",
        "k-fold accuracy increases every fold",
        "폴드가 지날수록 정확도가 올라가요",
        "교차 검증 정확도가 너무 높아요",
        "kfold 마지막 폴드가 100%예요",
    )
    often = 1
    measures = {
        "folds": Measure(Text(en="folds trained in", ko="학습한 폴드"), digits=0),
        "carried": Measure(
            Text(
                en="folds that began with the weights of the one before", ko="앞 폴드의 가중치로 시작한 폴드"
            ),
            digits=0,
        ),
        "test_rows": Measure(Text(en="rows to test on, in a fold", ko="폴드 하나에서 평가하는 행"), digits=0),
        "learnt": Measure(
            Text(en="share of those trained on in a fold before", ko="그중 앞 폴드에서 이미 학습한 비율")
        ),
    }
    sources = (
        "Hastie, Tibshirani, Friedman 2009, The elements of statistical learning, section 7.10",
        "scikit-learn documentation, Cross-validation: a model is trained anew for each of the k folds",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Two rounds of a loop over folds step on the same weights, and nothing sets them back between."""
        for carried in program.carried_over_folds():
            related = {"loop_place": carried.loop_place}
            yield self.at(carried.place, repair=carried.made_in_loop(), related=related)

    class Probe(_probe.Probe):
        """Folds begin with the weights that the fold before has left, and are tested on rows that these have learnt.

        A fold counts where the model was asked, after training in it, about as many rows as there are to test on:
        folds that only cut the training data into parts, and a judgement on rows kept out, are another thing. The
        last one has to: what is asked at the end of another may be a test before the next one's training.
        """

        refutes = False
        much = 0.5  # of a fold's rows: of a rotation all have been learnt, of a series cut by time none

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self._rows: dict[int, set[int]] = {}  # by step: in the batches that were asked about
            self._batches: dict[int, int] = {}  # by step: of a pass in which nothing went back

        def on_asked(self, asked: Asked) -> Iterator[Finding]:
            """Note how many rows are asked about at once."""
            self._rows.setdefault(asked.step, set()).add(asked.rows)
            yield from ()

        def on_pass(self, over: PassEvent) -> Iterator[Finding]:
            """Note how many batches an evaluation has."""
            if not over.backwards:
                self._batches[over.step] = over.batches
            yield from ()

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield for each loop over folds."""
            for loop in dict.fromkeys(fold.loop for fold in run.folds):
                folds = [fold for fold in run.folds if fold.loop == loop]
                judged = [fold for fold in folds if self._is_judged(fold)]
                leaking = [fold for fold in judged if fold.carried and fold.learnt > self.much]
                if folds[-1] in leaking and len(judged) > 1:
                    first = leaking[0]
                    yield self.measured(
                        first.place,
                        step=first.step,
                        related={"loop_place": first.place},
                        folds=len(folds),
                        carried=sum(fold.carried for fold in folds),
                        test_rows=first.rows,
                        learnt=sum(fold.learnt for fold in leaking) / len(leaking),
                    )

        def _is_judged(self, fold: Fold) -> bool:
            """Tell whether the model was asked about all rows to test on, at once or batch by batch."""
            return any(
                (batches - 1) * rows < fold.rows <= batches * rows if batches > 1 else rows == fold.rows
                for step, asked in self._rows.items()
                if fold.step < step <= fold.last
                for batches in [self._batches.get(step, 1)]
                for rows in asked
            )
