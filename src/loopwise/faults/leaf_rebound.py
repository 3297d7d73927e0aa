"""`w = w - lr * w.grad`: the name now stands for a new tensor, which is no parameter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._errors import GRADIENT_IS_NONE, ErrorText, asks_for_gradient
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told
    from loopwise.runtime.events import BackwardEvent
    from loopwise.runtime.step_events import Reach


class LeafRebound(Fault):
    """Descent by hand that makes a new tensor each step in place of changing the one there is."""

    severity = "error"
    title = Text(en="The parameter is replaced, not changed", ko="파라미터를 바꾸지 않고 새 텐서로 갈아 끼움")
    says = Text(
        en="""This makes a new tensor each step: it is no leaf, and after the next backward() its .grad is None.
        The second step raises an error.
        In this run backward() reached {before} tensors at first, and {after} at step {steps}.""",
        ko="""스텝(step)마다 새 텐서를 만듭니다. 새 텐서는 leaf가 아니라서 다음 backward() 뒤에 .grad가 None입니다.
        두 번째 스텝에서 오류가 납니다.
        이번 실행에서 backward()가 닿은 텐서는 처음에 {before}개, {steps}번째 스텝(step)에서는 {after}개입니다.""",
    )
    mend = Text(
        en="Change the parameter in place, without gradients: with torch.no_grad(): w -= lr * w.grad",
        ko="기울기(gradient) 기록을 끄고 제자리에서 바꾸세요. with torch.no_grad(): w -= lr * w.grad",
    )
    why = Text(
        en="""`w - lr * w.grad` is the result of a computation, not the tensor that asked for its gradient. After the
        assignment the name w means that result. Inside no_grad it does not require a gradient at all; outside, it
        drags the whole history along. `-=` keeps the tensor and changes its values.""",
        ko="""`w - lr * w.grad`는 기울기를 요구한 그 텐서가 아니라 계산의 결과입니다. 대입하고 나면 w라는 이름은 그
        결과를 가리킵니다. no_grad 안에서는 기울기를 아예 요구하지 않고, 밖에서는 지난 계산을 모두 끌고 갑니다.
        `-=`는 텐서를 그대로 두고 값만 바꿉니다.""",
    )
    symptoms = (
        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed",
        "element 0 of tensors does not require grad and does not have a grad_fn",
        "unsupported operand type(s) for *: 'float' and 'NoneType'",
        "'NoneType' object has no attribute 'zero_'",
        "'NoneType' object has no attribute 'data'",
        "w.grad is None",
        "grad가 None이에요",
        "not a leaf Tensor 경고가 떠요",
    )
    errors = (
        ErrorText(r"The \.grad attribute of a Tensor that is not a leaf Tensor"),
        ErrorText(GRADIENT_IS_NONE),
        ErrorText(r"unsupported operand type\(s\) for [^:]+: (?:'\w+' and 'NoneType'|'NoneType' and '\w+')"),
        ErrorText(r"element 0 of tensors does not require grad"),
    )
    measures = {
        "before": Measure(Text(en="tensors reached at first", ko="처음에 닿은 텐서"), digits=0),
        "after": Measure(Text(en="tensors reached later", ko="나중에 닿은 텐서"), digits=0),
        "steps": Measure(Text(en="step measured", ko="측정한 스텝"), digits=0),
    }
    formula = Formula(
        r"w \leftarrow w - \eta \nabla L(w)",
        symbols={
            "w": Text(en="the parameter", ko="파라미터"),
            r"\eta": Text(en="learning rate", ko="학습률(learning rate)"),
            r"\nabla L(w)": Text(en="gradient of the loss", ko="손실의 기울기(gradient)"),
        },
        code="with torch.no_grad():\n    w -= lr * w.grad",
    )
    sources = ("PyTorch documentation, torch.Tensor.is_leaf",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """Inside a loop, a leaf's name is given the difference of the leaf and its gradient."""
        for event in program.rebinds():
            yield self.at(event.place, repair=event.in_place())

    class Probe(_probe.Probe):
        """By hand, without an optimiser: the line that reached its tensors reaches none the next time."""

        refutes = False
        first: BackwardEvent | None = None

        def on_backward(self, backward: BackwardEvent) -> Iterator[Finding]:
            """Yield where `backward()` is about to raise."""
            reach, first = backward.reach, self.first
            if reach is None:
                return
            if first is None:
                self.first = backward
            elif first.reach and first.place == backward.place and _rebound(first.reach, reach):
                before, after = first.reach.other, reach.other
                place = backward.place
                yield self.measured(place, step=1, confidence="likely", before=before, after=after, steps=1)

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """`.grad` is what is None; without a parameter written by hand there is nothing to rebind."""
        if "object has no attribute" in failure.message:
            return asks_for_gradient(failure)
        if failure.message.startswith("unsupported operand"):
            return ".grad" in failure.code if failure.code else None
        return False if failure.can_learn and "element 0" in failure.message else None


def _rebound(first: Reach, now: Reach) -> bool:
    """Tell whether the tensors that were reached, held by no optimiser, ask for no gradient any more."""
    by_hand = not first.trainable and not first.parameters and first.other > 0
    return by_hand and not now.has_graph
