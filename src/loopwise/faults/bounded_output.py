"""A sigmoid or tanh output for targets that lie outside its range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.faults._loss_probe import RUN, LossProbe
from loopwise.records import Evidence, Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import Program
    from loopwise.runtime.events import LossEvent

_RANGES = {"sigmoid": (0, 1), "tanh": (-1, 1), "hardsigmoid": (0, 1), "hardtanh": (-1, 1), "softmax": (0, 1)}

_FEW = 0.01  # share of targets out of reach below which they may be outliers


class BoundedOutput(Fault):
    """A regression with the output activation of a classification."""

    severity = "error"
    title = Text(en="A bounded output for unbounded targets", ko="범위가 제한된 출력과 그보다 넓은 정답")
    says = Text(
        en="""The output lies in {lowest:.0f} to {highest:.0f}; the targets go from {smallest:.3g} to {largest:.3g}.
        | The output lies in {lowest:.0f} to {highest:.0f}; the targets have mean 0 and standard deviation 1.
        Outside that range the model can only say its limit, where the gradient is close to 0.
        In this run {outside:.0%} of the targets lay outside, and the loss came to {loss:.3g}.""",
        ko="""출력 범위가 [{lowest:.0f}, {highest:.0f}]인데, 정답의 범위는 [{smallest:.3g}, {largest:.3g}]입니다.
        | 출력 범위가 [{lowest:.0f}, {highest:.0f}]인데, 정답은 평균 0, 표준편차 1로 표준화한 값입니다.
        범위를 벗어난 정답에는 한계값밖에 답할 수 없고, 그곳에서는 기울기(gradient)가 거의 0입니다.
        이번 실행에서 그 범위를 벗어난 정답의 비율은 {outside:.0%}, 마지막 손실 값은 {loss:.3g}입니다.""",
    )
    mend = Text(
        en="Remove the activation behind the last layer; or scale the targets into its range.",
        ko="마지막 층 뒤의 활성화 함수를 빼세요. 정답을 그 범위로 스케일링해도 됩니다.",
    )
    why = Text(
        en="""A regression's output layer has no activation: any number may be the answer. A sigmoid makes a probability
        of it, tanh a value between -1 and 1. The model then pushes its output to the nearest end, the activation
        saturates, and the loss stays near what a constant would reach.""",
        ko="""회귀의 출력층에는 활성화 함수가 없습니다. 어떤 수든 답이 될 수 있기 때문입니다. sigmoid는 출력을 확률로,
        tanh는 -1과 1 사이의 값으로 만듭니다. 그러면 모델은 출력을 가까운 끝으로 밀어붙이고, 활성화 함수가
        포화(saturation)되어 손실이 상수로 답한 것과 비슷한 값에 머뭅니다.""",
    )
    symptoms = (
        "all predictions are close to 1",
        "regression does not learn with sigmoid output",
        "MSE stays at the mean of the squared targets",
        "predictions never go above 1",
        "회귀인데 예측값이 다 1이에요",
        "예측값이 1을 못 넘어요",
        "로스가 안 떨어져요",
    )
    often = 1
    measures = {
        "lowest": Measure(Text(en="lowest possible output", ko="가능한 가장 작은 출력"), digits=0),
        "highest": Measure(Text(en="highest possible output", ko="가능한 가장 큰 출력"), digits=0),
        "smallest": Measure(Text(en="smallest target", ko="가장 작은 정답")),
        "largest": Measure(Text(en="largest target", ko="가장 큰 정답")),
        "outside": Measure(Text(en="share of targets outside the range", ko="범위 밖에 있는 정답의 비율")),
        **RUN,
    }
    sources = ("Goodfellow, Bengio, Courville 2016, Deep Learning, section 6.2.2: output units",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """The targets surely reach beyond what the last activation can give."""
        for loss in program.losses("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"):
            activation, answers = loss.input.last, loss.answers
            if activation.kind not in _RANGES or answers is None:
                continue
            lowest, highest = _RANGES[activation.kind]
            standardised = loss.has_standardised_target
            smallest, largest = answers.reach if answers.reach and not standardised else (None, None)
            within = smallest is None or largest is None or lowest <= smallest <= largest <= highest
            if standardised or not within:
                yield self.at(
                    activation.place,
                    repair=activation.removed(safe=False),
                    lowest=lowest,
                    highest=highest,
                    smallest=smallest,
                    largest=largest,
                )

    class Probe(LossProbe):
        """The very output of a sigmoid or tanh is compared with targets it cannot reach."""

        losses = ("mse", "l1", "smooth_l1", "huber")

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """The activation's range beside the targets', and the share outside."""
            received, targets = loss.received, loss.targets
            if received is None or targets is None or received.by not in ("sigmoid", "tanh"):
                return None
            lowest, highest = _RANGES[received.by]
            ends = {"smallest": targets.smallest, "largest": targets.largest}
            beyond = {"lowest": lowest, "highest": highest, "outside": targets.outside, **ends}
            return beyond if targets.outside >= _FEW else None
