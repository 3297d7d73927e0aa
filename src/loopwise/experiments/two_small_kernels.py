"""Why VGG stacks 3x3: two 3x3 convolutions against one 5x5 - the same receptive field, fewer weights.

outcome = experiment_named("two_small_kernels").run()

Simonyan & Zisserman 2014, section 2.3: a stack of two 3x3 convolutions sees 5 x 5 pixels with 2 * 9 * C^2 weights in
place of 25 * C^2, and has one more ReLU between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loopwise.experiments._experiment import Cancelled, Experiment, Progress, Sink, never, unseen
from loopwise.records.experiments import Measured, Outcome
from loopwise.text import Text

if TYPE_CHECKING:
    from torch import nn

KERNELS = ("two_3x3", "one_5x5")
CHANNELS = 16
LR = 0.05


class TwoSmallKernels(Experiment):
    """3x3 twice, or 5x5 once?"""

    title = Text(en="3x3 twice against 5x5", ko="3x3 두 번과 5x5 한 번")
    asks = Text(
        en="Why does VGG stack small kernels instead of using a large one?",
        ko="VGG는 왜 큰 커널 대신 작은 커널을 쌓을까요?",
    )
    says = Text(
        en="Two stages of 16 channels on digits of 8 x 8 pixels: behind a stem, two 3x3 convolutions or one 5x5, ReLU "
        "and a 2x2 pool. SGD 0.9, learning rate 0.05 falling as a cosine.",
        ko="8x8 손글씨 숫자, 채널 16개, 두 단계. 단계마다 3x3 합성곱 두 개 또는 5x5 하나를 쓰고 ReLU와 2x2 "
        "풀링을 둡니다. "
        "SGD 0.9, 학습률(learning rate) 0.05(코사인 감소)입니다.",
    )
    values = {
        "accuracy": Text(en="test accuracy", ko="테스트 정확도(accuracy)"),
        "parameters": Text(en="parameters of the convolutions", ko="합성곱의 파라미터"),
        "receptive_field": Text(en="receptive field", ko="수용 영역(receptive field)"),
        "multiply_adds": Text(en="multiply-adds", ko="곱셈-덧셈"),
    }
    labels = {
        "seed": Text(en="seed", ko="시드(seed)"),
        "two_3x3": Text(en="3x3 twice", ko="3x3 두 번"),
        "one_5x5": Text(en="5x5 once", ko="5x5 한 번"),
    }
    shown = ("seed", "kernels", "accuracy")

    def run(
        self,
        *,
        seeds: int = 3,
        epochs: int = 10,
        progress: Progress = unseen,
        cancelled: Cancelled = never,
        sink: Sink = unseen,
        **_: Any,
    ) -> Outcome:
        """Train both with every seed."""

        def one(seed: int, kernels: str) -> Measured | None:
            return _trained(kernels, seed, epochs, cancelled)

        settings = {"epochs": epochs, "seeds": seeds}
        return self.every_seed(KERNELS, one, settings, progress, cancelled, sink)

    def tells(self, outcome: Outcome) -> list[Text]:
        """Say what each costs and reaches, and whether seeds tell them apart."""
        told, spreads = [], []
        for kernels in KERNELS:
            rows, accuracy = outcome.where(kernels=kernels), outcome.spread("accuracy", kernels=kernels)
            if rows and accuracy:
                told.append(
                    COSTS.format(name=self.labels[kernels], **{**rows[0].values, "accuracy": accuracy.mean})
                )
                spreads.append((rows[0].values["parameters"], accuracy))
        if len(spreads) == 2:
            (weights, two), (others, one) = spreads
            told.append(SAVES.format(share=1 - weights / others))
            told.append(APART if two.lowest > one.highest else NOT_APART)
        return told


COSTS = Text(
    en="{name}: {parameters:,.0f} weights in convolutions, {multiply_adds:,.0f} multiply-adds, sees "
    "{receptive_field:.0f} pixels, accuracy {accuracy:.3f}.",
    ko="{name}: 합성곱 파라미터 {parameters:,.0f}개, 곱셈-덧셈 {multiply_adds:,.0f}번, 수용 영역 "
    "{receptive_field:.0f}픽셀, "
    "정확도(accuracy) {accuracy:.3f}.",
)
SAVES = Text(
    en="The stack has {share:.0%} fewer weights in its convolutions and one more ReLU a stage.",
    ko="쌓은 쪽이 합성곱 파라미터가 {share:.0%} 적고, 단계마다 ReLU가 하나 더 있습니다.",
)
APART = Text(
    en="Every seed of 3x3 twice is better than every one of 5x5.",
    ko="모든 시드에서 3x3 두 번이 5x5보다 낫습니다.",
)
NOT_APART = Text(
    en="The seeds overlap: no gain in accuracy is shown here.",
    ko="시드(seed)에 따라 결과가 겹칩니다. 여기서 정확도(accuracy)가 더 좋다고 말할 수는 없습니다.",
)


def _trained(kernels: str, seed: int, epochs: int, cancelled: Cancelled) -> Measured | None:
    from loopwise.experiments._training import digits, error, seeded, train
    from loopwise.tracing.following import follow

    data = digits()
    with seeded(seed):
        model = network(kernels)
        if len(train(model, *data.train, epochs=epochs, lr=LR, seed=seed, cancelled=cancelled)) < epochs:
            return None
    trace = follow(model, (1, 8, 8))
    convolutions = [one for one in trace.operations if one.name == "conv2d"]
    values = {
        "accuracy": 1 - error(model, *data.test),
        "parameters": float(sum(one.parameters for one in convolutions)),
        "multiply_adds": float(sum(one.multiply_adds for one in convolutions)),
        "receptive_field": float(trace.receptive_field or 0),
    }
    return Measured({"kernels": kernels, "seed": seed}, values)


def network(kernels: str) -> nn.Module:
    """Return the net with one kind of kernels: a 3x3 stem, so that both stages go from 16 channels to 16."""
    from torch import nn

    def stage() -> list[nn.Module]:
        if kernels == "one_5x5":
            return [nn.Conv2d(CHANNELS, CHANNELS, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)]
        first, second = (nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1) for _ in range(2))
        return [first, nn.ReLU(), second, nn.ReLU(), nn.MaxPool2d(2)]

    stem = [nn.Conv2d(1, CHANNELS, 3, padding=1), nn.ReLU()]
    return nn.Sequential(*stem, *stage(), *stage(), nn.Flatten(), nn.Linear(CHANNELS * 4, 10))
