"""A sum over batches is divided by the wrong length: means by the samples, counts by the batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.program.questions.averages import Average
    from loopwise.runtime.evaluation_events import Printed


# Of the mean, held by a short last batch beyond its share. Below it, and it is common below it, this is a note: of 360
# samples in batches of 32, the last eight have 6 % too much. Source and run go by this share, which lies in the
# program. How far one run's number is from the exact mean is luck: those eight may all be right, or one of them badly
# wrong (0.135 for 0.107 in one run); it is shown, and decides only that a run within 1 % is silent.
_FELT = 0.1


class MetricAveragedWrongly(Fault):
    """`running_loss / len(dataset)`, `correct / len(loader)`, another loader's length, a short last batch."""

    severity = "warning"
    title = Text(en="Averaged over the wrong length", ko="잘못된 길이로 나눈 평균")
    says = Text(
        en="""What is added up ({added_place}) is one mean a batch, but it is divided by {samples}, a number of
        samples.
        The number shown is about {small} times too small.
        |The number shown is too small by the size of a batch (divided by {samples}).
        What is added up ({counted_place}) counts samples, but it is divided by {batches}, a number of batches.
        The number shown is up to {large} times too large.
        The mean of batch means counts the last batch as much as the others, though it has {last} samples and not
        {full}. The number shown differs from the mean over all samples.
        The sum runs over one loader ({loader_place}), but it is divided by {length}, the length of another
        ({other_place}).
        In this run {shown:.4g} was printed, a sum divided by {divisor}. The exact mean is {exact:.4g}.""",
        ko="""배치마다 평균 하나씩을 더하는데({added_place}) 샘플 수인 {samples} 값으로 나눕니다.
        표시되는 값은 실제의 약 {small}분의 1입니다.
        |표시되는 값은 실제보다 배치 크기만큼 작아집니다(나눈 수: {samples}).
        샘플 수를 세어 더하는데({counted_place}) 배치 수인 {batches} 값으로 나눕니다.
        표시되는 값은 실제보다 최대 {large}배 큽니다.
        배치 평균들의 평균에서는 마지막 배치도 다른 배치와 같은 무게로 들어가는데, 그 배치의 샘플 수는 {full}개가
        아니라 {last}개입니다. 표시되는 값은 전체 샘플의 평균과 다릅니다.
        합계는 한 데이터 로더({loader_place})로 구하고, 나눌 때는 다른 로더({other_place})의
        길이를 씁니다: {length}
        이번 실행에서 표시된 값은 {shown:.4g}입니다(합을 나눈 수: {divisor}). 정확한 평균은 {exact:.4g}입니다.""",
    )
    mend = Text(
        en="""Divide like by like: correct / len(loader.dataset) for counts; for a loss, add loss.item() * len(labels)
        and divide by len(loader.dataset).""",
        ko="""더한 것과 나누는 것의 단위를 맞추세요. 맞힌 개수는 correct / len(loader.dataset)로 나누고, 손실(loss)은
        loss.item() * len(labels)를 더해 len(loader.dataset)로 나눕니다.""",
    )
    why = Text(
        en="""A loss from torch is already a mean over its batch; a count of right answers is a sum. len(loader) is
        the number of batches, len(loader.dataset) the number of samples, and they differ by the batch size. Means
        divided by the samples give a loss that looks wonderfully small and changes with the batch size; counts
        divided by the batches give an accuracy above 1. The mean of the batch means is nearly right, and exactly so
        where all batches are equally long: a short last batch weighs as much as a full one.""",
        ko="""torch의 손실은 이미 배치 안의 평균이고, 맞힌 개수는 합입니다. len(loader)는 배치 수,
        len(loader.dataset)은 샘플 수이며 배치 크기만큼 다릅니다. 평균을 샘플 수로 나누면 손실이 놀랄 만큼 작아 보이고
        배치 크기에 따라 달라집니다. 개수를 배치 수로 나누면 정확도(accuracy)가 1을 넘습니다. 배치 평균들의 평균은
        거의 맞는 값이고, 모든 배치의 길이가 같으면 정확합니다. 마지막 배치가 짧으면 그 배치도 온전한 배치와 같은
        무게로 들어갑니다.""",
    )
    symptoms = (
        "loss is very small from the start",
        "loss 0.03 at the first epoch",
        "printed loss depends on the batch size",
        "accuracy above 1",
        "accuracy of 6000%",
        "train and validation loss have different scales",
        "정확도가 100%를 넘어요",
        "정확도가 1보다 커요",
        "처음부터 로스가 너무 작아요",
        "배치 크기를 바꾸면 로스 값이 달라져요",
        "train loss와 val loss의 크기가 너무 달라요",
    )
    measures = {
        "samples": Measure(Text(en="divided by (samples)", ko="나눈 값(샘플 수)")),
        "batches": Measure(Text(en="divided by (batches)", ko="나눈 값(배치 수)")),
        "length": Measure(Text(en="divided by (another loader's length)", ko="나눈 값(다른 로더의 길이)")),
        "small": Measure(Text(en="times too small", ko="몇 분의 1로 작아지는지"), digits=0),
        "last": Measure(Text(en="samples in the last batch", ko="마지막 배치의 샘플 수"), digits=0),
        "full": Measure(Text(en="samples in the other batches", ko="다른 배치의 샘플 수"), digits=0),
        "shown": Measure(Text(en="number printed", ko="표시된 값")),
        "exact": Measure(Text(en="exact mean", ko="정확한 평균")),
        "divisor": Measure(Text(en="what the sum was divided by", ko="합을 나눈 수"), digits=0),
        "prints": Measure(Text(en="times printed so", ko="그렇게 표시된 횟수"), digits=0),
        "large": Measure(Text(en="times too large", ko="몇 배로 커지는지"), digits=0),
    }
    formula = Formula(
        r"\bar{L} = \frac{1}{N} \sum_{b} n_b \bar{L}_b",
        symbols={
            r"\bar{L}": Text(en="mean loss of all samples", ko="모든 샘플의 평균 손실"),
            "N": Text(en="number of samples", ko="샘플 수"),
            "b": Text(en="batch", ko="배치"),
            "n_b": Text(en="samples in batch b", ko="배치 b의 샘플 수"),
            r"\bar{L}_b": Text(en="mean loss of batch b", ko="배치 b의 평균 손실"),
        },
        code="total += loss.item() * len(labels)   # then total / len(loader.dataset)",
    )
    sources = (
        "PyTorch documentation, torch.nn.CrossEntropyLoss: reduction='mean'",
        "PyTorch documentation, torch.utils.data.DataLoader: len(loader) is the number of batches",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A sum over a loader's batches meets a length of the other unit, or of another loader, or is lopsided."""
        for average in program.wrong_averages():
            if average.last_size is not None:
                yield self._of_short_batch(average)
            else:
                yield self._of_another(average) if average.other is not None else self._of_other_unit(average)

    def _of_short_batch(self, average: Average) -> Finding:
        return self.at(
            average.place,
            severity=None if average.excess >= _FELT else "note",
            related={"added_place": average.added_place},
            last=average.last_size,
            full=average.batch_size,
        )

    def _of_other_unit(self, average: Average) -> Finding:
        means, by_samples = average.summed == "means", average.divided_by == "samples"
        return self.at(
            average.place,
            confidence="likely" if average.is_handed_in else None,  # a batch may be a single sample
            repair=average.mended(),
            related={"added_place" if means else "counted_place": average.added_place},
            samples=average.divisor if by_samples else None,
            batches=None if by_samples else average.divisor,
            small=average.batch_size if means else None,
            large=None if means else average.batch_size,
        )

    def _of_another(self, average: Average) -> Finding:
        assert average.other is not None
        related = {"loader_place": average.loader_place, "other_place": average.other.site.place}
        return self.at(average.place, repair=average.mended(), related=related, length=average.divisor)

    class Probe(_probe.Probe):
        """What a line prints is, digit by digit and every time, a sum over another length than its own."""

        refutes = False

        def on_printed(self, printed: Printed) -> Iterator[Finding]:
            """Yield what was printed beside the exact mean."""
            if printed.how not in ("running on", "mean so far"):
                lopsided = printed.how == "batch means" and printed.excess < _FELT
                yield self.measured(
                    printed.place,
                    step=printed.step,
                    severity="note" if lopsided else None,
                    shown=printed.shown,
                    exact=printed.exact,
                    divisor=printed.divisor,
                    prints=printed.prints,
                )
