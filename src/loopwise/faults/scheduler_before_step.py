"""The learning-rate schedule goes on before the optimiser has stepped: its first rate is skipped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.step_events import ScheduleEvent


class SchedulerBeforeStep(Fault):
    """The order of PyTorch before 1.1, which old tutorials still show."""

    severity = "warning"
    title = Text(
        en="scheduler.step() before optimizer.step()", ko="optimizer.step()보다 먼저 부른 scheduler.step()"
    )
    says = Text(
        en="""scheduler.step() comes before the optimiser's first step() ({step_place}).
        The first learning rate of the schedule is never used, and everything after it comes one round early.
        In this run the schedule had gone on {calls} time before the first step.
        Its first rate is {planned:.3g}; the first step used {used:.3g}.""",
        ko="""scheduler.step()을 옵티마이저(optimizer)의 첫 step()({step_place})보다 먼저 부릅니다.
        스케줄의 첫 학습률(learning rate)은 한 번도 쓰이지 않고, 그 뒤의 값도 모두 한 바퀴씩 앞당겨집니다.
        이번 실행에서 첫 스텝(step) 전에 스케줄러가 {calls}번 진행되었습니다.
        스케줄의 첫 학습률은 {planned:.3g}, 첫 스텝이 쓴 학습률은 {used:.3g}입니다.""",
    )
    mend = Text(
        en="Move scheduler.step() behind the optimiser's step(), to the end of the epoch.",
        ko="scheduler.step()을 옵티마이저의 step() 뒤, 에폭(epoch)의 끝으로 옮기세요.",
    )
    why = Text(
        en="""Until PyTorch 1.1 the schedule was stepped at the beginning of an epoch; since then it is stepped at the
        end. A schedule sets its first rate when it is made. Stepping it before the optimiser has used that rate
        skips it, and PyTorch warns once. With a warm-up or a decay at a given epoch, everything is off by one.""",
        ko="""PyTorch 1.1 전에는 에폭의 처음에 스케줄러를 진행시켰고, 그 뒤로는 끝에 진행시킵니다. 첫 학습률은
        스케줄러가 만들어질 때 정해집니다. 옵티마이저가 그 값을 쓰기 전에 진행시키면 첫 값을 건너뛰게 되고, PyTorch는
        경고를 한 번 보여 줍니다. 워밍업이나 정해진 에폭의 감소가 모두 하나씩 어긋납니다.""",
    )
    symptoms = (
        "Detected call of `lr_scheduler.step()` before `optimizer.step()`",
        "PyTorch will skip the first value of the learning rate schedule",
        "learning rate is off by one epoch",
        "lr_scheduler.step() before optimizer.step() 경고가 떠요",
        "학습률이 한 에폭 먼저 바뀌어요",
    )
    often = 3
    errors = (ErrorText(r"Detected call of .?lr_scheduler\.step\(\).? before .?optimizer\.step"),)
    measures = {
        "calls": Measure(
            Text(en="calls of the schedule before the first step", ko="첫 스텝 전의 스케줄러 호출"),
            digits=0,
        ),
        "planned": Measure(Text(en="first rate of the schedule", ko="스케줄의 첫 학습률")),
        "used": Measure(Text(en="rate of the first step", ko="첫 스텝이 쓴 학습률")),
    }
    sources = ("PyTorch documentation, torch.optim: how to adjust learning rate",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """In a loop that steps both, the schedule goes on before its optimiser has ever stepped."""
        for schedule in program.schedules():
            step = schedule.first_step
            if step is not None and schedule.comes_before(step):
                seen, related = schedule.event.seen_beside(step), {"step_place": step.place}
                yield self.at(seen.place, repair=schedule.event.moved_after(step), related=related)

    class Probe(_probe.Probe):
        """The line that moves the schedule on in each round has done so before the optimiser's first step.

        A schedule wound forward (several calls, or a line of its own) is meant. So is nothing said where the steps
        of a gradient scaler are skipped: there a `backward()` lies between the two.
        """

        refutes = False

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.first: dict[str, ScheduleEvent] = {}

        def on_schedule(self, schedule: ScheduleEvent) -> Iterator[Finding]:
            """Yield at the second call, which tells what came after the first."""
            if schedule.calls == 1 and not schedule.optimiser_steps:
                self.first[schedule.scheduler] = schedule
            first = self.first.get(schedule.scheduler)
            if first is None or schedule.calls != 2 or schedule.place != first.place:
                return
            at_first_step = schedule.backwards_at_first_step
            if at_first_step is not None and (not first.backwards or at_first_step == first.backwards):
                planned, used = first.rates
                step_place = schedule.step_place or first.place
                yield self.measured(
                    first.place,
                    step=first.step,
                    related={"step_place": step_place},
                    calls=1,
                    planned=planned,
                    used=used,
                )
