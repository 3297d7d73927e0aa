"""`zero_grad()` stands between `backward()` and `step()`: the step finds nothing to follow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class GradientsWiped(Fault):
    """The gradients of this round are cleared before they are used."""

    severity = "error"
    title = Text(en="Gradients are cleared before the step", ko="스텝(step) 전에 기울기(gradient)를 지움")
    says = Text(
        en="""zero_grad() stands between backward() and step() ({step_place}), so the step finds no gradient.
        No parameter moves; the loss stays what it was at the start.""",
        ko="""zero_grad()가 backward()와 step()({step_place}) 사이에 있어서, step()이 쓸 기울기(gradient)가 없습니다.
        파라미터가 움직이지 않으므로 손실이 처음 값에서 바뀌지 않습니다.""",
    )
    mend = Text(
        en="Move zero_grad() before backward(), or behind step().",
        ko="zero_grad()를 backward() 앞이나 step() 뒤로 옮기세요.",
    )
    why = Text(
        en="""backward() writes into .grad, step() reads from it, zero_grad() empties it. The order that learns is
        zero_grad, backward, step; where the round begins makes no difference. With zero_grad between the other
        two, SGD and Adam skip every parameter whose .grad is None, and nothing says so.""",
        ko="""backward()는 .grad에 쓰고, step()은 .grad를 읽고, zero_grad()는 .grad를 비웁니다. 학습이 되는 순서는
        zero_grad, backward, step입니다(한 바퀴를 어디에서 시작하든 같습니다). zero_grad가 나머지 둘 사이에 있으면
        SGD도 Adam도 .grad가 None인 파라미터를 건너뛰며, 아무 메시지도 나오지 않습니다.""",
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
    sources = ("PyTorch documentation, torch.optim: zero_grad() clears, backward() computes, step() applies",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """In a straight loop, all a step would use is cleared after its backward."""
        for loop in program.training_loops():
            if not loop.straight or loop.escapes:
                continue
            for step in loop.events("step"):
                if zero := loop.wiped_by(step):
                    backward = loop.last_before(zero, "backward")
                    yield self.at(
                        zero.place, repair=zero.moved_before(backward), related={"step_place": step.place}
                    )
