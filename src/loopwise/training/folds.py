"""Few rows: cross-validation says how many epochs, then one model trains that long on all of them.

A validation part of twenty rows stops a training by two or three of them: iris, seed 0, was left at .79 after 28
epochs on 23 such rows, where five folds find 1.00. Here every row that is not test validates once, in models that train
side by side; the epoch with the lowest mean loss is the one to stop at (Hastie, Tibshirani and Friedman 2009, section
7.10).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy

import numpy as np
import torch
from numpy.typing import NDArray
from torch.optim import Optimizer

from loopwise.records import Epoch
from loopwise.training.loop import one_epoch, steps_of, until_best, validate
from loopwise.training.task import Task


class Fold:
    """One of the models that train side by side, each with rows of its own that it does not see."""

    def __init__(self, task: Task, optimizer: Optimizer, seed: int) -> None:
        self.task, self._optimizer = task, optimizer
        self.epochs = 0
        self._shuffle = torch.Generator().manual_seed(seed)
        self._best = deepcopy(task.model.state_dict())

    def epoch(self, epoch: int, batch_size: int) -> tuple[float, float]:
        """Train for one epoch; return the loss on its training and on its validation rows."""
        task = self.task
        loss = one_epoch(
            task.model, task.criterion, self._optimizer, task.train, batch_size, self._shuffle, epoch=epoch
        )
        self.epochs = epoch
        steps = steps_of(task.train, batch_size)
        return loss, validate(task.model, task.criterion, task.validation, epoch=epoch, steps=steps)

    def keep(self) -> None:
        """Remember the weights as they are."""
        self._best = deepcopy(self.task.model.state_dict())

    def unseen(self) -> NDArray[np.float64]:
        """Return what the remembered weights predict for the validation rows: (n, units)."""
        self.task.model.load_state_dict(self._best)
        return self.task.predicted(self.task.validation)


def best_epoch_of(
    folds: Sequence[Fold],
    *,
    epochs: int,
    batch_size: int,
    patience: int,
    after_epoch: Callable[[Epoch], bool],
) -> tuple[int, str]:
    """Train the folds side by side; return the epoch with the lowest mean validation loss, and how it ended.

    after_epoch, patience: as in `train`, of the means over the folds.
    """

    def losses(epoch: int) -> tuple[float, float]:
        loss, now = np.mean([fold.epoch(epoch, batch_size) for fold in folds], axis=0).tolist()
        return loss, now

    def keep() -> None:
        for fold in folds:
            fold.keep()

    return until_best(losses, keep, epochs=epochs, patience=patience, after_epoch=after_epoch)


def train_for(
    task: Task,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int,
    seed: int,
    *,
    after_epoch: Callable[[int], object],
) -> None:
    """Train for so many epochs, as no row is left to validate on. after_epoch: called with the number of each."""
    shuffle = torch.Generator().manual_seed(seed)
    for epoch in range(1, epochs + 1):
        one_epoch(task.model, task.criterion, optimizer, task.train, batch_size, shuffle, epoch=epoch)
        after_epoch(epoch)
