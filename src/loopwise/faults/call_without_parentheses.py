"""A method is named on a line of its own, and not called: `optimizer.step`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program

_ACT = ("step", "zero_grad", "backward", "train", "eval", "update", "zero_", "cuda")


class CallWithoutParentheses(Fault):
    """Only methods that are called for what they do, not for what they return."""

    severity = "error"
    title = Text(en="Method named but not called", ko="괄호 없이 쓴 메서드")
    says = Text(
        en="`{method}` stands there without parentheses: it is only looked up, never called.",
        ko="`{method}` 메서드를 괄호 없이 썼습니다. 이름만 찾아볼 뿐 실제로 불리지 않습니다.",
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
    measures = {"method": Measure(Text(en="method", ko="메서드"))}
    sources = ("Python documentation, Expression statements",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """A statement is nothing but the name of a method that is called for its effect."""
        for event in program.events:
            if event.is_("uncalled") and event.attribute in _ACT and not event.again:
                yield self.at(event.place, repair=event.called(), method=event.attribute)
