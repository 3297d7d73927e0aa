"""The training loop, to be read from top to bottom.

    ended = train(model, criterion, optimizer, train_set, validation_set, epochs=100, batch_size=32, ...)

Mini-batches in a new order every epoch; after each epoch the loss on the validation rows, which never train.
The weights of the best epoch are put back at the end. Test rows do not come here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from loopwise.records import Epoch
from loopwise.training._not_finite import not_finite_error

if TYPE_CHECKING:
    from torch.optim import Optimizer

Rows = tuple[Tensor, Tensor]  # x: (N, features) float32, y: the recipe's target, on the model's device


def train(
    model: nn.Module,
    criterion: nn.Module,
    optimizer: Optimizer,
    train_set: Rows,
    validation_set: Rows,
    *,
    epochs: int,
    batch_size: int,
    patience: int,
    shuffle: torch.Generator,
    after_epoch: Callable[[Epoch], bool],
) -> tuple[int, str]:
    """Train `model` in place; return the best epoch and how it ended.

    after_epoch: called with the epoch's losses; False ends the training ("interrupted"), as Ctrl-C does.
    patience: epochs without a better validation loss after which it ends ("stopped_early").
    """
    best_weights = model.state_dict()

    def losses(epoch: int) -> tuple[float, float]:
        loss = one_epoch(model, criterion, optimizer, train_set, batch_size, shuffle, epoch=epoch)
        steps = steps_of(train_set, batch_size)
        return loss, validate(model, criterion, validation_set, epoch=epoch, steps=steps)

    def keep() -> None:
        nonlocal best_weights
        best_weights = deepcopy(model.state_dict())

    best_epoch, ended = until_best(losses, keep, epochs=epochs, patience=patience, after_epoch=after_epoch)
    if best_epoch:  # else it was interrupted in its first epoch: what it has is all it learnt
        model.load_state_dict(best_weights)
    return best_epoch, ended


def until_best(
    losses: Callable[[int], tuple[float, float]],
    keep: Callable[[], object],
    *,
    epochs: int,
    patience: int,
    after_epoch: Callable[[Epoch], bool],
) -> tuple[int, str]:
    """Train epoch by epoch; return the one with the lowest validation loss and how it ended, as `train` says.

    losses: trains for an epoch and returns its training and validation loss. keep: called after each best one.
    """
    best_epoch, best_loss = 0, float("inf")
    try:
        for epoch in range(1, epochs + 1):
            loss, now = losses(epoch)
            if now < best_loss:
                best_epoch, best_loss = epoch, now
                keep()
            if not after_epoch(Epoch(epoch, loss, now)):
                return best_epoch, "interrupted"
            if epoch - best_epoch >= patience:
                return best_epoch, "stopped_early"
    except KeyboardInterrupt:
        return best_epoch, "interrupted"
    return best_epoch, "finished"


def one_epoch(
    model: nn.Module,
    criterion: nn.Module,
    optimizer: Optimizer,
    rows: Rows,
    batch_size: int,
    shuffle: torch.Generator,
    *,
    epoch: int,
) -> float:
    """Take one step for each mini-batch; return the mean loss over the rows. LoopwiseError where it is no number."""
    model.train()
    total, before = 0.0, (epoch - 1) * steps_of(rows, batch_size)
    for step, (x, y) in enumerate(batches(rows, batch_size, shuffle), before + 1):
        logits = model(x)  # (B, units)
        loss = criterion(logits, y)  # scalar, mean over the batch
        if not torch.isfinite(loss):
            raise not_finite_error(model, x, logits, step, epoch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)  # back to a sum: the last batch may be shorter
    return total / len(rows[0])


def steps_of(rows: Rows, batch_size: int) -> int:
    """Return how many steps an epoch has."""
    return math.ceil(len(rows[0]) / batch_size)


def batches(rows: Rows, size: int, shuffle: torch.Generator) -> Iterator[Rows]:
    """Yield all rows once, in a new order, `size` at a time."""
    x, y = rows
    for chosen in torch.split(torch.randperm(len(x), generator=shuffle), size):
        yield x[chosen], y[chosen]


def validate(model: nn.Module, criterion: nn.Module, rows: Rows, *, epoch: int, steps: int) -> float:
    """Return the mean loss over rows after an epoch of `steps`. LoopwiseError where the last one broke the weights."""
    now = evaluate(model, criterion, rows)
    if not math.isfinite(now):
        raise not_finite_error(model, rows[0], model(rows[0]), epoch * steps, epoch)
    return now


@torch.no_grad()
def evaluate(model: nn.Module, criterion: nn.Module, rows: Rows) -> float:
    """Return the mean loss over rows, with dropout off."""
    model.eval()
    x, y = rows
    return float(criterion(model(x), y))
