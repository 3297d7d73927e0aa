"""A sum for one epoch is begun before all of them, and never set back to zero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.evaluation_events import Printed


class TotalNotReset(Fault):
    """A running loss, or a count of right answers."""

    severity = "warning"
    title = Text(en="The total is never reset", ko="에폭마다 0으로 되돌리지 않는 합계")
    says = Text(
        en="""This total and its count {count} are never set back to zero, but their quotient is shown as the mean of
        one epoch ({report_place}). It is the mean of all epochs so far, and follows the model ever more slowly.
        | What is shown here as of one epoch is the mean of all {losses} losses so far: what it is taken of is never
        emptied or set back, and it follows the model ever more slowly.
        | This total is never set back to zero, but it is shown as if it were of one epoch, or of the batches since
        it was last shown ({report_place}). The number grows from one time to the next, whatever the model learns.
        In this run it came to {shown:.4g} where the mean of that stretch was {exact:.4g}.""",
        ko="""이 합계와 개수({count})는 0으로 되돌아가지 않고 계속 쌓이는데, 둘을 나눈 값이 한 에폭(epoch)의 평균처럼
        표시됩니다({report_place}). 실제로는 지금까지의 모든 에폭을 평균한 값이어서, 갈수록 모델의 변화를 늦게
        따라갑니다.
        | 여기서 한 에폭(epoch)의 값처럼 표시되는 것은 지금까지 나온 손실 전체의 평균입니다({losses}개). 비우거나
        0으로 되돌리는 곳이 없어, 갈수록 모델의 변화를 늦게 따라갑니다.
        | 이 합계는 0으로 되돌아가지 않고 계속 쌓이는데, 한 에폭(epoch)의 값이나 지난 표시 뒤에 나온 배치들의
        값처럼 표시됩니다({report_place}). 모델이 무엇을 배우든 표시할 때마다 값이 커집니다.
        이번 실행에서는 해당 구간의 평균이 {exact:.4g}인데 {shown:.4g} 값이 표시되었습니다.""",
    )
    mend = Text(
        en="""Set it to zero at the start of each epoch: put `running_loss = 0.0` (of a list: `losses = []`) inside the
        epoch loop. One that is shown every few batches is set to zero right after it is shown.""",
        ko="""에폭마다 처음에 0으로 되돌리세요. `running_loss = 0.0`(리스트라면 `losses = []`)을 에폭 반복문 안에 두면
        됩니다. 배치 몇 개마다 표시하는 합계라면 표시한 바로 뒤에 0으로 되돌리세요.""",
    )
    why = Text(
        en="""Divided by the length of one epoch, a sum over k epochs is about k times the mean. So a loss that really
        falls may be printed as rising, and an accuracy passes 100 %. The model itself is not harmed: what is wrong
        is what you read, and every decision made by it, such as stopping early or lowering the rate.""",
        ko="""k번의 에폭에 걸쳐 쌓인 합을 한 에폭의 길이로 나누면 평균의 약 k배가 됩니다. 그래서 실제로는 줄어드는
        손실이 커지는 것처럼 찍히고, 정확도(accuracy)는 100%를 넘습니다. 모델 자체는 멀쩡합니다. 틀린 것은 눈에 보이는
        숫자와, 그 숫자로 내리는 판단(조기 종료, 학습률 낮추기)입니다.""",
    )
    symptoms = (
        "loss increases every epoch",
        "accuracy above 100%",
        "accuracy greater than 1",
        "running loss keeps growing",
        "printed loss grows linearly",
        "로스가 계속 커져요",
        "loss가 에폭마다 올라가요",
        "정확도가 100%를 넘어요",
        "정확도가 1보다 커요",
    )
    measures = {
        "count": Measure(Text(en="what it is divided by", ko="나누는 값")),
        "shown": Measure(Text(en="number printed", ko="표시된 값")),
        "exact": Measure(Text(en="mean of that stretch", ko="해당 구간의 평균")),
        "losses": Measure(Text(en="losses it is the mean of", ko="평균에 든 손실의 수"), digits=0),
        "prints": Measure(Text(en="times it had been printed", ko="표시된 횟수"), digits=0),
    }
    formula = Formula(
        r"\frac{1}{n} \sum_{e=1}^{k} \sum_{i=1}^{n} L_{e,i} = \sum_{e=1}^{k} \bar{L}_e",
        symbols={
            "n": Text(en="batches in an epoch", ko="한 에폭의 배치 수"),
            "k": Text(en="epochs so far", ko="지금까지의 에폭 수"),
            r"L_{e,i}": Text(en="loss of batch i in epoch e", ko="e번째 에폭, i번째 배치의 손실"),
            r"\bar{L}_e": Text(en="mean loss of epoch e", ko="e번째 에폭의 평균 손실"),
        },
        code="running_loss / len(loader)   # after k epochs: the sum of k means",
    )
    sources = ("PyTorch tutorials, Training with PyTorch: running_loss is set to 0 after each report",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """What each round of a loop shows as its own has been added to since before the first."""
        for total in program.unreset_totals():
            related = {"report_place": total.report_place}
            repair = total.begun_in_loop()
            known = total.sure
            yield self.at(
                total.place, confidence=known, repair=repair, related=related, count=total.count or None
            )

    class Probe(_probe.Probe):
        """What a line prints is, time after time, the sum of all losses so far over one stretch, or their mean."""

        refutes = False

        def on_printed(self, printed: Printed) -> Iterator[Finding]:
            """Yield what was printed beside the mean of the stretch it is shown for."""
            if printed.how not in ("running on", "mean so far"):
                return
            found = self.measured(
                printed.place,
                step=printed.step,
                shown=printed.shown,
                exact=printed.exact,
                prints=printed.prints,
                related={"report_place": printed.place},
            )
            if printed.how == "mean so far":
                found = replace(found, evidence={**found.evidence, "losses": printed.divisor})
            yield found
