"""A method is named on a line of its own, and not called: `optimizer.step`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding, Place
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import BackwardEvent, RunEnd, StepEvent

_ACT = ("step", "zero_grad", "backward", "train", "eval", "update", "zero_", "cuda")


class CallWithoutParentheses(Fault):
    """Only methods that are called for what they do, not for what they return."""

    severity = "error"
    title = Text(en="Method named but not called", ko="괄호 없이 쓴 메서드")
    says = Text(
        en="""`{method}` stands there without parentheses: it is only looked up, never called.
        The code around it ran at least {looks} times in this run.""",
        ko="""`{method}` 메서드를 괄호 없이 썼습니다. 이름만 찾아볼 뿐 실제로 불리지 않습니다.
        이번 실행에서 이 줄을 둘러싼 코드는 적어도 {looks}번 실행되었습니다.""",
    )
    mend = Text(en="Put () behind it.", ko="뒤에 ()를 붙이세요.")
    why = Text(
        en="""In Python the name of a method is a value like any other; a line that only holds a value does nothing.
        So without parentheses nothing is cleared, computed or switched, and no message says so.""",
        ko="""파이썬에서 메서드의 이름은 값의 하나일 뿐이고, 값만 있는 줄은 아무 일도 하지 않습니다. 괄호가 없으면
        지우기도, 계산도, 모드 전환도 일어나지 않으며 아무 메시지도 나오지 않습니다.""",
    )
    symptoms = (
        "loss stays exactly the same every epoch",
        "optimizer.step does nothing",
        "<bound method Optimizer.step of ...>",
        "model.eval without parentheses",
        "로스가 전혀 안 변해요",
        "로스가 안 떨어져요",
    )
    often = 1
    measures = {
        "method": Measure(Text(en="method", ko="메서드")),
        "looks": Measure(
            Text(en="runs of the code around it that were looked at", ko="살펴본 실행 횟수"), digits=0
        ),
    }
    sources = ("Python documentation, Expression statements",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A statement is nothing but the name of a method that is called for its effect."""
        for event in program.events.of("uncalled"):
            if event.attribute in _ACT and not event.again:
                yield self.at(event.place, repair=event.called(), method=event.attribute)

    class Probe(_probe.Probe):
        """The code that calls `backward()` or `step()` loads such a method and drops it."""

        refutes = False

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.seen: dict[Place, tuple[str, int, int]] = {}  # method, first step, looks

        def on_backward(self, backward: BackwardEvent) -> Iterator[Finding]:
            """Hear what the code around the call looks up."""
            return self._hear(backward)

        def on_step(self, step: StepEvent) -> Iterator[Finding]:
            """Hear what the code around the call looks up."""
            return self._hear(step)

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield again, with the counts of the whole run."""
            for place, (method, first, looks) in self.seen.items():
                yield self.measured(place, step=first, method=method, looks=looks)

        def _hear(self, event: BackwardEvent | StepEvent) -> Iterator[Finding]:
            for lookup in event.uncalled:
                if lookup.method in _ACT:
                    _, first, looks = self.seen.get(lookup.place, ("", event.step, 0))
                    self.seen[lookup.place] = lookup.method, first, looks + 1
                    if not looks:
                        yield self.measured(lookup.place, step=first, method=lookup.method, looks=1)
