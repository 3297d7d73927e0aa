"""backward() is called on several numbers at once; only one number has a gradient without more being said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program


class BackwardOnVector(Fault):
    """`reduction="none"`, or a loss by hand that nobody averaged."""

    severity = "error"
    title = Text(en="backward() on several numbers", ko="숫자 여러 개에 호출한 backward()")
    says = Text(
        en="""backward() needs one number, and this tensor has the shape {shape}.""",
        ko="""backward()는 숫자 하나에서 시작해야 하는데, 이 텐서에는 숫자가 여럿입니다. 형상(shape): {shape}.""",
    )
    mend = Text(
        en="Average first: loss.mean().backward().",
        ko="먼저 평균을 내세요: loss.mean().backward().",
    )
    why = Text(
        en="""A gradient says how one number changes with each weight. Of many numbers there are many gradients,
        and torch does not choose: it wants one number, or a weight for each (backward(gradient=v)). Losses
        average by themselves unless they are made with reduction="none"; (p - y) ** 2 does not.""",
        ko="""기울기(gradient)는 숫자 하나가 가중치마다 얼마나 변하는지를 말합니다. 숫자가 여럿이면 기울기도
        여럿인데 torch는 대신 골라 주지 않으므로, 숫자 하나를 주거나 각각의 가중치를 주어야
        합니다(backward(gradient=v)). 손실 함수는 reduction="none"이 아니면 스스로 평균을 내지만 (p - y) ** 2는
        그렇지 않습니다.""",
    )
    symptoms = (
        "grad can be implicitly created only for scalar outputs",
        "RuntimeError: grad can be implicitly created only for scalar outputs",
        "backward on a vector",
        "scalar outputs 에러가 나요",
        "backward에서 grad can be implicitly created 에러가 나요",
    )
    errors = (ErrorText(r"grad can be implicitly created only for scalar outputs"),)
    measures = {"shape": Measure(Text(en="shape of the loss", ko="손실의 형상"))}
    sources = ("PyTorch documentation, torch.Tensor.backward: gradient",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """What backward is called on surely holds more than one number, and no gradient is given."""
        for backward in program.vector_backwards():
            yield self.at(backward.place, repair=backward.summed_up(), shape=backward.shape)
