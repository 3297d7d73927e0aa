"""ReLU behind the last layer: the output cannot be negative, and where it is 0 its gradient is 0 too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.faults._loss_probe import RUN, LossProbe
from loopwise.records import Confidence, Evidence, Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.program import LossCall, Op, Program
    from loopwise.runtime.events import LossEvent

_LOGITS = ("cross_entropy", "binary_cross_entropy_with_logits")
_REGRESSION = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")

_FEW = 0.01  # share of targets out of reach below which they may be outliers


class ReluOnTheOutput(Fault):
    """Logits cut at 0, or a regression that cannot reach its negative targets."""

    severity = "error"
    title = Text(en="ReLU on the output", ko="출력에 쓴 ReLU")
    says = Text(
        en="""The ReLU is the last step before the loss ({loss_place}), so no output is ever below 0.
        | The ReLU is the last step before the loss, so no output is ever below 0.
        The targets go down to {smallest:.3g}, which the model cannot reach.
        An output that is cut to 0 has no gradient; once it is 0 for every sample it stays so.
        In this run {zeros:.0%} of the outputs were exactly 0.
        {below:.0%} of the targets were below 0, and the loss came to {loss:.3g}.""",
        ko="""ReLU가 손실({loss_place}) 바로 앞에 있어서 출력이 0보다 작아질 수 없습니다.
        | ReLU가 손실 바로 앞에 있어서 출력이 0보다 작아질 수 없습니다.
        정답은 {smallest:.3g}까지 내려가므로 모델이 맞힐 수 없습니다.
        0으로 잘린 출력은 기울기(gradient)도 0이라서, 모든 샘플에서 0이 되면 다시 살아나지 못합니다.
        이번 실행에서 정확히 0인 출력의 비율은 {zeros:.0%}입니다.
        0보다 작은 정답의 비율은 {below:.0%}, 마지막 손실 값은 {loss:.3g}입니다.""",
    )
    mend = Text(
        en="Remove the ReLU behind the last layer; ReLU belongs between layers.",
        ko="마지막 층 뒤의 ReLU를 빼세요. ReLU는 층과 층 사이에 둡니다.",
    )
    why = Text(
        en="""Activations between layers make a network more than one linear map. Behind the last layer they only
        limit what it can say. Logits need both signs, because a negative logit is how a model says no; so do most
        regression targets. If targets are never negative, softplus keeps the output positive without dead units.""",
        ko="""층 사이의 활성화 함수는 신경망을 선형 변환 하나보다 풍부하게 만듭니다. 마지막 층 뒤에서는 낼 수 있는
        값을 제한할 뿐입니다. 음수 로짓(logit)은 모델이 아니라고 말하는 방법이므로 로짓에는 양쪽 부호가 다 필요하고,
        회귀의 정답도 대개 그렇습니다. 정답이 음수일 수 없다면 softplus를 쓰면 죽은 ReLU(dead ReLU) 없이 양수를 낼
        수 있습니다.""",
    )
    symptoms = (
        "predictions are never negative",
        "many outputs are exactly 0",
        "loss stays high and outputs are 0",
        "model predicts 0 for everything",
        "예측값이 음수가 안 나와요",
        "출력이 0만 나와요",
        "로스가 안 떨어져요",
    )
    measures = {
        "smallest": Measure(Text(en="smallest target", ko="가장 작은 정답")),
        "zeros": Measure(Text(en="share of outputs exactly at 0", ko="정확히 0인 출력의 비율")),
        "below": Measure(Text(en="share of targets below 0", ko="0보다 작은 정답의 비율")),
        **RUN,
    }
    sources = ("Goodfellow, Bengio, Courville 2016, Deep Learning, section 6.2.2: output units",)

    def rule(self, program: Program) -> Iterator[Finding]:
        """ReLU is the last operation before a loss that wants numbers of both signs."""
        for loss in program.losses(*_LOGITS, *_REGRESSION):
            relu = loss.input.last
            if relu.is_("relu", "relu6") and relu.before.is_raw and not loss.compares_models:
                reach = loss.answers.reach if loss.answers is not None and loss.kind in _REGRESSION else None
                yield from self._found(relu, loss, reach)

    def _found(self, relu: Op, loss: LossCall, reach: tuple[float, float] | None) -> Iterator[Finding]:
        """Surely wrong for targets below 0, mostly for logits; a hint where the targets are not known."""
        if reach is None or reach[0] < 0:
            yield self.at(
                relu.place,
                repair=relu.removed(safe=False),
                confidence="certain" if reach else "likely" if loss.kind in _LOGITS else "hint",
                related={"loss_place": loss.place},
                smallest=reach[0] if reach else None,
            )

    class Probe(LossProbe):
        """A layer's output, cut at 0, reaches a loss that wants numbers of both signs."""

        losses = ("mse", "l1", "smooth_l1", "huber", "cross_entropy", "bce_with_logits")

        def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
            """The share of outputs that were cut; for a regression, of targets out of reach."""
            received = loss.gets("relu", *self.losses)
            if received is None or received.after != "linear":
                return None
            if loss.is_("cross_entropy", "bce_with_logits"):
                return {"zeros": received.zeros}
            targets = loss.targets
            if targets is None or targets.outside < _FEW:
                return None
            return {"zeros": received.zeros, "below": targets.outside, "smallest": targets.smallest}

        def sure(self, loss: LossEvent) -> Confidence:
            """Targets below 0 are out of reach; logits above 0 only make it hard to say no."""
            return "likely" if loss.is_("cross_entropy", "bce_with_logits") else "certain"
