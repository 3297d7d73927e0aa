"""Training goes through the samples in the order in which they are stored, class after class in the worst case.

Every step then follows the class at hand and undoes some of what the steps before it did for the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._averages import mean
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.dynamics import Training
    from loopwise.runtime.dynamics.measurements import Answers
    from loopwise.runtime.events import RunEnd


class TrainSetNotShuffled(Fault):
    """A training loader without `shuffle=True`."""

    severity = "warning"
    confidence = "likely"
    title = Text(en="The training set is not shuffled", ko="학습 데이터를 섞지 않음")
    says = Text(
        en="""{sorted_as} gives the samples class after class, and this loader leaves them so: whole batches hold one
        class only, and each class pushes the model towards itself.
        | The same batches come in the same order each epoch. If the rows are sorted, whole batches hold one class only.
        In this run the class changed {changes} times along {samples} samples; shuffled, it would {expected:.0f} times.
        A batch held {in_a_batch:.1f} of {classes} classes on average.
        Drawn by chance, it would hold {mixed:.1f}.""",
        ko="""{sorted_as} 데이터는 클래스별로 모여 있는데 이 로더가 순서를 그대로 둡니다. 그러면 배치 하나에 한 클래스만
        들어가고, 클래스마다 모델을 자기 쪽으로 끌어당깁니다.
        | 에폭(epoch)마다 같은 배치가 같은 순서로 나옵니다. 행이 정렬되어 있다면 배치 하나에 한 클래스만 들어갑니다.
        이번 실행에서 샘플 {samples}개가 차례로 나오는 동안 클래스가 {changes}번 바뀌었습니다(섞었다면 약
        {expected:.0f}번).
        배치 하나에 든 클래스는 전체 {classes}개 중 평균 {in_a_batch:.1f}개입니다.
        무작위로 뽑았다면 평균 {mixed:.1f}개입니다.""",
    )
    mend = Text(
        en="""Give the training loader shuffle=True, or draw the order anew in each epoch (torch.randperm); leave the
        test loader as it is.""",
        ko="""학습 로더에 shuffle=True를 넣거나 에폭마다 순서를 새로 뽑으세요(torch.randperm). 테스트 로더는 그대로
        두면 됩니다.""",
    )
    why = Text(
        en="""A mini-batch's gradient stands for the whole set's only if the batch is drawn by chance. With one class a
        batch it points towards that class, the next towards the next one, and the loss swings instead of falling; batch
        norm moreover takes the mean of one class for that of all. Many data sets are stored by class: iris, wine,
        folders of images, files put together by hand. Order that is meant, as in a time series that a recurrent net
        carries its state along, is another matter. From source alone it is only a hint where nothing shows that the
        labels are sorted.""",
        ko="""미니배치의 기울기(gradient)는 배치를 무작위로 뽑을 때에만 전체 데이터의 기울기를 대신합니다. 배치마다 한
        클래스만 있으면 이번에는 이 클래스 쪽, 다음에는 다음 클래스 쪽을 가리켜 손실(loss)이 내려가지 않고 흔들립니다.
        배치 정규화(batch normalization)는 한 클래스의 평균을 전체 평균으로 잘못 받아들이기까지 합니다. iris와 wine,
        폴더로 나눈 이미지, 손으로 이어 붙인 파일처럼 클래스별로 저장된 데이터가 많습니다. 순환 신경망이 상태를 이어
        가는 시계열처럼 순서에 뜻이 있으면 예외입니다. 레이블이 정렬되었다는 근거가 코드에 없으면 추정으로만
        알립니다.""",
    )
    symptoms = (
        "loss goes up and down every epoch",
        "loss oscillates and does not go down",
        "predicts only the last class",
        "accuracy drops within an epoch",
        "should I shuffle the training data",
        "shuffle=True or False",
        "loss가 에폭마다 출렁여요",
        "로스가 튀어요",
        "마지막 클래스만 예측해요",
        "shuffle 안 하면 어떻게 되나요",
    )
    measures = {
        "samples": Measure(Text(en="samples of the first pass", ko="첫 에폭의 샘플 수"), digits=0),
        "changes": Measure(Text(en="changes of class along them", ko="클래스가 바뀐 횟수"), digits=0),
        "expected": Measure(Text(en="changes if shuffled", ko="섞었을 때의 횟수"), digits=0),
        "classes": Measure(Text(en="classes", ko="클래스 수"), digits=0),
        "in_a_batch": Measure(Text(en="classes in a batch", ko="배치 하나의 클래스 수"), digits=1),
        "mixed": Measure(
            Text(en="classes in a batch drawn by chance", ko="무작위로 뽑은 배치의 클래스 수"), digits=1
        ),
        "sorted_as": Measure(Text(en="what gives the samples sorted", ko="샘플을 정렬된 순서로 주는 것")),
    }
    sources = (
        "PyTorch documentation, torch.utils.data.DataLoader: shuffle (default: False)",
        "Bottou 2012, Stochastic gradient descent tricks: randomly shuffle the training examples",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A training loader surely keeps the order; only labels known to be sorted make it more than a hint.

        A unit test learns from made-up rows, whose order says nothing.
        """
        for unshuffled in program.unshuffled():
            if not unshuffled.sorted_as and program.is_in_unit_test(unshuffled.place):
                continue
            yield self.at(
                unshuffled.place,
                confidence=None if unshuffled.sorted_as else "hint",
                repair=unshuffled.shuffled(),
                sorted_as=unshuffled.sorted_as or None,
            )

    class Probe(_probe.Probe):
        """The classes come one after another along a pass that trains."""

        few = 0.3  # of the changes that shuffling gives, or of the further classes in a batch
        enough = 10  # batches looked at

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield for each loader, and for each training whose batches come from elsewhere."""
            for order in run.orders:
                if order.classes > 1 and order.changes < self.few * order.expected:
                    yield self.measured(
                        order.place,
                        step=order.step,
                        samples=order.samples,
                        changes=order.changes,
                        expected=order.expected,
                        classes=order.classes,
                        in_a_batch=order.in_a_batch,
                    )
            if not run.orders:
                yield from (found for one in run.trainings if (found := self._in_batches(one)))

        def _in_batches(self, training: Training) -> Finding | None:
            """Judge the classes in the batches that its loss received: few in each, and the same ones come again."""
            looks = [one for one in training.answers if one.chooses]
            if not training.plain or len(looks) < self.enough or not _comes_again(looks):
                return None
            total = sum(training.classes)
            shares = [many / total for many in training.classes if many]
            held = mean([sum(many > 0 for many in one.targets) for one in looks])
            mixed = mean([sum(1 - (1 - share) ** one.samples for share in shares) for one in looks])
            if not held - 1 < self.few * (mixed - 1):
                return None
            return self.measured(
                training.backward_place,
                step=training.first,
                confidence="likely",
                classes=len(shares),
                in_a_batch=held,
                mixed=mixed,
            )


def _comes_again(looks: list[Answers]) -> bool:
    """Tell whether the batches go through the classes in turn, each for a while, and begin again.

    Classes that are learnt once, one after another, are so on purpose; two that take turns at each batch (real ones
    and made ones) are, too.
    """
    leading = [one.targets.index(max(one.targets)) for one in looks]
    turns = [later for now, later in pairwise(leading) if later != now]
    alternating = len({*leading}) == 2 and 2 * len(turns) > len(leading)
    return not alternating and len(turns) > len({*turns})
