"""The gradient of the last step is still there when the next one is computed: `backward()` adds to it.

Deliberate accumulation looks alike and is right: there, what is added up has not been stepped on yet. The fault
is a gradient the same optimiser *has already stepped on* inside its next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding, Repair, Series
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Event, Program
    from loopwise.runtime.events import RunEnd, StepEvent


class GradientsAccumulate(Fault):
    """`zero_grad()` never called, or once per epoch, or on another optimiser."""

    severity = "error"
    title = Text(en="Gradients are never cleared", ko="기울기(gradient)를 지우지 않음")
    says = Text(
        en="""backward() adds to the gradients of the steps before: nothing clears them between two steps.
        In this run {leftover_steps} of {sampled_steps} steps looked at began with a gradient already stepped on.
        At step {steps} its norm was {leftover:.3g}, the fresh gradient's {fresh:.3g}.""",
        ko="""backward()는 기울기(gradient)를 이전 값에 더합니다. 스텝 사이에 기울기를 지우는 코드가 없습니다.
        이번 실행에서 살펴본 스텝 {sampled_steps}개 중 {leftover_steps}개가 이미 사용한 기울기를 지닌 채 시작했습니다.
        {steps}번째 스텝에서 남아 있던 기울기의 크기는 {leftover:.3g}, 새 기울기의 크기는 {fresh:.3g}입니다.""",
    )
    mend = Text(
        en="Call optimizer.zero_grad() once per step, before loss.backward().",
        ko="스텝마다 한 번, loss.backward() 앞에서 optimizer.zero_grad()를 호출하세요.",
    )
    why = Text(
        en="""PyTorch adds every backward() to .grad, so that gradients of several batches can be summed on purpose.
        Without clearing, every step follows the sum of all gradients since the start: old directions are followed
        again and again, the step grows, and the loss swings or stalls. With a very small rate it can even look
        better for a while, because the step is larger than the rate says.""",
        ko="""PyTorch는 backward()를 부를 때마다 .grad에 더합니다. 여러 배치의 기울기를 일부러 합칠 수 있게 하려는
        것입니다. 지우지 않으면 매 스텝이 처음부터 쌓인 기울기의 합을 따라가서 오래된 방향을 되풀이하고, 걸음이 커져
        손실이 튀거나 줄지 않습니다. 학습률(learning rate)이 아주 작으면 걸음이 커진 덕에 한동안 더 좋아 보이기도
        합니다.""",
    )
    symptoms = (
        "loss jumps up and down",
        "loss does not go down",
        "loss explodes after a few steps",
        "accuracy stays at chance",
        "로스가 튀어요",
        "로스가 안 떨어져요",
        "loss가 안 줄어요",
        "정확도가 10%에서 안 올라가요",
        "gradients explode",
        "그래디언트가 폭발해요",
        "로스가 점점 커져요",
    )
    often = 3
    measures = {
        "leftover": Measure(Text(en="norm of the leftover gradient", ko="남아 있던 기울기의 크기")),
        "fresh": Measure(Text(en="norm of the fresh gradient", ko="새로 계산한 기울기의 크기")),
        "leftover_steps": Measure(
            Text(en="steps that began with it", ko="기울기가 남은 채 시작한 스텝"), digits=0
        ),
        "sampled_steps": Measure(Text(en="steps looked at", ko="살펴본 스텝"), digits=0),
        "steps": Measure(Text(en="step measured", ko="측정한 스텝"), digits=0),
    }
    formula = Formula(
        r"\mathrm{grad}_t = \sum_{s=0}^{t} \nabla L_s(w_s)",
        symbols={
            r"\mathrm{grad}_t": Text(en="what .grad holds at step t", ko="t번째 스텝에서 .grad에 든 값"),
            "t": Text(en="this step", ko="현재 스텝"),
            "s": Text(en="all steps so far", ko="지금까지의 모든 스텝"),
            r"\nabla L_s(w_s)": Text(
                en="gradient of step s alone, at the weights it had then",
                ko="s번째 스텝만의 기울기(그때의 가중치에서)",
            ),
        },
        code="p.grad += gradient_of_this_step   # what backward() does",
    )
    sources = (
        "PyTorch documentation, torch.Tensor.backward: gradients accumulate in the leaves; zero them before",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """Going round a straight loop, the same optimiser steps again before anything cleared its gradients."""
        for loop in program.training_loops():
            adds_up = not loop.straight and program.steps_every_few(loop)
            if not (loop.straight or adds_up) or loop.escapes or _is_meant(loop.events("uncalled")):
                continue
            for step in loop.events("step"):
                following = loop.next_after(step, "backward", "step")
                twice = following.is_("step") and following.target is step.target  # on one gradient
                if not twice and loop.clears_after(step) is False and (backwards := loop.led_to(step)):
                    clearing = step.optimiser.clearing()
                    others = [
                        zero for zero in loop.events("zero") if _clears_beside(zero, step, backwards[0])
                    ]
                    place = others[0].place if others else backwards[0].place
                    yield self.at(
                        place,
                        repair=step.followed_by(clearing) if adds_up else backwards[0].preceded_by(clearing),
                    )

    class Probe(_probe.Probe):
        """Count the steps whose gradient still holds one that the same optimiser has stepped on."""

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.looked_at: dict[str, int] = {}  # optimiser -> sampled steps
            self.leftovers: dict[str, list[StepEvent]] = {}  # optimiser -> those that began with a leftover

        def on_step(self, step: StepEvent) -> Iterator[Finding]:
            """Yield at the second leftover: once may be a warm-up or a smoke test before the loop."""
            if not step.sampled:
                return
            self.looked_at[step.optimiser] = self.looked_at.get(step.optimiser, 0) + 1
            if step.leftover:
                seen = self.leftovers.setdefault(step.optimiser, [])
                seen.append(step)
                if len(seen) == 2:
                    yield self._finding(step.optimiser)

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield for every optimiser, with the counts of the whole run."""
            for optimiser, seen in self.leftovers.items():
                if len(seen) >= 2:
                    yield self._finding(optimiser)

        def _finding(self, optimiser: str) -> Finding:
            seen = self.leftovers[optimiser]
            last = seen[-1]
            assert last.leftover is not None
            return self.measured(
                last.backward_place or last.place,
                step=seen[0].step,
                repair=Repair(safe=True, intervention="clear-gradients"),
                series={
                    "leftover": Series(
                        tuple(s.step for s in seen), tuple(s.leftover.norm for s in seen if s.leftover)
                    ),
                    "fresh": Series(
                        tuple(s.step for s in seen), tuple(s.leftover.fresh for s in seen if s.leftover)
                    ),
                },
                leftover=last.leftover.norm,
                fresh=last.leftover.fresh,
                leftover_steps=len(seen),
                sampled_steps=self.looked_at[optimiser],
                steps=last.step,
            )


def _is_meant(uncalled: Iterable[Event]) -> bool:
    """Whether `zero_grad` stands there without parentheses: call-without-parentheses says so."""
    return any(one.attribute == "zero_grad" for one in uncalled)


def _clears_beside(zero: Event, step: Event, backward: Event) -> bool:
    """Whether it clears only another optimiser that the same backward fills."""
    other = zero.target
    return zero.concerns(step.optimiser) is False and other is not None and backward.concerns(other) is True
