"""Gradients are clipped before `backward()` has computed them."""

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
    from loopwise.runtime.step_events import ClipEvent


class ClipBeforeBackward(Fault):
    """Clipping between clearing and backward finds no gradient, or zeros."""

    severity = "error"
    title = Text(en="Gradients are clipped before backward()", ko="backward() 앞의 기울기 클리핑(clipping)")
    says = Text(
        en="""Clipping comes before backward() ({backward_place}): there is no gradient yet to clip.
        The step then uses the full gradients, and the limit has no effect.
        In this run {early_clips} clips looked at found no gradient.
        The steps after them used gradients of a norm up to {used:.3g}, where the limit is {limit:.3g}.""",
        ko="""기울기(gradient) 클리핑이 backward()({backward_place}) 앞에 있어서, 자를 기울기가 아직 없습니다.
        그래서 step()은 원래 크기의 기울기를 쓰고, 제한은 아무 효과가 없습니다.
        이번 실행에서 살펴본 클리핑 {early_clips}번이 모두 기울기 없이 끝났습니다.
        그다음 스텝이 쓴 기울기의 크기는 최대 {used:.3g}, 제한은 {limit:.3g}입니다.""",
    )
    mend = Text(
        en="Move the clipping between backward() and step().",
        ko="클리핑을 backward()와 step() 사이로 옮기세요.",
    )
    why = Text(
        en="""clip_grad_norm_ rescales what .grad holds at that moment. After zero_grad() that is None or zeros: the
        function returns a norm of 0 and raises nothing. backward() then writes the full gradient.""",
        ko="""clip_grad_norm_은 그 순간 .grad에 든 값의 크기를 줄입니다. zero_grad() 뒤에는 None이나 0뿐이라서 함수는
        크기 0을 돌려줄 뿐 오류를 내지 않습니다. 그다음 backward()가 원래 크기의 기울기를 씁니다.""",
    )
    symptoms = (
        "gradient clipping has no effect",
        "clip_grad_norm_ returns 0",
        "loss explodes although gradients are clipped",
        "로스가 튀어요",
        "클리핑이 효과가 없어요",
        "clip_grad_norm_이 0을 돌려줘요",
    )
    often = 1
    measures = {
        "early_clips": Measure(Text(en="clips that found no gradient", ko="기울기가 없던 클리핑"), digits=0),
        "used": Measure(
            Text(en="largest norm of a gradient that a step used", ko="스텝이 쓴 기울기의 최대 크기")
        ),
        "limit": Measure(Text(en="limit of the clipping", ko="클리핑의 제한")),
    }
    sources = ("PyTorch documentation, torch.nn.utils.clip_grad_norm_: gradients are modified in-place",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """Clipping stands between clearing and backward, and nothing clips again before the step."""
        for loop in program.training_loops():
            if not loop.straight or loop.escapes or len(loop.optimisers) != 1:
                continue
            for clip in loop.events("clip"):
                backward = loop.next_after(clip, "backward", "step")
                too_early = backward.is_("backward") and loop.last_before(clip, "zero", "backward").is_(
                    "zero"
                )
                if too_early and loop.next_after(backward, "clip", "step").is_("step"):
                    seen, related = clip.seen_beside(backward), {"backward_place": backward.place}
                    yield self.at(seen.place, repair=clip.moved_after(backward), related=related)

    class Probe(_probe.EveryStep):
        """Clipping finds nothing, and the next step of the same optimiser uses a gradient."""

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.clips: dict[int, list[ClipEvent]] = {}  # optimiser -> since its step before

        def on_clip(self, clip: ClipEvent) -> Iterator[Finding]:
            """Keep it until the step."""
            self.clips.setdefault(clip.key, []).append(clip)
            yield from ()

        def shows(self, step: StepEvent) -> bool | None:
            """None where the step found nothing either, as of units that are all dead."""
            clips = self.clips.pop(step.key, [])
            if not clips or step.gradient is None or step.gradient.norm == 0:
                return None
            self.clip = clips[-1]
            return all(clip.norm == 0 for clip in clips)

        def found(self, steps: Sequence[StepEvent]) -> Finding:
            """Return the finding at the clip, with the largest gradient that a step used."""
            used = [(step.step, step.gradient.norm) for step in steps if step.gradient]
            return self.measured(
                self.clip.place,
                step=steps[0].step,
                related={"backward_place": steps[-1].backward_place or steps[-1].place},
                series={"used": Series(tuple(at for at, _ in used), tuple(norm for _, norm in used))},
                early_clips=len(steps),
                used=max(norm for _, norm in used),
                limit=self.clip.limit,
            )
