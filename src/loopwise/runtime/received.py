"""What a loss was given, where the operation before it tells something: `received_by(loss)`.

Logits into a cross-entropy and log-probabilities into an NLL are what these losses want: nothing is measured
then, so that watching a right program costs nothing here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from loopwise.runtime.events import Received
from loopwise.runtime.nodes import (
    Node,
    axis_of,
    behind,
    fetched,
    inputs,
    is_linear,
    kind_of,
    saved,
    shape_of,
)
from loopwise.runtime.softmaxes import (
    averaged_softmaxes,
    given_to_log_softmax,
    lies_within,
    rows_given,
    softmax_output,
)

if TYPE_CHECKING:
    from loopwise.runtime.graph import Loss

_OPERATIONS = {
    "LogSoftmax": "log_softmax",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Relu": "relu",
}
_TELLING = {  # kind of loss -> operations before it that tell something
    "cross_entropy": {"softmax", "log_softmax", "sigmoid", "relu"},
    "nll": {"softmax", "log_softmax", "sigmoid", "relu", "linear"},
    "bce": {"softmax"},
    "bce_with_logits": {"softmax", "sigmoid", "relu"},
    **{kind: {"softmax", "sigmoid", "tanh", "relu"} for kind in ("mse", "l1", "smooth_l1", "huber")},
}


def received_by(loss: Loss) -> Received | None:
    """Measure what a loss was given; None where that is as it should be, or cannot be read."""
    softmax, before = loss.log_softmax, loss.before
    by = operation_of(before) or ("softmax" if averaged_softmaxes(before) else "")
    if softmax is not None and before is not None:
        return _to_cross_entropy(loss, softmax, before, by)
    values = loss.given()
    if before is None or values is None or values.numel() == 0 or by not in _TELLING.get(loss.kind, ()):
        return None
    axis = 1 if loss.kind == "nll" and values.dim() > 1 else values.dim() - 1
    right = by == "log_softmax" and inputs(loss.node)[0] is before and axis_of(before) % values.dim() == axis
    return None if right else _measured(by, before, values, axis)


def operation_of(node: Node | None) -> str:
    """Name the operation of a node: "softmax", "relu" ..., "linear" for a weighted sum, "" for others."""
    if node is None:
        return ""
    if is_linear(node):
        return "linear"
    return "softmax" if softmax_output(node) else _OPERATIONS.get(kind_of(node), "")


def _to_cross_entropy(loss: Loss, log_softmax: Node, before: Node, by: str) -> Received | None:
    """Measure what a log-softmax was given: it saves its result only, but `before` may have saved its own."""
    result = loss.log_probabilities
    if result is None or result.dim() == 0 or result.numel() == 0:
        return None
    axis = axis_of(log_softmax) % result.dim()
    if by in _TELLING["cross_entropy"] and result.shape[axis] > 1:
        return _by_activation(log_softmax, before, by, (result, axis))
    odd = result.dim() == 1 or result.shape[axis] == 1  # a batch taken for the classes, or one output
    return _measured(by, before, result, axis) if odd else None


def _by_activation(log_softmax: Node, before: Node, by: str, given: tuple[Tensor, int]) -> Received | None:
    """Measure an activation's values. given: the log-softmax's result and axis, which they must fit."""
    result, axis = given
    if by == "softmax" and softmax_output(before) is None:
        rows = rows_given(result, axis)
        return _measured(by, before, rows, axis) if lies_within(rows, averaged_softmaxes(before)) else None
    values, own = softmax_output(before) or (saved(before, "result"), axis)
    if values is None or values.dim() == 0:
        return None
    if by == "log_softmax":
        return _measured(by, before, result, axis) if _is_unchanged(values, result) else None
    if by == "softmax" and not given_to_log_softmax((values, own), result, axis):
        straight = inputs(log_softmax)[0] is before and own % values.dim() != axis
        return _measured(by, before, values, axis) if straight else None
    return _measured(by, before, values, own % values.dim(), classes=result.shape[axis])


def _is_unchanged(one: Tensor, other: Tensor) -> bool:
    """Tell whether a second log-softmax had nothing to do."""
    return one.numel() == other.numel() and bool(torch.isclose(one.float().norm(), other.float().norm()))


def _measured(by: str, before: Node, values: Tensor, axis: int, classes: int | None = None) -> Received:
    values = values.float()
    shares = values.exp() if by == "log_softmax" else values
    numbers = fetched(
        smallest=values.min(),
        largest=values.max(),
        zeros=(values == 0).float().mean(),
        row_sum_error=(shares.sum(axis) - 1).abs().max(),
        column_sum_error=(shares.sum(0) - 1).abs().max(),
        log_sum=torch.logsumexp(values, axis).abs().max(),
    )
    return Received(
        by=by,
        after=operation_of(behind(inputs(before))),
        shape=tuple(values.shape),
        outputs=shape_of(before),
        classes=values.shape[axis] if classes is None else classes,
        **numbers,
    )
