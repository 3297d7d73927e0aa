"""Max against mean pooling, and a strided convolution in their place.

outcome = experiment_named("pooling").run()

Boureau, Ponce & LeCun 2010, "A Theoretical Analysis of Feature Pooling": the maximum keeps a feature wherever it
is in the window, the mean weakens what is rare. Springenberg et al. 2014 let a convolution with stride do it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loopwise.experiments._experiment import Cancelled, Experiment, Progress, Sink, never, unseen
from loopwise.records.experiments import Measured, Outcome
from loopwise.text import Text

if TYPE_CHECKING:
    from torch import nn

POOLS = ("max", "mean", "stride")
CHANNELS = 16
LR = 0.05


class Pooling(Experiment):
    """Which pooling?"""

    title = Text(en="Max, mean, or a stride", ko="최대 풀링, 평균 풀링, 스트라이드")
    asks = Text(
        en="Does it matter how the picture is made smaller?",
        ko="해상도를 줄이는 방법에 따라 결과가 달라질까요?",
    )
    says = Text(
        en="Two 3x3 convolutions of 16 channels on digits of 8 x 8 pixels, each followed by a 2x2 max pool, a 2x2 mean "
        "pool, or by nothing but stride 2 in the convolution itself.",
        ko="8x8 손글씨 숫자에 채널 16개짜리 3x3 합성곱 두 개를 쓰고, 그 뒤에 2x2 최대 풀링, 2x2 평균 "
        "풀링을 두거나 합성곱의 "
        "스트라이드를 2로 합니다.",
    )
    values = {"accuracy": Text(en="test accuracy", ko="테스트 정확도(accuracy)")}
    labels = {
        "seed": Text(en="seed", ko="시드(seed)"),
        "max": Text(en="max pooling", ko="최대 풀링"),
        "mean": Text(en="mean pooling", ko="평균 풀링"),
        "stride": Text(en="stride 2", ko="스트라이드 2"),
    }
    shown = ("seed", "pool", "accuracy")

    def run(
        self,
        *,
        seeds: int = 5,
        epochs: int = 10,
        progress: Progress = unseen,
        cancelled: Cancelled = never,
        sink: Sink = unseen,
        **_: Any,
    ) -> Outcome:
        """Train all three with every seed."""

        def one(seed: int, pool: str) -> Measured | None:
            return _trained(pool, seed, epochs, cancelled)

        settings = {"epochs": epochs, "seeds": seeds}
        return self.every_seed(POOLS, one, settings, progress, cancelled, sink)

    def tells(self, outcome: Outcome) -> list[Text]:
        """Say what each reaches, over seeds, and whether they can be told apart."""
        spreads = {pool: outcome.spread("accuracy", pool=pool) for pool in POOLS}
        known = {pool: one for pool, one in spreads.items() if one}
        told = [
            REACHES.format(name=self.labels[pool], mean=one.mean, low=one.lowest, high=one.highest)
            for pool, one in known.items()
        ]
        best = sorted(known.values(), key=lambda one: -one.mean)
        if len(best) > 1:
            told.append(BEST if best[0].lowest > best[1].highest else OVERLAP)
        return told


REACHES = Text(
    en="{name}: accuracy {mean:.3f} ({low:.3f} to {high:.3f}).",
    ko="{name}: 정확도(accuracy) {mean:.3f}({low:.3f}~{high:.3f}).",
)
BEST = Text(en="The best one is so for every seed.", ko="모든 시드(seed)에서 가장 좋은 방법이 같습니다.")
OVERLAP = Text(
    en="The seeds overlap: on pictures this small the choice matters less than the seed.",
    ko="시드(seed)에 따라 결과가 겹칩니다. 이렇게 작은 이미지에서는 풀링 방법보다 시드의 영향이 큽니다.",
)


def _trained(pool: str, seed: int, epochs: int, cancelled: Cancelled) -> Measured | None:
    from loopwise.experiments._training import digits, error, seeded, train

    data = digits()
    with seeded(seed):
        model = network(pool)
        if len(train(model, *data.train, epochs=epochs, lr=LR, seed=seed, cancelled=cancelled)) < epochs:
            return None
    return Measured({"pool": pool, "seed": seed}, {"accuracy": 1 - error(model, *data.test)})


def network(pool: str) -> nn.Module:
    """Return the net with one way to make the picture smaller."""
    from torch import nn

    def stage(channels: int) -> list[nn.Module]:
        convolution = nn.Conv2d(channels, CHANNELS, 3, stride=2 if pool == "stride" else 1, padding=1)
        pools: dict[str, list[nn.Module]] = {
            "max": [nn.MaxPool2d(2)],
            "mean": [nn.AvgPool2d(2)],
            "stride": [],
        }
        return [convolution, nn.ReLU(), *pools[pool]]

    return nn.Sequential(*stage(1), *stage(CHANNELS), nn.Flatten(), nn.Linear(CHANNELS * 4, 10))
