"""What an assignment changes: names, attributes, items, and tuples of these."""

from __future__ import annotations

import ast

from loopwise.program.evaluator.machine import Machine
from loopwise.program.objects.definitions import Bound, Class, Instance
from loopwise.program.objects.modules import Container, Layer, Optimiser, Parameters, modules_in
from loopwise.program.objects.numbers import AxisLength
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import (
    FALSE,
    NONE,
    TRUE,
    Arguments,
    Const,
    Dict,
    External,
    Items,
    ModuleFile,
    Stream,
    Unknown,
    Value,
    constant,
)


def assign(machine: Machine, target: ast.expr, value: Value) -> None:
    """Give `target` a value."""
    if isinstance(target, ast.Name):
        machine.journal.write(machine.scope.home(target.id).table, target.id, value)
    elif isinstance(target, ast.Attribute):
        set_attribute(machine, machine.evaluate(target.value), target.attr, value, target)
    elif isinstance(target, ast.Subscript):
        owner = machine.evaluate(target.value)
        if isinstance(target.value, ast.Attribute) and target.value.attr in _OWN_TABLES:
            machine.hand_over(
                target, [machine.evaluate(target.value.value)]
            )  # which part is another one now?
        if isinstance(owner, Tensor):
            changed(machine, owner, target)
        _set_item(machine, owner, machine.evaluate(target.slice), value)
        put(machine, owner, value, target)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for part, held in zip(target.elts, unpacked(machine, value, target), strict=True):
            assign(machine, part.value if isinstance(part, ast.Starred) else part, held)


def set_attribute(machine: Machine, owner: Value, name: str, value: Value, node: ast.AST) -> None:
    """Set an attribute; `p.grad = None` clears, `w.data = w.data - lr * w.grad` steps."""
    if name == "grad":
        cleared = isinstance(value, Const) and value.value is None
        machine.happens("zero" if cleared else "differentiate", node, target=owner)
    elif isinstance(owner, Tensor) and name in _OF_LEAVES:
        _OF_LEAVES[name](machine, owner, value, node)
    elif isinstance(owner, (Instance, Class, Unknown, Tensor, Optimiser)) or owner.is_module:
        if name == "requires_grad" and isinstance(owner, (Instance, Layer)) and owner.is_module:
            machine.happens("marked", node, target=owner, value=value)
        table = getattr(owner, "table", None)
        if table is not None:
            if (old := table.get(name)) is not None and old.is_module and old is not value:
                machine.happens("replaced", node, target=owner, value=old)
            machine.journal.write(table, name, value)
        if isinstance(owner, Optimiser) and name in ("step", "zero_grad"):
            machine.hook(owner)
        put(machine, owner, value, node)
        if name not in _AS_MADE and not value.is_module:
            _alter(machine, owner, value)
        if isinstance(owner, Unknown):
            _set_behind_part(machine, owner, value, node)
    elif isinstance(owner, ModuleFile):
        machine.journal.write(owner.scope.table, name, value)
    elif isinstance(owner, External) and owner.path.startswith("torch.") and owner.name[:1].isupper():
        machine.happens("patched", node, target=owner)  # `nn.Linear.forward = ...`


def _set_data(machine: Machine, tensor: Tensor, value: Value, node: ast.AST) -> None:
    """`w.data = w.data - lr * w.grad` steps; `fc.weight.data = rows` gives a layer other weights."""
    if isinstance(value, Tensor) and value.shape is not None and value.shape != tensor.shape:
        tensor.settle_as(value.shape)
    if not steps_by_hand(machine, tensor, value, node) and isinstance(tensor.op.layer, Parameters):
        for layer in tensor.op.layer.of:
            _alter(machine, layer, value)


def _set_requires_grad(machine: Machine, tensor: Tensor, value: Value, node: ast.AST) -> None:
    if isinstance(tensor.op.layer, Parameters):
        freeze_parameter(machine, tensor, value, node)
    else:
        ask_gradient(machine, tensor, value)


_OF_LEAVES = {"data": _set_data, "requires_grad": _set_requires_grad}
_OWN_TABLES = ("_modules", "_parameters", "_buffers", "__dict__")  # where a module finds its parts
_AS_MADE = ("training", "requires_grad", "bias")


def _alter(machine: Machine, owner: Value, value: Value) -> None:
    """Remember that a layer of torch, or a library's data set, is given other contents; not another layer's weights."""
    shared = isinstance(value, Tensor) and value.last.is_("parameter") and value.last.layer is not None
    if isinstance(owner, (Layer, Unknown)) and not isinstance(owner, Container) and not shared:
        machine.alter(owner)


def put(machine: Machine, owner: Value, value: Value, node: ast.AST) -> None:
    """Record that a module is given something that can hold parameters."""
    is_parameter = isinstance(value, Tensor) and value.op.kind == "parameter"
    if owner.is_module and (isinstance(value, (Items, Dict)) or is_parameter or value.is_module):
        unready = isinstance(owner, Instance) and not owner.ready and not isinstance(value, (Items, Dict))
        machine.happens("unready" if unready else "put", node, target=owner, value=value)


def _set_behind_part(machine: Machine, owner: Unknown, value: Value, node: ast.AST) -> None:
    """Record that something is set on the data set behind a part of it: `val_set.dataset.transform = ...`."""
    part = owner.inputs[0] if len(owner.inputs) == 1 else None
    if isinstance(part, Unknown) and part.table.get("dataset") is owner:
        machine.happens("shared", node, target=part, value=value)


def clears(machine: Machine, tensor: Tensor, by: str, factor: Value | None, node: ast.AST) -> bool:
    """Record that a gradient is set to 0 in place, if it is: `p.grad.zero_()`, `p.grad *= 0`; tell whether it was."""
    gradient = owner_of(tensor).op
    if gradient.kind != "grad" or not (by == "zero" or (by in ("mul", "fill") and constant(factor) == 0)):
        return False
    machine.happens("zero", node, target=gradient.inputs[0])
    return True


def changed(machine: Machine, tensor: Tensor, node: ast.AST) -> None:
    """Record that a tensor is changed in place, with how many operations had used it and its `requires_grad`."""
    told = tensor.table.get("requires_grad", NONE)
    machine.happens("change", node, tensor=tensor, value=Items("tuple", (Const(len(tensor.uses)), told)))


def rebinds_leaf(machine: Machine, target: ast.expr, value: Value, node: ast.AST) -> None:
    """Record `w = w - lr * w.grad`: the name then means a new tensor, which is no leaf."""
    if not isinstance(value, Tensor) or value.op.kind not in ("sub", "add"):
        return
    old = value.op.inputs[0]
    gradients = [use for use in old.uses if use.kind == "grad"] if isinstance(old, Tensor) else []
    stepped = bool(gradients) and any(op in gradients for op in value.past())
    if stepped and _meant(machine, target) is old:
        machine.happens("rebind", node, target=old, tensor=value)


def _meant(machine: Machine, target: ast.expr) -> Value | None:
    """Return what a name, an attribute or an entry of a dictionary means before it is assigned."""
    if isinstance(target, ast.Name):
        return machine.scope.find(target.id)
    if isinstance(target, ast.Subscript):
        held, key = machine.evaluate(target.value), constant(machine.evaluate(target.slice))
        return held.table.get(key) if isinstance(held, Dict) and isinstance(key, (str, int)) else None
    owner = machine.evaluate(target.value) if isinstance(target, ast.Attribute) else None
    return (
        owner.table.get(target.attr)
        if isinstance(owner, Instance) and isinstance(target, ast.Attribute)
        else None
    )


def freeze(machine: Machine, modules: tuple[Value, ...], value: Value, node: ast.AST) -> None:
    """Note modules as frozen, or as thawed: in one arm of an `if` that leaves them perhaps frozen."""
    known = truth(value)
    mark: Value = Unknown() if known is None else FALSE if known else TRUE
    machine.happens("freeze", node, target=Parameters(modules), value=value)
    for module in modules:
        for part in modules_in(module):
            if isinstance(part, (Layer, Instance)):
                machine.journal.write(part.table, "frozen", mark)


def ask_gradient(machine: Machine, tensor: Tensor, value: Value) -> None:
    """Remember what a tensor's `requires_grad` is set to; off after its uses says nothing of those."""
    late = truth(value) is not True and bool(tensor.uses)
    machine.journal.write(tensor.table, "requires_grad", Unknown() if late else value)


def freeze_parameter(machine: Machine, tensor: Tensor, value: Value, node: ast.AST) -> None:
    """Note what a parameter is of as frozen: a layer only when both its weight and its bias are."""
    assert isinstance(tensor.op.layer, Parameters)
    layers, named = tensor.op.layer.of, tensor.op.site.node
    attribute = named.attr if isinstance(named, ast.Attribute) else ""
    if attribute not in ("weight", "bias") or len(layers) != 1 or not isinstance(layers[0], Layer):
        freeze(machine, layers, value, node)
        return
    layer = layers[0]
    machine.journal.write(layer.table, f"frozen {attribute}", value)
    told = {truth(layer.table.get(f"frozen {one}") or Unknown()) for one in ("weight", "bias")}
    whole = len(told) == 1 or truth(layer.arguments.named.get("bias") or TRUE) is False
    freeze(machine, layers, value if whole else Unknown(), node)


def steps_by_hand(machine: Machine, tensor: Tensor, change: Value, node: ast.AST) -> bool:
    """Record a step if a tensor is changed by its own gradient, in place; tell whether it was."""
    leaf = owner_of(tensor)
    if (
        not machine.reads_gradients
        or not isinstance(change, Tensor)
        or not any(
            op.kind == "grad"
            and isinstance(op.inputs[0], Tensor)
            and _same_leaf(owner_of(op.inputs[0]), leaf)
            for op in change.past()
        )
    ):
        return False
    optimiser = _by_hand(machine, leaf, node)
    if _is_repeated(machine, optimiser):
        machine.events.remove(next(e for e in reversed(machine.events) if e.target is optimiser))
    machine.happens("step", node, target=optimiser)
    return True


def is_held_by_hand(machine: Machine, tensor: Tensor) -> bool:
    """Tell whether the program updates a tensor by hand in this loop: other changes in place leave it that leaf."""
    known = machine.by_hand.get(machine.loops)
    return isinstance(known, Optimiser) and tensor in (known.holds or ())


def owner_of(tensor: Tensor) -> Tensor:
    """Return the tensor whose storage a view like `w.data` or `w.detach()` shares."""
    while tensor.op.kind in ("data", "detach") and isinstance(tensor.op.inputs[0], Tensor):
        tensor = tensor.op.inputs[0]
    return tensor


def _same_leaf(one: Tensor, other: Tensor) -> bool:
    both_parameters = one.op.kind == other.op.kind == "parameter" and one.op.layer is not None
    return one is other or (both_parameters and one.op.layer is other.op.layer)


def _by_hand(machine: Machine, leaf: Tensor, node: ast.AST) -> Optimiser:
    """Return the one optimiser that all updates by hand in a loop are steps of."""
    known = machine.by_hand.get(machine.loops)
    held = leaf.op.layer.of if isinstance(leaf.op.layer, Parameters) else (leaf,)
    if not isinstance(known, Optimiser):
        known = machine.by_hand[machine.loops] = Optimiser("by hand", (), machine.site(node))
    known.holds = tuple(dict.fromkeys((*(known.holds or ()), *held)))
    return known


def _is_repeated(machine: Machine, optimiser: Optimiser) -> bool:
    """Several updates in one round (`w -= ...; b -= ...`) are one step: the last stands for all."""
    for event in reversed(machine.events):
        if event.target is optimiser:
            return event.again == machine.again
        if event.kind == "backward":
            return False
    return False


def _set_item(machine: Machine, owner: Value, key: Value, value: Value) -> None:
    from loopwise.program.objects.tables import Table, column_of_unseen

    journal = machine.journal
    if isinstance(owner, Dict):
        known = isinstance(key, Const) and isinstance(key.value, (str, int, float, bool))
        journal.write(owner.table, key.value if isinstance(key, Const) and known else object(), value)
    elif isinstance(owner, Container) and isinstance(word := constant(key), str):
        put_under(machine, owner, word, value)
    elif isinstance(owner, (Items, Container)):
        at = key.value if isinstance(key, Const) and isinstance(key.value, int) else None
        items = list(owner.items)
        if at is not None and -len(items) <= at < len(items):
            items[at] = value
            journal.write(owner.table, "items", tuple(items))
        else:
            journal.write(owner.table, "items", tuple(Unknown(inputs=(item, value)) for item in items))
    elif isinstance(owner, Layer) and isinstance(constant(key), int):  # `vgg.classifier[6] = ...`
        journal.write(owner.table, f"[{constant(key)}]", value)
    elif isinstance(owner, Table) and isinstance(key, Const) and isinstance(key.value, str):
        journal.write(owner.table, ("column", key.value), value)
    elif isinstance(owner, Unknown) and len(owner.inputs) == 1 and not isinstance(key, Const):
        _alter(machine, owner.inputs[0], value)  # `data.targets[rare] = 1`
    elif isinstance(owner, (Unknown, Instance)) and isinstance(key, Const) and isinstance(key.value, str):
        held = column_of_unseen(machine, owner, value) if isinstance(owner, Unknown) else value
        journal.write(owner.table, f"[{key.value}]", held)
    elif isinstance(owner, Tensor):
        before = owner.table.get("assigned")  # some of its numbers are others now
        earlier = before.items if isinstance(before, Items) else [before] if before else []
        journal.write(owner.table, "assigned", Items("list", (*earlier, value)[-40:]))
        if (
            constant(value) == 1
            and not isinstance(key, (Const, Items))
            and _is_in_every_round(machine, owner)
        ):
            journal.write(owner.table, "marked", TRUE)


def _is_in_every_round(machine: Machine, tensor: Tensor) -> bool:
    """Whether a loop goes on changing zeros that were made outside it: `for tag in tags: row[at[tag]] = 1`."""
    inside = len(machine.loops) > len(tensor.op.loops) and tensor.op.is_("zeros", "array")
    run = machine.loops[-1] if inside else None
    return run is not None and not run.exact and len(machine.conditions) == run.conditions


def put_under(machine: Machine, container: Container, name: str, module: Value) -> None:
    """Put a module into a container under a name: `self.blocks["head"] = ...`, `add_module`."""
    keys, items = container.keys, list(container.items)
    if name in keys[: len(items)]:
        items[keys.index(name)] = module
    else:
        items.append(module)
        if len(keys) == len(items) - 1:
            machine.journal.write(container.table, "keys", (*container.table["keys"], Const(name)))
    machine.journal.write(container.table, "items", tuple(items))


def unpacked(machine: Machine, value: Value, target: ast.Tuple | ast.List) -> list[Value]:
    """Return one value for each part of `a, *b = value`."""
    count = len(target.elts)
    starred = next((i for i, part in enumerate(target.elts) if isinstance(part, ast.Starred)), None)
    if isinstance(value, Items) and value.closed:
        items = list(value.items)
        if starred is not None and len(items) >= count - 1:
            behind = count - starred - 1
            middle = Items("list", items[starred : len(items) - behind])
            return [*items[:starred], middle, *items[len(items) - behind :]]
        if len(items) == count:
            return items
    if isinstance(value, Bound) and value.name == "shape" and starred is None:
        return _lengths(value.receiver, target)
    return [part(machine, value, i, target) for i in range(count)]


def _lengths(tensor: Value, target: ast.Tuple | ast.List) -> list[Value]:
    """`b, t, c = x.shape`: its axes are as many, and may be told by their names."""
    names = tuple(part.id if isinstance(part, ast.Name) else "?" for part in target.elts)
    return [AxisLength(tensor, names, (axis,)) for axis in range(len(names))]


def _piece(machine: Machine, piece: Value, index: int | str, target: ast.AST) -> Value:
    """One of the things that a list of unknown length is unpacked into: each is another one."""
    if not isinstance(piece, Tensor):
        return piece
    given = Arguments((piece, Const(index)))
    return machine.operation(
        "piece", (piece,), machine.site(target), role="layout", shape="same", arguments=given
    )


def part(machine: Machine, value: Value, index: int | str, target: ast.AST) -> Value:
    """Return what stands at a place, or under a word, of something of which the length is not known."""
    if isinstance(value, Tensor):
        role = "layout" if value.op.role in ("source", "layout") else "opaque"
        given = Arguments((value, Const(index)))
        return machine.operation(
            "item", (value,), machine.site(target), role=role, shape="part", arguments=given
        )
    if isinstance(value, Stream):
        return value.element
    if isinstance(value, Items) and value.items:
        from loopwise.program.evaluator.loops import typical

        return _piece(machine, typical(value.items), index, target)
    if isinstance(value, Unknown):
        held: Value = value.table.setdefault(f"[{index}]", Unknown(inputs=(value,)))
        return held
    return Unknown(inputs=(value,))
