"""Gradients are clipped behind `step()`: the step has already been taken with the full ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program


class ClipAfterStep(Fault):
    """Clipping between step and clearing changes nothing that anybody reads."""

    severity = "error"
    title = Text(en="Gradients are clipped after the step", ko="스텝(step) 뒤의 기울기 클리핑(clipping)")
    says = Text(
        en="""Clipping comes after step() ({step_place}): the step was already taken with the full gradients.
        They are cleared before they are used again, so the limit has no effect.""",
        ko="""기울기(gradient) 클리핑이 step()({step_place}) 뒤에 있습니다. 스텝은 이미 원래
        크기의 기울기로 끝난 다음입니다.
        그 기울기는 다시 쓰이기 전에 지워지므로 제한이 아무 효과가 없습니다.""",
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
            if not loop.straight or loop.escapes or len(loop.optimisers) != 1:
                continue
            for clip in loop.events("clip"):
                step = loop.last_before(clip, "backward", "zero", "step")
                if step.is_("step") and loop.next_after(clip, "backward", "zero", "step").is_("zero"):
                    yield self.at(
                        clip.place, repair=clip.moved_before(step), related={"step_place": step.place}
                    )
