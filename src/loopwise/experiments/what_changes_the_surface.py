"""What batch size, batch norm, skip connections and weight decay do to the loss surface around a trained net.

outcome = experiment_named("what_changes_the_surface").run(seeds=1)

Li et al. 2018, "Visualizing the Loss Landscape of Neural Nets" (skip connections, filter normalisation); Keskar et al.
2017 (large batches end in sharp places); Santurkar et al. 2018 (batch norm smooths the surface).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from loopwise.experiments._experiment import Cancelled, Experiment, Progress, Sink, never, unseen
from loopwise.records.experiments import Measured, Outcome
from loopwise.text import Text

if TYPE_CHECKING:
    from torch import Tensor, nn

USUAL: Mapping[str, Any] = {"skips": True, "norm": True, "batch": 64, "decay": 1e-4}
CHANGES: Mapping[str, Mapping[str, Any]] = {
    "usual": {},
    "no_skips": {"skips": False},
    "no_norm": {"norm": False},
    "small_batch": {"batch": 16},
    "large_batch": {"batch": 512},
    "no_decay": {"decay": 0.0},
    "strong_decay": {"decay": 5e-3},
}
BLOCKS, CHANNELS = 2, (4, 8, 16)  # 14 layers
LR, LR_WITHOUT_NORM = 0.05, 0.01  # without batch norm the first one diverges
UNTRAINED = 0.1  # training error
ROWS = 512  # training pictures that the surface is measured on
DIRECTIONS, DISTANCE = 4, 0.2  # filter-normalised, so that nets of other scale can be compared


class WhatChangesTheSurface(Experiment):
    """One thing is changed at a time; everything else is as usual."""

    title = Text(en="What changes the loss surface", ko="손실 지형을 바꾸는 것들")
    asks = Text(
        en="Do batch size, batch norm, skip connections and weight decay make the surface flatter?",
        ko="배치 크기, 배치 정규화, 스킵 연결, weight decay가 손실 지형을 평평하게 만들까요?",
    )
    says = Text(
        en="A residual net of 14 layers on digits of 8 x 8 pixels, SGD 0.9 with a cosine rate of 0.05, batches of 64, "
        "weight decay 1e-4; one of these is changed at a time. Sharpness: the largest Hessian eigenvalue. Rise: how "
        "much the loss grows at a fifth of a filter-normalised step in four random directions. Both on 512 training "
        "pictures.",
        ko="8x8 손글씨 숫자에 14층 잔차 신경망을 씁니다. SGD 0.9, 학습률 0.05(코사인), 배치 64, "
        "weight decay 1e-4에서 한 번에 하나씩만 바꿉니다. 날카로움은 헤세 행렬의 가장 큰 고윳값이고, "
        "오름은 무작위 방향 4개로 필터 크기의 1/5만큼 갔을 때 손실이 커지는 양입니다. "
        "둘 다 학습 이미지 512장으로 잽니다.",
    )
    values = {
        "sharpness": Text(en="sharpness", ko="날카로움(sharpness)"),
        "rise": Text(en="rise of the loss", ko="손실(loss)이 커지는 양"),
        "training_error": Text(en="training error", ko="학습 오차"),
        "test_error": Text(en="test error", ko="테스트 오차"),
    }
    labels = {
        "seed": Text(en="seed", ko="시드(seed)"),
        "usual": Text(en="as usual", ko="기본"),
        "no_skips": Text(en="no skip connections", ko="스킵 연결 없음"),
        "no_norm": Text(en="no batch norm", ko="배치 정규화 없음"),
        "small_batch": Text(en="batches of 16", ko="배치 16"),
        "large_batch": Text(en="batches of 512", ko="배치 512"),
        "no_decay": Text(en="no weight decay", ko="weight decay 없음"),
        "strong_decay": Text(en="weight decay 5e-3", ko="weight decay 5e-3"),
    }
    shown = ("seed", "change", "sharpness")

    def run(
        self,
        *,
        seeds: int = 3,
        epochs: int = 6,
        progress: Progress = unseen,
        cancelled: Cancelled = never,
        sink: Sink = unseen,
        **_: Any,
    ) -> Outcome:
        """Train every variant with every seed, and measure around it."""

        def one(seed: int, change: str) -> Measured | None:
            return _measured(change, seed, epochs, cancelled)

        settings = {"epochs": epochs, "seeds": seeds}
        return self.every_seed(CHANGES, one, settings, progress, cancelled, sink)

    def tells(self, outcome: Outcome) -> list[Text]:
        """Say of each change whether it moves the surface beyond what seeds do."""
        told = [_compared(self, outcome, change) for change in CHANGES if change != "usual"]
        return [*(one for one in told if one), *_unfinished(self, outcome), NOT_CAUSE]


FLATTER = Text(en="{name}: flatter for every seed.", ko="{name}: 모든 시드에서 더 평평합니다.")
SHARPER = Text(en="{name}: sharper for every seed.", ko="{name}: 모든 시드에서 더 날카롭습니다.")
OVERLAP = Text(en="{name}: the seeds overlap with the usual ones.", ko="{name}: 시드에 따라 기본과 겹칩니다.")
NUMBERS = Text(
    en="{said} Sharpness {sharp:.0f} (usual {was:.0f}), the loss rises by {rise:.2f} ({usual:.2f}).",
    ko="{said} 날카로움 {sharp:.0f}(기본 {was:.0f}), 손실이 커지는 양 {rise:.2f}(기본 {usual:.2f}).",
)
UNFINISHED = Text(
    en="Not trained to the end within this budget ({names}): part of their sharpness is that they still stand on the "
    "slope.",
    ko="이 학습량으로는 학습이 끝나지 않은 것({names}): 아직 비탈 위에 있어서 날카로운 몫이 섞여 있습니다.",
)
NOT_CAUSE = Text(
    en="Within this budget, and on this net: a flat place is no promise of a better test error.",
    ko="이 학습량과 이 신경망에서 그렇다는 뜻입니다. 평평하다고 테스트 오차가 꼭 작은 것은 아닙니다.",
)


def _compared(experiment: Experiment, outcome: Outcome, change: str) -> Text | None:
    rise, usual = (outcome.spread("rise", change=name) for name in (change, "usual"))
    sharp, was = (outcome.spread("sharpness", change=name) for name in (change, "usual"))
    if not (rise and usual and sharp and was):
        return None
    said = SHARPER if sharp.lowest > was.highest else FLATTER if sharp.highest < was.lowest else OVERLAP
    return NUMBERS.format(
        said=said.format(name=experiment.labels[change]),
        rise=rise.mean,
        usual=usual.mean,
        sharp=sharp.mean,
        was=was.mean,
    )


def _unfinished(experiment: Experiment, outcome: Outcome) -> list[Text]:
    errors = {change: outcome.spread("training_error", change=change) for change in CHANGES}
    late = [experiment.labels[change] for change, one in errors.items() if one and one.mean > UNTRAINED]
    names = Text(en=", ".join(one.en for one in late), ko=", ".join(one.ko for one in late))
    return [UNFINISHED.format(names=names)] if late else []


def _measured(change: str, seed: int, epochs: int, cancelled: Cancelled) -> Measured | None:
    """Train one variant and measure around it; None where it was stopped on the way."""
    from torch.nn import functional as F

    from loopwise.descent import sharpness
    from loopwise.experiments._training import digits, error, seeded, train

    chosen = {**USUAL, **CHANGES[change]}
    data = digits()
    images, labels = data.train
    with seeded(seed):
        model = network(skips=chosen["skips"], norm=chosen["norm"])
        errors = train(
            model, images, labels, epochs=epochs, lr=LR if chosen["norm"] else LR_WITHOUT_NORM, seed=seed,
            cancelled=cancelled, batch=chosen["batch"], decay=chosen["decay"],
        )  # fmt: skip
    if len(errors) < epochs:
        return None
    model.eval()
    some = images[:ROWS], labels[:ROWS]
    bend = sharpness(lambda: F.cross_entropy(model(some[0]), some[1]), model.parameters(), tolerance=0.01)
    values = {
        "sharpness": bend.largest,
        "rise": rise(model, *some, seed=seed),
        "training_error": error(model, images, labels),
        "test_error": error(model, *data.test),
    }
    return Measured({"change": change, "seed": seed}, values)


def rise(model: nn.Module, images: Tensor, labels: Tensor, *, seed: int) -> float:
    """Return how much the loss grows a fifth of a filter-normalised step away, over directions and both signs."""
    import torch
    from torch import nn

    from loopwise.descent.evaluating import LossOver
    from loopwise.descent.planes import filter_normalised
    from loopwise.descent.weights import put, untouched, vector

    over = LossOver(model, nn.CrossEntropyLoss(), (images, labels))
    generator = torch.Generator().manual_seed(seed)
    with untouched(model):
        model.eval()
        here, centre, away = vector(model), over(), []
        for _ in range(DIRECTIONS):
            step = DISTANCE * filter_normalised(model.parameters(), generator)
            for moved in (here + step, here - step):
                put(model, moved)
                away.append(over())
    return sum(away) / len(away) - centre


def network(*, skips: bool, norm: bool) -> nn.Module:
    """Return the net, with or without its skip connections and its batch norm."""
    from torch import nn

    from loopwise.zoo.small_resnet import SmallResNet

    model = SmallResNet(BLOCKS, shortcuts=skips, channels=CHANNELS, inputs=1)
    if not norm:
        for module in list(model.modules()):
            for name, child in module.named_children():
                if isinstance(child, nn.BatchNorm2d):
                    setattr(module, name, nn.Identity())
    return model
