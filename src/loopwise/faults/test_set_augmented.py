"""The test set is augmented: random crops, flips or noise change its samples each time they are taken.

The same model then gets another score at every evaluation, mostly one that is too low.
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


class TestSetAugmented(Fault):
    """Chance in what a model is judged on."""

    __test__ = False  # the name is the fault's, no test case

    severity = "warning"
    confidence = "likely"
    title = Text(en="The test set is augmented", ko="테스트 데이터까지 증강함")
    says = Text(
        en="""{by} changes the samples of this set by chance, and the model is judged on them.
        Two evaluations of one model differ, and the score is not that of the pictures as they are.
        Drawn twice after this run, {differ} of {samples} samples came out differently, by up to {apart:.3g}.""",
        ko="""모델을 평가하는 데이터를 무작위로 바꿉니다({by}).
        같은 모델도 평가할 때마다 결과가 달라지고, 원래 데이터에 대한 성능도 아닙니다.
        이번 실행이 끝난 뒤 같은 샘플 {samples}개를 두 번 꺼내 보니 {differ}개가 달랐습니다. 가장 큰 차이는
        {apart:.3g}입니다.""",
    )
    mend = Text(
        en="Give the test set transforms of its own, without chance: ToTensor, Normalize, Resize, CenterCrop.",
        ko="테스트 데이터에는 무작위 변환이 없는 전처리를 따로 주세요(ToTensor, Normalize, Resize, CenterCrop).",
    )
    why = Text(
        en="""Augmentation makes training harder on purpose, so that the model cannot rely on position or colour. A test
        asks how the model does on what will come, and that is not cropped by chance. Mostly one list of transforms was
        given to both sets, or an augmented set was split afterwards, so that both halves draw. Test-time augmentation
        is another matter: there several drawn views of one picture are averaged on purpose.""",
        ko="""데이터 증강(augmentation)은 모델이 위치나 색에 기대지 못하게 일부러 학습을 어렵게 만드는 방법입니다.
        테스트는 앞으로 들어올 데이터에서의 성능을 묻는 것이고, 그 데이터는 무작위로 잘려 있지 않습니다. 대부분은 변환
        목록 하나를 두 데이터에 같이 썼거나, 증강한 데이터를 나중에 나누어 양쪽 모두 무작위로 바뀌는 경우입니다.
        한 이미지를 여러 가지로 바꿔 평균을 내는 테스트 시점 증강(test-time augmentation)은 다른 이야기입니다.""",
    )
    symptoms = (
        "test accuracy differs at each evaluation",
        "validation accuracy higher without augmentation",
        "should I augment the test set",
        "same input gives different output",
        "평가할 때마다 정확도가 달라요",
        "테스트 데이터에도 증강을 하나요",
        "검증 데이터에도 augmentation 해야 하나요",
    )
    measures = {
        "by": Measure(Text(en="what changes the samples", ko="샘플을 바꾸는 것")),
        "samples": Measure(Text(en="samples drawn twice", ko="두 번 꺼낸 샘플"), digits=0),
        "differ": Measure(Text(en="of them that differ", ko="값이 달라진 샘플"), digits=0),
        "apart": Measure(Text(en="largest difference", ko="가장 큰 차이")),
    }
    sources = (
        "Shorten and Khoshgoftaar 2019, A survey on image data augmentation, https://doi.org/10.1186/s40537-019-0197-0",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Rows that no model learns from are drawn anew each time they are judged."""
        for augmented in program.augmented_judgements():
            yield self.at(augmented.place, by=augmented.by)

    class Probe(_probe.Probe):
        """A sample that the model is only judged on is another one each time it is drawn."""

        refutes = False

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield for each loader."""
            for drawn in run.drawn:
                if drawn.differ:
                    yield self.measured(
                        drawn.place,
                        step=drawn.step,
                        samples=drawn.samples,
                        differ=drawn.differ,
                        apart=drawn.apart,
                    )
