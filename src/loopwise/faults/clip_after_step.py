"""Gradients are clipped behind `step()`: the step has already been taken with the full ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding, Series
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import StepEvent
    from loopwise.runtime.step_events import ClipEvent


class ClipAfterStep(Fault):
    """Clipping between step and clearing changes nothing that anybody reads."""

    severity = "error"
    title = Text(en="Gradients are clipped after the step", ko="스텝(step) 뒤의 기울기 클리핑(clipping)")
    says = Text(
        en="""Clipping comes after step() ({step_place}): the step was already taken with the full gradients.
        They are cleared before they are used again, so the limit has no effect.
        In this run {late_clips} clips looked at came after the step that had used the gradient.
        The steps used gradients of a norm up to {used:.3g}, where the limit is {limit:.3g}.""",
        ko="""기울기(gradient) 클리핑이 step()({step_place}) 뒤에 있습니다. 스텝은 이미 원래
        크기의 기울기로 끝난 다음입니다.
        그 기울기는 다시 쓰이기 전에 지워지므로 제한이 아무 효과가 없습니다.
        이번 실행에서 살펴본 클리핑 {late_clips}번이 모두 그 기울기를 쓴 스텝 뒤에 왔습니다.
        스텝이 쓴 기울기의 크기는 최대 {used:.3g}, 제한은 {limit:.3g}입니다.""",
    )
    mend = Text(
        en="Move the clipping between backward() and step().",
        ko="클리핑을 backward()와 step() 사이로 옮기세요.",
    )
    why = Text(
        en="""clip_grad_norm_ rescales what .grad holds at that moment. Only step() reads .grad, so the one place
        where clipping matters is after backward() has filled it and before step() uses it. With a gradient scaler
        it is scaler.unscale_, clip, scaler.step.""",
        ko="""clip_grad_norm_은 그 순간 .grad에 든 값의 크기를 줄입니다. .grad를 읽는 것은 step()뿐이므로, 클리핑이
        의미 있는 자리는 backward()가 값을 채운 뒤, step()이 쓰기 전뿐입니다. GradScaler를 쓸 때는
        scaler.unscale_, 클리핑, scaler.step 순서입니다.""",
    )
    symptoms = (
        "gradient clipping has no effect",
        "loss explodes although gradients are clipped",
        "loss becomes nan with clip_grad_norm_",
        "로스가 튀어요",
        "clip_grad_norm_을 써도 nan 떠요",
        "클리핑이 효과가 없어요",
    )
    measures = {
        "late_clips": Measure(Text(en="clips that came after the step", ko="스텝 뒤에 온 클리핑"), digits=0),
        "used": Measure(
            Text(en="largest norm of a gradient that a step used", ko="스텝이 쓴 기울기의 최대 크기")
        ),
        "limit": Measure(Text(en="limit of the clipping", ko="클리핑의 제한")),
    }
    formula = Formula(
        r"g \leftarrow g \cdot \min\left(1, \frac{c}{\lVert g \rVert}\right)",
        symbols={
            "g": Text(en="all gradients together", ko="모든 기울기(gradient)를 합친 벡터"),
            "c": Text(en="max_norm", ko="max_norm(허용하는 최대 크기)"),
        },
        code="norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm=c)",
    )
    sources = (
        "Pascanu, Mikolov and Bengio 2013, On the difficulty of training recurrent neural networks, arXiv:1211.5063",
        "PyTorch documentation, torch.nn.utils.clip_grad_norm_: gradients are modified in-place",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """What was clipped has been stepped on, and is cleared before anything else uses it."""
        for loop in program.training_loops():
            plain = loop.straight or program.steps_every_few(loop)
            if not plain or loop.escapes or len(loop.optimisers) != 1:
                continue
            for clip in loop.events("clip"):
                step = loop.last_before(clip, "backward", "zero", "step")
                if step.is_("step") and loop.next_after(clip, "backward", "zero", "step").is_("zero"):
                    seen, related = clip.seen_beside(step), {"step_place": step.place}
                    yield self.at(seen.place, repair=seen.moved_before(step), related=related)

    class Probe(_probe.EveryStep):
        """The gradient that is clipped has been stepped on, and the next step uses another one."""

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.last: dict[int, ClipEvent] = {}  # optimiser -> its last clip since its step before
            self.right: set[int] = set()  # optimisers whose fresh gradient was clipped since

        def on_clip(self, clip: ClipEvent) -> Iterator[Finding]:
            """Note whether a clip meets a gradient of before its optimiser's last step."""
            self.last[clip.key] = clip
            if clip.fresh:
                self.right.add(clip.key)
            yield from ()

        def shows(self, step: StepEvent) -> bool | None:
            """False where the fresh gradient was clipped, or the old one is still in use."""
            clip, right = self.last.pop(step.key, None), step.key in self.right
            self.right.discard(step.key)
            if clip is None or step.gradient is None or not clip.steps:
                return False if right else None
            stale = not right and clip.norm > 0 and step.leftover is None
            self.clip = clip if stale else getattr(self, "clip", clip)
            return stale

        def found(self, steps: Sequence[StepEvent]) -> Finding:
            """Return the finding at the clip, with the largest gradient that a step used."""
            used = [(step.step, step.gradient.norm) for step in steps if step.gradient]
            return self.measured(
                self.clip.place,
                step=steps[0].step,
                related={"step_place": steps[-1].place},
                series={"used": Series(tuple(at for at, _ in used), tuple(norm for _, norm in used))},
                late_clips=len(steps),
                used=max(norm for _, norm in used),
                limit=self.clip.limit,
            )
