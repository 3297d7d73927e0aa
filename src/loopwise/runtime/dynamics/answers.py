"""Predictions beside their targets, as a loss received them: `answers_of(loss, step)`.

Also how noisy the gradient of one batch is. A linear head's gradient is the sum over samples of error times
input, both of which the graph has saved: their scatter needs no second `backward()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat

import torch
from torch import Tensor

from loopwise.runtime.dynamics.measurements import Answers
from loopwise.runtime.graph import Loss
from loopwise.runtime.nodes import Node, fetched, inputs, kind_of, saved, signed

_FEW = 4096  # samples counted one by one: of so few, Python's counting costs less than torch's
MOST_NOISY = 16  # samples of a batch that is asked how noisy it is: larger ones are rarely too small
MOST_CLASSES = 1000  # counted one by one; a vocabulary has more, and a constant answer says little there


def answers_of(loss: Loss, step: int) -> Answers | None:
    """Count and measure one loss's predictions and targets; None where the node does not keep them."""
    value = loss.value()
    if value is None or loss.by_hand or loss.swapped:
        return None
    given, target = saved(loss.node, "self"), saved(loss.node, "target")
    if given is None or target is None or not given.numel():
        return None
    if loss.kind in ("cross_entropy", "nll"):
        return _chosen(loss, step, value, given, target)
    if loss.kind in ("bce", "bce_with_logits"):
        return _yes_or_no(loss, step, value, given, target)
    return _measured(loss, step, value, given, target) if loss.compares else None


def _chosen(loss: Loss, step: int, value: float, given: Tensor, target: Tensor) -> Answers | None:
    """given: (N, C) or (N, C, ...) log-probabilities. target: (N,) or (N, ...) class numbers."""
    if given.dim() < 2 or given.shape[1] > MOST_CLASSES or target.is_floating_point():
        return None
    classes, ignored = given.shape[1], signed(loss.node._saved_ignore_index)
    targets, predicted, right = [0] * classes, [0] * classes, 0
    for wanted, said, many in _counted(target.flatten(), given.argmax(1).flatten(), classes):
        if wanted != ignored and 0 <= wanted < classes:
            targets[wanted] += many
            predicted[said] += many
            right += many if wanted == said else 0
    if not any(targets):
        return None
    plain = loss.kind == "cross_entropy" and given.dim() == 2 and len(given) <= MOST_NOISY
    signal, scatter = _noise_of(loss.log_softmax, given, target) if plain else (None, None)
    return Answers(
        step,
        loss.kind,
        sum(targets),
        value,
        weighted=saved(loss.node, "weight") is not None or loss.weighed,
        targets=tuple(targets),
        predicted=tuple(predicted),
        right=right,
        signal=signal,
        scatter=scatter,
    )


def _counted(wanted: Tensor, said: Tensor, classes: int) -> Iterator[tuple[int, int, int]]:
    """Return pairs of (N,) class numbers and how often each came; those of `said` are all below `classes`."""
    if len(wanted) <= _FEW:
        if wanted.is_cpu:  # to put both into one tensor takes as long as all the rest
            return zip(wanted.tolist(), said.tolist(), repeat(1))
        return zip(*torch.stack([wanted, said]).tolist(), repeat(1))
    inside = (wanted >= 0) & (wanted < classes)
    counts = torch.bincount(wanted[inside] * classes + said[inside])
    found = counts.nonzero().flatten()
    several = zip(found.tolist(), counts[found].tolist(), strict=True)
    return ((*divmod(one, classes), many) for one, many in several)


def _yes_or_no(loss: Loss, step: int, value: float, given: Tensor, target: Tensor) -> Answers | None:
    labels = ((target == 0) | (target == 1)).all()
    several = target.dim() > 1 and target.numel() != len(target)  # many labels: one constant for each
    if given.shape != target.shape or several or not bool(labels):
        return None
    said, wanted = given > (0.5 if loss.kind == "bce" else 0.0), target > 0.5
    numbers = fetched(yes=wanted.sum(), said=said.sum(), right=(said == wanted).sum())
    count, yes, positive = target.numel(), int(numbers["yes"]), int(numbers["said"])
    weighted = loss.weighed or any(saved(loss.node, name) is not None for name in ("weight", "pos_weight"))
    return Answers(
        step,
        loss.kind,
        count,
        value,
        weighted=weighted,
        targets=(count - yes, yes),
        predicted=(count - positive, positive),
        right=int(numbers["right"]),
    )


def _measured(loss: Loss, step: int, value: float, given: Tensor, target: Tensor) -> Answers | None:
    if given.shape != target.shape or not target.is_floating_point():
        return None
    rows = (target if target.dim() > 1 else target.unsqueeze(1)).float().flatten(0, -2)
    said = (given if given.dim() > 1 else given.unsqueeze(1)).float().flatten(0, -2)
    numbers = fetched(
        target_mean=rows.mean(),
        target_variance=rows.var(0, correction=0).mean(),
        mean=said.mean(),
        variance=said.var(0, correction=0).mean(),
        error=(said - rows).square().mean(),
    )
    return Answers(
        step,
        loss.kind,
        len(rows),
        value,
        weighted=loss.weighed,
        target_mean=numbers["target_mean"],
        target_deviation=max(numbers["target_variance"], 0.0) ** 0.5,
        mean=numbers["mean"],
        deviation=max(numbers["variance"], 0.0) ** 0.5,
        error=numbers["error"] ** 0.5,
    )


def _noise_of(softmax: Node, logarithms: Tensor, target: Tensor) -> tuple[float | None, float | None]:
    """Return |G|^2 and the trace of the samples' covariance, of the head's weights (McCandlish et al. 2018).

    logarithms: (N, C), of probabilities. With one sample's gradient g_i = error_i x input_i, |g_i|^2 is
    |error_i|^2 |input_i|^2; both estimates are unbiased (appendix A.1 there).
    """
    before = inputs(softmax)
    head = before[0] if len(before) == 1 and kind_of(before[0]) in ("Addmm", "Mm") else None
    given = saved(head, "mat1" if kind_of(head) == "Addmm" else "self") if head is not None else None
    count = len(logarithms)
    if given is None or given.dim() != 2 or len(given) != count or count < 2:
        return None, None
    error, given = logarithms.float().exp(), given.float()  # (N, C), (N, features)
    error.scatter_add_(1, target.clamp(0).unsqueeze(1), error.new_full((count, 1), -1.0))
    sizes = torch.linalg.vector_norm(error, dim=1) * torch.linalg.vector_norm(given, dim=1)
    numbers = fetched(whole=torch.linalg.vector_norm(error.T @ given), each=torch.linalg.vector_norm(sizes))
    whole, each = (numbers["whole"] / count) ** 2, numbers["each"] ** 2 / count
    scatter = (each - whole) * count / (count - 1)
    return whole - scatter / count, scatter
