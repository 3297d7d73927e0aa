"""Gradients are computed and an optimiser is there, but nothing ever calls its `step()`."""

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
    from loopwise.runtime.events import BackwardEvent, RunEnd


class StepMissing(Fault):
    """An optimiser that is never stepped, beside a loop whose backward fills its gradients."""

    severity = "error"
    title = Text(en="step() is never called", ko="step()을 부르지 않음")
    says = Text(
        en="""backward() fills the gradients, but step() is called only where the if goes the other way ({step_place}).
        | backward() fills the gradients, but nothing calls step() on the optimiser made at {optimizer_place}.
        No parameter ever changes.
        In this run backward() was looked at {backwards} times; step() was never called and no parameter changed.
        The gradient that nobody used has a norm of {gradient:.3g}.""",
        ko="""backward()가 기울기(gradient)를 채우지만, step()은 if의 다른 갈래에서만 부릅니다({step_place}).
        | backward()가 기울기(gradient)를 채우지만, 옵티마이저({optimizer_place})의 step()을
        아무 데서도 부르지 않습니다.
        파라미터가 전혀 바뀌지 않습니다.
        이번 실행에서 backward()를 {backwards}번 살펴보는 동안 step() 호출은 없었고 파라미터도 바뀌지 않았습니다.
        쓰이지 않고 남은 기울기의 크기는 {gradient:.3g}입니다.""",
    )
    mend = Text(
        en="Call optimizer.step() behind backward(), once a batch.",
        ko="배치마다 backward() 뒤에서 optimizer.step()을 부르세요.",
    )
    why = Text(
        en="""backward() only writes gradients into .grad. The weights are changed by the optimiser's step(), and a
        schedule's step() changes the learning rate only. Without it every epoch computes the same loss.""",
        ko="""backward()는 .grad에 기울기를 쓰기만 합니다. 가중치를 바꾸는 것은 옵티마이저의 step()이고, 스케줄러의
        step()은 학습률(learning rate)만 바꿉니다. 그래서 step()이 없으면 에폭(epoch)마다 같은 손실이 나옵니다.""",
    )
    symptoms = (
        "loss stays exactly the same every epoch",
        "weights do not change",
        "accuracy stays at chance",
        "Detected call of lr_scheduler.step() before optimizer.step()",
        "로스가 전혀 안 변해요",
        "로스가 안 떨어져요",
        "정확도가 10%에서 안 올라가요",
    )
    errors = (ErrorText(r"Detected call of .?lr_scheduler\.step\(\).? before .?optimizer\.step"),)
    often = 3
    measures = {
        "backwards": Measure(Text(en="calls of backward() looked at", ko="살펴본 backward() 호출"), digits=0),
        "gradient": Measure(Text(en="norm of the unused gradient", ko="쓰이지 않은 기울기의 크기")),
    }
    sources = ("PyTorch documentation, torch.optim: taking an optimization step",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A backward in a loop fills what an optimiser holds, and it stays out of all hands, or a setting skips it."""
        for loop in program.training_loops():
            for optimiser in program.idle_optimisers():
                backwards = [event for event in loop.events("backward") if event.concerns(optimiser)]
                if backwards and not loop.escapes and not loop.events("step", "uncalled"):
                    yield self.at(
                        backwards[-1].place,
                        repair=loop.stepped_behind(backwards[-1], optimiser),
                        related={"optimizer_place": optimiser.site.place},
                    )
        for unstepped in program.unstepped():
            places = {"optimizer_place": unstepped.optimiser.site.place, "step_place": unstepped.step.place}
            yield self.at(unstepped.backward.place, repair=unstepped.stepped(), related=places)

    class Probe(_probe.Probe):
        """An optimiser that has not stepped when the run ends, though its parameters got gradients and stood still."""

        refutes = False
        uncalled = False  # `optimizer.step` without (): another fault says so

        def on_backward(self, backward: BackwardEvent) -> Iterator[Finding]:
            """Hear whether a step is looked up and not called."""
            self.uncalled = self.uncalled or any(one.method == "step" for one in backward.uncalled)
            yield from ()

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield for each; in a run cut short its turn may not have come, if others have stepped."""
            for idle in run.idle:
                had_time = run.ended == "finished" or not run.steps
                if idle.backwards >= 3 and had_time and not self.uncalled:
                    yield self.measured(
                        idle.place,
                        step=0,
                        related={"optimizer_place": idle.made} if idle.made else {},
                        backwards=idle.backwards,
                        gradient=idle.gradient,
                    )
