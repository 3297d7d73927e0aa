"""Gradients grow by orders of magnitude: through the layers from the start, or over the steps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.faults import _dynamics_probe
from loopwise.faults._averages import median
from loopwise.faults._dynamics_probe import MEASURES, losses, went_well
from loopwise.faults._fault import Fault, Measure
from loopwise.faults.learning_rate_too_high import BAD_START, grown, started_badly
from loopwise.records import Evidence, Repair, Series
from loopwise.text import Formula, Text

if TYPE_CHECKING:
    from loopwise.runtime.dynamics import Training

_GROWTH = 100.0  # times the usual norm: a hard batch gives ten times, an exploding network has no bound
_USUAL = 10  # looks whose middle is the usual norm


class GradientExplodes(Fault):
    """Weights that start at N(0, 1) in a deep network; a recurrent network over long sequences."""

    severity = "error"
    title = Text(en="Gradients explode", ko="기울기(gradient) 폭주")
    says = Text(
        en="""The gradient's norm reaches {largest:.3g} (step {at}); usual in this run is {usual:.3g}.
        Largest in layer {layer}.
        The first loss is {start:.4g}; the same answer for every input would give {constant:.4g}.
        The last one is {loss:.4g}.""",
        ko="""기울기(gradient)의 크기가 {at}번째 스텝(step)에서 {largest:.3g}까지 커집니다. 이 실행에서 보통 크기는
        {usual:.3g}입니다. 가장 큰 층: {layer}
        첫 손실은 {start:.4g}이고, 모든 입력에 같은 답을 내도 {constant:.4g}입니다.
        마지막 손실은 {loss:.4g}입니다.""",
    )
    mend = Text(
        en="""Clip before the step: torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0). If it is large
        from the first step on: leave the weights as torch initialises them, or scale them by 1 /
        sqrt(inputs).""",
        ko="""스텝 앞에서 기울기를 자르세요: torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0). 첫
        스텝부터 크다면 가중치를 torch의 기본 초깃값대로 두거나 1 / sqrt(입력 수)로 줄이세요.""",
    )
    why = Text(
        en="""backward() multiplies by each layer's weights on its way to the input. Where they stretch, by a
        factor a layer or a time step, the product grows like a power of the depth, and one step with it
        throws the weights far off. Initialisations are chosen so that the factor is about 1; normalisation
        and skip connections keep it there; clipping keeps the direction and shortens the step.""",
        ko="""backward()는 입력 쪽으로 가면서 층마다 가중치를 곱합니다. 층이나 시간 스텝마다 값을 늘리는
        가중치라면 곱이 깊이의 거듭제곱으로 커지고, 그런 기울기로 한 스텝만 가도 가중치가 멀리 튕겨 나갑니다.
        초깃값은 이 배율이 1쯤 되도록 정하고, 정규화(normalization)와 스킵 연결(skip connection)은 그 상태를
        지켜 줍니다. 기울기 자르기는 방향은 그대로 두고 걸음만 줄입니다.""",
    )
    symptoms = (
        "gradients explode",
        "gradient norm is huge",
        "loss is huge at the first step",
        "loss spikes in an RNN",
        "loss is nan in an LSTM",
        "그래디언트가 폭발해요",
        "기울기 폭주",
        "첫 loss가 너무 커요",
        "로스가 갑자기 튀어요",
        "로스가 점점 커져요",
        "nan 떠요",
    )
    measures = {
        "largest": Measure(Text(en="largest norm of the gradient", ko="기울기 크기의 최댓값")),
        "usual": Measure(Text(en="usual norm", ko="보통 크기")),
        "at": Measure(Text(en="step of the largest", ko="가장 큰 스텝"), digits=0),
        "layer": MEASURES["layer"],
        "start": MEASURES["start"],
        "loss": MEASURES["loss"],
        "constant": MEASURES["constant"],
        "steps": MEASURES["steps"],
    }
    formula = Formula(
        r"\frac{\partial \ell}{\partial h_1} = W_2^\top D_2 \, W_3^\top D_3 \cdots W_n^\top D_n"
        r"\frac{\partial \ell}{\partial h_n}",
        symbols={
            "h_k": Text(en="what layer k gives", ko="k번째 층의 출력"),
            "W_k": Text(en="its weights", ko="그 층의 가중치"),
            "D_k": Text(en="slopes of its activation", ko="활성화 함수의 기울기"),
        },
        code="torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)",
    )
    sources = (
        "Pascanu, Mikolov and Bengio 2013, On the difficulty of training recurrent neural networks",
        "Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks",
    )

    class Probe(_dynamics_probe.DynamicsProbe):
        """Far above the usual norm, or a first loss far above a constant answer's; and the run does not recover."""

        enough = 5

        def shown(self, training: Training) -> Mapping[str, Evidence] | None:
            """None where the training went well all the same."""
            norms = norms_of(training)
            if not norms or (went_well(training) and not grown(training)):
                return None
            usual = median([norm for _, norm in norms[:_USUAL]])
            at, largest = max(norms, key=lambda look: look[1])
            grew = usual > 0 and largest > _GROWTH * usual
            if not (grew or (started_badly(training) and _answers_far_off(training) and _is_large(training))):
                return None
            told: dict[str, Evidence] = {
                "largest": largest,
                "usual": usual,
                "at": at,
                "layer": _largest_layer(training, at),
            }
            return {**told, **losses(training)}

        def since(self, training: Training) -> int:
            """Return the first step whose gradient is that large."""
            norms = norms_of(training)
            usual = median([norm for _, norm in norms[:_USUAL]])
            return next((step for step, norm in norms if norm > _GROWTH * usual), training.first)

        def series(self, training: Training) -> Mapping[str, Series]:
            """Return the loss, and the norm at each look."""
            norms = norms_of(training)
            drawn = Series(tuple(step for step, _ in norms), tuple(norm for _, norm in norms))
            return {"loss": training.series, "largest": drawn}

        def mended(self, training: Training) -> Repair | None:
            """Return what a what-if does."""
            return Repair(safe=False, intervention="clip-gradients")


def norms_of(training: Training) -> list[tuple[int, float]]:
    """Return the norm of all layers' gradients together, at each look at which it is finite."""
    squares: dict[int, float] = {}
    for layer in training.layers:
        for look in layer.looks:
            squares[look.step] = squares.get(look.step, 0.0) + look.gradient * look.gradient
    return [(step, math.sqrt(total)) for step, total in sorted(squares.items()) if math.isfinite(total)]


def _largest_layer(training: Training, step: int) -> str:
    found = [
        (look.gradient, layer.title) for layer in training.layers for look in layer.looks if look.step == step
    ]
    return max((one for one in found if math.isfinite(one[0])), default=(0.0, ""))[1]


def _answers_far_off(training: Training) -> bool:
    """Tell whether the first answers are larger than the targets: a net begins near 0, wherever the targets lie."""
    first = next(iter(training.answers), None)
    if first is None or first.chooses or training.start is None:
        return True
    return training.start > BAD_START * (first.target_mean**2 + first.target_deviation**2)


def _is_large(training: Training) -> bool:
    """Tell whether the first steps change the weights by more than a hundredth, or would without Adam's division."""
    first = [layer.looks[0] for layer in training.layers if layer.looks]
    return any(look.gradient > look.weight or (look.ratio or 0.0) > 0.01 for look in first)
