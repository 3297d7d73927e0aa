"""`retain_graph=True` silences "backward through the graph a second time" and keeps what caused it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.faults._errors import CHANGED, CHANGED_SAYS, ErrorText
from loopwise.faults._fault import Fault
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told


class RetainGraphAsRepair(Fault):
    """A graph is carried from step to step: through a hidden state, a total, a forward outside the loop."""

    severity = "error"
    title = Text(en="retain_graph=True to silence an error", ko="오류를 없애려고 쓴 retain_graph=True")
    says = Text(
        en="""retain_graph=True keeps what was computed at {made_place}, and in the next round this backward() goes
        through it again, although the weights have changed since.
        Either an in-place error comes of it, or steps that take longer and longer and follow old gradients.""",
        ko="""retain_graph=True 때문에 지난 계산({made_place})이 지워지지 않고, 다음 반복에서 backward()가 그것을
        다시 거슬러 갑니다. 그 사이 가중치는 이미 바뀌었습니다.
        그래서 inplace 오류가 나거나, 스텝(step)이 갈수록 느려지고 낡은 기울기(gradient)를 따라가게 됩니다.""",
    )
    mend = Text(
        en="""Take retain_graph=True out and cut what is carried over, once per step: hidden = hidden.detach().
        What is computed before the loop belongs into it.""",
        ko="""retain_graph=True를 지우고, 다음 스텝으로 넘기는 값을 스텝마다 hidden = hidden.detach()로 끊으세요.
        반복문 앞에서 한 번만 계산한 값이라면 반복문 안에서 새로 계산하세요.""",
    )
    why = Text(
        en="""The error message itself names retain_graph=True, so people put it in. It is meant for two passes through
        one graph in the same step. Where the graph of the last step is still tied to this one's, it makes backward()
        walk through all steps so far: the hundredth step costs a hundred times the first. And an optimiser changes
        weights in place, so the old part of the graph no longer fits them; since PyTorch 1.5 that raises "modified
        by an inplace operation".""",
        ko="""오류 메시지에 retain_graph=True가 나오다 보니 그대로 넣는 경우가 많습니다. 이 옵션은 한 스텝 안에서 같은
        그래프를 두 번 지나갈 때 쓰는 것입니다. 지난 스텝의 그래프가 이번 스텝에 이어져 있으면 backward()가 처음부터
        모든 스텝을 거슬러 가므로 백 번째 스텝은 첫 스텝의 백 배가 걸립니다. 게다가 옵티마이저(optimizer)는 가중치를
        제자리에서 바꾸기 때문에 그래프의 낡은 부분은 더 이상 가중치와 맞지 않고, PyTorch 1.5부터는 "modified by an
        inplace operation" 오류가 납니다.""",
    )
    symptoms = (
        "training gets slower with every iteration after retain_graph=True",
        "one of the variables needed for gradient computation has been modified by an inplace operation",
        "retain_graph=True out of memory",
        "each step takes longer than the one before",
        "retain_graph=True를 넣었더니 점점 느려져요",
        "retain_graph=True를 넣었더니 inplace 에러가 나요",
        "갈수록 느려져요",
        "메모리가 계속 늘어나요",
    )
    often = 1
    errors = (ErrorText(CHANGED, CHANGED_SAYS),)
    sources = (
        "PyTorch documentation, torch.Tensor.backward: retain_graph; in nearly all cases it is not needed",
        "Williams and Peng 1990, An efficient gradient-based algorithm for on-line training of recurrent networks",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """In the next round a pass goes through a graph that was kept for it, and weights have been changed."""
        for reuse in program.reuses(retained=True):
            if reuse.goes_round and reuse.steps_between:
                yield self.at(
                    reuse.place, repair=reuse.moved_into_loop(), related={"made_place": reuse.made_place}
                )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """The line asks to keep the graph."""
        return "retain_graph" in failure.code if failure.code else None
