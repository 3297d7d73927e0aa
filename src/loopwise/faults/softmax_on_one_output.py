"""Softmax over a single output: one number divided by itself is 1, whatever the input."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.faults._loss_probe import RUN, LossProbe
from loopwise.records import Evidence, Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import LossEvent


class SoftmaxOnOneOutput(Fault):
    """A binary problem with one output, and the multi-class activation."""

    severity = "error"
    title = Text(en="Softmax on one output", ko="출력 하나에 쓴 softmax")
    says = Text(
        en="""With a single output ({output_place}) softmax is always 1, and its gradient always 0.
        | With a single output softmax is always 1, and its gradient always 0.
        The model answers class 1 for every input and nothing is learnt.
        In this run all {outputs} outputs were exactly 1, and the loss was {loss:.3g} after {steps} steps.""",
        ko="""출력이 하나면({output_place}) softmax 값은 항상 1이고, 기울기(gradient)는 항상 0입니다.
        | 출력이 하나면 softmax 값은 항상 1이고, 기울기(gradient)는 항상 0입니다.
        모델은 어떤 입력에도 클래스 1이라고 답하고, 아무것도 학습되지 않습니다.
        이번 실행에서 출력 {outputs}개가 모두 정확히 1이었고, {steps}스텝 뒤 손실 값은 {loss:.3g}입니다.""",
    )
    mend = Text(
        en="Use a sigmoid for one output; or two outputs and CrossEntropyLoss on the logits.",
        ko="출력이 하나면 sigmoid를 쓰세요. 출력을 2개로 하고 로짓에 CrossEntropyLoss를 써도 됩니다.",
    )
    why = Text(
        en="""Softmax divides one probability among all outputs. Where there is only one, it gets all of it. Sigmoid
        asks each output a question of its own, yes or no; it equals a softmax over that output and a second one
        fixed at 0.""",
        ko="""softmax는 확률 1을 모든 출력에 나누어 줍니다. 출력이 하나뿐이면 전부 그 출력의 것이 됩니다. sigmoid는
        출력마다 예/아니오를 따로 묻습니다. 값이 0으로 고정된 출력을 하나 더 두고 softmax를 쓴 것과 같습니다.""",
    )
    symptoms = (
        "output is always 1",
        "model always predicts 1",
        "accuracy stays at the share of class 1",
        "loss does not change at all",
        "출력이 항상 1이에요",
        "모델이 전부 1로만 예측해요",
        "로스가 전혀 안 변해요",
        "모델이 한 클래스만 예측해요",
        "예측이 전부 같은 값이에요",
    )
    measures = {
        "outputs": Measure(
            Text(en="outputs in the last batch, all of them 1", ko="마지막 배치의 출력 수(모두 1)"), digits=0
        ),
        **RUN,
    }
    formula = Formula(
        r"\frac{e^{z}}{e^{z}} = 1",
        symbols={
            "z": Text(en="the only logit", ko="하나뿐인 로짓(logit)"),
            "e": Text(en="Euler's number, 2.718...", ko="자연상수, 2.718..."),
        },
        code="torch.softmax(torch.tensor([[3.0]]), dim=1)   # tensor([[1.]])",
    )
    sources = ("PyTorch documentation, torch.nn.Softmax: every slice along dim will sum to 1",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """The axis that softmax works along has length 1; attention over a single word weighs it with 1, rightly."""
        for softmax in program.operations("softmax", "log_softmax"):
            weighs = any(op.is_("matmul", "bmm", "einsum") for op in softmax.out.future_through("same"))
            if softmax.is_on_one and not weighs and not softmax.is_meant_for_several:
                yield self.at(
                    softmax.written.place,
                    repair=softmax.exchanged("sigmoid" if softmax.is_("softmax") else "logsigmoid"),
                    related={"output_place": softmax.before.place},
                )

    class Probe(LossProbe):
        """The output of a softmax over a single number reaches a loss."""

        losses = ("bce", "bce_with_logits", "mse", "l1", "smooth_l1", "huber", "nll")
        refutes = False  # one that lies deeper in the model is not looked at

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """How many outputs there were, every one of them 1."""
            received = loss.gets("softmax", *self.losses)
            if received is None or received.smallest != 1:
                return None
            if received.classes != 1 and (received.outputs or (0,))[-1] != 1:
                return None
            return {"outputs": math.prod(received.shape)}
