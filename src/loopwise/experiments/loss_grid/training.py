"""Train one pair of output activation and loss from one seed, and measure what tells: `trained(job, rows, seed)`.

Nothing is put right on the way: the loss gets what the activation gives, as in a program that has it wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn import metrics as sklearn_metrics
from torch import Tensor, nn

from loopwise.experiments.loss_grid.uses import Use
from loopwise.training.optimizers import optimizer_for
from loopwise.zoo.mlp import MLP

HIDDEN = (64, 64)
BINS = 20  # of the outputs' histogram, and of calibration half as many


@dataclass(frozen=True, slots=True)
class Budget:
    """The same for every cell."""

    optimizer: str
    lr: float
    epochs: int
    batch_size: int


@dataclass(frozen=True, eq=False)
class LabelledRows:
    """Prepared rows. x: (n, features) float32; truth: class ids (n,), labels (n, L), or standardised amounts (n, K)."""

    kind: str
    x: NDArray[np.float32]
    truth: NDArray[Any]
    x_test: NDArray[np.float32]
    truth_test: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Trained:
    """One cell from one seed; error: what torch said, where the loss refused."""

    score: float = 0.0
    read_by_loss: float = 0.0
    losses: tuple[float, ...] = ()
    low: float = 0.0
    high: float = 0.0
    row_sum: float = 0.0
    counts: tuple[int, ...] = ()
    calibration: float | None = None
    gradient: float = 0.0
    is_constant: bool = False
    error: str = ""


def trained(use: Use, activation: str, budget: Budget, rows: LabelledRows, seed: int) -> Trained:
    """Train and measure; the caller's random state is left alone, and torch uses one thread."""
    torch.set_num_threads(1)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = MLP(rows.x.shape[1], use.units, hidden=HIDDEN, dropout=0.0)
        try:
            losses, gradient = _learnt(model, use, activation, budget, rows, seed)
        except (RuntimeError, ValueError, IndexError) as problem:  # the loss refuses: that is the answer
            return Trained(error=str(problem).strip().splitlines()[0])
    with torch.no_grad():
        outputs = activated(model(torch.from_numpy(rows.x_test)), activation).double().numpy()
    return _measured(use, activation, rows, outputs, losses, gradient)


def activated(values: Tensor, activation: str) -> Tensor:
    """Return the activation of (N, units); the softmaxes over a row."""
    if activation == "none":
        return values
    options = {"dim": 1} if "softmax" in activation else {}
    result: Tensor = getattr(torch, activation)(values, **options)
    return result


def target_of(use: Use, truth: NDArray[Any]) -> Tensor:
    """Return the truth as this use of the loss hands it over."""
    if use.target == "ids":
        return torch.from_numpy(truth.astype(np.int64))
    if use.target == "one_hot":
        return torch.from_numpy(np.eye(use.units, dtype=np.float32)[truth])
    return torch.from_numpy(truth.reshape(len(truth), -1).astype(np.float32))


def _learnt(
    model: nn.Module, use: Use, activation: str, budget: Budget, rows: LabelledRows, seed: int
) -> tuple[tuple[float, ...], float]:
    """Return the mean training loss of each epoch, and the norm of the last layer's first gradient."""
    x, y = torch.from_numpy(rows.x), target_of(use, rows.truth)
    criterion, optimizer = getattr(nn, use.loss)(), optimizer_for(model, budget.optimizer, budget.lr)
    shuffle, losses, gradient = torch.Generator().manual_seed(seed), [], 0.0
    for _ in range(budget.epochs):
        total = 0.0
        for chosen in torch.split(torch.randperm(len(x), generator=shuffle), budget.batch_size):
            loss = criterion(activated(model(x[chosen]), activation), y[chosen])
            optimizer.zero_grad()
            loss.backward()
            gradient = gradient or float(model.get_parameter("head.weight").grad.norm())  # type: ignore[union-attr]
            optimizer.step()
            total += loss.item() * len(chosen)
        losses.append(total / len(x))
    return tuple(losses), gradient


def _measured(
    use: Use,
    activation: str,
    rows: LabelledRows,
    outputs: NDArray[np.float64],
    losses: tuple[float, ...],
    gradient: float,
) -> Trained:
    finite = np.nan_to_num(outputs, nan=0.0, posinf=1e30, neginf=-1e30)
    low, high = float(finite.min()), float(finite.max())
    flat = finite.ravel() if high - low < 1e30 else np.clip(finite.ravel(), -1e15, 1e15)
    is_constant = bool(np.ptp(finite, axis=0).max() <= 1e-9 * max(1.0, abs(high)))
    counts = np.histogram(flat, bins=BINS)[0] if not is_constant else [len(flat)]
    return Trained(
        score=_score(rows, finite, own_threshold(use, activation)),
        read_by_loss=_score(rows, finite, read_threshold(use)),
        losses=losses,
        low=low,
        high=high,
        row_sum=float(finite.sum(axis=1).mean()),
        counts=tuple(map(int, counts)),
        calibration=_calibration(use, rows, finite),
        gradient=gradient,
        is_constant=is_constant,
    )


def own_threshold(use: Use, activation: str) -> float:
    """Return where a single output, taken for what it is, turns from no to yes."""
    if activation in ("sigmoid", "softmax"):
        return 0.5
    if activation == "log_softmax":
        return float(np.log(0.5))
    return read_threshold(use)


def read_threshold(use: Use) -> float:
    """Return where it turns for the loss: it reads logits, or values like the labels, 0 and 1."""
    return 0.0 if use.loss in ("BCEWithLogitsLoss", "CrossEntropyLoss") else 0.5


def _score(rows: LabelledRows, outputs: NDArray[np.float64], threshold: float) -> float:
    """Return accuracy of classes, micro F1 of labels, R2 of amounts."""
    truth = rows.truth_test
    if rows.kind == "amounts":
        return float(sklearn_metrics.r2_score(truth, outputs, force_finite=True))
    if rows.kind == "labels":
        return float(
            sklearn_metrics.f1_score(truth, outputs >= threshold, average="micro", zero_division=0.0)
        )
    decided = outputs[:, 0] >= threshold if outputs.shape[1] == 1 else outputs.argmax(axis=1)
    return float((decided == truth).mean())


def _calibration(use: Use, rows: LabelledRows, outputs: NDArray[np.float64]) -> float | None:
    """Return the expected calibration error (Naeini, Cooper & Hauskrecht 2015) of what the loss takes outputs for."""
    if rows.kind == "amounts" or use.loss not in (
        "BCEWithLogitsLoss",
        "BCELoss",
        "CrossEntropyLoss",
        "NLLLoss",
    ):
        return None
    values = torch.from_numpy(outputs)
    probabilities = {
        "BCEWithLogitsLoss": lambda: torch.sigmoid(values),
        "BCELoss": lambda: values,
        "CrossEntropyLoss": lambda: torch.softmax(values, dim=1),
        "NLLLoss": lambda: torch.exp(values),
    }[use.loss]().numpy().clip(0.0, 1.0)  # fmt: skip
    if rows.kind == "labels" or outputs.shape[1] == 1:
        sure, right = probabilities.ravel(), np.reshape(rows.truth_test, -1)
    else:
        sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == rows.truth_test
    bins = np.minimum((sure * BINS / 2).astype(int), BINS // 2 - 1)
    gaps = [
        abs(right[bins == at].mean() - sure[bins == at].mean()) * (bins == at).mean()
        for at in np.unique(bins)
    ]
    return float(np.sum(gaps))
