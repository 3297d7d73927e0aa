"""The gradient of a batch is mostly noise, and at this learning rate the noise is what the weights follow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._averages import mean, median
from loopwise.faults._dynamics_probe import MEASURES, losses, lower_rate, went_well
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Confidence, Evidence, Place, Repair
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Training

_BATCH = 16  # samples: larger ones are rarely what is wrong
_NOISE = 3.0  # noise scale over batch size: three quarters of a step are noise
_LEVEL = 0.95  # of the loss of the third quarter, in the last one: it has stopped falling


class BatchTooSmallForTheRate(Fault):
    """Batches of 2 with a learning rate of 0.5."""

    severity = "warning"
    confidence = "hint"
    title = Text(en="Batch too small for the rate", ko="학습률에 비해 너무 작은 배치")
    says = Text(
        en="""Batches have {batch} samples; the gradient's noise scale is {noise:.3g}: a batch of that size is
        half signal, half noise.
        The loss has stopped falling at {loss:.4g}, and scatters by {scatter:.2g} from step to step.""",
        ko="""배치에 든 샘플은 {batch}개인데 기울기(gradient)의 잡음 크기(noise scale)는 {noise:.3g}입니다. 배치가
        그 정도는 되어야
        신호와 잡음이 반반입니다. 손실은 {loss:.4g}에서 더 줄지 않고 스텝(step)마다 {scatter:.2g}만큼 흔들립니다.""",
    )
    mend = Text(
        en="Take larger batches, or divide the learning rate by as much as you would enlarge the batch.",
        ko="배치를 키우거나, 키우고 싶은 배수만큼 학습률(learning rate)을 나누세요.",
    )
    why = Text(
        en="""The gradient of a batch is that of all data plus noise, whose variance falls with the batch's
        size. Descent averages it out if steps are short; long ones carry the weights around the bottom at a
        distance that grows with rate / batch size. Both ways of lowering that ratio help alike.""",
        ko="""배치의 기울기는 전체 데이터의 기울기에 잡음이 더해진 것이고, 잡음의 분산은 배치가 클수록
        작아집니다. 걸음이 짧으면 여러 스텝에 걸쳐 잡음이 상쇄되지만, 길면 가중치가 바닥 둘레를 맴돕니다. 그
        거리는 학습률 / 배치 크기에 비례하므로, 이 비를 줄이는 두 방법은 효과가 같습니다.""",
    )
    symptoms = (
        "loss is very noisy",
        "loss fluctuates a lot with small batch size",
        "loss stops decreasing and jumps around",
        "로스가 심하게 흔들려요",
        "배치 크기가 작으면 로스가 튀어요",
        "로스가 안 줄고 왔다 갔다 해요",
    )
    measures = {
        "batch": Measure(Text(en="samples in a batch", ko="배치의 샘플 수"), digits=0),
        "noise": Measure(Text(en="gradient noise scale", ko="기울기 잡음 크기"), unit="samples"),
        "scatter": Measure(Text(en="spread of the loss from step to step", ko="스텝 사이의 손실 변동")),
        "rate": MEASURES["rate"],
        "start": MEASURES["start"],
        "loss": MEASURES["loss"],
        "constant": MEASURES["constant"],
        "steps": MEASURES["steps"],
    }
    formula = Formula(
        r"B_{\text{simple}} = \frac{\operatorname{tr}(\Sigma)}{\lvert G \rvert^2}",
        symbols={
            r"\Sigma": Text(en="covariance of single samples' gradients", ko="샘플별 기울기의 공분산"),
            "G": Text(en="gradient of all data", ko="전체 데이터의 기울기"),
        },
        code="loader = DataLoader(data, batch_size=64, shuffle=True)",
    )
    sources = (
        "McCandlish et al. 2018, An Empirical Model of Large-Batch Training, section 2.2 and appendix A.1",
        "Smith et al. 2018, Don't Decay the Learning Rate, Increase the Batch Size",
    )

    class Probe(_dynamics_probe.DynamicsProbe):
        """Small batches, a noise scale far above them, and a loss that has stopped falling too early."""

        enough = 200

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """None where the loss still falls, or the head's gradient could not be read."""
            noise, batch = noise_scale(training), _batch(training)
            if noise is None or not 1 < batch <= _BATCH or noise < _NOISE * batch or went_well(training):
                return None
            if training.mean_loss(0.75, 1.0) < _LEVEL * training.mean_loss(0.5, 0.75):
                return None
            late = [window.deviation for window in training.windows[len(training.windows) // 2 :]]
            told = {"batch": batch, "noise": noise, "scatter": mean(late), "rate": training.rate}
            return {**told, **losses(training)}

        def sure(self, training: Training) -> Confidence:
            """Other things stop a loss, too."""
            return "hint"

        def place(self, training: Training) -> Place:
            """Return where the rate stands."""
            return training.made or training.place

        def mended(self, training: Training) -> Repair | None:
            """Return what a what-if does."""
            return lower_rate(training)


def noise_scale(training: Training) -> float | None:
    """Return tr(Sigma) / |G|^2 over the second half of the looks, both summed first; None where not known."""
    looks = [one for one in training.answers if one.signal is not None and one.scatter is not None]
    late = looks[len(looks) // 2 :]
    signal = math.fsum(one.signal or 0.0 for one in late)
    scatter = math.fsum(one.scatter or 0.0 for one in late)
    return scatter / signal if late and signal > 0 else None


def _batch(training: Training) -> int:
    return int(median([one.samples for one in training.answers])) if training.answers else 0
