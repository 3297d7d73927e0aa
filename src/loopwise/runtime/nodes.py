"""The nodes of an autograd graph: their kinds, what they saved, what lies behind them.

    behind([node])          # the nearest node that changes values, through views, copies and picks

Read before `backward()` frees them; nothing found here may outlive the call, as a node keeps its whole graph
alive.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from operator import attrgetter
from typing import Any

import torch
from torch import Tensor

Node = Any  # torch.autograd.graph.Node; its saved fields have no types

MOST_NODES = 400  # walked per entry: losses lie at the root of the graph

LAYOUT = {  # moves or picks values, changes none (a change of width rounds)
    *("View", "UnsafeView", "ReshapeAlias", "Reshape", "Transpose", "Permute", "T", "Squeeze", "Unsqueeze"),
    *("Expand", "ToCopy", "Clone", "Contiguous", "Select", "Slice", "Index", "IndexSelect", "MaskedSelect"),
    *("Cat", "Stack", "Alias", "Unbind", "Split", "Narrow"),
}
_IN_ORDER = LAYOUT - {"Transpose", "Permute", "T", "Expand", "Index", "IndexSelect", "Cat", "Stack"}
LINEAR = {
    *("Addmm", "Mm", "Bmm", "Baddbmm", "Linear", "MkldnnLinear"),
    *("Convolution", "MkldnnConvolution", "CudnnConvolution", "Addmv", "Mv"),
}


_IN_MEMORY = attrgetter("is_cpu")


def kind_of(node: Node) -> str:
    """Return a node's name without its ending: "NllLossBackward0" -> "NllLoss"."""
    return _without_ending(node.name())


def kinds_of(nodes: list[Node]) -> list[str]:
    """Return the names of several, as `kind_of` gives them, with one call."""
    return [_without_ending(node.name()) for node in nodes]


@cache
def _without_ending(name: str) -> str:
    return re.sub(r"Backward\d*$", "", name.rpartition("::")[2])


def inputs(node: Node) -> list[Node]:
    """Return the nodes that gave a node's inputs, those of them that need a gradient."""
    return [one for one, _ in node.next_functions if one is not None]


def behind(nodes: list[Node]) -> Node | None:
    """Return the nearest node that changes values, if there is one way to it."""
    for _ in range(MOST_NODES):
        if len(nodes) != 1 or kind_of(nodes[0]) not in LAYOUT:
            break
        nodes = inputs(nodes[0])
    return nodes[0] if len(nodes) == 1 else None


def walked(root: Node, most: int = 20_000) -> list[Node]:
    """Return the nodes of a graph, nearest to its root first."""
    queue, seen = [root], {root}
    for node in queue:  # grows while it is walked
        for one, _ in node.next_functions:
            if one is not None and one not in seen:
                seen.add(one)
                queue.append(one)
        if len(queue) > most:
            break
    return queue


def keeps_order(node: Node) -> bool:
    """Tell whether only views stand between a node and the nearest that changes values: the same values in order."""
    while kind_of(node) in LAYOUT:
        if kind_of(node) not in _IN_ORDER or len(inputs(node)) != 1:
            return False
        [node] = inputs(node)
    return True


def saved(node: Node, field: str) -> Tensor | None:
    """Return what a node saved, or None: freed, overwritten since, or kept elsewhere by the program.

    A program that packs saved tensors (checkpointing, offloading) would recompute or copy them for us.
    """
    raw, unpacked = _names_of(field)
    if getattr(getattr(node, raw, None), "unpack_hook", None) is not None:
        return None
    try:
        value = getattr(node, unpacked, None)
    except RuntimeError:
        return None
    return value.detach() if isinstance(value, Tensor) else None


@cache
def _names_of(field: str) -> tuple[str, str]:
    return sys.intern(f"_raw_saved_{field}"), sys.intern(f"_saved_{field}")


def shape_of(node: Node) -> tuple[int, ...] | None:
    """Return the shape of what a node gave, None where torch does not tell (before 2.1)."""
    told: list[Tensor] = getattr(node, "_input_metadata", [])  # what it knows of its outputs
    return tuple(told[0].shape) if len(told) == 1 else None


def axis_of(node: Node) -> int:
    """Return the axis a (log-)softmax ran over."""
    return signed(node._saved_dim)


def signed(number: int) -> int:
    """Torch shows a node's negative whole numbers as unsigned ones."""
    return number - 2**64 if number >= 2**63 else number


def is_linear(node: Node) -> bool:
    """Tell whether a node is a weighted sum, its bias added within or (3-D inputs) after it."""
    kind = kind_of(node)
    if kind != "Add":
        return kind in LINEAR
    summands = [behind([one]) for one in inputs(node)]
    kinds = [kind_of(one) for one in summands if one is not None]
    return len(kinds) == 2 and "AccumulateGrad" in kinds and bool(LINEAR.intersection(kinds))


def fetched(**numbers: Tensor) -> dict[str, float]:
    """Return what 0-d tensors hold, by their names."""
    return dict(zip(numbers, held_by(list(numbers.values())), strict=True))


def held_by(numbers: list[Tensor]) -> list[float]:
    """Return what 0-d tensors hold: brought from a device at once, the processor's own one by one, which is less."""
    if all(map(_IN_MEMORY, numbers)):
        return list(map(float, numbers))
    fetched_at_once: list[float] = together(numbers).tolist()
    return fetched_at_once


def together(numbers: list[Tensor]) -> Tensor:
    """Put 0-d tensors of whatever device and width into one, on the first one's device."""
    device = numbers[0].device
    return torch.stack([one if one.device == device else one.to(device) for one in numbers])
