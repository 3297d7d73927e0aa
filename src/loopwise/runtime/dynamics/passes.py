"""The weighted sums and activations of one forward pass, in their order, read from its graph.

    sums, active = passed(walked(loss.grad_fn))
    sums[0].given            # what the first layer got

Torch numbers the nodes as the forward pass makes them; what a node saved for `backward()` is what went through
it. Nothing found here may outlive the look.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

import torch
from torch import Tensor

from loopwise.runtime.nodes import LAYOUT, Node, inputs, kind_of, kinds_of, saved

MOST_SUMS = 200  # told apart; deeper networks are read up to here from the loss

_ACTIVE = {"Relu": "relu", "Sigmoid": "sigmoid", "Tanh": "tanh"}
_GIVEN = {  # kind of node -> (field of what it was given, its place among the inputs, the weight's place)
    "Addmm": ("mat1", 1, 2),
    "Mm": ("self", 0, 1),
    "Convolution": ("input", 0, 1),
    "MkldnnRnnLayer": ("input", 0, 1),  # of an LSTM on the CPU; other recurrences are sums of their own steps
    "CudnnRnn": ("input", 0, 1),  # all layers of an RNN, LSTM or GRU on the GPU
}
_WHAT_IS_SAVED = ("result", "self", "input", "mat1", "other")
# Of operations that save their input: which input, and where the result is not finite.
_SINGULAR: dict[str, tuple[str, Callable[[Tensor], Tensor]]] = {
    "Log": ("self", lambda values: values <= 0),
    "Log2": ("self", lambda values: values <= 0),
    "Log10": ("self", lambda values: values <= 0),
    "Log1P": ("self", lambda values: values <= -1),
    "Div": ("other", lambda values: values == 0),
}
_CONVOLUTION = {"Convolution"}
_IN_ORDER = attrgetter("order")
_BETWEEN = {"NativeBatchNorm", "CudnnBatchNorm", "NativeGroupNorm", "MaxPool2DWithIndices", "AvgPool2D"}


@dataclass(slots=True)
class Sum:
    """A weighted sum: its weight, what it was given (None where not saved), whether that is raw data."""

    weight: Tensor
    given: Tensor | None
    raw: bool
    order: int


@dataclass(slots=True)
class Active:
    """An activation's values, the axis of its units, and whether a weighted sum follows."""

    kind: str
    values: Tensor
    axis: int
    order: int
    hidden: bool = False

    @property
    def samples(self) -> int:
        """How many of the batch went through it."""
        return self.values.shape[0]

    @property
    def others(self) -> tuple[int, ...]:
        """The axes that are not the units'."""
        axes = range(self.values.dim())
        return (*axes[: self.axis], *axes[self.axis + 1 :])


def passed(nodes: list[Node]) -> tuple[list[Sum], list[Active]]:
    """Return the weighted sums with trainable weights, each weight once, and the activations."""
    sums: dict[int, Sum] = {}
    active: list[Active] = []
    for node, kind in zip(nodes, kinds_of(nodes), strict=True):
        if kind in _GIVEN and (one := _sum(node, kind)) is not None:
            known = sums.get(id(one.weight))
            if known is None or one.order < known.order:
                sums[id(one.weight)] = one
        elif kind in _ACTIVE and (values := _active(node, kind)) is not None:
            active.append(values)
    ordered = sorted(sums.values(), key=_IN_ORDER)
    last = ordered[-1].order if ordered else 0
    for units in active:
        units.hidden = units.order < last
    return ordered[-MOST_SUMS:], sorted(active, key=_IN_ORDER)


def first_not_finite(nodes: list[Node]) -> tuple[Node | None, str]:
    """Return the earliest node of the forward pass that saved a value that is not finite, and its name."""
    for node in sorted(nodes, key=_order):
        if _is_singular(node):
            return node, kind_of(node)
        values = [value for field in _WHAT_IS_SAVED if (value := saved(node, field)) is not None]
        if any(value.is_floating_point() and not bool(torch.isfinite(value).all()) for value in values):
            return _maker(node), kind_of(_maker(node))
    return None, ""


def _is_singular(node: Node) -> bool:
    field, broken = _SINGULAR.get(kind_of(node), ("", torch.isnan))
    values = saved(node, field) if field else None
    return values is not None and bool(broken(values).any())


def _maker(node: Node) -> Node:
    """Return the node whose result is not finite: this one, or the one before it where the input is saved."""
    result = saved(node, "result")
    before = inputs(node)
    saves_input = result is None or not result.is_floating_point()
    return before[0] if saves_input and len(before) == 1 and kind_of(before[0]) != "AccumulateGrad" else node


def _order(node: Node) -> int:
    return int(node._sequence_nr())


def _sum(node: Node, kind: str) -> Sum | None:
    field, given_at, weight_at = _GIVEN[kind]
    weight = leaf_behind(node.next_functions[weight_at][0])
    if weight is None and kind == "Mm":  # weight @ x
        given_at, weight_at, field = 1, 0, "mat2"
        weight = leaf_behind(node.next_functions[weight_at][0])
    if weight is None or weight.dim() < 2:
        return None
    raw = node.next_functions[given_at][0] is None
    return Sum(weight, saved(node, field), raw and field != "mat2", _order(node))


def leaf_behind(node: Node | None) -> Tensor | None:
    """Return the parameter behind a weight, through transposition and changes of width."""
    for _ in range(4):
        if node is None:
            return None
        leaf = getattr(node, "variable", None)
        if isinstance(leaf, Tensor):
            return leaf
        before = inputs(node)
        node = before[0] if len(before) == 1 and kind_of(node) in LAYOUT else None
    return None


def _active(node: Node, kind: str) -> Active | None:
    values = saved(node, "result")
    if values is None or values.dim() < 2 or not values.numel():
        return None
    return Active(_ACTIVE[kind], values, _unit_axis(node, values), _order(node))


def _unit_axis(node: Node, values: Tensor) -> int:
    """Return the axis of the units: channels after a convolution, else features on the last axis."""
    if values.dim() == 2 or values.dim() > 3:
        return 1
    before = inputs(node)
    while len(before) >= 1 and kind_of(before[0]) in _BETWEEN | LAYOUT:
        before = inputs(before[0])
    return 1 if before and kind_of(before[0]) in _CONVOLUTION else 2
