"""Where a column of predictions met a row of targets, and every one was compared with every other.

    broadcast_of(loss)      # Broadcast(answer=(32, 1), target=(32,), result=(32, 32), ...), or None

Comparing all pairs on purpose is right (energy distances, quantiles): there an axis was put in for it, both
sides come from the model, or the pairs lie within each sample.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor

from loopwise.runtime.events import Broadcast
from loopwise.runtime.means import difference_of, error_of
from loopwise.runtime.nodes import Node, fetched, inputs, kind_of, saved, shape_of

if TYPE_CHECKING:
    from loopwise.runtime.graph import Loss

_NOISE = 1e-3  # of the largest difference: what rounding leaves where pairs are p_i - y_j


def broadcast_of(loss: Loss) -> Broadcast | None:
    """Return the shapes and both losses; None where prediction and target had one shape."""
    answer = _answer(loss)
    pairs = None if answer is None else difference_of(loss.node)
    if answer is None or pairs is None or pairs.dim() != 2 or pairs.shape[0] != pairs.shape[1]:
        return None
    count = pairs.shape[0]
    column = answer == (count, 1)
    if count < 2 or not (column or answer == (count,)) or not _meets(loss, pairs, column):
        return None
    targets = (pairs[0] if column else pairs[:, 0]).float()  # up to a constant and the sign
    losses = fetched(
        computed=error_of(loss.node, pairs),
        intended=error_of(loss.node, pairs.diagonal()),
        constant=error_of(loss.node, targets - targets.mean()),
    )
    return Broadcast(answer, (count,) if column else (count, 1), (count, count), **losses)


def _answer(loss: Loss) -> tuple[int, ...] | None:
    """Return the shape the prediction had, unless it was meant to meet every target."""
    node = loss.node.next_functions[0][0] if loss.by_hand else loss.node
    given = inputs(node)
    if len(given) != 1:
        return None  # two answers of models
    if kind_of(given[0]) == "Expand":
        given = inputs(given[0])
    return None if not given or kind_of(given[0]) == "Unsqueeze" else shape_of(given[0])


def _meets(loss: Loss, pairs: Tensor, column: bool) -> bool:
    """Tell whether the other side lies across: one value for a whole column, or for a whole row."""
    if not loss.by_hand:
        return _lies_across(loss.node, column)
    pairs = pairs.float()
    along = pairs - pairs[:1] - (pairs[:, :1] - pairs[0, 0])  # 0 where pairs are p_i - y_j
    spread = (pairs - pairs[:, :1] if column else pairs - pairs[:1]).abs().max()
    numbers = fetched(left=along.abs().max(), largest=pairs.abs().max(), spread=spread)
    return numbers["left"] <= _NOISE * numbers["largest"] < numbers["spread"]


def _lies_across(node: Node, column: bool) -> bool:
    first = node.next_functions[0][0] is not None
    target = saved(node, "target" if first else "self")
    return target is not None and target.stride()[0 if column else 1] == 0
