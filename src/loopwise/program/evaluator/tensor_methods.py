"""Methods of a tensor: operations, those that change it in place, what is asked of its shape."""

from __future__ import annotations

import ast

from loopwise.program.evaluator.assignments import (
    ask_gradient,
    changed,
    clears,
    freeze,
    freeze_parameter,
    is_held_by_hand,
    part,
    steps_by_hand,
)
from loopwise.program.evaluator.attributes import attribute
from loopwise.program.evaluator.container_methods import of_dict
from loopwise.program.evaluator.machine import Machine
from loopwise.program.evaluator.tensor_calls import apply
from loopwise.program.facts.batches import names_of_parts
from loopwise.program.facts.sizes import count_of, length_of
from loopwise.program.objects.arrays import known_array
from loopwise.program.objects.modules import (
    Parameters,
)
from loopwise.program.objects.numbers import numbers_joined
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import Row, method_row
from loopwise.program.objects.values import (
    FALSE,
    NONE,
    TRUE,
    Arguments,
    Const,
    Dict,
    Unknown,
    Value,
    constant,
)


def of_tensor(machine: Machine, tensor: Tensor, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Return what a method of a tensor gives."""
    if name == "backward":
        machine.happens("backward", node, tensor=tensor)
        return NONE
    if name in ("size", "dim", "numel", "nelement"):
        return _measured(machine, tensor, name, arguments, node)
    in_place = name.endswith("_") and not name.endswith("__")
    if in_place and clears(machine, tensor, name[:-1], arguments.get(0), node):
        return tensor
    _note_gradient(machine, tensor, name, arguments, node)
    if name in ("requires_grad_", "retain_grad", "register_hook", "share_memory_"):
        return tensor
    if name in ("items", "keys", "values") and (words := names_of_parts(tensor)):
        pairs = {word: part(machine, tensor, word, node) for word in words}
        return of_dict(machine, Dict(pairs), name, arguments, node)
    if name in ("to_numpy", "map", "to_list"):
        return _of_column(machine, tensor, name, arguments, node)
    if name in _NEW:
        return machine.operation(
            name, (), machine.site(node), role="source", shape="made", arguments=arguments
        )
    row = method_row(name)
    if in_place and (row is None or row.role == "change"):
        changed(machine, tensor, node)
    if row is None and name in _RESIZING:
        tensor.settle_as(None)  # the tensor itself has other lengths now
    if row is None:
        return machine.operation("opaque", (tensor, *arguments.all()), machine.site(node), role="opaque")
    given = Arguments([tensor, *arguments.positional], arguments.named, whole=arguments.whole)
    result = apply(machine, row, given, node)
    return _changed_in_place(machine, tensor, result, node) if in_place else result


_NEW = ("new_zeros", "new_ones", "new_empty")  # `x.new_zeros(4, 5)`: of the type of x
_RESIZING = ("resize_", "resize_as_", "set_")


def _of_column(machine: Machine, tensor: Tensor, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """`frame["label"].to_numpy("int64")`, `frame["activity"].map(CODES)`."""
    if name == "map":
        given = arguments.get(0, "arg")
        number = numbers_joined(list(given.table.values())) if isinstance(given, Dict) else None
        rows = tensor.shape if tensor.shape is not None else (None,)
        if number is None:
            return known_array(machine, node, rows, "", tensor, role="layout")
        return known_array(machine, node, rows, number.dtype, tensor, role="layout", reach=number.reach)
    if (dtype := arguments.get(0, "dtype")) is not None:
        return apply(machine, Row("astype", "layout", "same"), Arguments([tensor, dtype]), node)
    return machine.operation("identity", (tensor,), machine.site(node), role="layout", shape="same")


def _note_gradient(machine: Machine, tensor: Tensor, name: str, arguments: Arguments, node: ast.AST) -> None:
    """Remember what `requires_grad_`, `retain_grad` and `detach_` say of a tensor."""
    if name == "requires_grad_" and isinstance(tensor.op.layer, Parameters):
        freeze_parameter(machine, tensor, arguments.get(0, "requires_grad") or TRUE, node)
    elif name == "requires_grad_":
        ask_gradient(machine, tensor, arguments.get(0, "requires_grad") or TRUE)
    if name == "retain_grad":
        machine.journal.write(tensor.table, "retain_grad", TRUE)
    if name == "detach_":  # the tensor itself, whatever else names it; of a state's part, the state
        for cut in (tensor, *(v for v in tensor.op.inputs if isinstance(v, Tensor) and v.op.kind == "state")):
            ask_gradient(machine, cut, FALSE)
        if isinstance(tensor.op.layer, Parameters):
            freeze(machine, tensor.op.layer.of, FALSE, node)


def _measured(machine: Machine, tensor: Tensor, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """`x.size()`, `x.size(0)`, `x.dim()`, `x.numel()`."""
    given = arguments.get(0, "dim")
    if name == "size":
        axis = constant(given)
        if given is None:
            return attribute(machine, tensor, "shape", node)
        return length_of(tensor, axis) if isinstance(axis, int) else Unknown()
    if name == "dim":
        return Unknown() if tensor.rank is None else Const(tensor.rank)
    return count_of(tensor)


def _changed_in_place(machine: Machine, tensor: Tensor, result: Value, node: ast.AST) -> Value:
    """`w.data.sub_(lr * w.grad)` is a step; else the name now stands for the changed tensor."""
    if steps_by_hand(machine, tensor, result, node) or is_held_by_hand(machine, tensor):
        return tensor
    target = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
    if isinstance(target, ast.Name) and tensor.op.kind != "parameter":
        machine.journal.write(machine.scope.home(target.id).table, target.id, result)
    return result
