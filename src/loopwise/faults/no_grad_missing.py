"""An evaluation loop lets autograd record a graph that nobody needs.

The number is right; memory and time are wasted. Where a loop keeps losses as tensors, all their graphs stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from loopwise.faults import _probe
from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Finding, Place
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.evaluation_events import Asked
    from loopwise.runtime.events import RunEnd


class NoGradMissing(Fault):
    """An evaluation loop without `torch.no_grad()`."""

    severity = "note"
    title = Text(en="Evaluation records gradients", ko="평가하면서 기울기(gradient)까지 기록함")
    says = Text(
        en="""This loop only measures, yet autograd keeps what backward() would need for every batch.
        The result is the same; memory and time are wasted.
        In this run {asked} of the answers looked at carried a graph of {nodes} operations that nothing
        went back through.""",
        ko="""이 반복문은 측정만 하는데도 배치마다 backward()에 필요한 값을 모두 저장합니다.
        결과는 같지만 메모리와 시간을 낭비합니다.
        이번 실행에서 살펴본 답 가운데 {asked}개가 역전파에 쓰이지 않은 그래프(연산 {nodes}개)를 지니고 있었습니다.""",
    )
    mend = Text(
        en="Put the loop under with torch.no_grad():",
        ko="반복문을 with torch.no_grad(): 안에 넣으세요.",
    )
    why = Text(
        en="""While a model is asked, autograd keeps every activation until backward() has used it. An evaluation never
        calls backward(), so these are kept for nothing until the answer goes out of use; if the loop adds up losses as
        tensors, until the end. That is why a batch size that trains well can run out of memory in evaluation.
        model.eval() does not help: it changes dropout and batch norm, not the recording.""",
        ko="""모델에 입력을 넣으면 autograd는 backward()에 쓰려고 모든 중간값을 저장합니다. 평가에서는 backward()를
        호출하지 않으므로 이 값들은 쓰이지 않은 채 남아 있고, 손실(loss)을 텐서로 더해 가면 반복이 끝날 때까지 쌓입니다.
        학습할 때는 괜찮던 배치 크기가 평가에서 메모리 부족을 일으키는 이유입니다.
        model.eval()은 드롭아웃과 배치 정규화의 동작만 바꿀 뿐 이 기록은 끄지 않습니다.""",
    )
    symptoms = (
        "out of memory during evaluation",
        "CUDA out of memory in validation",
        "evaluation is slow and uses much memory",
        "평가할 때 메모리 터져요",
        "검증할 때 CUDA out of memory",
        "no_grad 안 쓰면 어떻게 되나요",
    )
    errors = (ErrorText(r"out of memory|can't allocate memory"),)
    measures = {
        "asked": Measure(Text(en="answers that carried a graph", ko="그래프를 지닌 답"), digits=0),
        "nodes": Measure(Text(en="operations in the graph", ko="그래프의 연산 수"), digits=0),
    }
    sources = (
        "PyTorch documentation, torch.no_grad: disables gradient calculation; reduces memory consumption",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """A loop over data asks a model for a metric with gradients on, and no backward ever uses them."""
        for judgement in program.judgements():
            if judgement.keeps_graph and judgement.is_trained and judgement.is_called:
                yield self.at(judgement.place, repair=judgement.without_gradients())

    class Probe(_probe.Probe):
        """A trained model's answers carry a graph, in a whole pass in which nothing goes back."""

        refutes = False
        enough = 2  # one prediction or one picture is nothing to mend

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self.seen: dict[Place, list[Asked]] = {}

        def on_asked(self, asked: Asked) -> Iterator[Finding]:
            """Yield at the second answer from one line."""
            if asked.graph and asked.judged and not asked.inside:
                answers = self.seen.setdefault(asked.place, [])
                answers.append(asked)
                if len(answers) == self.enough:
                    yield self._finding(answers)

        def on_end(self, run: RunEnd) -> Iterator[Finding]:
            """Yield with the counts of the whole run."""
            yield from (
                self._finding(answers) for answers in self.seen.values() if len(answers) >= self.enough
            )

        def _finding(self, answers: Sequence[Asked]) -> Finding:
            first = answers[0]
            return self.measured(first.place, step=first.step, asked=len(answers), nodes=first.nodes)
