"""Why residual connections: the same layers with and without shortcuts, deeper and deeper.

outcome = experiment_named("plain_or_residual").run()       # 24 nets, a minute or two

He, Zhang, Ren & Sun 2015, figure 1 and section 4.2, in small: digits of 8 x 8 pixels, 6n + 2 layers of 4, 8 and 16
channels, batch norm, shortcuts without weights. A plain net and its residual twin have equal weights, and here even
the same first values.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from loopwise.experiments._experiment import Cancelled, Experiment, Progress, Sink, never, unseen
from loopwise.records.experiments import Measured, Outcome
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.zoo.small_resnet import SmallResNet

DEPTHS = (8, 20, 32, 56)  # 6n + 2
NETS = ("plain", "residual")
CHANNELS = (4, 8, 16)  # a tenth of a second an epoch, and still degradation
LR = 0.05


class PlainOrResidual(Experiment):
    """Does a deeper net train better?"""

    title = Text(en="Plain against residual", ko="plain과 잔차(residual) 비교")
    asks = Text(
        en="What happens to the training error as nets get deeper?",
        ko="신경망이 깊어지면 학습 오차는 어떻게 될까요?",
    )
    says = Text(
        en="Digits of 8 x 8 pixels; nets of 6n + 2 layers with 4, 8 and 16 channels and batch norm, with shortcuts "
        "and without. Equal weights, equal first values, SGD 0.9, learning rate 0.05 falling as a cosine, batches "
        "of 64.",
        ko="8x8 손글씨 숫자를 씁니다. 6n + 2층, 채널 4, 8, 16개, 배치 정규화(batch normalization)이며 "
        "지름길이 있는 것과 "
        "없는 것만 다릅니다. 파라미터 수와 첫 값이 같고, SGD 0.9, 학습률(learning rate) 0.05(코사인 감소), "
        "배치 64입니다.",
    )
    values = {
        "training_error": Text(en="training error", ko="학습 오차"),
        "test_error": Text(en="test error", ko="테스트 오차"),
        "gradient_ratio": Text(
            en="gradient at the start, first / last convolution",
            ko="시작할 때의 기울기(gradient), 첫 합성곱 / 마지막 합성곱",
        ),
    }
    labels = {
        "depth": Text(en="layers", ko="층 수"),
        "plain": Text(en="plain", ko="plain"),
        "residual": Text(en="residual", ko="잔차(residual)"),
    }
    shown = ("depth", "net", "training_error")

    def run(
        self,
        *,
        depths: Sequence[int] = DEPTHS,
        seeds: int = 3,
        epochs: int = 6,
        progress: Progress = unseen,
        cancelled: Cancelled = never,
        sink: Sink = unseen,
        **_: Any,
    ) -> Outcome:
        """Train every net with every seed, the shallow ones first."""
        began = time.perf_counter()
        runs = [(depth, seed, net) for depth in depths for seed in range(seeds) for net in NETS]
        rows = list[Measured]()
        for done, (depth, seed, net) in enumerate(runs):
            progress(done, len(runs), f"{net} {depth}, seed {seed}")
            if cancelled():
                break
            if row := _trained(net, depth, seed, epochs, cancelled):
                rows.append(row)
                sink(row)
        progress(len(rows), len(runs), "")
        return Outcome(
            self.name,
            {"epochs": epochs, "seeds": seeds, "depths": ", ".join(map(str, depths))},
            tuple(rows),
            "finished" if len(rows) == len(runs) else "interrupted",
            round(time.perf_counter() - began, 1),
        )

    def tells(self, outcome: Outcome) -> list[Text]:
        """Say where plain nets fall behind, whether seeds overlap, what it is not, and what more epochs change."""
        told = []
        apart = [depth for depth in outcome.each("depth") if _apart(outcome, depth)]
        deepest = max((d for d in outcome.each("depth") if isinstance(d, int)), default=0)
        plain, residual = (outcome.spread("training_error", net=net, depth=deepest) for net in NETS)
        if plain and residual:
            told.append(
                DEEPEST.format(
                    depth=deepest, plain=plain.mean, low=plain.lowest, high=plain.highest, res=residual.mean
                )
            )
        told.append(APART.format(depths=", ".join(map(str, apart))) if apart else NOT_APART)
        told += _gradients_told(outcome, deepest)
        return [*told, *_budget_told(outcome, apart), NOT_OVERFITTING]


DEEPEST = Text(
    en="At {depth} layers the plain nets get {plain:.3f} of the training pictures wrong ({low:.3f} to {high:.3f}), the "
    "residual ones {res:.3f}.",
    ko="{depth}층에서 plain의 학습 오차는 {plain:.3f}({low:.3f}~{high:.3f}), 잔차 신경망은 {res:.3f}입니다.",
)
APART = Text(
    en="No plain seed reaches the worst residual one at: {depths} layers. That is degradation.",
    ko="가장 나쁜 잔차 신경망에도 미치지 못하는 깊이: {depths}층. 이것이 성능 저하(degradation)입니다.",
)
NOT_APART = Text(
    en="At these depths and seeds the two overlap: no degradation is shown.",
    ko="이 깊이와 시드(seed)에서는 둘이 겹칩니다. 성능 저하(degradation)를 보았다고 말할 수 없습니다.",
)
EXPLODES = Text(
    en="At the start the gradient at the first convolution of the plain net of {depth} layers is "
    "{ratio:.0f} times that "
    "at the last: with batch norm it explodes towards the input, it does not vanish (residual: {res:.1f}).",
    ko="학습을 시작할 때 {depth}층 plain의 첫 합성곱 기울기(gradient)는 마지막의 {ratio:.0f}배입니다. 배치 "
    "정규화가 있으면 "
    "기울기 소실이 아니라 입력 쪽으로 기울기 폭주가 나타납니다(잔차: {res:.1f}배).",
)
BUDGET = Text(
    en="Within this budget. After 40 epochs (3 seeds) plain nets of 20 layers had caught up with 0.000 wrong, those of "
    "32 nearly (0.003 to 0.028); those of 56 had not (0.43 to 0.54).",
    ko="이 학습량 안에서 그렇다는 뜻입니다. 40에폭을 돌린 실험(시드 3개)에서 20층 plain의 학습 오차는 0.000으로 "
    "따라잡았고 32층은 거의 따라잡았지만(0.003~0.028), 56층은 그러지 못했습니다(0.43~0.54).",
)
CAUGHT_UP = Text(
    en="After {epochs} epochs the plain nets have caught up at: {depths} layers. After 6 (3 seeds) those of 20 had not "
    "(0.061 to 0.162).",
    ko="{epochs}에폭 뒤 plain이 따라잡은 깊이: {depths}층. 6에폭(시드 3개)에서는 20층도 따라잡지 못했습니다"
    "(0.061~0.162).",
)
NOT_OVERFITTING = Text(
    en="It is no over-fitting: it is the training error that is higher.",
    ko="과적합(overfitting)이 아닙니다. 높은 것은 학습 오차입니다.",
)


def _gradients_told(outcome: Outcome, deepest: int) -> list[Text]:
    plain, residual = (outcome.spread("gradient_ratio", net=net, depth=deepest) for net in NETS)
    if plain is None or residual is None or plain.mean < 3 * residual.mean:
        return []
    return [EXPLODES.format(depth=deepest, ratio=plain.mean, res=residual.mean)]


def _budget_told(outcome: Outcome, apart: Sequence[object]) -> list[Text]:
    """Say what more epochs change, or have changed."""
    epochs = outcome.settings.get("epochs")
    if isinstance(epochs, int) and epochs < 40:
        return [BUDGET]
    level = [depth for depth in outcome.each("depth") if depth not in apart]
    return [CAUGHT_UP.format(epochs=epochs, depths=", ".join(map(str, level)))] if level else []


def _apart(outcome: Outcome, depth: object) -> bool:
    plain, residual = (outcome.spread("training_error", net=net, depth=depth) for net in NETS)  # type: ignore[arg-type]
    return plain is not None and residual is not None and plain.lowest > residual.highest


def trained_net(net: str, depth: int, seed: int, epochs: int, cancelled: Cancelled) -> SmallResNet | None:
    """Return a plain or residual net that was trained on digits; None where that was stopped on the way."""
    from loopwise.experiments._training import digits, seeded, train

    with seeded(seed):
        model = small_net(net, depth)
        done = train(model, *digits().train, epochs=epochs, lr=LR, seed=seed, cancelled=cancelled)
    return model if len(done) == epochs else None


def small_net(net: str, depth: int) -> SmallResNet:
    """Return a fresh net of that many layers, with or without shortcuts."""
    from loopwise.zoo.small_resnet import SmallResNet

    return SmallResNet((depth - 2) // 6, shortcuts=net == "residual", channels=CHANNELS, inputs=1)


def _trained(net: str, depth: int, seed: int, epochs: int, cancelled: Cancelled) -> Measured | None:
    """Train one net; None where it was stopped on the way."""
    from loopwise.experiments._training import digits, error, gradients, seeded, train

    data = digits()
    with seeded(seed):
        model = small_net(net, depth)
        images, labels = data.train
        norms = gradients(model, images[:256], labels[:256])
        while_training = train(model, images, labels, epochs=epochs, lr=LR, seed=seed, cancelled=cancelled)
    if len(while_training) < epochs:
        return None
    values = {
        "training_error": error(model, images, labels),
        "test_error": error(model, *data.test),
        "gradient_ratio": norms[0] / norms[-1],
    }
    series = {"error": tuple(while_training), "gradient": tuple(norms)}
    return Measured({"net": net, "depth": depth, "seed": seed}, values, series)
