"""The mean over its elements of a loss, from what its node saved: `mean_of(node)`.

Losses of a difference (squared, absolute, Huber's) are the same whether torch's node or one written by hand.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from loopwise.runtime.nodes import Node, kind_of, saved, signed


def mean_of(node: Node) -> float | None:
    """Return the mean before weighing or summing; None where the node does not tell."""
    kind = kind_of(node)
    if kind in ERRORS:
        difference = difference_of(node)
        return None if difference is None else float(error_of(node, difference))
    reader = _READERS.get(kind)
    mean = reader(node) if reader else None
    return None if mean is None else float(mean)


def difference_of(node: Node) -> Tensor | None:
    """Return prediction - target, up to its sign."""
    one, other = saved(node, "self"), saved(node, "target")
    if kind_of(node) in ("Pow", "Abs", "Mul"):
        return one
    return None if one is None or other is None else one - other


def error_of(node: Node, difference: Tensor) -> Tensor:
    """Return the mean that a node of this kind, with its own constants, gives for such differences."""
    return ERRORS[kind_of(node)](node, difference).mean()


def _smooth_l1(node: Node, difference: Tensor) -> Tensor:
    none = torch.zeros_like(difference)
    return functional.smooth_l1_loss(difference, none, beta=node._saved_beta, reduction="none")


def _huber(node: Node, difference: Tensor) -> Tensor:
    none = torch.zeros_like(difference)
    return functional.huber_loss(difference, none, delta=node._saved_delta, reduction="none")


ERRORS: dict[str, Callable[[Node, Tensor], Tensor]] = {
    "MseLoss": lambda node, difference: difference.square(),
    "Pow": lambda node, difference: difference.square(),
    "Mul": lambda node, difference: difference.square(),
    "Abs": lambda node, difference: difference.abs(),
    "SmoothL1Loss": _smooth_l1,
    "HuberLoss": _huber,
}


def _nll(node: Node) -> Tensor | None:
    log_probabilities, target = saved(node, "self"), saved(node, "target")
    if log_probabilities is None or target is None:
        return None
    ignored = signed(node._saved_ignore_index)
    return functional.nll_loss(log_probabilities, target, saved(node, "weight"), ignore_index=ignored)


def _bce(node: Node) -> Tensor | None:
    prediction, target = saved(node, "self"), saved(node, "target")
    if prediction is None or target is None:
        return None
    return functional.binary_cross_entropy(prediction, target, saved(node, "weight"))


def _bce_with_logits(node: Node) -> Tensor | None:
    logits, target = saved(node, "self"), saved(node, "target")
    if logits is None or target is None:
        return None
    weight, positive = saved(node, "weight"), saved(node, "pos_weight")
    return functional.binary_cross_entropy_with_logits(logits, target, weight, pos_weight=positive)


_READERS: dict[str, Callable[[Node], Tensor | None]] = {
    "NllLoss": _nll,
    "NllLoss2D": _nll,
    "BinaryCrossEntropy": _bce,
    "BinaryCrossEntropyWithLogits": _bce_with_logits,
}
