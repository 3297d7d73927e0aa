"""What a loss compares with: `targets_of(loss, lowest=0, highest=1)`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from torch import Tensor

from loopwise.runtime.events import Targets
from loopwise.runtime.nodes import Node, fetched, kind_of, saved

if TYPE_CHECKING:
    from loopwise.runtime.graph import Loss

_RANGES = {"softmax": (0.0, 1.0), "sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, math.inf)}
_MARGIN = 1e-3  # beyond a range: scaled with rounding, or kept in half precision


def targets_of(loss: Loss, by: str) -> Targets | None:
    """Measure a loss's targets, also against what the operation `by` before the loss can give."""
    target = _target(loss)
    if target is None or target.numel() == 0 or target.is_complex():
        return None
    values = target.float()
    lowest, highest = _RANGES.get(by, (-math.inf, math.inf))
    ones = (values == 1).float()
    in_a_row = ones.reshape(-1, values.shape[-1] if values.dim() > 1 else 1).sum(1)
    numbers = fetched(
        smallest=values.min(),
        largest=values.max(),
        total=values.sum(),
        outside=((values < lowest - _MARGIN) | (values > highest + _MARGIN)).float().mean(),
        labels=((values == 0) | (values == 1)).all(),
        ones=ones.mean(),
        several=(in_a_row > 1).float().mean(),
        most=in_a_row.max(),
    )
    return Targets(
        shape=tuple(target.shape),
        labels=bool(numbers.pop("labels")),
        most=int(numbers.pop("most")),
        **numbers,
    )


def _target(loss: Loss) -> Tensor | None:
    """Return the targets: saved by the node, a factor of log-probabilities, or left by a difference."""
    if loss.log_softmax is loss.node:
        return _other_factor(loss.parent)
    if not loss.by_hand:
        return saved(loss.node, "target")
    difference, given = saved(loss.node, "self"), loss.given()
    if difference is None or given is None:
        return None
    subtraction = loss.node.next_functions[0][0]
    return given - difference if subtraction.next_functions[0][0] is not None else given + difference


def _other_factor(product: Node | None) -> Tensor | None:
    """Return the class probabilities that log-probabilities are multiplied with."""
    if product is None or kind_of(product) != "Mul":
        return None
    return saved(product, "other" if product.next_functions[0][0] is not None else "self")
