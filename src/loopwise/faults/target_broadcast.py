"""Prediction (N, 1) and target (N,) are broadcast to (N, N): every prediction is compared with every target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from loopwise.faults._errors import SHAPE, ErrorText, sizes
from loopwise.faults._fault import Fault, Measure
from loopwise.faults._loss_probe import RUN, LossProbe
from loopwise.records import Evidence, Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.records.failures import Failure, Told
    from loopwise.runtime.events import BackwardEvent, Broadcast, LossEvent

_TARGET = rf"\(torch\.Size\((?P<target>{SHAPE})\)\)"
_ANSWER = rf"\(torch\.Size\((?P<answer>{SHAPE})\)\)"
_SHAPES = Text(
    en="The target has the shape {target}, the prediction {answer}.",
    ko="정답의 형상은 {target}, 예측의 형상은 {answer}입니다.",
)


class TargetBroadcast(Fault):
    """`MSELoss` of (N, 1) and (N,), or the same by hand, or BCE, which refuses it."""

    severity = "error"
    title = Text(en="Prediction (N, 1) against target (N,)", ko="(N, 1) 예측값과 (N,) 정답")
    says = Text(
        en="""The prediction has the shape {answer}, the target {target}: together they become {result}.
        Every prediction is compared with every target, so the best answer is the mean of all targets.
        In this run the loss came to {loss:.3g}; answering the mean for every input gives {constant:.3g}.""",
        ko="""예측값의 형상(shape)과 정답의 형상이 달라 함께 계산하면 N * N개가 됩니다: {answer}, {target} → {result}.
        모든 예측값이 모든 정답과 비교되어, 어떤 입력에도 정답의 평균을 내는 것이 최선이 됩니다.
        이번 실행의 마지막 손실 값은 {loss:.3g}, 어떤 입력에도 평균을 답할 때의 손실 값은 {constant:.3g}입니다.""",
    )
    mend = Text(
        en="Give both one shape: target.unsqueeze(1), or prediction.squeeze(1).",
        ko="형상을 맞추세요: target.unsqueeze(1) 또는 prediction.squeeze(1).",
    )
    why = Text(
        en="""A Linear with one output gives (N, 1), a column of a table gives (N,). Broadcasting lines shapes
        up from the right, so (N, 1) and (N,) become (N, N) without an error. MSELoss, L1Loss and HuberLoss warn
        once; written by hand there is no warning at all; the BCE losses refuse. The loss falls at first and
        then stays near the variance of the targets.""",
        ko="""출력이 하나인 Linear는 (N, 1)을 내고, 표의 열 하나는 (N,)입니다. 브로드캐스팅은 형상을 오른쪽부터
        맞추므로 (N, 1)과 (N,)는 에러 없이 (N, N)이 됩니다. MSELoss, L1Loss, HuberLoss는 경고를 한 번 내고, 식을
        직접 쓰면 경고도 없으며, BCE 계열은 에러를 냅니다. 손실은 처음에 조금 줄다가 정답의 분산 근처에
        머뭅니다.""",
    )
    symptoms = (
        "Using a target size (torch.Size([8])) that is different to the input size (torch.Size([8, 1]))",
        "UserWarning: Using a target size that is different to the input size. This will likely lead to incorrect results due to broadcasting",  # noqa: E501
        "Target size (torch.Size([8])) must be the same as input size (torch.Size([8, 1]))",
        "the regression predicts the mean for every input",
        "loss stays at the variance of the targets",
        "회귀 모델이 평균값만 예측해요",
        "로스가 안 떨어져요",
        "target size가 다르다는 경고가 나와요",
        "model predicts the same value for every input",
        "예측이 전부 같은 값이에요",
    )
    errors = (
        ErrorText(rf"Using a target size {_TARGET} that is different to the input size {_ANSWER}", _SHAPES),
        ErrorText(rf"Target size {_TARGET} must be the same as input size {_ANSWER}", _SHAPES),
    )
    often = 3
    measures = {
        "answer": Measure(Text(en="shape of the prediction", ko="예측값의 형상")),
        "target": Measure(Text(en="shape of the target", ko="정답의 형상")),
        "result": Measure(Text(en="shape they become", ko="함께 계산한 결과의 형상")),
        "intended": Measure(Text(en="loss over matching pairs", ko="제 짝끼리만 계산한 손실")),
        "constant": Measure(
            Text(en="loss of answering the mean for every input", ko="어떤 입력에도 평균을 답할 때의 손실")
        ),
        **RUN,
    }
    sources = (
        "PyTorch documentation, Broadcasting semantics",
        "PyTorch documentation, torch.nn.MSELoss: the target has the same shape as the input",
    )

    def rule(self, program: Program) -> Iterator[Finding]:
        """An answer and data meet as a column and a row."""
        for pair in program.pairs(*_ELEMENTWISE, "sub"):
            yield self.at(
                pair.place,
                repair=pair.matched(),
                answer=pair.answer,
                target=pair.target,
                result=pair.result,
            )

    def fits(self, told: Told, failure: Failure) -> bool | None:
        """The two shapes differ by axes of length 1 only, and there is a batch."""
        target, answer = sizes(told, "target"), sizes(told, "answer")
        if target is None or answer is None:
            return None
        same = [n for n in target if n != 1] == [n for n in answer if n != 1]
        return True if same and answer and target else None

    class Probe(LossProbe):
        """A column met a row, and a mean was taken over all pairs, in a loss that is known or in one by hand."""

        losses = ("mse", "l1", "smooth_l1", "huber")
        refutes = False  # metrics outside the loss are not seen

        def __init__(self, fault: Fault) -> None:
            super().__init__(fault)
            self._crossed: BackwardEvent | None = None  # the first that shows it

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """Both shapes, the one they became, and both losses."""
            return None if loss.broadcast is None else _numbers(loss.broadcast)

        def on_backward(self, backward: BackwardEvent) -> Iterator[Finding]:
            """Yield at each look after the first, where nobody has named the loss."""
            if backward.crossed is None:
                return
            first = self._crossed = self._crossed or backward
            if backward is not first:
                evidence = {**_numbers(backward.crossed), "steps": backward.step + 1}
                yield replace(self.measured(first.place, step=first.step), evidence=evidence)


def _numbers(pairs: Broadcast) -> dict[str, Evidence]:
    shapes = {"answer": str(pairs.answer), "target": str(pairs.target), "result": str(pairs.result)}
    losses = {"loss": pairs.computed, "intended": pairs.intended, "constant": pairs.constant}
    return {**shapes, **{name: value for name, value in losses.items() if value is not None}}


_ELEMENTWISE = (
    "mse_loss",
    "l1_loss",
    "smooth_l1_loss",
    "huber_loss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "poisson_nll_loss",
    "soft_margin_loss",
)
