"""The parts of a split share one data set: a transform set for the validation part is the training part's, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class SplitSharesTransform(Fault):
    """`random_split`, then `val_set.dataset.transform = ...`."""

    severity = "warning"
    title = Text(en="Parts of a split share their transform", ko="나눈 데이터가 함께 쓰는 transform")
    says = Text(
        en="""Both parts of the split ({split_place}) are views of one data set, so this sets {attribute} for both.
        What the other part's loader ({loader_place}) gives changes as well: augmentation is on or off in training
        and evaluation alike.""",
        ko="""나눈 두 부분({split_place})은 데이터셋 하나를 함께 가리키므로 {attribute} 속성이 양쪽에서 바뀝니다.
        다른 쪽 데이터 로더({loader_place})가 주는 데이터도 달라져서, 데이터 증강(augmentation)이 학습과 평가에서 함께
        켜지거나 함께 꺼집니다.""",
    )
    mend = Text(
        en="Give each part a data set of its own: val_set.dataset = copy.copy(val_set.dataset) first, or make two.",
        ko="""부분마다 데이터셋을 따로 두세요. 먼저 val_set.dataset = copy.copy(val_set.dataset)로 복사하거나,
        처음부터 transform이 다른 데이터셋을 두 개 만들면 됩니다.""",
    )
    why = Text(
        en="""random_split copies no data: each part keeps the same data set and a list of row numbers. An attribute
        set through one part is therefore set on the only object there is, and the last value wins. Usually the
        training part silently loses its augmentation, and the model over-fits more than it should; set the other way
        round, validation is measured on augmented pictures. copy.copy makes a second object that shares the data but
        has a transform of its own.""",
        ko="""random_split은 데이터를 복사하지 않습니다. 각 부분은 같은 데이터셋과 행 번호 목록만 가집니다. 그래서
        한쪽을 통해 속성을 바꾸면 하나뿐인 데이터셋이 바뀌고, 마지막에 넣은 값이 남습니다. 보통은 학습 데이터의 증강이
        조용히 사라져 과적합(overfitting)이 심해지고, 반대 순서라면 검증을 증강된 이미지로 하게 됩니다. copy.copy는
        데이터는 함께 쓰면서 transform만 따로 갖는 객체를 만듭니다.""",
    )
    symptoms = (
        "augmentation has no effect",
        "random_split with different transforms",
        "train and validation transform are the same",
        "validation accuracy changes at each evaluation",
        "overfits although augmentation is on",
        "데이터 증강이 적용되지 않아요",
        "random_split 후 transform을 따로 주고 싶어요",
        "train과 val의 transform이 같아요",
    )
    often = 1
    measures = {"attribute": Measure(Text(en="what is set", ko="바뀌는 속성"))}
    sources = ("PyTorch documentation, torch.utils.data.Subset: dataset is the whole data set",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A transform is set behind one part, and later a loader goes over the other."""
        for shared in program.shared_settings():
            yield self.at(
                shared.place,
                repair=shared.on_a_copy(),
                related={"split_place": shared.split_place, "loader_place": shared.loader_place},
                attribute=shared.attribute,
            )
