"""Which losses a graph holds: read from the names and saved fields of its nodes, at the entry into
`backward()`.

    for loss in read(tensor.grad_fn).losses:
        loss.kind, loss.value(), received_by(loss)

`F.cross_entropy(softmax(x), y)` is the chain NllLoss <- LogSoftmax <- Softmax, however the program spells
it. Sums, means, weights, changes of shape and of width stand between (label smoothing, sequences, autocast)
and are walked through. Nothing found here may outlive the call: a node keeps its whole graph alive.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from torch import Tensor

from loopwise.runtime.events import Logarithm
from loopwise.runtime.means import mean_of
from loopwise.runtime.nodes import (
    LAYOUT,
    MOST_NODES,
    Node,
    axis_of,
    behind,
    fetched,
    inputs,
    keeps_order,
    kind_of,
    saved,
    shape_of,
    walked,
)
from loopwise.runtime.softmaxes import softmax_output

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
BY_HAND = {"Pow": "mse", "Mul": "mse", "Abs": "l1"}  # of a difference
_FEATURES_LAST = {"Addmm", "Mm", "Linear", "MkldnnLinear", "Add"}  # with its bias after it
COMPILED = "CompiledFunction"
_MEAN = 1  # among torch's reductions
_ROUNDED = 0.05  # what half precision leaves of a sum of 1
SUMMING = {
    *("Add", "Sub", "Rsub", "Mul", "Div", "Neg", "Sum", "Mean", "Where", "MaskedFill", "Gather", "Dot"),
    "Sqrt",  # the root of a mean square
}


_FACTORS = {"Mul": ("self", "other"), "Div": ("other",), "Dot": ("self", "tensor")}  # what each of them saves


@dataclass(eq=False)
class Loss:
    """A loss node, the log-softmax before it, if there is one, and the node it was reached from.

    products: nodes on the way to it that multiply or divide it, the nearest to the root first. What is asked for more
    than once is worked out once.
    """

    kind: str
    node: Node
    log_softmax: Node | None = None
    parent: Node | None = None
    products: tuple[Node, ...] = ()
    _value: tuple[float | None] | None = None  # once it has been asked for

    @property
    def by_hand(self) -> bool:
        """Whether it is a difference, squared or absolute, that the program took itself."""
        return kind_of(self.node) in BY_HAND

    @property
    def weighed(self) -> bool:
        """Whether its elements (`reduction="none"`) are multiplied by weights that are not all the same."""
        return any(_is_uneven(node) for node in self.products)

    @property
    def compares(self) -> bool:
        """Whether it is a mean of differences."""
        return self.kind in ("mse", "l1", "smooth_l1", "huber")

    @property
    def of_two_answers(self) -> bool:
        """Whether both sides of a difference require a gradient."""
        return self.compares and len(inputs(inputs(self.node)[0] if self.by_hand else self.node)) == 2

    @property
    def swapped(self) -> bool:
        """Whether only the second argument, the target's, requires a gradient."""
        arguments = self.node.next_functions
        return len(arguments) == 2 and arguments[0][0] is None and not self.by_hand

    @cached_property
    def log_probabilities(self) -> Tensor | None:
        """What the log-softmax gave."""
        return None if self.log_softmax is None else saved(self.log_softmax, "result")

    @cached_property
    def before(self) -> Node | None:
        """The operation that gave the prediction, if it is a single one."""
        if self.log_softmax is not None:
            return behind(inputs(self.log_softmax))
        return behind(inputs(inputs(self.node)[0] if self.by_hand else self.node))

    def value(self) -> float | None:
        """Mean over the elements, from what the node saved; None where that cannot be read."""
        if self._value is None:
            by_hand = self.node is self.log_softmax  # what it is the mean of is not saved
            self._value = (None if by_hand else mean_of(self.node),)
        return self._value[0]

    def given(self) -> Tensor | None:
        """What it was given as its prediction; for a difference by hand, where an activation gave it."""
        if not self.by_hand:
            return saved(self.node, "target" if self.swapped else "self")
        before, difference = self.before, saved(self.node, "self")
        if before is None or difference is None:
            return None
        softmax = softmax_output(before)
        values = softmax[0] if softmax else saved(before, "result")
        in_order = keeps_order(inputs(inputs(self.node)[0])[0])
        fits = values is not None and values.numel() == difference.numel() and in_order
        return values.reshape(difference.shape) if values is not None and fits else None

    def features_last(self) -> tuple[int, ...] | None:
        """The shape of logits (N, T, C) with T = C, straight from a linear layer, and a softmax over T."""
        softmax, result = self.log_softmax, self.log_probabilities
        if softmax is None or result is None or result.dim() != 3 or not inputs(softmax):
            return None
        taken = axis_of(softmax) % 3 == 1 and result.shape[1] == result.shape[2]
        first, before = inputs(softmax)[0], self.before
        if not taken or before is None or kind_of(before) not in _FEATURES_LAST or not keeps_order(first):
            return None
        told = shape_of(before)
        return tuple(result.shape) if told and told[-1] == result.shape[2] else None

    def logarithm(self) -> Logarithm | None:
        """The logarithm of a softmax's or sigmoid's very output, on the way into this loss."""
        if self.log_softmax not in (None, self.node):
            return None  # that one was taken of nothing else
        node = self.node if kind_of(self.node) == "Log" else behind(inputs(self.node))
        of = _probabilities(node) if node is not None and kind_of(node) == "Log" else ""
        values = saved(node, "self") if of else None
        if values is None or not values.numel():
            return None
        numbers = fetched(smallest=values.min(), zeros=(values == 0).sum())
        return Logarithm(of, numbers["smallest"], int(numbers["zeros"]))


@dataclass(slots=True)
class Reading:
    """What the root of a graph shows. compiled: part of it lies in a compiled region and cannot be seen."""

    root: Node
    losses: list[Loss] = field(default_factory=list)
    compiled: bool = False
    _nodes: list[Node] = field(default_factory=list)

    @property
    def nodes(self) -> list[Node]:
        """The nodes of the whole graph, nearest first; walked when they are asked for, once."""
        self._nodes = self._nodes or walked(self.root)
        return self._nodes


class Readings:
    """Reads the graph of each tensor it is called with, once. Forgotten with the entry into `backward()`."""

    def __init__(self) -> None:
        self._known: dict[int, Reading] = {}

    def __call__(self, root: Tensor) -> Reading:
        """Return what the graph of a root shows."""
        known = self._known.get(id(root))
        if known is None:
            known = self._known[id(root)] = read_from(root)
        return known


def read_from(root: Tensor) -> Reading:
    """Read what `backward()` is called on: a mean that is its very number need not be taken again."""
    reading = read(root.grad_fn)
    for loss in reading.losses:
        if loss.node is reading.root and getattr(loss.node, "_saved_reduction", None) == _MEAN:
            loss._value = (float(root.detach()),)
    return reading


def read(root: Node) -> Reading:
    """Return the losses that `root` sums up, nearest first."""
    reading = Reading(root)
    queue: list[tuple[Node, Node, bool, tuple[Node, ...]]] = [(root, None, False, ())]
    seen = {root}
    for node, parent, mixed, products in queue:  # grows while it is walked
        name = kind_of(node)
        if loss := _loss_at(node, name, mixed):
            loss.parent, loss.products = parent, products
            _take(loss, reading)
        elif name in SUMMING or name in LAYOUT:
            several = len(inputs(node)) > 1 and name in ("Mul", "Div")
            fresh = [one for one in inputs(node) if one not in seen]
            seen.update(fresh)
            by = (*products, node) if name in _FACTORS else products
            queue.extend((one, node, mixed or several, by) for one in fresh)
        reading.compiled = reading.compiled or name == COMPILED
        if len(reading.losses) == MOST_LOSSES or len(seen) > MOST_NODES:
            break
    return reading


def _take(loss: Loss, reading: Reading) -> None:
    """Add a loss, once: label smoothing reaches one log-softmax by two ways."""
    softmax = loss.log_softmax
    if softmax is not None:
        if softmax in [known.log_softmax for known in reading.losses]:
            return
        before = loss.before
        reading.compiled = reading.compiled or (before is not None and kind_of(before) == COMPILED)
    reading.losses.append(loss)


def leaves(nodes: list[Node]) -> list[Tensor]:
    """Return the leaf tensors that `backward()` through these nodes reaches."""
    variables = [getattr(node, "variable", None) for node in nodes]  # of AccumulateGrad
    return [one for one in variables if isinstance(one, Tensor)]


def fed_by(nodes: list[Node], held: Collection[int]) -> set[int]:
    """Return the ids of leaves that work on what other leaves, `held` by id, have made: of layers behind theirs."""
    above: dict[Node, list[Node]] = {}
    for node in nodes:
        for one in inputs(node):
            above.setdefault(one, []).append(node)
    return {
        id(leaf.variable)
        for leaf in nodes
        if isinstance(getattr(leaf, "variable", None), Tensor)
        and any(_holds(path, held) for path in _beside(leaf, above))
    }


def _beside(leaf: Node, above: dict[Node, list[Node]]) -> Iterator[Node]:
    """Yield what a leaf meets where it is used first, other leaves aside."""
    below, user = leaf, above.get(leaf, [])
    while len(user) == 1 and len(inputs(user[0])) == 1:
        below, user = user[0], above.get(user[0], [])
    for node in user:
        for one in inputs(node):
            nearest = behind([one])
            if one is not below and nearest is not None and not hasattr(nearest, "variable"):
                yield one


def _holds(path: Node, held: Collection[int]) -> bool:
    return any(id(leaf) in held for leaf in leaves(walked(path)))


def _loss_at(node: Node, name: str, mixed: bool) -> Loss | None:
    if name in ("NllLoss", "NllLoss2D"):
        before = behind(inputs(node))
        if before is not None and kind_of(before) == "LogSoftmax":
            loss = Loss("cross_entropy", node, before)
            if _fits(loss, name):
                return loss
        return Loss("nll", node)
    if name in KINDS:
        return Loss(KINDS[name], node)
    if mixed:
        return None
    if name == "LogSoftmax":
        return Loss("cross_entropy", node, node)
    if name == "Log" and _probabilities(node):
        return Loss("log_likelihood", node)
    return Loss(BY_HAND[name], node) if _is_difference(node, name) else None


def _fits(loss: Loss, name: str) -> bool:
    """Tell whether a log-softmax ran over the axis that the NLL loss behind it takes for the classes."""
    result = loss.log_probabilities
    if result is None or result.dim() < 2:
        return True
    axis = axis_of(loss.log_softmax) % result.dim()
    if loss.node.next_functions[0][0] is loss.log_softmax or (name == "NllLoss2D" and axis == 1):
        return axis == 1
    received = saved(loss.node, "self")
    if axis == result.dim() - 1 or received is None or not received.numel():
        return True
    return fetched(error=(received.float().exp().sum(1) - 1).abs().max())["error"] < _ROUNDED


def _is_uneven(product: Node) -> bool:
    """Tell whether what a product multiplies by differs from element to element."""
    factors = [saved(product, field) for field in _FACTORS[kind_of(product)]]
    return any(
        one is not None and one.numel() > 1 and bool((one != one.flatten()[0]).any()) for one in factors
    )


def _is_difference(node: Node, name: str) -> bool:
    """Tell whether a node squares a difference, or takes its absolute value."""
    before = set(inputs(node)) if name in BY_HAND else set()
    power = getattr(node, "_saved_exponent", None) if name == "Pow" else 2
    factors = len(inputs(node)) == (2 if name == "Mul" else 1)
    return len(before) == 1 and factors and power == 2 and kind_of(next(iter(before))) == "Sub"


def _probabilities(logarithm: Node) -> str:
    """Name what a logarithm was taken of, where that is the very output of a softmax or a sigmoid."""
    before = inputs(logarithm)
    if len(before) != 1:
        return ""
    if kind_of(before[0]) == "Sigmoid":
        return "sigmoid"
    return "softmax" if softmax_output(before[0]) else ""
