"""Predictions (N, 1) broadcast against targets (N,) in a loss written by hand: `handwritten_broadcast(root, read)`.

Pinball, log-cosh, a likelihood by hand: any elementwise operations, and a mean or sum over all of them. The shapes
show the (N, N). Whether it was broadcast from two vectors, or one side was a matrix (N, N) from the start, shows in the
values that autograd saved: they are p_i - y_j up to a factor, or the order (p_i < y_j) of such pairs.
"""

from __future__ import annotations

from collections.abc import Iterator

from torch import Tensor

from loopwise.runtime.events import Broadcast
from loopwise.runtime.graph import Readings
from loopwise.runtime.nodes import LINEAR, MOST_NODES, Node, fetched, inputs, kind_of, saved, shape_of

_MEETS = ("Sub", "Rsub", "Add", "Mul", "Div")
_LIFTED = ("Unsqueeze", "View", "UnsafeView", "ReshapeAlias", "Reshape")  # may put an axis in, on purpose
_SAVED = ("self", "other")
_LEAST = 4  # rows: of fewer, any two sides may look apart
_NOISE = 1e-3  # of the largest: what rounding leaves


def handwritten_broadcast(root: Tensor, read: Readings) -> Broadcast | None:
    """Return the shapes that were broadcast in the graph of a loss, and its value; None where nothing shows it."""
    if root.grad_fn is None or root.numel() > 1:
        return None
    reading = read(root)
    if any(loss.kind != "log_likelihood" for loss in reading.losses):
        return None  # looked at where that loss is
    over = list(_over_all_pairs(reading.root))
    if any(map(_pairs_answers, over)):
        return None
    for node in over:
        answer, result = _answer_of(node), shape_of(node)
        if answer is None or result is None:
            continue
        count, column = result[0], len(answer) == 2
        target = (count,) if column else (count, 1)
        if _has_saved(node, target) or any(_lies_across(one, column, result) for one in over):
            return Broadcast(answer, target, result, float(root.detach()))
    return None


def _over_all_pairs(root: Node) -> Iterator[Node]:
    """Yield the nodes that give (N, N), between the root and where another shape comes in."""
    queue, seen = [root], {root}
    for node in queue:  # grows while it is walked
        shape = shape_of(node)
        if shape and _is_square(shape):
            yield node
        if shape is None or (shape and not _is_square(shape)) or kind_of(node) in LINEAR:
            continue
        fresh = [one for one in inputs(node) if one not in seen]
        seen.update(fresh)
        queue.extend(fresh)
        if len(queue) > MOST_NODES:
            return


def _is_square(shape: tuple[int, ...]) -> bool:
    return len(shape) == 2 and shape[0] == shape[1] >= _LEAST


def _pairs_answers(node: Node) -> bool:
    """Tell whether all pairs of two answers are made, so of data too: kernels, energy distances."""
    sides = [shape_of(one) for one in inputs(node)]
    return len(sides) == 2 and sides[0] != sides[1] and all(one and not _is_square(one) for one in sides)


def _answer_of(node: Node) -> tuple[int, ...] | None:
    """Return the shape (N, 1) or (N,) of the one side that needs a gradient; None where an axis was put in for it."""
    given = inputs(node)
    if kind_of(node) not in _MEETS or len(given) != 1:
        return None
    before, result = given[0], shape_of(node)
    if kind_of(before) == "Expand" and inputs(before):
        before = inputs(before)[0]
    shape, count = shape_of(before), (result or (0,))[0]
    return shape if shape in ((count,), (count, 1)) and not _is_lifted(before, shape) else None


def _is_lifted(node: Node, shape: tuple[int, ...]) -> bool:
    before = shape_of(inputs(node)[0]) if kind_of(node) in _LIFTED and inputs(node) else shape
    return before is None or len(before) < len(shape)


def _has_saved(node: Node, target: tuple[int, ...]) -> bool:
    """Tell whether a product kept its other factor, and that is a row of data, or a column of it."""
    return any(tuple(one.shape) == target for field in _SAVED if (one := saved(node, field)) is not None)


def _lies_across(node: Node, column: bool, result: tuple[int, ...]) -> bool:
    """Tell whether what a node saved of all pairs is made of one value for each row and one for each column."""
    values = [one for field in _SAVED if (one := saved(node, field)) is not None]
    orders = [saved(node, "condition")]
    if kind_of(node) == "Relu" and (given := saved(node, "result")) is not None:
        orders.append(given > 0)
    return any(
        one.shape == result and one.is_floating_point() and _is_difference(one.float(), column)
        for one in values
    ) or any(one is not None and one.shape == result and _is_order(one, column) for one in orders)


def _is_difference(pairs: Tensor, column: bool) -> bool:
    """Tell whether pairs are p_i - y_j, and the targets differ."""
    along = pairs - pairs[:1] - (pairs[:, :1] - pairs[0, 0])
    spread = (pairs - pairs[:, :1] if column else pairs - pairs[:1]).abs().max()
    numbers = fetched(left=along.abs().max(), largest=pairs.abs().max(), spread=spread)
    return numbers["left"] <= _NOISE * numbers["largest"] < numbers["spread"]


def _is_order(condition: Tensor, column: bool) -> bool:
    """Tell whether every row holds where each that has fewer does, as p_i < y_j would; and the targets differ."""
    held = condition.bool() if column else condition.bool().T
    rows = held[held.sum(1).argsort()]
    numbers = fetched(lost=(rows[:-1] & ~rows[1:]).sum(), mixed=(held.any(1) & ~held.all(1)).sum())
    return numbers["lost"] == 0 and numbers["mixed"] > 0
