"""`zero_grad()` stands between `backward()` and `step()`: the step finds nothing to follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding, Series
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import StepEvent


class GradientsWiped(Fault):
    """The gradients of this round are cleared before they are used."""

    severity = "error"
    title = Text(en="Gradients are cleared before the step", ko="스텝(step) 전에 기울기(gradient)를 지움")
    says = Text(
        en="""zero_grad() runs in each round, but step() ({step_place}) only every {every} rounds: the gradients of the
        rounds between are cleared before a step uses them. Nothing adds up; each step follows one small batch.
        | zero_grad() stands between backward() and step() ({step_place}), so the step finds no gradient. No
        parameter moves; the loss stays what it was at the start.
        In this run all {wiped_steps} steps looked at found no gradient.
        Just before, backward() had left one of norm {given:.3g}.""",
        ko="""step()은 배치 {every}개마다 한 번 오는데({step_place}) zero_grad()는 배치마다 기울기(gradient)를
        지웁니다. 그 사이 배치들의 기울기는 쓰이지 못하고 사라집니다. 아무것도 누적되지 않고, 스텝마다 작은 배치
        하나만 따라갑니다.
        | zero_grad()가 backward()와 step()({step_place}) 사이에 있어서,
        step()이 쓸 기울기(gradient)가 없습니다. 파라미터가
        움직이지 않으므로 손실이 처음 값에서 바뀌지 않습니다.
        이번 실행에서 살펴본 스텝 {wiped_steps}개 모두 쓸 기울기가 없었습니다.
        그 직전에 backward()가 남긴 기울기의 크기는 {given:.3g}입니다.""",
    )
    mend = Text(
        en="Move zero_grad() behind step(); where every round takes a step, before backward() does as well.",
        ko="zero_grad()를 step() 뒤로 옮기세요. 매번 스텝을 밟는 반복문이라면 backward() 앞도 됩니다.",
    )
    why = Text(
        en="""backward() writes into .grad, step() reads from it, zero_grad() empties it. The order that learns is
        zero_grad, backward, step; where the round begins makes no difference. With zero_grad between the other
        two, SGD and Adam skip every parameter whose .grad is None, and nothing says so. Who adds up gradients over
        several batches clears them only after the step that uses the sum.""",
        ko="""backward()는 .grad에 쓰고, step()은 .grad를 읽고, zero_grad()는 .grad를 비웁니다. 학습이 되는 순서는
        zero_grad, backward, step입니다(한 바퀴를 어디에서 시작하든 같습니다). zero_grad가 나머지 둘 사이에 있으면
        SGD도 Adam도 .grad가 None인 파라미터를 건너뛰며, 아무 메시지도 나오지 않습니다. 여러 배치의 기울기를 누적한다면
        그 합을 쓴 step() 다음에만 지워야 합니다.""",
    )
    symptoms = (
        "loss stays exactly the same every epoch",
        "loss does not change at all",
        "weights do not change after optimizer.step()",
        "accuracy stays at chance",
        "로스가 전혀 안 변해요",
        "로스가 안 떨어져요",
        "loss가 안 줄어요",
        "정확도가 10%에서 안 올라가요",
    )
    measures = {
        "every": Measure(Text(en="rounds between two steps", ko="두 스텝 사이의 배치 수")),
        "wiped_steps": Measure(Text(en="steps that found no gradient", ko="쓸 기울기가 없던 스텝"), digits=0),
        "given": Measure(Text(en="norm of the gradient before it was cleared", ko="지우기 전 기울기의 크기")),
    }
    sources = ("PyTorch documentation, torch.optim: zero_grad() clears, backward() computes, step() applies",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """All a step would use is cleared after its backward, on the step's own path; or in each of several rounds."""
        for one in program.cleared_between():
            related = {"step_place": one.step.place}
            yield self.at(one.zero.place, repair=one.cleared_behind(), related=related, every=one.every)
        for loop in program.training_loops():
            for step in loop.events("step") if not loop.escapes else ():
                if zero := loop.wiped_by(step):
                    backward = loop.last_before(zero, "backward")
                    seen, related = zero.seen_beside(step), {"step_place": step.place}
                    repair = zero.moved_before(backward) or zero.moved_after(step)
                    yield self.at(seen.place, repair=repair, related=related)

    class Probe(_probe.EveryStep):
        """`backward()` left a gradient of its own round, and the step finds none."""

        def shows(self, step: StepEvent) -> bool | None:
            """None where nothing had been given, as to units that are all dead."""
            found = step.gradient
            if found is None or (found.norm == 0 and not found.given):
                return None
            return found.norm == 0 and not found.overtaken

        def found(self, steps: Sequence[StepEvent]) -> Finding:
            """Return the finding at the step, with what the last backward() had left."""
            given = [(step.step, step.gradient.given or 0.0) for step in steps if step.gradient]
            return self.measured(
                steps[-1].place,
                step=steps[0].step,
                related={"step_place": steps[-1].place},
                series={"given": Series(tuple(at for at, _ in given), tuple(norm for _, norm in given))},
                wiped_steps=len(steps),
                given=given[-1][1],
            )
