"""Target and prediction change places in a loss that is not symmetric."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults._errors import ErrorText
from loopwise.faults._fault import Fault, Measure
from loopwise.faults._loss_probe import RUN, LossProbe
from loopwise.records import Evidence, Finding
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import LossEvent

_ASYMMETRIC = (
    "cross_entropy",
    "nll_loss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "kl_div",
)


class LossArgumentsSwapped(Fault):
    """`criterion(y, out)`: scikit-learn's order, (true, predicted)."""

    severity = "error"
    title = Text(en="Prediction and target swapped in the loss", ko="손실 함수에서 뒤바뀐 예측값과 정답")
    says = Text(
        en="""This loss takes the prediction first and the target second; here the model's output comes second.
        Cross-entropy raises; BCE, BCEWithLogits and KLDiv compute a number that is not the loss.
        In this run outputs from {smallest:.3g} to {largest:.3g} were taken for targets.
        The loss came to {loss:.3g}.""",
        ko="""이 손실 함수는 예측값을 먼저, 정답을 나중에 받는데, 여기서는 모델의 출력이 뒤에 있습니다.
        CrossEntropyLoss는 에러를 내고, BCE, BCEWithLogits, KLDiv는 손실이 아닌 숫자를 조용히 계산합니다.
        이번 실행에서 정답 자리에 온 모델 출력의 범위는 [{smallest:.3g}, {largest:.3g}]입니다.
        마지막 손실 값은 {loss:.3g}입니다.""",
    )
    mend = Text(
        en="Give the prediction first: criterion(out, y).",
        ko="예측값을 먼저 넣으세요: criterion(out, y).",
    )
    why = Text(
        en="""scikit-learn's metrics and Keras' losses take (y_true, y_pred), PyTorch's losses (input, target). For MSE
        and L1 the order makes no difference. Cross-entropy is not symmetric: it takes the logarithm of the first
        argument only, so the labels land inside the logarithm and the prediction becomes the weight.""",
        ko="""scikit-learn의 지표와 Keras의 손실은 (y_true, y_pred) 순서이고, PyTorch의 손실은 (input, target)
        순서입니다. MSE와 L1은 순서가 바뀌어도 같지만 교차 엔트로피는 다릅니다. 첫 번째 인자에만 로그를 취하므로,
        바뀌면 정답 레이블이 로그 안으로 들어가고 예측값이 가중치가 됩니다.""",
    )
    symptoms = (
        "\"log_softmax_lastdim_kernel_impl\" not implemented for 'Long'",
        "log_softmax_lastdim_kernel_impl not implemented for 'Long'",
        "RuntimeError: not implemented for 'Long' in cross entropy",
        "loss is a constant 100 or grows while accuracy rises",
        "criterion(y, out) or criterion(out, y)",
        "손실 함수 인자 순서",
        "log_softmax not implemented for Long 에러가 나요",
    )
    errors = (
        ErrorText(
            r"(?:log|host)_softmax\w*\"? not implemented for '(?P<dtype>\w+)'",
            Text(
                en="The first argument is of type {dtype}: those are labels.",
                ko="첫 번째 인자의 자료형이 {dtype}입니다. 예측이 아니라 레이블입니다.",
            ),
        ),
    )
    measures = {
        "smallest": Measure(Text(en="smallest output taken for a target", ko="정답으로 쓰인 출력의 최솟값")),
        "largest": Measure(Text(en="largest output taken for a target", ko="정답으로 쓰인 출력의 최댓값")),
        **RUN,
    }
    formula = Formula(
        r"-\left(t \log p + (1 - t) \log(1 - p)\right)",
        symbols={
            "t": Text(en="target, the second argument", ko="정답, 두 번째 인자"),
            "p": Text(en="predicted probability, the first argument", ko="예측한 확률, 첫 번째 인자"),
        },
        code="F.binary_cross_entropy(p, t)",
    )
    sources = ("PyTorch documentation, torch.nn.functional.cross_entropy: input and target",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """The target went through a model and the input through none."""
        for loss in program.losses(*_ASYMMETRIC):
            if loss.is_swapped:
                yield self.at(loss.place, repair=loss.swapped())

    class Probe(LossProbe):
        """Only the second argument of a loss that is not symmetric requires a gradient."""

        losses = ("bce", "bce_with_logits")
        refutes = False  # of KLDiv, both orders are right

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """The range of what stands where the targets belong."""
            if not loss.swapped or loss.targets is None:
                return None
            return {"smallest": loss.targets.smallest, "largest": loss.targets.largest}
