"""Which losses a graph holds: read from the names and saved fields of its nodes, at the entry into
`backward()`.

    for loss in read(tensor.grad_fn).losses:
        loss.kind, loss.value(), loss.probabilities()

`F.cross_entropy(softmax(x), y)` is the chain NllLoss <- LogSoftmax <- Softmax, however the program spells
it. Sums, means, weights, changes of shape and of width stand between (label smoothing, sequences, autocast)
and are walked through. Nothing found here may outlive the call: a node keeps its whole graph alive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from loopwise.runtime.events import Probabilities

Node = Any  # torch.autograd.graph.Node; its saved fields have no types

MOST_NODES = 400  # walked per entry: losses lie at the root of the graph
MOST_LOSSES = 4  # told per entry: a sum over time steps has hundreds alike

KINDS = {
    "NllLoss": "nll",
    "NllLoss2D": "nll",
    "BinaryCrossEntropy": "bce",
    "BinaryCrossEntropyWithLogits": "bce_with_logits",
    "MseLoss": "mse",
    "SmoothL1Loss": "smooth_l1",
    "HuberLoss": "huber",
    "CtcLoss": "ctc",
}
LAYOUT = {  # moves or picks values, changes none (a change of width rounds)
    *("View", "UnsafeView", "ReshapeAlias", "Reshape", "Transpose", "Permute", "T", "Squeeze", "Unsqueeze"),
    *("Expand", "ToCopy", "Clone", "Contiguous", "Select", "Slice", "Index", "IndexSelect", "MaskedSelect"),
    *("Cat", "Stack", "Alias", "Unbind", "Split", "Narrow"),
}
COMPILED = "CompiledFunction"
SUMMING = {"Add", "Sub", "Rsub", "Mul", "Div", "Neg", "Sum", "Mean", "Where", "MaskedFill", "Gather", "Dot"}


@dataclass(slots=True)
class Loss:
    """A loss node, and the log-softmax before it, if there is one."""

    kind: str
    node: Node
    log_softmax: Node | None = None

    def value(self) -> float | None:
        """Mean over the elements, from what the node saved; None where that cannot be read."""
        if self.log_softmax is not None and self.node is self.log_softmax:
            return None  # written by hand: what it is the mean of is not saved
        reader = _VALUES.get(self.kind)
        return reader(self.node) if reader else None

    def probabilities(self) -> Probabilities | None:
        """What the log-softmax received, if that is the output of a softmax over the same axis."""
        if self.log_softmax is None:
            return None
        rows = _softmax_output(_behind(_inputs(self.log_softmax)))
        result = saved(self.log_softmax, "result")
        if rows is None or result is None or not _same_values(rows, result, _axis(self.log_softmax)):
            return None
        values, axis = rows
        return Probabilities(
            classes=values.shape[axis],
            row_sum_error=float((values.sum(axis) - 1).abs().max()),
            smallest=float(values.min()),
            largest=float(values.max()),
        )


@dataclass(slots=True)
class Reading:
    """What the root of a graph shows. compiled: part of it lies in a compiled region and cannot be seen."""

    losses: list[Loss] = field(default_factory=list)
    compiled: bool = False


def read(root: Node) -> Reading:
    """Return the losses that `root` sums up, nearest first."""
    reading = Reading()
    queue, seen = [(root, False)], {root}
    for node, mixed in queue:  # grows while it is walked
        name = kind_of(node)
        if loss := _loss_at(node, name, mixed):
            _take(loss, reading)
        elif name in SUMMING or name in LAYOUT:
            inputs = _inputs(node)
            fresh = [one for one in inputs if one not in seen]
            seen.update(fresh)
            queue.extend((one, mixed or (name == "Mul" and len(inputs) > 1)) for one in fresh)
        reading.compiled = reading.compiled or name == COMPILED
        if len(reading.losses) == MOST_LOSSES or len(seen) > MOST_NODES:
            break
    return reading


def _take(loss: Loss, reading: Reading) -> None:
    """Add a loss, once: label smoothing reaches one log-softmax by two ways."""
    softmax = loss.log_softmax
    if softmax is not None:
        if any(softmax is known.log_softmax for known in reading.losses):
            return
        behind = _behind(_inputs(softmax))
        reading.compiled = reading.compiled or (behind is not None and kind_of(behind) == COMPILED)
    reading.losses.append(loss)


def leaves(root: Node, most: int = 20_000) -> Iterator[Tensor]:
    """Yield the leaf tensors that `backward()` from `root` reaches."""
    queue, seen = [root], {root}
    for node in queue:
        leaf = getattr(node, "variable", None)  # of AccumulateGrad
        if isinstance(leaf, Tensor):
            yield leaf
        fresh = [one for one in _inputs(node) if one not in seen]
        seen.update(fresh)
        queue.extend(fresh)
        if len(seen) > most:
            return


def kind_of(node: Node) -> str:
    """Return a node's name without its ending: "NllLossBackward0" -> "NllLoss"."""
    return re.sub(r"Backward\d*$", "", node.name().rpartition("::")[2])


def saved(node: Node, field: str) -> Tensor | None:
    """Return what a node saved, or None: freed, overwritten since, or kept elsewhere by the program.

    A program that packs saved tensors (checkpointing, offloading) would recompute or copy them for us.
    """
    raw = getattr(node, f"_raw_saved_{field}", None)
    if getattr(raw, "unpack_hook", None) is not None:
        return None
    try:
        value = getattr(node, f"_saved_{field}", None)
    except RuntimeError:
        return None
    return value.detach() if isinstance(value, Tensor) else None


def _loss_at(node: Node, name: str, mixed: bool) -> Loss | None:
    if name in ("NllLoss", "NllLoss2D"):
        behind = _behind(_inputs(node))
        is_log_softmax = behind is not None and kind_of(behind) == "LogSoftmax"
        return Loss("cross_entropy", node, behind) if is_log_softmax else Loss("nll", node)
    if name == "LogSoftmax" and not mixed:
        return Loss("cross_entropy", node, node)
    return Loss(KINDS[name], node) if name in KINDS else None


def _inputs(node: Node) -> list[Node]:
    return [one for one, _ in node.next_functions if one is not None]


def _behind(nodes: list[Node]) -> Node | None:
    """Return the nearest node that changes values, if there is one way to it."""
    for _ in range(MOST_NODES):
        if len(nodes) != 1 or kind_of(nodes[0]) not in LAYOUT:
            break
        nodes = _inputs(nodes[0])
    return nodes[0] if len(nodes) == 1 else None


def _axis(node: Node) -> int:
    """Return the axis a (log-)softmax ran over."""
    return _signed(node._saved_dim)


def _signed(number: int) -> int:
    """Torch shows a node's negative whole numbers as unsigned ones."""
    return number - 2**64 if number >= 2**63 else number


def _softmax_output(node: Node | None) -> tuple[Tensor, int] | None:
    """Return the values and the axis of a softmax, torch's or one written as exp(x) / exp(x).sum()."""
    if node is None:
        return None
    if kind_of(node) == "Softmax":
        values = saved(node, "result")
        return None if values is None else (values, _axis(node))
    return _hand_written(node) if kind_of(node) == "Div" else None


def _hand_written(node: Node) -> tuple[Tensor, int] | None:
    """Return what exp(x) / exp(x).sum(axis) gave; None for any other division."""
    inputs = _inputs(node)
    above, below = saved(node, "self"), saved(node, "other")
    if len(inputs) != 2 or above is None or below is None:
        return None
    exponential, total = inputs[0], _behind(inputs[1:])
    sums_the_same = total is not None and kind_of(total) == "Sum" and _behind(_inputs(total)) is exponential
    if kind_of(exponential) != "Exp" or not sums_the_same or above.dim() != below.dim():
        return None
    axes = [axis for axis, size in enumerate(below.shape) if size == 1 and above.shape[axis] > 1]
    return (above / below, axes[0]) if len(axes) == 1 else None


def _same_values(rows: tuple[Tensor, int], log_probabilities: Tensor, axis: int) -> bool:
    """Tell whether a log-softmax over `axis` that gave `log_probabilities` was given these rows.

    Its input is not saved, but rows that sum to 1 are the only ones: x = r + (1 - sum r) / C. A softmax
    over another axis, or followed by something we overlooked, gives other extremes.
    """
    values, own_axis = rows
    classes = log_probabilities.shape[axis]
    if values.dim() == 0 or values.shape[own_axis] != classes or not log_probabilities.numel():
        return False
    r = log_probabilities.float()
    received = r + (1 - r.sum(axis, keepdim=True)) / classes
    tolerance = 1e-4 if values.dtype in (torch.float32, torch.float64) else 2e-2
    within = float(received.min()) > float(values.min()) - tolerance
    within = within and float(received.max()) < float(values.max()) + tolerance
    if received.numel() != values.numel():
        return within  # only some of the rows were taken
    return within and bool(torch.isclose(received.norm(), values.float().norm(), rtol=10 * tolerance))


def _nll(node: Node) -> float | None:
    log_probabilities, target = saved(node, "self"), saved(node, "target")
    if log_probabilities is None or target is None:
        return None
    ignored = _signed(node._saved_ignore_index)
    mean = torch.nn.functional.nll_loss(
        log_probabilities, target, saved(node, "weight"), ignore_index=ignored
    )
    return float(mean)


def _mse(node: Node) -> float | None:
    prediction, target = saved(node, "self"), saved(node, "target")
    return None if prediction is None or target is None else float((prediction - target).square().mean())


def _bce(node: Node) -> float | None:
    prediction, target = saved(node, "self"), saved(node, "target")
    if prediction is None or target is None:
        return None
    return float(torch.nn.functional.binary_cross_entropy(prediction, target, saved(node, "weight")))


def _bce_with_logits(node: Node) -> float | None:
    logits, target = saved(node, "self"), saved(node, "target")
    if logits is None or target is None:
        return None
    weight, positive = saved(node, "weight"), saved(node, "pos_weight")
    mean = torch.nn.functional.binary_cross_entropy_with_logits(logits, target, weight, pos_weight=positive)
    return float(mean)


_VALUES = {
    "nll": _nll,
    "cross_entropy": _nll,
    "mse": _mse,
    "bce": _bce,
    "bce_with_logits": _bce_with_logits,
}
