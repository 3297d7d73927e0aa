"""Methods that torch or Python define: of modules, tensors, optimisers, lists, and of things unseen."""

from __future__ import annotations

import ast
from collections.abc import Callable

from loopwise.program.evaluator.assignments import (
    changed,
    freeze,
    freeze_parameter,
    is_held_by_hand,
    owner_of,
    put,
    steps_by_hand,
)
from loopwise.program.evaluator.attributes import attribute
from loopwise.program.evaluator.machine import Machine
from loopwise.program.evaluator.opaque import opaque
from loopwise.program.evaluator.tensor_calls import apply
from loopwise.program.facts.sizes import as_size, as_value, count_of, length_of
from loopwise.program.objects.arrays import known_array
from loopwise.program.objects.estimators import transformed
from loopwise.program.objects.modules import (
    Container,
    Layer,
    Loader,
    Optimiser,
    Parameters,
    Scheduler,
    modules_in,
)
from loopwise.program.objects.numpy_arrays import GENERATORS, drawn
from loopwise.program.objects.pictures import Picture
from loopwise.program.objects.tables import Table, ask_table, unseen_array
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import PREPARE, Row, method_row, words
from loopwise.program.objects.values import (
    FALSE,
    NONE,
    TRUE,
    Arguments,
    Const,
    Dict,
    External,
    Instance,
    Items,
    Stream,
    Unknown,
    Value,
    constant,
    numbers_joined,
    truth,
)
from loopwise.shapes import product


def call_builtin_method(
    machine: Machine, receiver: Value, name: str, arguments: Arguments, node: ast.AST
) -> Value:
    """Return what `receiver.name(...)` gives, for receivers that are not of the program's own making."""
    if isinstance(receiver, Optimiser) or (isinstance(receiver, Instance) and receiver.cls.makes_optimisers):
        return _of_optimiser(machine, receiver, name, arguments, node)
    if isinstance(receiver, Tensor):
        return _of_tensor(machine, receiver, name, arguments, node)
    if receiver.is_module and not isinstance(receiver, Unknown):
        return _of_module(machine, receiver, name, arguments, node)
    if isinstance(receiver, Items):
        return _of_items(machine, receiver, name, arguments, node)
    if isinstance(receiver, Dict):
        return _of_dict(machine, receiver, name, arguments, node)
    if isinstance(receiver, Scheduler) and name == "step":
        machine.happens("schedule", node, target=receiver)
        return NONE
    if (
        isinstance(receiver, Table)
        and (known := ask_table(machine, receiver, name, arguments, node)) is not None
    ):
        return machine.heard(f"pandas.DataFrame.{name}", receiver, arguments, known, node)
    if isinstance(receiver, Unknown) and name == "to_numpy":
        array = unseen_array(machine, receiver, arguments, node)
        return array or _of_unseen(machine, receiver, name, arguments, node)
    if isinstance(receiver, (Unknown, Loader, Stream, Instance, Parameters)):
        result = _of_unseen(machine, receiver, name, arguments, node)
        made_by = receiver.made_by if isinstance(receiver, Unknown) else ""
        return machine.heard(f"{made_by}.{name}", receiver, arguments, result, node)
    if (
        isinstance(receiver, Const)
        and isinstance(receiver.value, str)
        and name in ("lower", "upper", "strip")
    ):
        return Const(getattr(receiver.value, name)()) if not arguments.all() else Unknown()
    return opaque(machine, External("builtins.method"), Arguments([receiver, *arguments.all()]), node)


def _of_optimiser(machine: Machine, receiver: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
    if name == "step":
        closure = arguments.get(0, "closure")
        if closure is not None:
            from loopwise.program.evaluator.calls import call

            call(machine, closure, Arguments(), node)
        machine.happens("step", node, target=receiver)
    elif name == "zero_grad":
        machine.happens("zero", node, target=receiver)
    elif name == "add_param_group" and isinstance(receiver, Optimiser):
        _add_group(receiver, arguments.get(0, "param_group"))
    elif name.startswith("register_"):  # a hook could clear, unseen
        machine.journal.write(receiver.table, "hooked", TRUE)  # type: ignore[attr-defined]
    return Unknown()


def _add_group(optimiser: Optimiser, group: Value | None) -> None:
    from loopwise.program.evaluator.library import held_by
    from loopwise.program.flow.held import parts_of

    more = held_by(group)
    added = parts_of(more)
    known = optimiser.parts is not None and added is not None and more is not None
    optimiser.parts = (*(optimiser.parts or ()), *(added or ())) if known else None
    if optimiser.holds is not None:
        optimiser.holds = (*optimiser.holds, *more) if more is not None else None


def _of_module(machine: Machine, module: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
    if name in _SAME:
        if name in ("to", "cuda", "cpu"):
            machine.happens("move", node, target=module, value=device_of(name, arguments))
        _note_width(machine, module, name, arguments)
        return module
    if special := _MODULE.get(name):
        return special(machine, module, arguments, node)
    if name in ("parameters", "named_parameters"):
        return Parameters((module,), named=name == "named_parameters")
    if name in _GROW:
        grow = _grow if isinstance(module, Container) else _register
        for value in arguments.positional:
            put(machine, module, value, node)
        return grow(machine, module, name, arguments)
    if name in ("children", "named_children", "modules", "named_modules"):
        return _children(module, name)
    if isinstance(module, Container) and name in ("items", "values", "keys"):
        pairs = Dict(dict(zip(module.keys, module.items, strict=False)))
        return _of_dict(machine, pairs, name, arguments, node)
    if name in _CONFIGURED:
        from loopwise.program.evaluator.lightning import configured

        return configured(module, f"[{name}]") or Unknown(inputs=(module,))
    if name == "save_hyperparameters":
        return _keep_settings(machine, module)
    if name in _QUIET or (isinstance(module, Layer) and module.kind != "opaque"):
        return Unknown(inputs=(module,))
    return opaque(machine, Unknown(inputs=(module,)), arguments, node, name=name)


def _keep_settings(machine: Machine, module: Value) -> Value:
    """Lightning's `self.save_hyperparameters()`: what `__init__` was given is read from `self.hparams`."""
    settings = Unknown()
    for name, value in machine.scope.table.items():
        if value is not module:
            settings.table |= {name: value, f"[{name}]": value}
    if isinstance(module, Instance):
        machine.journal.write(module.table, "hparams", settings)
    return NONE


def _note_width(machine: Machine, module: Value, name: str, arguments: Arguments) -> None:
    """`model.double()`, `model.to(torch.float64)`: its layers no longer hold float32, or nobody can tell."""
    given = arguments.all()
    typed = len(given) > 1 or "dtype" in arguments.named or any(isinstance(v, External) for v in given)
    if name in _WIDTHS or (name == "to" and typed):
        for part in modules_in(module):
            machine.journal.write(part.table, "width", TRUE)  # type: ignore[attr-defined]


def device_of(name: str, arguments: Arguments) -> Value:
    """Return what `to`, `cuda` or `cpu` was given as a device."""
    given = arguments.get(0, "device") if name == "to" else None
    return given or (Unknown() if name == "to" else Const(name))


_SAME = words("to cuda cpu float double half bfloat16 apply compile type share_memory to_empty xpu")
_WIDTHS = words("float double half bfloat16 type to_empty")
_GROW = words("append extend insert add_module register_module register_parameter register_buffer")
_CONFIGURED = words("optimizers lr_schedulers")
_QUIET = words("log log_dict")
STATE = "torch.nn.Module.state_dict"  # what made a value that shares its tensors with the module


def _train(machine: Machine, module: Value, arguments: Arguments, node: ast.AST) -> Value:
    return _set_mode(machine, module, arguments.get(0, "mode") or TRUE, node)


def _eval(machine: Machine, module: Value, arguments: Arguments, node: ast.AST) -> Value:
    return _set_mode(machine, module, FALSE, node)


def _state(machine: Machine, module: Value, arguments: Arguments, node: ast.AST) -> Value:
    state = Unknown(STATE, (module,))
    machine.happens("state", node, target=module, value=state)
    return state


def _load(machine: Machine, module: Value, arguments: Arguments, node: ast.AST) -> Value:
    machine.happens("load", node, target=module, value=arguments.get(0, "state_dict"))
    return Unknown(inputs=(module,))


def _zero_module(machine: Machine, module: Value, arguments: Arguments, node: ast.AST) -> Value:
    machine.happens("zero", node, target=module)
    return NONE


def _freeze(machine: Machine, module: Value, arguments: Arguments, node: ast.AST) -> Value:
    freeze(machine, (module,), arguments.get(0, "requires_grad") or TRUE, node)
    return module


def _manual_backward(machine: Machine, module: Value, arguments: Arguments, node: ast.AST) -> Value:
    """Lightning's `self.manual_backward(loss)`."""
    return _backward(machine, arguments, node)


_MODULE: dict[str, Callable[[Machine, Value, Arguments, ast.AST], Value]] = {
    "train": _train,
    "eval": _eval,
    "state_dict": _state,
    "load_state_dict": _load,
    "zero_grad": _zero_module,
    "requires_grad_": _freeze,
    "manual_backward": _manual_backward,
    "backward": _manual_backward,
}


def _set_mode(machine: Machine, module: Value, mode: Value, node: ast.AST) -> Value:
    machine.happens("mode", node, target=module, value=mode)
    known = truth(mode)
    value: Value = Unknown() if known is None else (TRUE if known else FALSE)
    for part in modules_in(module):
        machine.journal.write(part.table, "training", value)  # type: ignore[attr-defined]
    return module


def _grow(machine: Machine, module: Value, name: str, arguments: Arguments) -> Value:
    assert isinstance(module, Container)
    given = arguments.positional[-1:] if name != "extend" else []
    extended = arguments.get(0) if name == "extend" else None
    if isinstance(extended, (Items, Container)):
        given = list(extended.items)
    elif extended is not None:
        given = [Unknown(inputs=(extended,))]
    items = (*module.items, *given)
    if name == "insert":
        items = (Unknown(inputs=items),)
    machine.journal.write(module.table, "items", items)
    if name in ("add_module", "register_module") and isinstance(word := constant(arguments.get(0)), str):
        module.keys = (*module.keys, word) if len(module.keys) == len(items) - 1 else module.keys
    return module


def _register(machine: Machine, module: Value, name: str, arguments: Arguments) -> Value:
    word, value = constant(arguments.get(0, "name")), arguments.get(1, "module", "param", "tensor")
    if isinstance(word, str) and value is not None:
        machine.journal.write(module.table, word, value)  # type: ignore[attr-defined]
        if isinstance(value, Tensor):
            machine.journal.write(value.table, "registered", TRUE)
    return NONE


def _children(module: Value, name: str) -> Value:
    if isinstance(module, Container) and name == "children":
        return Items("list", module.items)
    part: Value = Layer("opaque", "module", Arguments(), module.site, training=None)  # type: ignore[attr-defined]
    return Stream(Items("tuple", (Unknown(), part)) if name.startswith("named") else part)


def _of_tensor(machine: Machine, tensor: Tensor, name: str, arguments: Arguments, node: ast.AST) -> Value:
    if name == "backward":
        machine.happens("backward", node, tensor=tensor)
        return NONE
    if name in ("size", "dim", "numel", "nelement"):
        return _measured(machine, tensor, name, arguments, node)
    if _root(tensor).op.kind == "grad" and name == "zero_":
        machine.happens("zero", node, target=_root(tensor).op.inputs[0])
        return tensor
    in_place = name.endswith("_") and not name.endswith("__")
    _note_gradient(machine, tensor, name, arguments, node)
    if name in ("requires_grad_", "retain_grad", "register_hook", "share_memory_"):
        return tensor
    if name in ("to_numpy", "map", "to_list"):
        return _of_column(machine, tensor, name, arguments, node)
    row = method_row(name)
    if in_place and (row is None or row.role == "change"):
        changed(machine, tensor, node)
    if row is None:
        return machine.operation("opaque", (tensor, *arguments.all()), machine.site(node), role="opaque")
    result = apply(machine, row, Arguments([tensor, *arguments.positional], arguments.named), node)
    return _changed_in_place(machine, tensor, result, node) if in_place else result


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
        machine.journal.write(tensor.table, "requires_grad", arguments.get(0, "requires_grad") or TRUE)
    if name == "retain_grad":
        machine.journal.write(tensor.table, "retain_grad", TRUE)
    if name == "detach_":  # the tensor itself, whatever else names it; of a state's part, the state
        for cut in (tensor, *(v for v in tensor.op.inputs if isinstance(v, Tensor) and v.op.kind == "state")):
            machine.journal.write(cut.table, "requires_grad", FALSE)
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


def _root(tensor: Tensor) -> Tensor:
    return owner_of(tensor)


def _changed_in_place(machine: Machine, tensor: Tensor, result: Value, node: ast.AST) -> Value:
    """`w.data.sub_(lr * w.grad)` is a step; else the name now stands for the changed tensor."""
    if steps_by_hand(machine, tensor, result, node) or is_held_by_hand(machine, tensor):
        return tensor
    target = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
    if isinstance(target, ast.Name) and tensor.op.kind != "parameter":
        machine.journal.write(machine.scope.home(target.id).table, target.id, result)
    return result


def _of_items(machine: Machine, items: Items, name: str, arguments: Arguments, node: ast.AST) -> Value:
    write, given = machine.journal.write, arguments.get(0)
    if name in _RESIZE and "length" in items.table:
        write(items.table, "length", None)
    if name in ("append", "appendleft") and given is not None:
        machine.happens("append", node, target=items, value=given)
        if not given.is_module and any(not run.exact for run in machine.loops[len(items.born) :]):
            write(items.table, "closed", FALSE)  # of how many rounds before this one, only a run knows
        write(items.table, "items", (*items.items, given)[-200:])
    elif name == "extend" and given is not None:
        more = given.items if isinstance(given, Items) else (given,)
        known = isinstance(given, Parameters) or (isinstance(given, Items) and given.closed)
        brought = more if known or isinstance(given, Items) else (Unknown(inputs=(given,)),)
        write(items.table, "items", (*items.items, *brought)[-200:])
        write(items.table, "closed", TRUE if items.closed and known else FALSE)
    elif name == "pop" and items.items:
        at = constant(given) if given is not None else -1
        if isinstance(at, int) and -len(items.items) <= at < len(items.items):
            rest = list(items.items)
            taken = rest.pop(at)
            write(items.table, "items", tuple(rest))
            return taken
    elif name in ("insert", "remove", "sort", "reverse", "clear"):
        write(items.table, "items", ())
        write(items.table, "closed", TRUE if name == "clear" else FALSE)
    elif items.kind == "size":
        return as_value(product(map(as_size, items.items))) if name == "numel" else Unknown()
    return NONE


_RESIZE = words("append extend pop insert remove clear")


def _of_dict(machine: Machine, held: Dict, name: str, arguments: Arguments, node: ast.AST) -> Value:
    pairs = [(Const(key), value) for key, value in held.table.items()]
    if name == "items":
        return Items("list", [Items("tuple", pair) for pair in pairs], closed=held.closed)
    if name == "values":
        return Items("list", [value for _, value in pairs], closed=held.closed)
    if name == "keys":
        return Items("list", [key for key, _ in pairs], closed=held.closed)
    if name in ("get", "pop", "setdefault"):
        key = constant(arguments.get(0))
        value = held.table.get(key) if isinstance(key, (str, int)) else None
        return value or arguments.get(1) or Unknown(inputs=tuple(held.table.values()))
    if name == "update":
        given = arguments.get(0)
        for key, value in {**(given.table if isinstance(given, Dict) else {}), **arguments.named}.items():
            machine.journal.write(held.table, key, value)
    return Unknown()


def _of_unseen(machine: Machine, receiver: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Duck typing: what is stepped and cleared is an optimiser, what gives parameters a model."""
    if name == "train" and _is_trainer(receiver):
        machine.note(node)  # its loop stands in the library: what the model and its loss do is read, no more
    if isinstance(receiver, Unknown):
        plain = all(isinstance(given, Const) for given in arguments.all())
        if name in _OF_SCORES and plain and not receiver.is_module:  # `model(**batch).logits.softmax(-1)`
            return _of_tensor(machine, machine.as_tensor(receiver, node), name, arguments, node)
        receiver.asked.add(name)
        if isinstance(receiver, Picture) and (picture := receiver.after(name, arguments)) is not None:
            return picture
        if receiver.made_by in GENERATORS and (array := drawn(machine, name, arguments, node)):
            return array
        special = _UNSEEN.get(name)
        if special is not None:
            found = special(machine, receiver, arguments, node)
            if found is not None:
                return found
        if name in _BY_TRAINER:
            from loopwise.program.evaluator.lightning import run_by_trainer

            if (result := run_by_trainer(machine, receiver, name, arguments, node)) is not None:
                return result
    if name in PREPARE and arguments.positional:
        given = arguments.positional
        return given[0] if len(given) == 1 else Items("tuple", given)
    if name in ("parameters", "named_parameters"):
        return Parameters((receiver,), named=name == "named_parameters")
    callee = Unknown(receiver.made_by if isinstance(receiver, Unknown) else "builtins.", (receiver,))
    result = opaque(machine, callee, arguments, node, name=name)
    return receiver if name == "fit" and callee.made_by.startswith("sklearn.") else result


def _is_trainer(value: Value) -> bool:
    """Whether it is a Trainer of Hugging Face, or of a class of the program that derives from one."""
    made_by = [value.made_by] if isinstance(value, Unknown) else []
    if isinstance(value, Instance):
        made_by = [base.path for base in value.cls.outside()]
    return any(path.startswith(("transformers.", "trl.")) and path.endswith("Trainer") for path in made_by)


def _backward(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    given = arguments.get(0, "loss")
    machine.happens("backward", node, tensor=machine.as_tensor(given, node) if given is not None else None)
    return NONE


def _step(machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST) -> Value | None:
    """`scaler.step(optimizer)` steps the optimiser; `thing.step()` steps the thing, if it is one."""
    given = arguments.get(0)
    optimiser = isinstance(given, Optimiser) or (isinstance(given, Instance) and given.cls.makes_optimisers)
    if optimiser or (isinstance(given, Unknown) and receiver.made_by.endswith("GradScaler")):
        machine.happens("step", node, target=given)
    elif given is None:
        machine.happens("step", node, target=receiver)
    else:
        return None
    return Unknown()


def _zero(machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST) -> Value | None:
    machine.happens("zero", node, target=receiver)
    return Unknown()


def _backward_of_unseen(
    machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST
) -> Value | None:
    """`loss.backward()` on an unseen loss; `accelerator.backward(loss)`."""
    if arguments.get(0, "loss") is not None:
        return _backward(machine, arguments, node)
    machine.happens("backward", node, tensor=machine.as_tensor(receiver, node))
    return NONE


def _scale(machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST) -> Value | None:
    """`scaler.scale(loss)`: a multiple of the loss."""
    given = arguments.get(0)
    return given if isinstance(given, Tensor) else None


def _mode(machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST) -> Value | None:
    return receiver if not arguments.positional else None


def _moved(machine: Machine, receiver: Unknown, arguments: Arguments, node: ast.AST) -> Value | None:
    """`model.to(device)` is the model."""
    return receiver


_OF_SCORES = ("softmax", "log_softmax", "sigmoid")  # methods that only tensors have
_BY_TRAINER = words("fit test validate predict")
_UNSEEN: dict[str, Callable[[Machine, Unknown, Arguments, ast.AST], Value | None]] = {
    "backward": _backward_of_unseen,
    "step": _step,
    "zero_grad": _zero,
    "scale": _scale,
    "eval": _mode,
    "train": _mode,
    "to": _moved,
    "cuda": _moved,
    "transform": transformed,
    "fit_transform": transformed,
}
