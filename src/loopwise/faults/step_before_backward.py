"""`step()` comes before the `backward()` of the same loss: it uses nothing, or weights change too early."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._errors import CHANGED, CHANGED_SAYS, ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding, Series
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told
    from loopwise.runtime.events import StepEvent


class StepBeforeBackward(Fault):
    """Step, clear, forward, backward is right; forward, step, backward is not, and clear, step, backward neither."""

    severity = "error"
    title = Text(en="step() before backward()", ko="backward()보다 먼저 부른 step()")
    says = Text(
        en="""step() comes before the backward() of its loss ({backward_place}).
        If the gradients were cleared before it, the step has none to use and nothing is learnt; if not, weights
        change between forward and backward, and backward() raises an error about an in-place operation.
        In this run all {early_steps} steps looked at found no gradient, though their loss was already computed.
        Its backward() came after the step and left a gradient of norm {given:.3g}.""",
        ko="""step()을 그 손실의 backward()({backward_place})보다 먼저 부릅니다.
        그 전에 기울기(gradient)를 지웠다면 step()이 쓸 기울기가 없어 아무것도 학습되지 않고, 지우지 않았다면
        순전파와 역전파 사이에 가중치가 바뀌어 backward()에서 in-place 연산 오류가 납니다.
        이번 실행에서 살펴본 스텝(step) {early_steps}개 모두, 손실은 이미 계산되어 있었지만 쓸 기울기가 없었습니다.
        backward()가 스텝이 끝난 뒤에 남긴 기울기의 크기는 {given:.3g}입니다.""",
    )
    mend = Text(
        en="Move step() behind backward().",
        ko="step()을 backward() 뒤로 옮기세요.",
    )
    why = Text(
        en="""step() follows what .grad holds at that moment. Right after zero_grad() that is nothing. Where the
        gradients of the last round are still there, the step changes the very weights that this round's forward
        pass has stored for backward(), and autograd notices it by their version counter.""",
        ko="""step()은 그 순간 .grad에 있는 값을 따릅니다. zero_grad() 바로 뒤에는 아무것도 없습니다. 지난 바퀴의
        기울기가 남아 있다면 이번 순전파가 backward()에 쓰려고 저장해 둔 가중치를 step()이 바꾸게 되고, autograd가
        버전 번호로 이를 알아채어 오류를 냅니다.""",
    )
    symptoms = (
        "loss stays exactly the same every epoch",
        "one of the variables needed for gradient computation has been modified by an inplace operation",
        "loss does not go down",
        "로스가 전혀 안 변해요",
        "로스가 안 떨어져요",
        "inplace operation 오류가 나요",
    )
    errors = (ErrorText(CHANGED, CHANGED_SAYS),)
    measures = {
        "early_steps": Measure(Text(en="steps that came too early", ko="너무 일찍 온 스텝"), digits=0),
        "given": Measure(Text(en="norm of the gradient that came too late", ko="늦게 온 기울기의 크기")),
    }
    sources = (
        "PyTorch documentation, torch.optim: call step() once the gradients are computed by backward()",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """In a straight loop, a step's only backward comes after it."""
        for loop in program.training_loops():
            if not loop.straight or loop.escapes:
                continue
            for step in loop.events("step"):
                if late := loop.left_behind(step):
                    seen, related = step.seen_beside(late), {"backward_place": late.place}
                    yield self.at(seen.place, repair=step.moved_after(late), related=related)

    class Probe(_probe.EveryStep):
        """The loss that goes back is older than the step before, which found no gradient."""

        def shows(self, step: StepEvent) -> bool | None:
            """None where nothing had been given since the step before."""
            found = step.gradient
            if found is None or (found.norm == 0 and not found.given):
                return None
            return found.norm == 0 and found.overtaken

        def found(self, steps: Sequence[StepEvent]) -> Finding:
            """Return the finding at the step; the first that shows it is the one before the first looked at."""
            last = steps[-1]
            given = [(step.step, step.gradient.given or 0.0) for step in steps if step.gradient]
            return self.measured(
                last.place,
                step=max(steps[0].step - 1, 0),
                related={"backward_place": last.backward_place or last.place},
                series={"given": Series(tuple(at for at, _ in given), tuple(norm for _, norm in given))},
                early_steps=len(steps),
                given=given[-1][1],
            )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """A weight was changed (its transpose is what a Linear uses), and the optimiser is what changes weights."""
        by = str(told.get("by", ""))
        if not by or "retain_graph" in failure.code:
            return None
        return by.startswith(("AsStrided", "TBackward"))
