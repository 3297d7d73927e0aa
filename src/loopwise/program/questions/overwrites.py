"""Tensors that are changed in place although a later `backward()` needs them as they were.

for overwrite in program.overwrites(): overwrite.place, overwrite.keeper
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from loopwise.program.facts.gradients import FACTORS, KEEP_INPUT, KEEP_RESULT, gradient_flows
from loopwise.program.flow.events import Event
from loopwise.program.objects.modules import Layer, Parameters, is_frozen, modules_in
from loopwise.program.objects.numbers import whole_number
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import words
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Items, Value, constant
from loopwise.program.source.sources import Site
from loopwise.records import Edit, Place, Repair

_VIEWS = words(
    "view squeeze unsqueeze transpose permute t T mT narrow select expand"
)  # one storage, one version
ACTIVATIONS = words("relu relu6 elu selu celu leaky_relu hardtanh silu mish hardswish hardsigmoid threshold")

Graphs = dict[Event, dict[Op, None]]  # a backward -> the operations whose kept tensors it needs


class Overwrite:
    """One change in place that a backward would refuse.

    site: the statement or call that changes.  written: where that is said, for a layer its making.
    keeper: the operation that kept the tensor; None where a leaf itself is changed.
    backward: the pass that needs it; None for a leaf, which torch refuses to change at once.
    """

    def __init__(
        self, site: Site, written: Site, tensor: Tensor, keeper: Op | None, backward: Event | None
    ) -> None:
        self.site = site
        self.written = written
        self.tensor = tensor
        self.keeper = keeper
        self.backward = backward

    @property
    def place(self) -> Place:
        """Where it is changed."""
        return self.site.place

    def copied(self) -> Repair | None:
        """Return the edit that makes a new tensor, or changes a leaf without its gradient being recorded."""
        node, source = self.written.node, self.written.source
        if isinstance(node, ast.AugAssign):
            target, value = (source.between(source.place(part)) for part in (node.target, node.value))
            sign = _SIGNS.get(type(node.op))
            if sign is None or isinstance(node.target, ast.Subscript):
                return None
            plain = f"{target} = {target} {sign} {_grouped(value, node.value)}"
            text = plain if self.keeper else f"{target}.data {sign}= {value}"
            return Repair(safe=False, edits=(Edit(self.place, text),))
        return self._without_inplace() if isinstance(node, ast.Call) else None

    def _without_inplace(self) -> Repair | None:
        """`nn.ReLU(inplace=True)` -> `nn.ReLU()`, `F.relu(x, inplace=True)` -> `F.relu(x)`."""
        node, source = self.written.node, self.written.source
        assert isinstance(node, ast.Call)
        kept = [word for word in node.keywords if word.arg != "inplace"]
        if len(kept) == len(node.keywords):
            return None
        given = ", ".join(source.between(source.place(part)) for part in (*node.args, *kept))
        function = source.between(source.place(node.func))
        return Repair(safe=False, edits=(Edit(source.place(node), f"{function}({given})"),))


_SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def _grouped(text: str, node: ast.expr) -> str:
    return f"({text})" if isinstance(node, (ast.BinOp, ast.IfExp, ast.Compare, ast.BoolOp)) else text


def overwrites_in(changes: Iterable[Event], activated: Iterable[Op], graphs: Graphs) -> list[Overwrite]:
    """Return what would raise: leaves changed while gradients are recorded, tensors kept for a later backward.

    activated: the activations that work in place.
    """
    found = [*map(_leaf_changed, changes), *(_changed(change, graphs) for change in changes)]
    found += [_activated(op, graphs) for op in activated if not op.guessed]
    return list({one.site.node: one for one in reversed(found) if one is not None}.values())


def _leaf_changed(change: Event) -> Overwrite | None:
    """A leaf that asks for its gradient is changed while gradients are recorded: torch refuses at once."""
    tensor, site = change.tensor, change.site
    _, told = _before(change)
    if tensor is None or site is None or change.gradients_on is not True or not _is_leaf(tensor, told):
        return None
    return Overwrite(site, site, tensor, None, None)


def _changed(change: Event, graphs: Graphs) -> Overwrite | None:
    """A tensor is changed between an operation that keeps it and the backward that needs it."""
    tensor, site, (uses, _) = change.tensor, change.site, _before(change)
    if tensor is None or site is None:
        return None
    for backward, graph in graphs.items():
        later = backward.number > change.number and set(change.conditions) <= set(backward.conditions)
        if later and (keeper := _keeper(tensor, uses, graph)):
            return Overwrite(site, site, tensor, keeper, backward)
    return None


def _activated(op: Op, graphs: Graphs) -> Overwrite | None:
    """An activation writes over what an operation before it keeps."""
    tensor = op.inputs[0]
    for backward, graph in graphs.items():
        if isinstance(tensor, Tensor) and op in graph:
            keeper = _keeper(tensor, tensor.uses.index(op), graph)
            if keeper:
                return Overwrite(op.text, op.written, tensor, keeper, backward)
    return None


def _keeper(tensor: Tensor, uses: int, graph: dict[Op, None]) -> Op | None:
    """Return the operation of a graph that keeps a tensor: the one it came from, or one of its first uses."""
    root = _root(tensor)
    if root.op in graph and root.op.kind in KEEP_RESULT:
        return root.op
    return next((op for op in tensor.uses[:uses] if op in graph and _keeps_input(op, tensor)), None)


def _keeps_input(op: Op, tensor: Tensor) -> bool:
    """Whether backward surely needs what went into an operation."""
    if works_in_place(op):
        return False
    if op.kind in FACTORS:
        others = [value for value in op.inputs if value is not tensor] or [tensor]
        return any(isinstance(other, Tensor) and gradient_flows(other) is True for other in others)
    if op.kind == "linear":
        return isinstance(op.layer, Layer) and op.frozen is False
    return op.kind in KEEP_INPUT and op.inputs[0] is tensor


def works_in_place(op: Op) -> bool:
    """Tell whether an activation writes over what it is given: `nn.ReLU(inplace=True)`, `F.relu_(x)`."""
    if op.kind not in ACTIVATIONS:
        return False
    given: Value | None = op.arguments.named.get("inplace") if op.arguments else None
    if given is None and op.kind in ("relu", "relu6"):
        given = op.setting(0, "inplace")
    node = op.site.node
    named = (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.endswith("_")
    )
    return truth(given) is True if given is not None else named and op.layer is None


def _root(tensor: Tensor) -> Tensor:
    """Return the tensor whose storage a view shares."""
    while tensor.op.kind in _VIEWS and isinstance(tensor.op.inputs[0], Tensor):
        tensor = tensor.op.inputs[0]
    return tensor


def _before(change: Event) -> tuple[int, Value | None]:
    """Return how many operations had used a tensor before it was changed, and what its `requires_grad` was set to."""
    uses, told = change.value.items if isinstance(change.value, Items) else (None, None)
    return whole_number(uses) or 0, None if constant(told) is None else told


def _is_leaf(tensor: Tensor, told: Value | None) -> bool:
    """Whether a tensor, or what it is a view of, surely asked for its own gradient."""
    op = _root(tensor).op
    if op.kind == "parameter" and op.layer is not None:
        of = op.layer.of if isinstance(op.layer, Parameters) else (op.layer,)
        return op.frozen is False and any(_is_learning(part) for one in of for part in modules_in(one))
    if told is not None:
        return op.role == "source" and truth(told) is True
    given = op.arguments.named.get("requires_grad") if op.arguments else None
    asks = op.kind == "parameter" if given is None else truth(given) is True
    return op.role == "source" and asks


def _is_learning(part: Value) -> bool:
    return isinstance(part, Layer) and part.is_trained and not is_frozen(part)
