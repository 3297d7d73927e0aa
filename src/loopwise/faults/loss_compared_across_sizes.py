"""A loss summed over the batch is compared between batches of different sizes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program


class LossComparedAcrossSizes(Fault):
    """`reduction="sum"`, and train batches of 32 beside one test batch of 360."""

    severity = "warning"
    confidence = "likely"
    title = Text(en="Summed losses of unequal batches", ko="크기가 다른 배치의 손실 합을 비교함")
    says = Text(
        en="""This loss is a sum over the batch, and it is shown for batches of {smallest} samples ({small_place})
        and of {largest} ({large_place}). The larger ones come out about {times:.3g} times as large, whatever the
        model has learnt. The gradient, and with it the step, grows with the batch likewise.""",
        ko="""이 손실(loss)은 배치 안의 합입니다. 샘플이 {smallest}개인 배치의 값({small_place})과
        {largest}개인 배치의 값({large_place})을 나란히 보여 줍니다. 모델과 상관없이 큰 배치의 값이 약 {times:.3g}배
        크게 나옵니다. 기울기(gradient)와 걸음의 크기도 배치 크기만큼 커집니다.""",
    )
    mend = Text(
        en="""Take the mean: leave out reduction="sum", or divide the sum by the number of samples. The steps become
        smaller then; the learning rate may have to grow.""",
        ko="""평균을 쓰세요. reduction="sum"을 지우거나 합을 샘플 수로 나누면 됩니다. 그러면 걸음이 작아지므로
        학습률(learning rate)을 키워야 할 수 있습니다.""",
    )
    why = Text(
        en="""A mean says how well the model does on a typical sample; a sum also says how many samples there were. So
        a test loss over one large batch looks many times worse than a training loss over small ones, and a larger
        batch looks worse than a smaller one although the model is the same. Because the gradient is summed as well,
        changing the batch size changes the effective learning rate. With the mean, the default, numbers of any batch
        size can be put side by side.""",
        ko="""평균은 샘플 하나에서 모델이 얼마나 잘하는지를 말하지만, 합에는 샘플이 몇 개였는지도 섞여 있습니다.
        그래서 큰 배치 하나로 잰 테스트 손실이 작은 배치로 잰 학습 손실보다 훨씬 나빠 보이고, 같은 모델인데도 배치가
        클수록 손실이 커 보입니다. 기울기도 함께 더해지므로 배치 크기를 바꾸면 실제 학습률까지 달라집니다. 기본값인
        평균을 쓰면 배치 크기가 달라도 값을 나란히 놓고 볼 수 있습니다.""",
    )
    symptoms = (
        "test loss much larger than train loss from the start",
        "loss grows with the batch size",
        "larger batch size gives larger loss",
        "loss is in the hundreds",
        "loss is huge at the first step",
        "배치 크기를 키우면 로스가 커져요",
        "테스트 로스가 학습 로스보다 훨씬 커요",
        "처음부터 로스가 수백이에요",
    )
    often = 1
    measures = {
        "smallest": Measure(Text(en="samples in the smaller batch", ko="작은 배치의 샘플 수"), digits=0),
        "largest": Measure(Text(en="samples in the larger batch", ko="큰 배치의 샘플 수"), digits=0),
        "times": Measure(Text(en="times as large", ko="몇 배")),
    }
    formula = Formula(
        r"\sum_{i=1}^{n} \ell_i = n \cdot \bar{\ell}",
        symbols={
            "n": Text(en="samples in the batch", ko="배치의 샘플 수"),
            r"\ell_i": Text(en="loss of sample i", ko="샘플 i의 손실"),
            r"\bar{\ell}": Text(en="mean loss of a sample", ko="샘플 하나의 평균 손실"),
        },
        code='nn.CrossEntropyLoss(reduction="sum")   # n times the mean',
    )
    sources = ("PyTorch documentation, torch.nn.CrossEntropyLoss: reduction, the mean by default",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """One kind of loss, a sum, is shown undivided for loaders with different batch sizes."""
        for summed in program.summed_losses():
            small, large = summed.reports[0], summed.reports[-1]
            yield self.at(
                summed.place,
                repair=summed.averaged(),
                related={"small_place": small.place, "large_place": large.place},
                smallest=small.size,
                largest=large.size,
                times=large.size / small.size,
            )
