"""A schedule made for epochs goes on with every batch, or one made for batches only once an epoch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


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
        through it, and a warm-up does not end.""",
        ko="""스케줄러({schedule}, {made_place})의 설정은 에폭(epoch) 단위인데 배치마다 진행됩니다.
        | 스케줄러({made_place})의 설정은 배치 단위인데 에폭마다 한 번만 진행됩니다. 학습률(learning rate)이 계획의
        앞부분에 머물고 워밍업도 끝나지 않습니다.""",
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
    measures = {"schedule": Measure(Text(en="schedule", ko="스케줄러"))}
    sources = (
        "PyTorch documentation, torch.optim.lr_scheduler: step() is called once an epoch, or after every batch",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """What the schedule counts by its own numbers is not what its loop goes over."""
        for schedule in program.schedules():
            too_often = schedule.in_batches and schedule.counts_epochs
            too_rarely = schedule.in_epochs and schedule.counts_batches
            if schedule.is_plain and (too_often or too_rarely):
                yield self.at(
                    schedule.event.place,
                    related={"made_place": schedule.scheduler.site.place},
                    schedule=schedule.scheduler.name if too_often else None,
                )
