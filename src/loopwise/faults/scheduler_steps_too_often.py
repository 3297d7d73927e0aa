"""A schedule made for epochs goes on with every batch, or one made for batches only once an epoch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.evaluation_events import PassEvent
    from loopwise.runtime.events import RunEnd
    from loopwise.runtime.step_events import ScheduleEvent


class SchedulerStepsTooOften(Fault):
    """The schedule's own numbers and the loop it stands in count different things."""

    severity = "error"
    title = Text(
        en="Schedule counts epochs, loop counts batches (or the reverse)",
        ko="스케줄러의 단위(에폭)와 반복문의 단위(배치)가 다름",
    )
    says = Text(
        en="""{schedule} ({made_place}) is set up in epochs, but goes on with every batch: the learning rate is gone
        within the first epochs, and the loss then stands still.
        | The schedule ({made_place}) is set up in batches, but goes on once an epoch: the learning rate never gets
        through it, and a warm-up does not end.
        In this run the rate fell from {before:.3g} to {after:.3g} within one pass of {batches} batches.
        | In this run the schedule went through {calls} of the {planned} steps it was made for.""",
        ko="""스케줄러({schedule}, {made_place})의 설정은 에폭(epoch) 단위인데 배치마다 진행됩니다.
        | 스케줄러({made_place})의 설정은 배치 단위인데 에폭마다 한 번만 진행됩니다. 학습률(learning rate)이 계획의
        앞부분에 머물고 워밍업도 끝나지 않습니다.
        이번 실행에서는 배치 {batches}개를 한 번 도는 동안 학습률이 크게 줄었습니다({before:.3g} → {after:.3g}).
        | 이번 실행에서 스케줄러는 계획된 {planned}스텝 가운데 {calls}스텝만 진행했습니다.""",
    )
    mend = Text(
        en="Call scheduler.step() behind the batch loop if its numbers are epochs, inside if they are batches.",
        ko="스케줄러의 단위에 맞춰 scheduler.step()을 부르세요. 에폭 단위면 배치 반복문 뒤, 배치 단위면 그 안입니다.",
    )
    why = Text(
        en="""A schedule does not know what an epoch is: it counts calls of its step(). StepLR(step_size=10) in a loop
        of 100 batches divides the rate ten times within one epoch. OneCycleLR, made for total_steps of all batches,
        called once an epoch stays in its warm-up.""",
        ko="""스케줄러는 에폭이 무엇인지 모르고 step()이 불린 횟수만 셉니다. 배치가 100개인 반복문 안에서
        StepLR(step_size=10)은 한 에폭 동안 학습률을 열 번 줄입니다. 전체 배치 수(total_steps)에 맞춘 OneCycleLR을
        에폭마다 한 번 부르면 워밍업에 머뭅니다.""",
    )
    symptoms = (
        "loss falls in the first epoch and then stands still",
        "learning rate becomes 0 too early",
        "learning rate hardly changes",
        "loss stuck after the first epoch",
        "로스가 첫 에폭 뒤로 안 떨어져요",
        "학습률이 너무 빨리 0이 돼요",
        "loss가 안 줄어요",
    )
    measures = {
        "schedule": Measure(Text(en="schedule", ko="스케줄러")),
        "before": Measure(Text(en="rate at the start of the pass", ko="에폭 시작의 학습률")),
        "after": Measure(Text(en="rate at its end", ko="에폭 끝의 학습률")),
        "batches": Measure(Text(en="batches in the pass", ko="에폭의 배치 수"), digits=0),
        "calls": Measure(Text(en="steps of the schedule", ko="스케줄러의 스텝"), digits=0),
        "planned": Measure(Text(en="steps it was made for", ko="계획된 스텝"), digits=0),
    }
    sources = (
        "PyTorch documentation, torch.optim.lr_scheduler: step() is called once an epoch, or after every batch",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """What the schedule counts by its own numbers is not what its loop goes over."""
        for schedule in program.schedules():
            too_often = schedule.in_batches and schedule.counts_epochs
            too_rarely = schedule.in_epochs and schedule.counts_batches
            if schedule.is_plain and not schedule.is_told_where and (too_often or too_rarely):
                yield self.at(
                    schedule.event.place,
                    confidence=schedule.sure if too_often else None,
                    related={"made_place": schedule.scheduler.site.place},
                    schedule=schedule.scheduler.name if too_often else None,
                )

    class Probe(_probe.Probe):
        """A schedule that steps down falls several times within one pass, or one with a given length hardly begins."""

        refutes = False
        down = ("StepLR", "MultiStepLR", "ExponentialLR")
        far = 0.3  # of the rate that is left after one pass over the data: no plan made in batches does so
        begun = 0.2  # of the planned steps

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.calls: dict[str, list[ScheduleEvent]] = {}  # schedule -> first and last call of this pass
            self.last: dict[str, ScheduleEvent] = {}
            self.fell: dict[str, tuple[ScheduleEvent, float, int]] = {}
            self.passes = 0

        def on_schedule(self, schedule: ScheduleEvent) -> Iterator[Finding]:
            """Note the rates."""
            calls = self.calls.setdefault(schedule.scheduler, [])
            self.calls[schedule.scheduler] = [*calls[:1], schedule]
            self.last[schedule.scheduler] = schedule
            return iter(())

        def on_pass(self, over: PassEvent) -> Iterator[Finding]:
            """Yield where a rate fell far within each of the first two passes."""
            if not over.backwards:
                return
            self.passes += 1
            for name, calls in self.calls.items():
                first, last = calls[0], calls[-1]
                each = last.calls - first.calls + 1 >= over.batches > 1
                if each and name.startswith(self.down) and last.rates[1] < self.far * first.rates[0]:
                    if name in self.fell:
                        yield self._too_often(name)
                    self.fell.setdefault(name, (first, last.rates[1], over.batches))
            self.calls = {}

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield for a schedule that the run has hardly begun."""
            for last in self.last.values():
                hardly = last.planned and 1 < last.calls < self.begun * last.planned
                if hardly and run.ended == "finished" and last.optimiser_steps > 2 * last.calls:
                    yield self.measured(
                        last.place,
                        step=last.step,
                        related={"made_place": last.place},
                        calls=last.calls,
                        planned=last.planned or 0,
                    )

        def _too_often(self, name: str) -> Finding:
            first, after, batches = self.fell[name]
            return self.measured(
                first.place,
                step=first.step,
                related={"made_place": first.place},
                schedule=name,
                before=first.rates[0],
                after=after,
                batches=batches,
            )
