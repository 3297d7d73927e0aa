"""Softmaxes in a graph: torch's, or written as exp(x) / exp(x).sum()  ->  softmax_output(node).

An ensemble's or a mixture's answer is an average of several: averaged_softmaxes(node).
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from loopwise.runtime.nodes import LAYOUT, Node, axis_of, behind, inputs, kind_of, saved

_AVERAGING = {"Mean", "Sum", "Add", "Mul", "Div"}
_MOST_MEMBERS = 64  # nodes looked at


def softmax_output(node: Node) -> tuple[Tensor, int] | None:
    """Return the values and the axis of a softmax; None where the node is none."""
    if kind_of(node) == "Softmax":
        values = saved(node, "result")
        return None if values is None else (values, axis_of(node))
    return _hand_written(node) if kind_of(node) == "Div" else None


def averaged_softmaxes(node: Node | None) -> list[Tensor]:
    """Return what the softmaxes gave whose mean, or sum weighed by further softmaxes, a node is; empty for others."""
    if node is None or kind_of(node) not in _AVERAGING:
        return []
    queue, found = [node], list[Tensor]()
    for one in queue:  # grows while it is walked
        softmax = softmax_output(one)
        if softmax is not None:
            found.append(softmax[0])
        elif kind_of(one) in _AVERAGING or kind_of(one) in LAYOUT:
            queue += [other for other in inputs(one) if other not in queue]
        else:
            return []
        if len(queue) > _MOST_MEMBERS:
            return []
    return found


def softmax_axes(root: Node | None, samples: int) -> Iterator[int]:
    """Yield the axes of the softmaxes in a graph that ran over tensors with so many samples first."""
    queue = [] if root is None else [root]
    seen = set(queue)
    for node in queue:
        found = softmax_output(node)
        if found is not None and found[0].dim() > 1 and len(found[0]) == samples:
            yield found[1] % found[0].dim()
        fresh = [one for one in inputs(node) if one not in seen]
        seen.update(fresh)
        queue += fresh


def _hand_written(node: Node) -> tuple[Tensor, int] | None:
    """Return what exp(x) / exp(x).sum(axis) gave; None for any other division."""
    above, below = saved(node, "self"), saved(node, "other")
    if len(inputs(node)) != 2 or above is None or below is None:
        return None
    exponential, total = inputs(node)[0], behind(inputs(node)[1:])
    sums_the_same = total is not None and kind_of(total) == "Sum" and behind(inputs(total)) is exponential
    if kind_of(exponential) != "Exp" or not sums_the_same or above.dim() != below.dim():
        return None
    axes = [axis for axis, size in enumerate(below.shape) if size == 1 and above.shape[axis] > 1]
    return (above / below, axes[0]) if len(axes) == 1 else None


def given_to_log_softmax(rows: tuple[Tensor, int], log_probabilities: Tensor, axis: int) -> bool:
    """Tell whether a log-softmax over `axis` that gave `log_probabilities` was given these rows.

    Its input is not saved, but rows that sum to 1 are the only ones: x = r + (1 - sum r) / C. A softmax
    over another axis, or followed by something we overlooked, gives other extremes.
    """
    values, own_axis = rows
    classes = log_probabilities.shape[axis]
    if values.dim() == 0 or values.shape[own_axis] != classes or not log_probabilities.numel():
        return False
    received = rows_given(log_probabilities, axis)
    tolerance = _tolerance(values)
    within = lies_within(received, [values])
    if received.numel() != values.numel():
        return within  # only some of the rows were taken
    return within and bool(torch.isclose(received.norm(), values.float().norm(), rtol=10 * tolerance))


def rows_given(log_probabilities: Tensor, axis: int) -> Tensor:
    """Return the rows a log-softmax was given, if they summed to 1."""
    r = log_probabilities.float()
    return r + (1 - r.sum(axis, keepdim=True)) / log_probabilities.shape[axis]


def lies_within(received: Tensor, values: list[Tensor]) -> bool:
    """Tell whether values lie between the smallest and the largest of others, rounding aside."""
    low, high = min(float(one.min()) for one in values), max(float(one.max()) for one in values)
    tolerance = max(map(_tolerance, values))
    return low - tolerance < float(received.min()) and float(received.max()) < high + tolerance


def _tolerance(values: Tensor) -> float:
    return 1e-4 if values.dtype in (torch.float32, torch.float64) else 2e-2
