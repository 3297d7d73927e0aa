"""An optimiser steps on a model's parameters, but no `backward()` ever gives them a gradient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._errors import GRADIENT_IS_NONE, ErrorText, asks_for_gradient
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told
    from loopwise.runtime.events import StepEvent


class BackwardMissing(Fault):
    """The loss is computed, perhaps printed, and never differentiated."""

    severity = "error"
    title = Text(en="backward() is never called", ko="backward()를 부르지 않음")
    says = Text(
        en="""step() is called, but nothing calls backward(): there are no gradients to follow.
        No parameter moves, and no message says so.
        In this run backward() was called {backwards} times in {steps} steps.
        None of {tensors} parameter tensors ever had a gradient.""",
        ko="""step()을 부르지만 backward()를 부르는 곳이 없어서, 따를 기울기(gradient)가 없습니다.
        파라미터가 움직이지 않는데도 아무 메시지가 나오지 않습니다.
        이번 실행에서 스텝(step) {steps}번 동안 backward() 호출은 {backwards}번이었습니다.
        파라미터 텐서 {tensors}개 가운데 기울기를 받은 것이 없습니다.""",
    )
    mend = Text(
        en="Call loss.backward() between zero_grad() and step().",
        ko="zero_grad()와 step() 사이에서 loss.backward()를 부르세요.",
    )
    why = Text(
        en="""Computing a loss builds a graph, nothing more. backward() walks it and fills .grad; step() skips every
        parameter whose .grad is None. In Keras fit() did all three.""",
        ko="""손실을 계산하면 그래프가 만들어질 뿐입니다. 그 그래프를 거슬러 .grad를 채우는 것이 backward()이고,
        step()은 .grad가 None인 파라미터를 건너뜁니다. Keras에서는 fit()이 이 세 가지를 모두 해 주었습니다.""",
    )
    symptoms = (
        "loss stays exactly the same every epoch",
        "weights do not change after optimizer.step()",
        "model.parameters() grad is None",
        "'NoneType' object has no attribute 'norm'",
        "로스가 전혀 안 변해요",
        "로스가 안 떨어져요",
        "grad가 None이에요",
    )
    errors = (ErrorText(GRADIENT_IS_NONE),)
    often = 1
    measures = {
        "steps": Measure(Text(en="steps taken", ko="실행한 스텝"), digits=0),
        "backwards": Measure(Text(en="calls of backward()", ko="backward() 호출"), digits=0),
        "tensors": Measure(
            Text(en="parameter tensors without a gradient", ko="기울기가 없는 파라미터 텐서"), digits=0
        ),
    }
    sources = (
        "PyTorch documentation, torch.Tensor.backward: computes the gradient with respect to graph leaves",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A loop, or an arm of its `if`, asks a model and steps on it, and no gradient comes from anywhere."""
        for loop in program.training_loops():
            if not loop.straight or loop.escapes or loop.events("backward") or program.learns_otherwise:
                continue
            for step in loop.events("step"):
                asked = loop.asked_for(step)
                if asked and not program.fills(step.optimiser) and not any(one.leaves_sight for one in asked):
                    name = program.loss_name_at(step)
                    repair = loop.backward_before(step, f"{name}.backward()") if name else None
                    yield self.at(step.place, repair=repair)
        for step in program.steps_without_backward():
            yield self.at(step.place)

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """It is a gradient that is None."""
        return asks_for_gradient(failure)

    class Probe(_probe.EveryStep):
        """No gradient, from nowhere: `autograd.grad` and gradients written by hand leave one."""

        def shows(self, step: StepEvent) -> bool | None:
            """False too where parameters move without a gradient: there are optimisers that need none."""
            found = step.gradient
            if found is None or not found.trainable:
                return None
            return step.backwards == 0 and found.tensors == 0 and not found.moved

        def found(self, steps: Sequence[StepEvent]) -> Finding:
            """Return the finding at the step."""
            last = steps[-1]
            return self.measured(
                last.place,
                step=steps[0].step,
                steps=last.step + 1,
                backwards=last.backwards,
                tensors=last.gradient.trainable if last.gradient else 0,
            )
