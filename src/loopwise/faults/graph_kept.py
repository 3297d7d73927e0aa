"""A loss is kept from step to step together with its graph: `total += loss`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class GraphKept(Fault):
    """Added to a total or appended to a list, without `.item()` or `.detach()`."""

    severity = "warning"
    title = Text(en="The graph of every step is kept", ko="스텝마다 쌓이는 계산 그래프")
    says = Text(
        en="""What is kept here carries the graph it was computed with ({backward_place} has already used it).
        It grows with every step, and so do memory and time.""",
        ko="""여기에 모으는 값에는 계산 그래프가 붙어 있습니다(backward()는 이미 끝났습니다: {backward_place}).
        스텝(step)마다 그래프가 쌓여 메모리와 시간이 늘어납니다.""",
    )
    mend = Text(
        en="Keep the number only: total += loss.item(), or loss.detach().",
        ko="숫자만 모으세요. total += loss.item() 또는 loss.detach()를 쓰면 됩니다.",
    )
    why = Text(
        en="""A loss is a tensor that remembers how it was computed. Adding it to a total makes the total remember, too:
        a chain that gets one link longer each step and cannot be freed. After backward() the activations are gone
        and the chain is thin; where backward() was not called, whole activations stay, and the GPU runs out of
        memory.""",
        ko="""손실은 자신이 어떻게 계산되었는지 기억하는 텐서입니다. 합계에 더하면 합계도 그것을 기억하게 되어, 스텝마다
        한 마디씩 길어지는 사슬이 해제되지 않고 남습니다. backward() 뒤에는 중간 값이 지워져 사슬이 가늘지만,
        backward()를 부르지 않은 곳에서는 중간 값이 통째로 남아 GPU 메모리가 바닥납니다.""",
    )
    symptoms = (
        "CUDA out of memory after some epochs",
        "memory grows every step",
        "training gets slower and slower",
        "prints tensor(0.0789, grad_fn=<AddBackward0>)",
        "메모리 터져요",
        "메모리가 계속 늘어나요",
        "갈수록 느려져요",
    )
    errors = (
        ErrorText(r"out of memory"),
        ErrorText(r"tensor\([-\d.e]+, (?:device='[\w:]+', )?grad_fn=<"),
    )
    often = 3
    sources = ("PyTorch documentation, Frequently asked questions: my model reports CUDA out of memory",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """What a loop keeps carries a graph that a backward in the same loop has used, and no other one will."""
        for kept in program.kept():
            backward = program.used_by(kept)
            if backward and not program.is_learnt_from(kept):
                yield self.at(kept.place, repair=kept.detached(), related={"backward_place": backward.place})
