"""Early stopping counts the bad epochs of the whole run, or compares with a best that nothing can beat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class EarlyStoppingNeverResets(Fault):
    """The counter is not set to 0 at a better value; or the best so far begins at 0 for a loss."""

    severity = "error"
    title = Text(en="Early stopping that never resets", ko="되돌아가지 않는 조기 종료(early stopping)")
    says = Text(
        en="""Progress ({renewed_place}) does not set {counter} back to 0: it counts all bad rounds of the run, not
        those in a row. Training stops as soon as they add up to the limit, however well it goes.
        {best} begins at {start} ({begun_place}): no value gets past it, so nothing counts as better or is kept.""",
        ko="""값이 좋아져도({renewed_place}) {counter} 카운터를 0으로 되돌리지 않아, 연속이 아니라 전체 실행에서 나빴던
        횟수를 셉니다. 학습이 잘 되고 있어도 이 횟수가 한도에 이르면 멈춥니다.
        {best} 변수가 {start}에서 시작해({begun_place}) 어떤 값도 이보다 좋을 수 없고, 한 번도 갱신되지 않습니다.""",
    )
    mend = Text(
        en="""Set the counter to 0 wherever the best value is renewed; begin the best at float("inf") for a loss, at
        float("-inf") for an accuracy.""",
        ko="""최고 기록을 갱신하는 곳에서 카운터를 0으로 되돌리세요. 최고 기록의 시작값은 손실(loss)이면 float("inf"),
        정확도(accuracy)면 float("-inf")로 두면 됩니다.""",
    )
    why = Text(
        en="""Patience means: so many rounds *in a row* without progress. A validation loss wobbles even while it falls,
        so some rounds are always worse than the best. If they are added up over the whole run, every run stops,
        the longer and more careful ones too. A loss is never negative, so a best that begins at 0 is never beaten;
        the first round already counts as bad, and the weights of the best round are those of no round.""",
        ko="""patience는 좋아지지 않은 횟수가 *연속으로* 얼마나 이어지면 멈출지를 뜻합니다. 검증 손실은 줄어드는 중에도
        오르내리므로 최고 기록보다 나쁜 에폭(epoch)은 늘 있습니다. 이것을 전체 실행에 걸쳐 더하면 어떤 학습이든 도중에
        멈춥니다. 또 손실은 음수가 되지 않으므로 0에서 시작한 최고 기록은 갱신되지 않습니다. 첫 에폭부터 나쁜 것으로
        세어지고, 가장 좋았던 가중치도 저장되지 않습니다.""",
    )
    symptoms = (
        "training stops too early",
        "early stopping stops after exactly patience epochs",
        "early stopping triggers although the loss goes down",
        "best model is never saved",
        "best loss stays at 0",
        "best accuracy stays at inf",
        "조기 종료가 너무 빨리 걸려요",
        "얼리 스토핑이 바로 멈춰요",
        "학습이 patience 에폭 만에 끝나요",
        "베스트 모델이 저장이 안 돼요",
        "best_loss가 0에서 안 바뀌어요",
    )
    often = 1
    measures = {
        "counter": Measure(Text(en="count of bad rounds", ko="나빴던 횟수를 세는 변수")),
        "best": Measure(Text(en="best so far", ko="최고 기록 변수")),
        "start": Measure(Text(en="value it begins at", ko="최고 기록의 시작값")),
    }
    sources = (
        "Prechelt 1998, Early stopping - but when?: stop when the error increased in s successive strips",
        "Keras documentation, EarlyStopping: patience, the number of epochs with no improvement",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """What counts up beside a best so far and stops the loop is set nowhere; or that best cannot be beaten."""
        for counter in program.counters():
            related = {"renewed_place": counter.renewed_place}
            yield self.at(counter.place, repair=counter.set_back(), related=related, counter=counter.name)
        for start in program.unbeatable_starts():
            begun = {"begun_place": start.begun_place}
            yield self.at(
                start.place, repair=start.begun_worst(), related=begun, best=start.best, start=start.number
            )
