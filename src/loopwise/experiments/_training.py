"""The small training loop that experiments share: SGD with momentum, a cosine rate, pictures of digits.

images, labels = digits().train
errors = train(net, images, labels, epochs=6, lr=0.05, seed=0)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor, nn
from torch.nn import functional as F

MOMENTUM, DECAY, BATCH = 0.9, 1e-4, 64  # He et al. 2015, section 4.2, with a batch for 1,437 pictures
TEST = 360  # of 1,797 pictures


@dataclass(frozen=True, slots=True)
class Pictures:
    """Standardised pictures (N, 1, H, W) float32 with class ids (N,), split once and for all."""

    train: tuple[Tensor, Tensor]
    test: tuple[Tensor, Tensor]


@cache
def digits() -> Pictures:
    """Return scikit-learn's digits, 8 x 8: 1,437 to train, 360 to test, by their training mean and spread."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    images = torch.tensor(bunch.images, dtype=torch.float32).unsqueeze(1)  # (1797, 1, 8, 8)
    labels = torch.tensor(bunch.target, dtype=torch.int64)
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(0))
    test, train = order[:TEST], order[TEST:]
    mean, spread = images[train].mean(), images[train].std()
    images = (images - mean) / spread
    return Pictures((images[train], labels[train]), (images[test], labels[test]))


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed torch inside the block only."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield


def train(
    model: nn.Module,
    images: Tensor,
    labels: Tensor,
    *,
    epochs: int,
    lr: float,
    seed: int,
    cancelled: Callable[[], bool],
    batch: int = BATCH,
    decay: float = DECAY,
) -> list[float]:
    """Train in place; return the training error (share of wrong answers while training) of every epoch.

    batch, decay: rows a step, and weight decay. Stops between epochs once `cancelled`
    answers True.
    """
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=MOMENTUM, weight_decay=decay)
    order = torch.Generator().manual_seed(seed)
    steps = epochs * math.ceil(len(labels) / batch)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    errors = []
    for _ in range(epochs):
        if cancelled():
            break
        model.train()
        wrong = 0
        for rows in torch.split(torch.randperm(len(labels), generator=order), batch):
            logits = model(images[rows])  # (B, classes)
            optimizer.zero_grad()
            loss: Tensor = F.cross_entropy(logits, labels[rows])
            torch.autograd.backward(loss)
            optimizer.step()
            schedule.step()
            wrong += int((logits.argmax(1) != labels[rows]).sum())
        errors.append(wrong / len(labels))
    return errors


@torch.no_grad()
def error(model: nn.Module, images: Tensor, labels: Tensor) -> float:
    """Return the share of wrong answers, in evaluation mode."""
    model.eval()
    answers = torch.cat([model(part).argmax(1) for part in torch.split(images, 512)])
    return float((answers != labels).float().mean())


def gradients(model: nn.Module, images: Tensor, labels: Tensor) -> list[float]:
    """Return the norm of the gradient at every convolution's weight, first layer first, for one batch."""
    model.train()
    model.zero_grad()
    torch.autograd.backward(F.cross_entropy(model(images), labels))
    norms = [
        float(layer.weight.grad.norm())
        for layer in model.modules()
        if isinstance(layer, nn.Conv2d) and layer.weight.grad is not None
    ]
    model.zero_grad()
    return norms
