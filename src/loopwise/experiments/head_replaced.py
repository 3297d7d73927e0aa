"""Replacing the head of a trained network: what its features are worth where there is little data.

outcome = experiment_named("head_replaced").run()

Yosinski et al. 2014, "How transferable are features in deep neural networks?", in small: EfficientNet-Lite0, trained
on photographs of 1,000 classes, gets a Linear(1280, 10) for digits. Two ways: only the new head learns (the rest is
frozen), and the same network from scratch. Fine-tuning everything afterwards is in `loopwise new --template head`.
"""

from __future__ import annotations

import time
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from loopwise.experiments._experiment import Cancelled, Experiment, Progress, Sink, never, unseen
from loopwise.records.experiments import Measured, Outcome
from loopwise.text import Text

if TYPE_CHECKING:
    from torch import Tensor, nn

WAYS = ("scratch", "head")
ROWS = 200  # labelled pictures: few, as with pictures of one's own
TESTED = 200
SIDE = 64  # pixels; 224 would take twelve times as long
FEATURES = 1280


class HeadReplaced(Experiment):
    """Take a trained network, or start from nothing?"""

    title = Text(en="A trained network with a new head", ko="학습된 신경망의 출력층 교체")
    asks = Text(
        en="What is a network trained on other pictures worth, where one has few of one's own?",
        ko="내 이미지가 적을 때, 다른 이미지로 학습한 신경망은 얼마나 도움이 될까요?",
    )
    says = Text(
        en="EfficientNet-Lite0, trained on photographs, gets a new head for digits enlarged to 64 x 64: Linear(1280, "
        "1000) becomes Linear(1280, 10). It learns from 200 of them in two ways: only the head, with the rest "
        "frozen, or the same network from scratch, for a few epochs.",
        ko="사진으로 학습한 EfficientNet-Lite0의 출력층을 64x64로 키운 손글씨 숫자에 맞게 바꿉니다: "
        "Linear(1280, 1000) -> "
        "Linear(1280, 10). 200장으로 두 가지를 비교합니다: 나머지를 동결(freeze)하고 출력층만 "
        "학습하거나, 같은 신경망을 처음부터 몇 에폭 학습합니다.",
    )
    values = {"accuracy": Text(en="test accuracy", ko="테스트 정확도(accuracy)")}
    labels = {
        "seed": Text(en="seed", ko="시드(seed)"),
        "scratch": Text(en="from scratch", ko="처음부터"),
        "head": Text(en="only the new head", ko="새 출력층만"),
    }
    shown = ("seed", "way", "accuracy")

    def run(
        self,
        *,
        seeds: int = 3,
        epochs: int = 6,
        rows: int = ROWS,
        progress: Progress = unseen,
        cancelled: Cancelled = never,
        sink: Sink = unseen,
        **_: Any,
    ) -> Outcome:
        """Learn in both ways with every seed. epochs: of the net from scratch."""
        began = time.perf_counter()
        found, total = list[Measured](), seeds * len(WAYS)
        for seed in range(seeds):
            progress(len(found), total, f"seed {seed}")
            row_of = [] if cancelled() else _learnt(seed, epochs, rows, cancelled)
            if not row_of:
                break
            found += row_of
            for row in row_of:
                sink(row)
        progress(len(found), total, "")
        ended = "finished" if len(found) == total else "interrupted"
        settings = {"epochs": epochs, "seeds": seeds, "rows": rows}
        return Outcome(self.name, settings, tuple(found), ended, round(time.perf_counter() - began, 1))

    def tells(self, outcome: Outcome) -> list[Text]:
        """Say what each way reaches, and what that does not mean."""
        told = []
        for way in WAYS:
            if spread := outcome.spread("accuracy", way=way):
                low, high = spread.lowest, spread.highest
                told.append(REACHES.format(name=self.labels[way], mean=spread.mean, low=low, high=high))
        return [*told, LIMITS] if told else []


REACHES = Text(
    en="{name}: accuracy {mean:.3f} ({low:.3f} to {high:.3f}).",
    ko="{name}: 정확도(accuracy) {mean:.3f}({low:.3f}~{high:.3f}).",
)
LIMITS = Text(
    en="Digits are far from photographs, and 64 pixels less than the 224 it was trained on: nearer pictures gain more. "
    "With thousands of rows a small net from scratch is enough for digits.",
    ko="손글씨 숫자는 사진과 많이 다르고, 64픽셀은 학습할 때의 224픽셀보다 작습니다. 사진에 가까운 "
    "이미지일수록 더 도움이 "
    "됩니다. 데이터가 수천 장이면 숫자는 작은 신경망을 처음부터 학습해도 충분합니다.",
)


def _learnt(seed: int, epochs: int, rows: int, cancelled: Cancelled) -> list[Measured]:
    """Learn in both ways; nothing where it was stopped on the way."""
    import torch
    from torch import nn

    from loopwise import zoo
    from loopwise.experiments._training import error, seeded, train
    from loopwise.tracing.trained import NAME, trained

    images, labels, test = _pictures(seed, rows)
    accuracy: dict[str, float] = {}
    with seeded(seed):
        net = deepcopy(trained().model)
        head = nn.Linear(FEATURES, 10)
        with torch.no_grad():
            features = _features(net, images)
        train(head, features, labels, epochs=60, lr=0.02, seed=seed, cancelled=cancelled)
        net._fc = head
        accuracy["head"] = 1 - error(net, *test)
        fresh = zoo.model(NAME, classes=10)
        done = train(fresh, images, labels, epochs=epochs, lr=0.05, seed=seed, cancelled=cancelled)
        accuracy["scratch"] = 1 - error(fresh, *test)
    if len(done) < epochs:
        return []
    return [Measured({"way": way, "seed": seed}, {"accuracy": accuracy[way]}) for way in WAYS]


def _features(net: nn.Module, images: Tensor) -> Tensor:
    """Return what goes into the head, (N, 1280); dropout and batch norm as in evaluation."""
    from torch import nn

    net.eval()
    head, net._fc = net._fc, nn.Identity()
    features: Tensor = net(images)
    net._fc = head
    return features


def _pictures(seed: int, rows: int) -> tuple[Tensor, Tensor, tuple[Tensor, Tensor]]:
    """Return digits as the network takes them, (N, 3, 64, 64) from -1 to 1: some to learn from, some to test."""
    import torch
    from sklearn.datasets import load_digits
    from torch.nn import functional as F

    bunch = load_digits()
    order = torch.randperm(len(bunch.target), generator=torch.Generator().manual_seed(seed))[: rows + TESTED]
    images = torch.tensor(bunch.images, dtype=torch.float32)[order].unsqueeze(1) / 8 - 1
    images = F.interpolate(images, size=(SIDE, SIDE), mode="bilinear").repeat(1, 3, 1, 1)
    labels = torch.tensor(bunch.target, dtype=torch.int64)[order]
    return images[:rows], labels[:rows], (images[rows:], labels[rows:])
