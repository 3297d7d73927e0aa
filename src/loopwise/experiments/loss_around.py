"""The loss around a trained plain net and around its residual twin: along random directions, and over a plane.

outcome = experiment_named("loss_around").run()

Li et al. 2018, "Visualizing the Loss Landscape of Neural Nets", figures 1 and 5, in small: 20 layers on digits, the
same directions for both nets of a seed, each filter as long as the net's own, so that nets of other scale compare.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from loopwise.experiments._experiment import Cancelled, Experiment, Progress, Sink, never, unseen
from loopwise.experiments.plain_or_residual import NETS, trained_net
from loopwise.records.experiments import Measured, Outcome
from loopwise.records.landscapes import Landscape
from loopwise.text import Text

if TYPE_CHECKING:
    from torch import Tensor

DEPTH = 20
DIRECTIONS = 4
STEPS = range(-40, 41, 5)  # percent of a filter-normalised step
NEAR = 30  # percent: where a slice still tells of the valley it lies in
ROWS = 512  # training pictures that the loss is measured on
SIDE, REACH = 17, 1.0  # of the plane through the first two directions: points a side, filter-normalised steps
GUESSED = math.log(10)
UNTRAINED = 0.1  # training error


class LossAround(Experiment):
    """In which of the two does a step aside cost more?"""

    title = Text(en="The loss around both nets", ko="두 신경망 주변의 손실 지형(loss landscape)")
    asks = Text(
        en="How does the loss rise around a trained plain net, and around a residual one?",
        ko="학습한 plain과 잔차 신경망 주변에서 손실(loss)은 어떻게 커질까요?",
    )
    says = Text(
        en="Nets of 20 layers are trained on digits of 8 x 8 pixels; then their weights are moved along 4 random "
        "filter-normalised directions, the same for both. Shown is the mean of the loss on 512 training pictures; for "
        "the first seed also the whole plane of the first two directions.",
        ko="20층 신경망을 8x8 손글씨 숫자로 학습한 뒤, 필터 크기에 맞춘 무작위 방향 4개로 가중치를 옮겨 봅니다. "
        "방향은 두 신경망이 같습니다. 학습 이미지 512장의 손실(loss) 평균을 보여 주고, 첫 시드(seed)에서는 처음 두 "
        "방향이 만드는 평면 전체도 그립니다.",
    )
    values = {
        "loss": Text(en="loss", ko="손실(loss)"),
        "training_error": Text(en="training error", ko="학습 오차"),
    }
    labels = {
        "percent": Text(en="distance, % of a filter", ko="거리, 필터 크기의 %"),
        "plain": Text(en="plain", ko="plain"),
        "residual": Text(en="residual", ko="잔차(residual)"),
    }
    shown = ("percent", "net", "loss")

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
        """Train both with every seed, and walk away from where each ended."""

        def one(seed: int, net: str) -> list[Measured]:
            return _measured(net, seed, epochs, cancelled)

        settings = {"epochs": epochs, "seeds": seeds, "depth": DEPTH}
        return self.every_seed(NETS, one, settings, progress, cancelled, sink)

    def planes(self, outcome: Outcome) -> dict[Text, Landscape]:
        """Return the plane around each net of the first seed."""
        places = tuple(REACH * (2 * at / (SIDE - 1) - 1) for at in range(SIDE))
        return {
            self.labels[net]: Landscape(
                net, "digits", "random", places, places, _square(row.series["plane"]), side=SIDE, rows=ROWS
            )
            for net in NETS
            for row in outcome.where(net=net, percent=0)
            if "plane" in row.series
        }

    def tells(self, outcome: Outcome) -> list[Text]:
        """Say how high each stands, how far it rises near by, and what was not trained to the end."""
        told, rises = [], {}
        for net in NETS:
            here, aside = (_losses(outcome, net, percent) for percent in (0, NEAR))
            if not here or len(here) != len(aside):
                continue
            rises[net] = rise = [away - at for at, away in zip(here, aside, strict=True)]
            numbers = {"here": sum(here) / len(here), "rise": sum(rise) / len(rise)}
            told.append(
                RISES.format(name=self.labels[net], **numbers, low=min(rise), high=max(rise), percent=NEAR)
            )
        if len(rises) == len(NETS):
            told.append(STEEPER if min(rises["plain"]) > max(rises["residual"]) else OVERLAP)
        late = [
            net for net in NETS if (one := outcome.spread("training_error", net=net)) and one.mean > UNTRAINED
        ]
        return [
            *told,
            *_basins_told(self.planes(outcome)),
            *(UNFINISHED.format(name=self.labels[net]) for net in late),
            *([SLICES] if told else []),
        ]


RISES = Text(
    en="{name}: loss {here:.3f} where training ended; {percent} % of a filter aside it has risen by {rise:.2f} "
    "({low:.2f} to {high:.2f}).",
    ko="{name}: 학습이 끝난 곳의 손실 {here:.3f}, 필터 크기의 {percent} %만큼 옮기면 {rise:.2f} 커집니다"
    "({low:.2f}~{high:.2f}).",
)
STEEPER = Text(
    en="For every seed it rises more around the plain net.",
    ko="모든 시드(seed)에서 plain 주변이 더 가파릅니다.",
)
OVERLAP = Text(
    en="The seeds overlap: at this depth and budget no difference in steepness is shown.",
    ko="시드(seed)에 따라 결과가 겹칩니다. 이 깊이와 학습량에서는 어느 쪽이 더 가파른지 말할 수 없습니다.",
)
BASIN = Text(
    en="{name}, plane of the first seed: on {share:.0%} of it the loss is below that of guessing "
    "({guessed:.3f} = log 10).",
    ko="{name}, 첫 시드(seed)의 평면: 손실이 찍어서 답할 때({guessed:.3f} = log 10)보다 낮은 넓이 {share:.0%}.",
)
UNFINISHED = Text(
    en="{name}: not trained to the end within this budget; it still stands on a slope.",
    ko="{name}: 이 학습량으로는 학습이 끝나지 않아 아직 비탈 위에 있습니다.",
)
SLICES = Text(
    en="A slice or a plane along random directions hides valleys that bend out of it.",
    ko="무작위 방향으로 자른 단면이나 평면에는 그 밖으로 굽은 골짜기가 보이지 않습니다.",
)


def _basins_told(planes: Mapping[Text, Landscape]) -> list[Text]:
    """Say how much of each plane is better than guessing."""
    below = {
        name: sum(loss < GUESSED for row in one.loss for loss in row) / SIDE**2
        for name, one in planes.items()
    }
    return [BASIN.format(name=name, share=share, guessed=GUESSED) for name, share in below.items()]


def _square(flat: Sequence[float]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(flat[at : at + SIDE]) for at in range(0, SIDE * SIDE, SIDE))


def _losses(outcome: Outcome, net: str, percent: int) -> list[float]:
    """Return the loss of each seed at a distance, on both sides of where its training ended."""
    seeds = outcome.each("seed")
    sides = [outcome.where(net=net, seed=seed, percent=sign * percent) for seed in seeds for sign in (-1, 1)]
    pairs = zip(sides[::2], sides[1::2], strict=True)
    return [(low[0].values["loss"] + high[0].values["loss"]) / 2 for low, high in pairs if low and high]


def _measured(net: str, seed: int, epochs: int, cancelled: Cancelled) -> list[Measured]:
    """Train one net and walk away from it; nothing where it was stopped on the way."""
    import torch
    from torch import nn

    from loopwise.descent.evaluating import LossOver
    from loopwise.descent.planes import filter_normalised
    from loopwise.descent.weights import put, untouched, vector
    from loopwise.experiments._training import digits, error

    model = trained_net(net, DEPTH, seed, epochs, cancelled)
    if model is None:
        return []
    images, labels = digits().train
    wrong = error(model, images, labels)
    over = LossOver(model, nn.CrossEntropyLoss(), (images[:ROWS], labels[:ROWS]))
    generator = torch.Generator().manual_seed(seed)  # the twin gets the same directions

    def loss(weights: Tensor) -> float:
        put(model, weights)
        return over()

    with untouched(model):
        model.eval()
        here = vector(model)
        directions = [filter_normalised(model.parameters(), generator) for _ in range(DIRECTIONS)]
        means = {
            percent: math.fsum(loss(here + percent / 100 * way) for way in directions) / DIRECTIONS
            for percent in STEPS
        }
        plane = _plane(loss, here, directions, cancelled) if seed == 0 else ()
    if plane is None:
        return []
    rows = {
        percent: Measured({"net": net, "seed": seed, "percent": percent}, {"loss": mean})
        for percent, mean in means.items()
    }
    values = {"loss": means[0], "training_error": wrong}
    rows[0] = Measured(rows[0].labels, values, {"plane": plane} if plane else {})
    return list(rows.values())


def _plane(
    loss: Callable[[Tensor], float], here: Tensor, directions: Sequence[Tensor], cancelled: Cancelled
) -> tuple[float, ...] | None:
    """Return the loss on SIDE x SIDE points around some weights, row by row; None where it was stopped."""
    from loopwise.descent.landscapes import landscape_of_losses
    from loopwise.descent.planes import Plane

    plane = Plane("random", here, directions[0], directions[1], ((-REACH, REACH), (-REACH, REACH)))
    blank = Landscape("", "", "random")
    found = landscape_of_losses(loss, plane, blank, side=SIDE, cancelled=cancelled)
    return tuple(chain.from_iterable(found.loss)) if found.ended == "finished" else None
