"""The test inputs are prepared otherwise than the training inputs: not divided, not normalised, scaled anew.

The model is then asked about numbers of another size than those it learnt from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import RunEnd


class PreprocessingDiffers(Fault):
    """Training and evaluation inputs that went through different steps."""

    severity = "warning"
    confidence = "likely"
    title = Text(
        en="Training and test data are prepared differently", ko="학습 데이터와 테스트 데이터의 전처리가 다름"
    )
    says = Text(
        en="""Training inputs: {learnt}. Test inputs: {judged}.
        | {learner} is fitted anew on the test inputs: they are scaled with their own numbers.
        | The test inputs are scaled by numbers of their own ({own}), not by those of the training inputs.
        In this run the {rows} samples asked about here had columns of mean 0 and deviation 1, exactly: their own.
        In this run these inputs lay {mean:.3g} deviations from the training inputs and were {width:.3g} times as wide.
        With the training set's means and deviations, {right_alike:.0%} of them are right instead of {right:.0%}.
        With the training set's means and deviations, the mean squared error is {error_alike:.3g}, not {error:.3g}.
        The model is judged on inputs that are not like those it learnt from, so the score is not its own.""",
        ko="""학습 입력에 한 일: {learnt} / 테스트 입력에 한 일: {judged}
        | {learner} 객체를 테스트 입력에 다시 fit하므로, 테스트 입력이 학습 때와 다른 값으로 변환됩니다.
        | 테스트 입력을 학습 입력의 값이 아니라 테스트 입력 자체의 값({own})으로 변환합니다.
        이번 실행에서 여기서 물어본 샘플({rows}개)은 모든 열의 평균이 0, 표준편차가 1이었습니다. 자기 값으로
        표준화한 것입니다.
        이번 실행에서 이 입력의 평균은 학습 입력과 표준편차의 {mean:.3g}배만큼 떨어져 있었고, 퍼진 정도는
        {width:.3g}배였습니다.
        학습 데이터의 평균과 표준편차에 맞추면 정답 비율이 달라집니다({right:.0%} → {right_alike:.0%}).
        학습 데이터의 평균과 표준편차에 맞추면 평균제곱오차가 달라집니다({error:.3g} → {error_alike:.3g}).
        학습한 입력과 다른 입력으로 평가하므로 출력된 성능은 이 모델의 성능이 아닙니다.""",
    )
    mend = Text(
        en="Prepare both alike: the same divisions, the same Normalize, and transform() with the fitted scaler.",
        ko="똑같이 전처리하세요. 같은 수로 나누고 같은 Normalize를 쓰세요. 스케일러는 transform()만 부르세요.",
    )
    why = Text(
        en="""Weights belong to the units they were learnt in. Inputs 16 times as large give outputs of another world; a
        test set scaled by its own mean hides just the difference that should be seen, and one sample alone could not be
        scaled at all. What belongs to the preparation is learnt on the training data and kept beside the weights.""",
        ko="""가중치는 학습할 때의 단위에 맞춰져 있습니다. 입력이 16배가 되면 출력은 전혀 다른 값이 됩니다. 테스트
        데이터를 자기 평균으로 표준화하면 드러나야 할 차이가 가려지고, 샘플이 하나뿐이면 표준화할 수도 없습니다.
        전처리에 쓰는 값은 학습 데이터에서 구해 가중치와 함께 보관해야 합니다.""",
    )
    symptoms = (
        "train accuracy high, test accuracy at chance",
        "works in train but not in eval",
        "test loss is huge while train loss is small",
        "fit_transform on test data",
        "normalize train but not test",
        "학습은 잘 되는데 테스트 정확도가 낮아요",
        "테스트 데이터에도 fit_transform 해도 되나요",
        "테스트에도 Normalize 해야 하나요",
    )
    measures = {
        "learnt": Measure(Text(en="done to the training inputs", ko="학습 입력에 한 일")),
        "judged": Measure(Text(en="done to the test inputs", ko="테스트 입력에 한 일")),
        "rows": Measure(Text(en="samples asked about", ko="물어본 샘플 수"), digits=0),
        "mean": Measure(
            Text(
                en="distance from the training inputs, in their deviations",
                ko="학습 입력과의 거리(표준편차의 배수)",
            )
        ),
        "width": Measure(Text(en="width against the training inputs'", ko="학습 입력에 대한 폭의 비")),
        "right": Measure(Text(en="share right as they came", ko="그대로일 때 정답 비율")),
        "right_alike": Measure(Text(en="share right, prepared alike", ko="똑같이 맞췄을 때 정답 비율")),
        "error": Measure(Text(en="squared error as they came", ko="그대로일 때 제곱오차")),
        "error_alike": Measure(Text(en="squared error, prepared alike", ko="똑같이 맞췄을 때 제곱오차")),
        "own": Measure(Text(en="number of the test inputs' own", ko="테스트 입력 자체의 값")),
        "learner": Measure(Text(en="what is fitted anew", ko="다시 fit한 객체")),
    }
    sources = (
        "scikit-learn documentation, Common pitfalls, https://scikit-learn.org/stable/common_pitfalls.html",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Rows of one data set are learnt from and judged after different steps."""
        for unlike in program.preparations_differ():
            refitted = unlike.learnt == unlike.judged
            if unlike.own:
                yield self.at(unlike.place, own=unlike.own)
                continue
            yield self.at(
                unlike.place,
                repair=unlike.repair,
                learnt=None if refitted else unlike.learnt,
                judged=None if refitted else unlike.judged,
                learner=unlike.learnt if refitted else None,
            )

    class Probe(_probe.Probe):
        """What was judged was standardised by itself, or answers far better once it lies where training's inputs do."""

        refutes = False

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield what the comparison after the run has shown."""
            for one in run.prepared:
                numbers = {"right": one.right, "right_alike": one.right_alike}
                errors = {"error": one.error, "error_alike": one.error_alike}
                apart = (
                    {"mean": one.mean, "width": one.width} if one.how == "elsewhere" else {"rows": one.rows}
                )
                known = {
                    name: value for name, value in {**apart, **numbers, **errors}.items() if value is not None
                }
                yield replace(self.measured(one.place, step=one.step, confidence="likely"), evidence=known)
