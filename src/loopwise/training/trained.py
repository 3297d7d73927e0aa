"""Train in one of three ways: watch a validation part; where rows are few every row in turn; or just so long.

trained = train_task(lambda parts: task_of(...), parts, choices, after_epoch)
trained.best_epoch, trained.validation, trained.test
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from loopwise.descent.moments import Moments
from loopwise.descent.weights import packed, vector
from loopwise.records import Epoch
from loopwise.records.landscapes import WeightPath
from loopwise.training.choices import Choices
from loopwise.training.folds import Fold, best_epoch_of, train_for
from loopwise.training.loop import train
from loopwise.training.optimizers import optimizer_for
from loopwise.training.preparing import Parts
from loopwise.training.task import Task

MOST_KEPT = 400_000  # weights: 2 MB as kept

# The model at its first weights, and rows prepared by the training rows of these parts.
Make = Callable[[Parts], Task]
AfterEpoch = Callable[[Epoch], bool]


@dataclass(frozen=True, slots=True)
class Trained:
    """What training leaves: predictions for the rows it did not train on, and how it went.

    validation: (n, units), after the activation, in the target's own unit; of folds those of `parts.validated`.
    """

    history: tuple[Epoch, ...]
    best_epoch: int
    ended: str
    parameters: int
    validation: NDArray[np.float64]
    test: NDArray[np.float64]
    path: WeightPath | None = None
    weights: WeightPath | None = None


def train_task(
    make: Make,
    parts: Parts,
    choices: Choices,
    after_epoch: AfterEpoch,
    *,
    steady: int = 0,
    keep_path: bool = False,
) -> Trained:
    """Build and train. steady: for so many epochs, whatever rows not seen say. keep_path: keep each epoch's weights."""
    history: list[Epoch] = []

    def note(epoch: Epoch) -> bool:
        history.append(epoch)
        return after_epoch(epoch)

    if parts.folds:
        way = _with_folds(make, parts, choices, note, keep_path, steady)
    elif len(parts.validation):
        way = _with_validation(make, parts, choices, note, keep_path)
    else:
        way = _alone(make, parts, choices, keep_path, steady)
    task, best_epoch, ended, validation, path = way
    parameters = sum(p.numel() for p in task.model.parameters())
    return Trained(
        tuple(history),
        best_epoch,
        ended,
        parameters,
        validation,
        task.predicted(task.test),
        path.packed() if path else None,
        _kept_weights(task, best_epoch),
    )


def _kept_weights(task: Task, epoch: int) -> WeightPath | None:
    """Return the weights of a small model of pictures, from which its feature maps can be drawn."""
    sees_pictures, weights = task.train[0].dim() == 4, vector(task.model)
    has_buffers = any(True for _ in task.model.buffers())  # they are no part of the vector
    return (
        packed([epoch], [weights])
        if sees_pictures and not has_buffers and len(weights) <= MOST_KEPT
        else None
    )


_Way = tuple[Task, int, str, NDArray[np.float64], Moments | None]


def _with_validation(make: Make, parts: Parts, choices: Choices, note: AfterEpoch, keep_path: bool) -> _Way:
    task = make(parts)
    path = _path_from(task) if keep_path else None

    def after_epoch(epoch: Epoch) -> bool:
        if path:
            path.add(epoch.epoch, vector(task.model).cpu())
        return note(epoch)

    best_epoch, ended = train(
        task.model,
        task.criterion,
        _optimizer(task, choices),
        task.train,
        task.validation,
        epochs=choices.most_epochs(len(parts.train)),
        batch_size=choices.batch_size,
        patience=choices.patience(len(parts.train)),
        shuffle=torch.Generator().manual_seed(choices.seed),
        after_epoch=after_epoch,
    )
    return task, best_epoch, ended, task.predicted(task.validation), path


def _with_folds(
    make: Make, parts: Parts, choices: Choices, note: AfterEpoch, keep_path: bool, steady: int
) -> _Way:
    tasks = [make(one) for one in parts.folds]
    folds = [Fold(one, _optimizer(one, choices), choices.seed) for one in tasks]
    best_epoch, ended = best_epoch_of(
        folds,
        epochs=steady or choices.most_epochs(len(parts.train)),
        batch_size=choices.batch_size,
        patience=steady or choices.patience(len(parts.train)),
        after_epoch=note,
    )
    if steady:
        best_epoch = folds[0].epochs
        for fold in folds:
            fold.keep()
    unseen = np.concatenate([fold.unseen() for fold in folds])
    task, _, _, _, path = _alone(make, parts, choices, keep_path, best_epoch)
    return task, best_epoch, ended, unseen, path


def _alone(make: Make, parts: Parts, choices: Choices, keep_path: bool, epochs: int) -> _Way:
    """Train for so many epochs on all rows that are not test."""
    task = make(parts)
    path = _path_from(task) if keep_path else None
    train_for(
        task,
        _optimizer(task, choices),
        epochs,
        choices.batch_size,
        choices.seed,
        after_epoch=lambda epoch: path.add(epoch, vector(task.model).cpu()) if path else None,
    )
    return task, epochs, "finished", np.empty((0, 0)), path


def _path_from(task: Task) -> Moments:
    path = Moments()
    path.add(0, vector(task.model).cpu())
    return path


def _optimizer(task: Task, choices: Choices) -> torch.optim.Optimizer:
    return optimizer_for(task.model, choices.optimizer, choices.lr, choices.weight_decay)
