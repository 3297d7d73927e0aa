"""A loss is kept from step to step together with its graph: `total += loss`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding, Place, Series
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import BackwardEvent
    from loopwise.runtime.step_events import Kept


class GraphKept(Fault):
    """Added to a total or appended to a list, without `.item()` or `.detach()`."""

    severity = "warning"
    title = Text(en="The graph of every step is kept", ko="스텝마다 쌓이는 계산 그래프")
    says = Text(
        en="""What is kept here carries the graph it was computed with ({backward_place} has already used it).
        | What is kept here carries the graph it was computed with, and no backward() will ever use it.
        It grows with every step, and so do memory and time.
        At step {steps} of this run the graphs of {kept} earlier steps looked at were still alive.
        The oldest of them is from step {oldest}.""",
        ko="""여기에 모으는 값에는 계산 그래프가 붙어 있습니다(backward()는 이미 끝났습니다: {backward_place}).
        | 여기에 모으는 값에는 계산 그래프가 붙어 있는데, 이 그래프를 쓰는 backward()는 없습니다.
        스텝(step)마다 그래프가 쌓여 메모리와 시간이 늘어납니다.
        이번 실행의 {steps}번째 스텝에서, 살펴본 이전 스텝 가운데 {kept}개의 그래프가 아직 메모리에 있었습니다.
        그중 가장 오래된 것은 {oldest}번째 스텝의 그래프입니다.""",
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
        ErrorText(r"out of memory|can't allocate memory"),
        ErrorText(r"tensor\([-\d.e]+, (?:device='[\w:]+', )?grad_fn=<"),
    )
    often = 3
    measures = {
        "kept": Measure(
            Text(en="graphs of earlier steps still alive", ko="남아 있는 이전 스텝의 그래프"), digits=0
        ),
        "oldest": Measure(Text(en="step of the oldest graph", ko="가장 오래된 그래프의 스텝"), digits=0),
        "steps": Measure(Text(en="step measured", ko="측정한 스텝"), digits=0),
    }
    sources = ("PyTorch documentation, Frequently asked questions: my model reports CUDA out of memory",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """What a loop keeps carries a graph that a backward in the same loop has used, and no other one will."""
        found: dict[Place, Finding] = {}
        for kept in program.kept():
            backward, repair = program.used_by(kept), kept.detached()
            if backward and not program.is_learnt_from(kept):
                places = {"backward_place": backward.place}
                found.setdefault(kept.place, self.at(kept.place, repair=repair, related=places))
            elif program.used_by_nobody(kept):
                found.setdefault(kept.place, self.at(kept.place, repair=repair))
        yield from found.values()

    class Probe(_probe.Probe):
        """The graphs of several steps of one optimiser are alive at a later one."""

        refutes = False
        enough = 3  # rounds: a program may look back at the loss before

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.seen: list[BackwardEvent] = []

        def on_backward(self, backward: BackwardEvent) -> Iterator[Finding]:
            """Yield the first time enough are alive, and each time there are more."""
            if backward.kept is None or backward.kept.rounds < self.enough:
                return
            most = max((one.kept.graphs for one in self.seen if one.kept), default=0)
            self.seen.append(backward)
            if backward.kept.graphs > most:
                yield self._finding(backward, backward.kept)

        def _finding(self, most: BackwardEvent, kept: Kept) -> Finding:
            points = [(one.step, float(one.kept.graphs)) for one in self.seen if one.kept]
            return self.measured(
                most.place,
                step=self.seen[0].step,
                related={"backward_place": most.place},
                series={"kept": Series(tuple(at for at, _ in points), tuple(count for _, count in points))},
                kept=kept.graphs,
                oldest=kept.oldest,
                steps=most.step,
            )
