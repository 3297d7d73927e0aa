"""Operations on tensors: of layers, of torch's functions, of tensors' methods, and the losses."""

from __future__ import annotations

import ast

from loopwise.program.evaluator.machine import Machine
from loopwise.program.objects.losses import LossCall
from loopwise.program.objects.modules import Layer
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import OPERATIONS, RECURRENT, RETURN_PAIRS, Row
from loopwise.program.objects.values import Arguments, Items, Unknown, Value, is_altered
from loopwise.program.source.sources import Site

_DEEP = 40  # operations looked through


def layer_operation(machine: Machine, layer: Layer, arguments: Arguments, site: Site) -> Value:
    """Ask a layer of torch.nn, or a model of unknown layers."""
    row = OPERATIONS.get(layer.kind) or Row(layer.kind, "opaque" if layer.kind == "opaque" else "change")
    out = machine.operation(
        row.kind,
        arguments.all(),
        site,
        role=row.role,
        shape=row.shape,
        layer=layer,
        arguments=Arguments(whole=False) if is_altered(layer) else layer.arguments,
    )
    if layer.kind in RECURRENT:
        state = machine.operation("state", (out,), site, role="opaque", layer=layer)
        return Items("tuple", (out, state))
    return out


def apply(machine: Machine, row: Row, arguments: Arguments, node: ast.AST) -> Value:
    """Apply a torch function or a tensor's method; the tensor comes first."""
    site = machine.site(node)
    if isinstance(written := arguments.named.get("out"), Tensor):
        written.settle_as(None)  # it becomes as long as what is written into it
    if row.role == "layout" and row.kind in ("tensor", "as_tensor", "asarray", "from_numpy"):
        return machine.operation(row.kind, arguments.positional[:1], site, role="source", arguments=arguments)
    if row.role == "source":
        return machine.operation(
            row.kind, arguments.positional, site, role="source", shape=row.shape, arguments=arguments
        )
    if row.kind in ("max", "min") and is_of_numpy(arguments.get(0)):
        row = OPERATIONS[f"a{row.kind}"]  # whose array gives no pair
    if row.kind in RETURN_PAIRS and _has_axis(row, arguments):
        return _pair(machine, row, arguments, site)
    if row.kind in ("unbind", "chunk", "split"):
        part = machine.operation(row.kind, arguments.all(), site, role=row.role, arguments=arguments)
        return Items("tuple", (part, part), closed=False)
    return machine.operation(
        row.kind, _flat(arguments.all()), site, role=row.role, shape=row.shape, arguments=arguments
    )


def is_of_numpy(value: Value | None) -> bool:
    """Tell whether something is surely an array, of numpy or scikit-learn, that torch has not seen yet."""
    for _ in range(_DEEP):
        if not isinstance(value, Tensor) or value.op.layer is not None:
            return False
        if value.op.is_("array", "split_rows", "numpy"):
            return True
        if value.op.role not in ("layout", "change"):
            return False
        value = next((one for one in value.op.inputs if isinstance(one, Tensor)), None)
    return False


def _flat(values: list[Value]) -> list[Value]:
    """Tensors inside a list are inputs too: torch.cat([a, b])."""
    flat: list[Value] = []
    for value in values:
        flat += value.items if isinstance(value, Items) else [value]
    return flat


def _has_axis(row: Row, arguments: Arguments) -> bool:
    if row.kind in ("topk", "sort", "kthvalue", "mode"):
        return True
    second = arguments.get(1, "dim", "axis")
    return second is not None and not isinstance(second, Tensor)


def _pair(machine: Machine, row: Row, arguments: Arguments, site: Site) -> Value:
    """`torch.max(x, 1)`: the values, and where they stand."""
    values = machine.operation(
        "values_of_" + row.kind, arguments.all(), site, role="change", shape=row.kind, arguments=arguments
    )
    indices = machine.operation(
        "argmax", arguments.all(), site, role="choose", shape=row.kind, arguments=arguments
    )
    return Items("tuple", (values, indices), names=("values", "indices"))


def compute_loss(
    machine: Machine, kind: str, label: str, arguments: Arguments, site: Site, *, layer: Value | None = None
) -> Value:
    """Compute a loss and record the call."""
    given = arguments.get(0, "input", "anchor", "log_probs", "input1")
    tensor = machine.as_tensor(given if given is not None else Unknown(), site.node)
    others = [value for value in arguments.all() if value is not given]
    made_with = layer.arguments if isinstance(layer, Layer) else Arguments()
    settings = made_with if layer is not None else arguments
    out = machine.operation(kind, (tensor, *others), site, role="loss", layer=layer, arguments=settings)
    machine.losses.append(LossCall(kind, label, arguments, made_with, out, site, again=machine.again))
    return out
