"""The loss of answering the same for every input, and of knowing every answer by heart.

    answers = answers_of("cross_entropy", settings, outputs=(32, 10))
    answers.constant(targets)      # entropy of the class shares, in nats
    answers.by_heart(targets, groups)

Closed forms: cross-entropy and BCE the entropy of the shares, MSE the variance, L1 the mean distance to the median.
A constant is one number for each output (axis 1), the same at all positions. Whoever asks compares them with what the
criterion itself says to such an answer: one that weighs or sums is then not told of.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

_CLASSES = ("cross_entropy", "nll")
KINDS = (*_CLASSES, "bce", "bce_with_logits", "mse", "l1")


@dataclass(frozen=True)
class Answers:
    """The answers to one kind of loss. outputs: shape the loss receives.

    weight, ignored, smoothing: as torch's CrossEntropyLoss has them.
    """

    kind: str
    outputs: tuple[int, ...]
    weight: Tensor | None = None
    ignored: int = -100
    smoothing: float = 0.0

    @property
    def classes(self) -> int | None:
        """How many classes a cross-entropy is over."""
        return self.outputs[min(1, len(self.outputs) - 1)] if self.kind in _CLASSES else None

    def constant(self, target: Tensor) -> float:
        """Return the loss of the best constant answer to these targets, their first axis the samples."""
        if self.kind in _CLASSES:
            shares, weights = self._shares(target)
            return _entropy(shares.flatten(0, 1)[:, None], weights.flatten()[:, None])
        return self._spread(_columns(target))

    def by_heart(self, target: Tensor, groups: Sequence[Sequence[int]]) -> float:
        """Return the loss of the best answer to each group of rows, whose inputs are the same.

        A row of its own costs what its own targets leave open: nothing for hard labels.
        """
        if self.kind in _CLASSES:
            shares, weights = self._shares(target)
            total = sum(float(weights[rows].sum()) * _entropy(shares[rows], weights[rows]) for rows in groups)
            return total / max(float(weights.sum()), 1e-12)
        flat = target.double().reshape(len(target), -1)
        return sum(len(rows) * self._spread(flat[rows]) for rows in groups) / len(target)

    def answer(self, target: Tensor) -> Tensor:
        """Return the best constant answer itself, in the shape of the outputs."""
        across = [1, -1, *[1] * (len(self.outputs) - 2)] if len(self.outputs) > 1 else [-1]
        return self._best(target).float().reshape(across).expand(self.outputs)

    def _best(self, target: Tensor) -> Tensor:
        if self.kind in _CLASSES:
            shares, weights = self._shares(target)
            return _mean(shares.flatten(0, 1)[:, None], weights.flatten()[:, None])[0].clamp(1e-12).log()
        columns = _columns(target)
        if self.kind == "l1":
            return columns.median(0).values
        mean = columns.mean(0)
        return mean.clamp(1e-7, 1 - 1e-7).logit() if self.kind == "bce_with_logits" else mean

    def _shares(self, target: Tensor) -> tuple[Tensor, Tensor]:
        """Return class shares (N, P, C) of each target, and what each counts (N, P)."""
        classes = self.classes or 1
        if target.is_floating_point():
            shares = target.double().movedim(1, -1).reshape(len(target), -1, classes)
            weights = torch.ones(shares.shape[:2], dtype=torch.double, device=target.device)
        else:
            flat = target.reshape(len(target), -1)
            known = (flat != self.ignored).double()
            picked = flat.clamp(0, classes - 1)
            shares = functional.one_hot(picked, classes).double()
            weights = known if self.weight is None else known * self.weight.double().to(flat.device)[picked]
        return shares * (1 - self.smoothing) + self.smoothing / classes, weights

    def _spread(self, columns: Tensor) -> float:
        """Return the mean over the columns of what a constant leaves."""
        if self.kind == "mse":
            return float(columns.var(0, unbiased=False).mean())
        if self.kind == "l1":
            return float((columns - columns.median(0).values).abs().mean())
        yes = columns.mean(0).clamp(0, 1)
        return float(-(torch.xlogy(yes, yes) + torch.xlogy(1 - yes, 1 - yes)).mean())


def answers_of(kind: str, criterion: Any, outputs: tuple[int, ...], target: Any) -> Answers | None:
    """Return the answers to a loss of this kind; None where there is no closed form, or the target does not fit."""
    if (
        kind not in KINDS
        or not isinstance(target, Tensor)
        or not target.numel()
        or not (outputs and target.dim())
    ):
        return None
    if kind not in _CLASSES:
        return Answers(kind, outputs) if tuple(target.shape) == outputs and target.dim() else None
    if target.is_floating_point() and tuple(target.shape) != outputs:
        return None
    weight = getattr(criterion, "weight", None)
    return Answers(
        kind,
        outputs,
        weight if isinstance(weight, Tensor) and not target.is_floating_point() else None,
        int(getattr(criterion, "ignore_index", -100)),
        float(getattr(criterion, "label_smoothing", 0.0)),
    )


def groups_of(inputs: Sequence[Tensor]) -> list[list[int]]:
    """Return the rows whose inputs are the same, row numbers together."""
    found: dict[bytes, list[int]] = {}
    tables = [one.detach().cpu().reshape(len(one), -1).contiguous().view(torch.uint8) for one in inputs]
    for row in range(len(inputs[0])):
        key = b"".join(table[row].numpy().tobytes() for table in tables)
        found.setdefault(key, []).append(row)
    return list(found.values())


def close(one: float, other: float) -> bool:
    """Tell whether two losses are the same but for rounding."""
    return math.isclose(one, other, rel_tol=0.01, abs_tol=1e-3)


def _columns(target: Tensor) -> Tensor:
    """Return targets as (samples and positions, outputs)."""
    values = target.double()
    return values.movedim(1, -1).flatten(0, -2) if values.dim() > 1 else values[:, None]


def _mean(shares: Tensor, weights: Tensor) -> Tensor:
    """Return the shares (P, C) of samples (N, P, C) that count by their weights (N, P)."""
    totals = weights.sum(0)[:, None].clamp(1e-12)
    return (shares * weights[..., None]).sum(0) / totals


def _entropy(shares: Tensor, weights: Tensor) -> float:
    """Return the entropy of the mean shares at each position, positions by what they count, in nats."""
    mean = _mean(shares, weights)
    each = -torch.xlogy(mean, mean).sum(-1)
    counts = weights.sum(0)
    return float((each * counts).sum() / counts.sum().clamp(1e-12))
