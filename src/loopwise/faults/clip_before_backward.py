"""Gradients are clipped before `backward()` has computed them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class ClipBeforeBackward(Fault):
    """Clipping between clearing and backward finds no gradient, or zeros."""

    severity = "error"
    title = Text(en="Gradients are clipped before backward()", ko="backward() 앞의 기울기 클리핑(clipping)")
    says = Text(
        en="""Clipping comes before backward() ({backward_place}): there is no gradient yet to clip.
        The step then uses the full gradients, and the limit has no effect.""",
        ko="""기울기(gradient) 클리핑이 backward()({backward_place}) 앞에 있어서, 자를 기울기가 아직 없습니다.
        그래서 step()은 원래 크기의 기울기를 쓰고, 제한은 아무 효과가 없습니다.""",
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
                    yield self.at(
                        clip.place,
                        repair=clip.moved_after(backward),
                        related={"backward_place": backward.place},
                    )
