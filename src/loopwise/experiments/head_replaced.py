"""Replacing the head of a trained network: what its features are worth where there is little data.

outcome = experiment_named("head_replaced").run()

Yosinski et al. 2014, "How transferable are features in deep neural networks?", in small: EfficientNet-Lite0, trained
on photographs of 1,000 classes, gets a Linear(1280, 10) for digits. Three ways: only the new head learns (the rest is
frozen), then everything learns on (fine-tuning), and the same network from scratch.
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

WAYS = ("scratch", "head", "all")
ROWS = 200  # labelled pictures: few, as with pictures of one's own
TESTED = 200
SIDE = 64  # pixels; 224 would take twelve times as long
BATCH = 32
HEAD_EPOCHS, HEAD_RATE = 60, 0.02  # of a linear layer on ready features: cheap
# Batch norm learns the statistics of the new pictures, too. With those of photographs kept (a body that stays
# in evaluation mode) the gradients explode in the first steps, with SGD even at a rate of 3e-4: .875 becomes .105.
TUNE_RATE, SCRATCH_RATE = 0.01, 0.05
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
        "1000) becomes Linear(1280, 10). It learns from 200 of them in three ways: only the head, with the rest "
        "frozen; from there all of it (fine-tuning); or the same network from scratch, for as many epochs.",
        ko="사진으로 학습한 EfficientNet-Lite0의 출력층을 64x64로 키운 손글씨 숫자에 맞게 바꿉니다: "
        "Linear(1280, 1000) -> "
        "Linear(1280, 10). 200장으로 세 가지를 비교합니다: 나머지를 동결(freeze)하고 출력층만 학습하거나, "
        "이어서 전체를 미세 조정(fine-tuning)하거나, 같은 신경망을 처음부터 같은 에폭만큼 학습합니다.",
    )
    values = {"accuracy": Text(en="test accuracy", ko="테스트 정확도(accuracy)")}
    labels = {
        "seed": Text(en="seed", ko="시드(seed)"),
        "scratch": Text(en="from scratch", ko="처음부터"),
        "head": Text(en="only the new head", ko="새 출력층만"),
        "all": Text(en="then all of it", ko="이어서 전체"),
    }
    shown = ("seed", "way", "accuracy")

    def run(
        self,
        *,
        seeds: int = 3,
        epochs: int = 10,
        rows: int = ROWS,
        progress: Progress = unseen,
        cancelled: Cancelled = never,
        sink: Sink = unseen,
        **_: Any,
    ) -> Outcome:
        """Learn in every way with every seed. epochs: of fine-tuning, and of the net from scratch."""
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
        head, tuned = (outcome.spread("accuracy", way=way) for way in ("head", "all"))
        if head and tuned:
            told.append(GAINS if tuned.lowest > head.highest else NO_GAIN)
        return [*told, STATISTICS, LIMITS] if told else []


REACHES = Text(
    en="{name}: accuracy {mean:.3f} ({low:.3f} to {high:.3f}).",
    ko="{name}: 정확도(accuracy) {mean:.3f}({low:.3f}~{high:.3f}).",
)
GAINS = Text(
    en="For every seed, learning on with all of it gains over the head alone.",
    ko="모든 시드(seed)에서 전체를 이어서 학습하는 편이 출력층만 학습한 것보다 낫습니다.",
)
NO_GAIN = Text(
    en="The seeds overlap: that all of it gains over the head alone is not shown.",
    ko="시드(seed)에 따라 결과가 겹칩니다. 전체 학습이 출력층만 학습한 것보다 낫다고 할 수 없습니다.",
)
STATISTICS = Text(
    en="Batch norm is in training mode while all of it learns. With the statistics of photographs kept, the gradients "
    "explode, and SGD ruins the network; Adam, whose steps do not grow with the gradient, gets through.",
    ko="전체를 학습할 때 배치 정규화(batch normalization)는 학습 모드입니다. 사진의 통계를 그대로 두면 "
    "기울기(gradient)가 폭주해 SGD로는 신경망이 망가집니다. 기울기가 커져도 보폭이 커지지 않는 Adam은 견딥니다.",
)
LIMITS = Text(
    en="Digits are far from photographs, and 64 pixels less than the 224 it was trained on: nearer pictures gain more. "
    "With thousands of rows a small net from scratch is enough for digits.",
    ko="손글씨 숫자는 사진과 많이 다르고, 64픽셀은 학습할 때의 224픽셀보다 작습니다. 사진에 가까운 "
    "이미지일수록 더 도움이 "
    "됩니다. 데이터가 수천 장이면 숫자는 작은 신경망을 처음부터 학습해도 충분합니다.",
)


def _learnt(seed: int, epochs: int, rows: int, cancelled: Cancelled) -> list[Measured]:
    """Learn in every way; nothing where it was stopped on the way."""
    import torch
    from torch import nn

    from loopwise import zoo
    from loopwise.experiments._training import error, seeded, train
    from loopwise.tracing.trained import NAME, trained

    images, labels, test = _pictures(seed, rows)
    accuracy: dict[str, float] = {}

    def learn(model: nn.Module, rate: float) -> bool:
        done = train(
            model, images, labels, epochs=epochs, lr=rate, seed=seed, cancelled=cancelled, batch=BATCH
        )
        return len(done) == epochs

    with seeded(seed):
        net, head = deepcopy(trained().model), nn.Linear(FEATURES, 10)
        with torch.no_grad():
            features = _features(net, images)
        train(head, features, labels, epochs=HEAD_EPOCHS, lr=HEAD_RATE, seed=seed, cancelled=cancelled)
        net._fc = head
        accuracy["head"] = 1 - error(net, *test)
        fresh = zoo.model(NAME, classes=10)
        for way, model, rate in (("all", net, TUNE_RATE), ("scratch", fresh, SCRATCH_RATE)):
            if not learn(model, rate):
                return []
            accuracy[way] = 1 - error(model, *test)
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
