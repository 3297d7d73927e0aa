"""The four ways of `ordinal_four_ways`: what the network returns, its loss, and how an answer is read from it.

truth, answers = answers(WAYS["corn"], seed=0, epochs=60, cancelled=lambda: False)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from loopwise.data import load
from loopwise.training.cumulative import CumulativeLink
from loopwise.training.loop import train
from loopwise.training.preparing import Preparation, split
from loopwise.zoo.mlp import MLP

LR, BATCH, PATIENCE = 1e-3, 32, 15
Steps = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Way:
    """model(features, classes); target: steps (N,) -> what the loss wants; steps: outputs -> answers (N,)."""

    name: str
    model: Callable[[int, int], nn.Module]
    criterion: nn.Module
    target: Callable[[Tensor, int], Tensor]
    steps: Callable[[Tensor, int], Tensor]


class CornLoss(nn.Module):
    """Each step is asked only of the rows that reached it: the mean over all those questions."""

    def forward(self, logits: Tensor, levels: Tensor) -> Tensor:
        """logits, levels: (N, C - 1) -> scalar."""
        reached = torch.cat([torch.ones_like(levels[:, :1]), levels[:, :-1]], dim=1)
        losses = F.binary_cross_entropy_with_logits(logits, levels, reduction="none")
        return (losses * reached).sum() / reached.sum()


def levels(steps: Tensor, classes: int) -> Tensor:
    """(N,) steps -> (N, C - 1) float32: 1 where the step is above k."""
    return (steps[:, None] > torch.arange(classes - 1)).float()


def above(probabilities: Tensor) -> Tensor:
    """(N, C - 1) probabilities of more than each step -> (N,) steps."""
    return (probabilities >= 0.5).sum(dim=1)


WAYS = {
    way.name: way
    for way in (
        Way(
            "coral",
            lambda features, classes: CumulativeLink(MLP(features, 1), classes),
            nn.BCEWithLogitsLoss(),
            levels,
            lambda logits, classes: above(torch.sigmoid(logits)),
        ),
        Way(
            "corn",
            lambda features, classes: MLP(features, classes - 1),
            CornLoss(),
            levels,
            lambda logits, classes: above(torch.sigmoid(logits).cumprod(dim=1)),
        ),
        Way(
            "nominal",
            MLP,
            nn.CrossEntropyLoss(),
            lambda steps, classes: steps,
            lambda logits, classes: logits.argmax(dim=1),
        ),
        Way(
            "amount",
            lambda features, classes: MLP(features, 1),
            nn.MSELoss(),
            lambda steps, classes: steps[:, None].float(),
            lambda values, classes: values[:, 0].round().clamp(0, classes - 1).long(),
        ),
    )
}


def answers(way: Way, seed: int, epochs: int, cancelled: Callable[[], bool]) -> tuple[Steps, Steps] | None:
    """Train on anes96, divided by the seed; return the test rows' steps and the answers, None where cancelled."""
    data = load("anes96")
    parts, classes = split(data, seed), len(data.classes)
    ready, truth = Preparation.fitted(data, parts.train), torch.from_numpy(data.target.astype(np.int64))

    def rows(part: NDArray[np.intp]) -> tuple[Tensor, Tensor]:
        return torch.from_numpy(ready.apply(data, part)), way.target(truth[part], classes)

    train_set = rows(parts.train)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = way.model(train_set[0].shape[1], classes)
        _, ended = train(
            model,
            way.criterion,
            torch.optim.Adam(model.parameters(), lr=LR),
            train_set,
            rows(parts.validation),
            epochs=epochs,
            batch_size=BATCH,
            patience=PATIENCE,
            shuffle=torch.Generator().manual_seed(seed),
            after_epoch=lambda epoch: not cancelled(),
        )
    if ended == "interrupted":
        return None
    with torch.no_grad():
        given = way.steps(model.eval()(rows(parts.test)[0]), classes)
    return truth[parts.test].numpy(), given.numpy()
