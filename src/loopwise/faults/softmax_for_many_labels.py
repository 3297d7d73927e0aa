"""Softmax where several labels can be right at once: the probabilities have to share one whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.faults._loss_probe import RUN, LossProbe
from loopwise.records import Evidence, Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import LossEvent


class SoftmaxForManyLabels(Fault):
    """Multi-label targets with the multi-class activation, then BCELoss or MSELoss."""

    severity = "error"
    title = Text(en="Softmax for several labels at once", ko="다중 레이블(multi-label)에 쓴 softmax")
    says = Text(
        en="""Softmax makes the {labels} outputs of a sample sum to 1; two labels that are both right get 0.5 at most.
        | Softmax makes a sample's outputs sum to 1; two labels that are both right get 0.5 at most.
        A sample with no label at all cannot be said either.
        In this run {several:.0%} of the samples had more than one label, up to {most}; their outputs summed to 1.""",
        ko="""softmax는 한 샘플의 출력 {labels}개의 합을 1로 만듭니다. 정답이 둘이면 각각 0.5까지밖에 못 올라갑니다.
        | softmax는 한 샘플의 출력의 합을 1로 만듭니다. 정답이 둘이면 각각 0.5까지밖에 못 올라갑니다.
        정답이 하나도 없는 샘플도 나타낼 수 없습니다.
        이번 실행에서 레이블이 둘 이상(최대 {most}개)인 샘플의 비율은 {several:.0%}, 출력의 합은 모두 1입니다.""",
    )
    mend = Text(
        en="Use one sigmoid per label: return the logits and use BCEWithLogitsLoss.",
        ko="레이블마다 sigmoid를 쓰세요. 로짓을 그대로 반환하고 BCEWithLogitsLoss를 쓰면 됩니다.",
    )
    why = Text(
        en="""Multi-class means one of C, multi-label means any of C. Softmax answers the first question: what one class
        gains, the others lose. For the second, each label is a yes-or-no question of its own, so each output has its
        own sigmoid and its own threshold.""",
        ko="""다중 클래스 분류(multi-class)는 C개 중 하나를, 다중 레이블 분류(multi-label)는 C개 중 몇 개든 고르는
        문제입니다. softmax는 앞의 문제에 답합니다. 한 클래스가 얻은 만큼 다른 클래스가 잃습니다. 뒤의 문제에서는
        레이블마다 예/아니오를 따로 묻기 때문에 출력마다 sigmoid와 임계값(threshold)을 따로 둡니다.""",
    )
    symptoms = (
        "multi-label model predicts only one label",
        "recall is low in multi-label classification",
        "softmax or sigmoid for multi-label",
        "probabilities of several labels never above 0.5",
        "다중 레이블인데 하나만 예측해요",
        "멀티 라벨에 softmax 써도 되나요",
        "sigmoid랑 softmax 차이",
    )
    measures = {
        "labels": Measure(Text(en="labels", ko="레이블 수"), digits=0),
        "several": Measure(
            Text(en="share of samples with more than one label", ko="레이블이 둘 이상인 샘플의 비율")
        ),
        "most": Measure(Text(en="most labels of one sample", ko="한 샘플의 레이블 수 최댓값"), digits=0),
        "row_sum_error": Measure(
            Text(en="largest |sum of a sample's outputs - 1|", ko="|한 샘플의 출력 합 - 1|의 최댓값"),
            digits=7,
        ),
        **RUN,
    }
    sources = ("PyTorch documentation, torch.nn.BCEWithLogitsLoss: multi-label classification",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """Softmax is the last operation before a loss that asks about each output, and the targets are many-hot."""
        for loss in program.losses("binary_cross_entropy", "mse_loss"):
            softmax, targets = loss.input.last, loss.answers
            if softmax.is_("softmax") and targets is not None and targets.is_many_hot:
                yield self.at(
                    softmax.written.place, repair=softmax.exchanged("sigmoid"), labels=targets.size(-1)
                )

    class Probe(LossProbe):
        """Outputs that sum to 1, against rows with more than one 1."""

        losses = ("bce", "mse", "l1")

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """How many samples have several labels, and how many they have."""
            received, targets = loss.gets("softmax", *self.losses), loss.targets
            if received is None or targets is None or not received.rows_sum_to_one:
                return None
            if received.shape != targets.shape or not targets.labels or targets.several == 0:
                return None
            return {
                "labels": received.classes,
                "several": targets.several,
                "most": targets.most,
                "row_sum_error": received.row_sum_error,
            }
