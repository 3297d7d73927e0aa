"""The step is so long that it jumps over the valley: the loss grows, jumps, or stays where it was.

What decides is how much one step changes the weights, and what became of the loss. Sharpness above `2 / lr` would be no
sign: full-batch descent hovers there while it learns well (Cohen et al. 2021).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from loopwise.faults import _dynamics_probe
from loopwise.faults._dynamics_probe import ENOUGH, MEASURES, losses, lower_rate, went_well
from loopwise.faults._fault import Fault, Measure
from loopwise.records import Confidence, Evidence, Place, Repair, Series
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Layer, Training
    from loopwise.runtime.events import RunEnd

T = TypeVar("T")

# One step that changes a layer by a third of its size replaces what it had learnt. On digits (MLP 64, ten epochs)
# runs that ended well stayed below it with SGD up to 0.5 and Adam up to 0.01; SGD 2 reached 0.98, Adam 0.3 reached 4.
_STEP = 0.3
_GROWN = (
    2.0  # times the loss of the start, at the end: no schedule, batch or regulariser doubles a training loss
)
_UNREAD = 10.0  # times, where the graph shows no layer whose steps could be measured
_JUMPED = 10.0  # times both the start and the best constant answer: chance in a batch is far from it
_SHRUNK = 0.1  # of its size at the first look: no descent makes all weights of a layer that small
BAD_START = 5.0  # times the best constant answer: then the start is what is wrong, not the rate


class LearningRateTooHigh(Fault):
    """SGD at 2, Adam at 0.3."""

    severity = "error"
    title = Text(en="The learning rate is too high", ko="학습률(learning rate)이 너무 큼")
    says = Text(
        en="""A step changes the weights of layer {layer} by up to {ratio:.2g} times their size (0.001 is usual).
        | A step changes the weights by up to {ratio:.2g} times their size (0.001 is usual).
        The learning rate is {rate:.3g}.
        The loss was {start:.4g} at the start and is {loss:.4g} at the end.
        In between one step had a loss of {peak:.4g}.
        The same answer for every input would give {constant:.4g}.
        Where training ended the loss curves by {sharpness:.3g} in its sharpest direction (on {rows} samples):
        there every rate above {limit:.3g} leads further away.""",
        ko="""한 스텝(step)이 {layer} 층의 가중치를 그 크기의 최대 {ratio:.2g}배만큼 바꿉니다(보통은 0.001배).
        | 한 스텝(step)이 가중치를 그 크기의 최대 {ratio:.2g}배만큼 바꿉니다(보통은 0.001배).
        학습률은 {rate:.3g}입니다.
        손실은 처음에 {start:.4g}, 마지막에 {loss:.4g}입니다.
        그 사이에 손실이 {peak:.4g}까지 튀었습니다.
        모든 입력에 같은 답을 내도 손실은 {constant:.4g}입니다.
        학습이 끝난 곳의 가장 큰 손실 곡률(sharpness)은 {sharpness:.3g}이고(샘플 {rows}개로 측정), 그 방향에서는
        학습률이 {limit:.3g}보다 크면 스텝마다 바닥에서 멀어집니다.""",
    )
    mend = Text(
        en="""Divide the learning rate by 10, and again until the loss falls steadily; usual are 0.1 for SGD,
        0.001 for Adam.""",
        ko="손실이 꾸준히 줄어들 때까지 학습률을 10분의 1씩 줄이세요. 보통 SGD는 0.1, Adam은 0.001에서 시작합니다.",
    )
    why = Text(
        en="""The gradient says how the loss changes close by. A step along it is trusted as far as the
        surface is straight; along a direction of curvature c, descent with rate lr multiplies the distance to
        the bottom by 1 - lr c, so beyond lr = 2 / c each step ends further away than it began. On a network
        the loss then jumps, units of ReLU are thrown to where they are 0 for every input and never come back,
        or the numbers overflow. Adam divides by the gradient's size and moves every weight by about lr
        whatever the loss, so 0.3 changes weights that start around 0.1 completely in one step.""",
        ko="""기울기(gradient)는 바로 근처에서 손실이 어떻게 변하는지만 알려 줍니다. 곡률이 c인 방향에서
        학습률 lr로 한 스텝 가면 바닥까지의 거리에 1 - lr c가 곱해지므로, lr이 2 / c보다 크면 갈수록 바닥에서
        멀어집니다. 신경망에서는 손실이 튀거나, ReLU 유닛이 모든 입력에서 0이 되는 곳으로 밀려나 돌아오지
        못하거나, 값이 넘칩니다. Adam은 기울기를 그 크기로 나누기 때문에 손실과 상관없이 가중치를 약 lr만큼
        움직입니다. 그래서 0.1 근처에서 시작한 가중치는 학습률 0.3에서 한 스텝에 완전히 바뀝니다.""",
    )
    symptoms = (
        "loss goes up",
        "loss increases instead of decreasing",
        "loss jumps up and down",
        "loss explodes",
        "loss oscillates",
        "loss is nan after a few steps",
        "accuracy stays at chance",
        "loss stuck at 2.3",
        "learning rate too high",
        "로스가 튀어요",
        "로스가 커져요",
        "로스가 발산해요",
        "loss가 안 줄어요",
        "nan 떠요",
        "정확도가 10%에서 안 올라가요",
        "학습률이 너무 큰가요",
    )
    often = 2
    measures = {
        "ratio": Measure(
            Text(en="largest update against the weights", ko="가중치 크기에 대한 가장 큰 갱신량")
        ),
        "layer": MEASURES["layer"],
        "rate": MEASURES["rate"],
        "start": MEASURES["start"],
        "peak": Measure(Text(en="largest loss on the way", ko="중간에 가장 컸던 손실")),
        "loss": MEASURES["loss"],
        "constant": MEASURES["constant"],
        "steps": MEASURES["steps"],
        "sharpness": Measure(Text(en="largest curvature of the loss", ko="가장 큰 손실 곡률(sharpness)")),
        "limit": Measure(Text(en="rate beyond which a step leads away", ko="넘으면 멀어지는 학습률")),
        "rows": Measure(Text(en="samples it was measured on", ko="측정에 쓴 샘플 수"), digits=0),
    }
    formula = Formula(
        r"\theta_{t+1} - \theta^* = (1 - \eta c)(\theta_t - \theta^*), \qquad \eta < \frac{2}{c}",
        symbols={
            r"\eta": Text(en="learning rate", ko="학습률(learning rate)"),
            "c": Text(en="curvature of the loss in that direction", ko="그 방향의 손실 곡률"),
            r"\theta_t": Text(en="weights at step t", ko="t번째 스텝의 가중치"),
            r"\theta^*": Text(en="weights at the bottom", ko="바닥에서의 가중치"),
        },
        code="for group in optimizer.param_groups: group['lr'] *= 0.1",
    )
    sources = (
        "Cohen et al. 2021, Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability",
        "Goodfellow, Bengio and Courville 2016, Deep Learning, section 11.4.1: choosing the learning rate",
    )

    class Probe(_dynamics_probe.DynamicsProbe):
        """A step far longer than the weights, and a loss that is no better for it; or a loss that grew or jumped."""

        enough = 20

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """None where the start itself is what is wrong, and where the training went well."""
            return too_long(training)

        def explained(self, training: Training, run: RunEnd) -> Mapping[str, Evidence]:
            """Return the sharpness where training ended, if plain descent's limit there is below the last rate.

            That limit is 2 (1 + momentum) / sharpness (Cohen et al. 2021, section 3). Adam has none in these terms.
            """
            curved = run.curvature() if training.kind == "SGD" and training.rates else None
            if curved is None or curved.sharpness <= 0:
                return {}
            limit = 2 * (1 + training.momentum) / curved.sharpness
            below = limit < training.rates[-1][1]
            return {"sharpness": curved.sharpness, "limit": limit, "rows": curved.rows} if below else {}

        def sure(self, training: Training) -> Confidence:
            """Certain where the loss has grown, or stands where it began."""
            progress = training.progress
            return "certain" if grown(training) or progress is None or progress < 0.1 else "likely"

        def since(self, training: Training) -> int:
            """Return the step of the longest update."""
            return longest(training)[2]

        def place(self, training: Training) -> Place:
            """Return where the optimiser is made, which is where its rate stands."""
            return training.made or training.place

        def series(self, training: Training) -> Mapping[str, Series]:
            """Return the loss, and the largest update at each look."""
            by_step: dict[int, float] = {}
            for step, ratio, _ in training.ratios():
                by_step[step] = max(ratio, by_step.get(step, 0.0))
            updates = sorted(by_step.items())
            ratios = Series(tuple(step for step, _ in updates), tuple(ratio for _, ratio in updates))
            return {"loss": training.series, "ratio": ratios}

        def mended(self, training: Training) -> Repair | None:
            """Return what a what-if does: a tenth of the rate, where an optimiser has it."""
            return lower_rate(training)


def too_long(training: Training) -> dict[str, Evidence] | None:
    """Return the numbers of steps that jump over what they should go down into; None where the start is wrong."""
    ratio, layer, _ = longest(training)
    late = training.steps >= ENOUGH  # an optimiser's first steps may be long, and a short run has no more
    bad = late and ratio >= _STEP and not went_well(training)
    peak = jumped(training) if late and not went_well(training) else None
    if grown(training) or peak:
        ratio, layer = max((ratio, layer), lasting(training))
        bad = ratio >= _STEP / 10 or (not _is_measured(training) and grown(training, _UNREAD))
    if not bad or started_badly(training):
        return None
    told: dict[str, Evidence] = {"ratio": ratio} if ratio else {}
    told |= {"peak": peak} if peak else {}
    return {**told, **({"layer": layer} if layer else {}), "rate": training.rate, **losses(training)}


def longest(training: Training) -> tuple[float, str, int]:
    """Return the largest update against a layer's weights, the layer, and the step.

    Weights that shrink to a tenth, as too strong a weight decay makes them, are left out: the decay is their step.
    """
    looks = [one for one in training.ratios() if not has_shrunk(one[2])]
    if not looks:
        return 0.0, "", training.first
    step, ratio, layer = max(looks, key=lambda look: look[1])
    return ratio, layer.title, step


def has_shrunk(layer: Layer) -> bool:
    """Tell whether a layer's weights end at less than a tenth of what they were."""
    return layer.looks[-1].weight < _SHRUNK * layer.looks[0].weight


def lasting(training: Training) -> tuple[float, str]:
    """Return the largest update in the later half of the looks, and its layer ("" for all weights of a step by hand).

    Whatever they started at: a first step is large against weights that start at 0, the later ones are not.
    """
    looks = [(look.ratio, layer.title) for layer in training.layers for look in _later(layer.looks)]
    steps = [(step.ratio, "") for step in _later(training.by_hand)]
    measured = [(ratio, layer) for ratio, layer in [*looks, *steps] if ratio and math.isfinite(ratio)]
    return max(measured, default=(0.0, ""))


def _later(looks: Sequence[T]) -> Sequence[T]:
    return looks[len(looks) // 2 :]


def _is_measured(training: Training) -> bool:
    return bool(training.by_hand) or any(layer.looks for layer in training.layers)


def grown(training: Training, times: float = _GROWN) -> bool:
    """Tell whether the loss, never negative, is so many times what it was, or overflowed on its way up."""
    start = training.start
    if not start or start <= 0 or min(window.smallest for window in training.windows) < 0:
        return False
    before = training.not_finite.before if training.not_finite else None
    overflowed = before is not None and before > 10 * start
    return overflowed or training.mean_loss(0.8, 1.0) > times * start


def jumped(training: Training) -> float | None:
    """Return the largest loss of a step that chooses a class, if it is many times the start's and a constant's.

    A schedule that rises too high throws the weights away within steps that no look sees; their losses are all known.
    Among numbers one far target makes as large a loss, whatever the rate.
    """
    constant, start = training.constant, training.start
    if not constant or not start or not training.classes:
        return None
    peak = max(window.largest for window in training.windows)
    return peak if peak > _JUMPED * max(start, constant) else None


def started_badly(training: Training) -> bool:
    """Tell whether the very first loss is far worse than a constant answer: weights, inputs or targets are too
    large."""
    constant, start, classes = training.constant, training.start, len(training.classes)
    if not constant or not start:
        return False
    guess = math.log(classes) if classes > 1 else constant  # what equal shares give, however rare a class is
    return start > BAD_START * max(constant, guess)
