"""The gradient of a batch is mostly noise, and at this learning rate the noise is what the weights follow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._averages import mean, median
from loopwise.faults._dynamics_probe import MEASURES, losses, lower_rate, went_well
from loopwise.faults._fault import Fault, Measure
from loopwise.faults.learning_rate_too_high import too_long
from loopwise.records import Confidence, Evidence, Place, Repair
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Training

_BATCH = 16  # samples: larger ones are rarely what is wrong
_NOISE = 3.0  # noise scale over batch size: three quarters of a step are noise
# Times its own batch's squared error that a step takes away. With q a quarter of that, the mean over all data stays
# above what can be reached by q / (1 - q) of it (least mean squares): with 0.2 by a twentieth, with 1 by a third.
_TAKEN = 1.0
_LEARNT = 0.8  # of what could be gained: then that third is little
_FEW = 2  # samples: nobody's choice of a batch but for a reason
# Rates with which digits (MLP 64, batches of 32 and more) end well. Without Adam's kind of division by the gradient,
# and with momentum already in it, half a step is what most nets bear.
_BORNE = {"SGD": 0.5, "Adam": 0.01}
_LEVEL = 0.95  # of the loss of the third quarter, in the last one: it has stopped falling


class BatchTooSmallForTheRate(Fault):
    """Batches of 2 with a learning rate of 0.5."""

    severity = "warning"
    confidence = "hint"
    title = Text(en="Batch too small for the rate", ko="학습률에 비해 너무 작은 배치")
    says = Text(
        en="""Batches have {batch} samples; the gradient's noise scale is {noise:.3g}: a batch of that size is
        half signal, half noise.
        | With batches of {batch} a step goes so far that, to first order, it takes {taken:.2g} times the loss
        of its own batch away: the weights follow each batch's noise.
        | With batches of {batch} one step changes a layer by up to {ratio:.2g} of its weights' size, at a rate
        ({rate:.2g}) that larger batches bear: each throws the weights where its own few samples want them.
        The loss has stopped falling at {loss:.4g}, and scatters by {scatter:.2g} from step to step.""",
        ko="""배치에 든 샘플은 {batch}개인데 기울기(gradient)의 잡음 크기(noise scale)는 {noise:.3g}입니다. 배치가
        그 정도는 되어야 신호와 잡음이 반반입니다.
        | 배치 크기는 {batch}인데, 한 스텝(step)의 걸음이 길어서 1차 근사로 자기 배치 손실의 {taken:.2g}배를
        없앱니다. 가중치가 배치마다 다른 잡음을 따라갑니다.
        | 배치 크기는 {batch}이고, 한 스텝이 층의 가중치를 그 크기의 {ratio:.2g}배까지 바꿉니다. 더 큰 배치라면 견딜
        학습률({rate:.2g})이지만, 몇 안 되는 샘플이 원하는 쪽으로 가중치가 매번 휩쓸립니다.
        손실은 {loss:.4g}에서 더 줄지 않고 스텝(step)마다 {scatter:.2g}만큼 흔들립니다.""",
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
        "taken": Measure(
            Text(en="share of its batch's loss that a step takes", ko="한 스텝이 없애는 자기 배치 손실의 몫")
        ),
        "ratio": Measure(
            Text(en="largest update against the weights", ko="가중치 크기에 대한 가장 큰 갱신량")
        ),
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
        "Widrow and Stearns 1985, Adaptive Signal Processing, chapter 6: the misadjustment of least mean squares",
    )

    class Probe(_dynamics_probe.DynamicsProbe):
        """Small batches that the weights follow one by one, and a loss that has stopped falling too early."""

        enough = 200

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """None where the loss still falls, or nothing of the noise could be read."""
            batch = _batch(training)
            if batch > _BATCH or training.mean_loss(0.75, 1.0) < _LEVEL * training.mean_loss(0.5, 0.75):
                return None
            noise = (
                _thrown_about(training, batch)
                or _mostly_noise(training, batch)
                or _follows_its_batch(training)
            )
            if noise is None:
                return None
            late = [window.deviation for window in training.windows[len(training.windows) // 2 :]]
            told = {"batch": batch, "scatter": mean(late), "rate": training.rate}
            return {**told, **noise, **losses(training)}

        def sure(self, training: Training) -> Confidence:
            """Other things stop a loss, too; but steps that are too long only in batches of one or two."""
            return "likely" if _thrown_about(training, _batch(training)) else "hint"

        def place(self, training: Training) -> Place:
            """Return where the rate stands."""
            return training.made or training.place

        def mended(self, training: Training) -> Repair | None:
            """Return what a what-if does."""
            return lower_rate(training)


def _thrown_about(training: Training, batch: int) -> dict[str, Evidence] | None:
    """Return how far steps go that one or two samples lead too far, at a rate that larger batches bear."""
    rate = training.rate / (1 - training.momentum) if training.kind == "SGD" else training.rate
    if not 0 < batch <= _FEW or rate > _BORNE.get(training.kind, _BORNE["Adam"]):
        return None
    long = too_long(training)
    return {"ratio": long["ratio"]} if long and "ratio" in long else None


def _mostly_noise(training: Training, batch: int) -> dict[str, Evidence] | None:
    """Return the noise scale of a classification that learns too little, where it lies far above the batch."""
    noise = noise_scale(training)
    much = noise is not None and batch > 1 and noise >= _NOISE * batch and not went_well(training)
    return {"noise": noise} if noise is not None and much else None


def _follows_its_batch(training: Training) -> dict[str, Evidence] | None:
    """Return what a step takes of its own batch's squared error, where that is too much to average noise out."""
    share, learnt = taken(training), training.learnt
    much = share is not None and share >= _TAKEN and learnt is not None and learnt < _LEARNT
    return {"taken": share} if share is not None and much and training.not_finite is None else None


def taken(training: Training) -> float | None:
    """Return rate * |gradient|^2 / loss, the middle one of the later half of the looks; None but for SGD on an MSE.

    That is, to first order, the share of a batch's loss that the step on it takes away; momentum repeats it.
    """
    if training.kind != "SGD":
        return None
    squares: dict[int, float] = {}
    for layer in training.layers:
        for look in layer.looks:
            squares[look.step] = squares.get(look.step, 0.0) + look.gradient**2
    rates = dict(training.rates)
    shares = [
        rates[one.step] / (1 - training.momentum) * squares[one.step] / one.loss
        for one in training.answers[len(training.answers) // 2 :]
        if one.kind == "mse" and one.loss > 0 and one.step in squares and one.step in rates
    ]
    return median(shares) if shares else None


def noise_scale(training: Training) -> float | None:
    """Return tr(Sigma) / |G|^2 over the second half of the looks, both summed first; None where not known."""
    looks = [one for one in training.answers if one.signal is not None and one.scatter is not None]
    late = looks[len(looks) // 2 :]
    signal = math.fsum(one.signal or 0.0 for one in late)
    scatter = math.fsum(one.scatter or 0.0 for one in late)
    return scatter / signal if late and signal > 0 else None


def _batch(training: Training) -> int:
    return int(median([one.samples for one in training.answers])) if training.answers else 0
