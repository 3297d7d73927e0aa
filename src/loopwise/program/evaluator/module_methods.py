"""Methods of a module: its mode, its weights, its parts; some are Lightning's."""

from __future__ import annotations

import ast
from collections.abc import Callable

from loopwise.program.evaluator.assignments import (
    freeze,
    put,
    put_under,
)
from loopwise.program.evaluator.attributes import lookup
from loopwise.program.evaluator.container_methods import of_dict
from loopwise.program.evaluator.machine import Machine
from loopwise.program.evaluator.opaque import opaque
from loopwise.program.objects.definitions import Bound, Function, Instance
from loopwise.program.objects.modules import (
    PART,
    Container,
    Layer,
    Parameters,
    modules_in,
)
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import words
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
    Stream,
    Unknown,
    Value,
    constant,
)
from loopwise.program.source.sources import called, nodes_in


def go_back(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    """`self.manual_backward(loss)`, `accelerator.backward(loss)`: go back from what is given."""
    given = arguments.get(0, "loss")
    machine.happens("backward", node, tensor=machine.as_tensor(given, node) if given is not None else None)
    return NONE


def of_module(machine: Machine, module: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Return what a method of a module gives that torch or Lightning defines."""
    if name in _SAME:
        if name in ("to", "cuda", "cpu"):
            machine.happens("move", node, target=module, value=device_of(name, arguments))
        _note_width(machine, module, name, arguments, node)
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
        return of_dict(machine, pairs, name, arguments, node)
    if name in _CONFIGURED:
        from loopwise.program.evaluator.trainers.lightning import configured

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


def _note_width(machine: Machine, module: Value, name: str, arguments: Arguments, node: ast.AST) -> None:
    """`model.double()`, `model.to(torch.float64)`: its layers no longer hold float32, or nobody can tell."""
    given = arguments.all()
    typed = (
        len(given) > 1
        or any(isinstance(one, (External, Tensor)) for one in given)
        or "type" in ast.unparse(node)
    )
    if name in _WIDTHS or (name == "to" and typed):
        for part in modules_in(module):
            machine.journal.write(part.table, "width", TRUE)  # type: ignore[attr-defined]


def device_of(name: str, arguments: Arguments) -> Value:
    """Return what `to`, `cuda` or `cpu` was given as a device."""
    given = arguments.get(0, "device") if name == "to" else None
    return given or (Unknown() if name == "to" else Const(name))


_SAME = words("to cuda cpu float double half bfloat16 compile type share_memory to_empty xpu")
_WIDTHS = words("float double half bfloat16 type to_empty")
_GROW = words("append extend insert pop add_module register_module register_parameter register_buffer")
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
    for part in modules_in(module):
        if isinstance(part, Instance) and lookup(part.cls, "_load_from_state_dict") is not None:
            for name, held in part.table.items():  # its own way of loading may make them anew
                if isinstance(held, Tensor):
                    machine.journal.write(part.table, name, Unknown(inputs=(held,)))
    return Unknown(inputs=(module,))


def _zero_module(machine: Machine, module: Value, arguments: Arguments, node: ast.AST) -> Value:
    machine.happens("zero", node, target=module)
    return NONE


def _freeze(machine: Machine, module: Value, arguments: Arguments, node: ast.AST) -> Value:
    freeze(machine, (module,), arguments.get(0, "requires_grad") or TRUE, node)
    return module


def _manual_backward(machine: Machine, module: Value, arguments: Arguments, node: ast.AST) -> Value:
    """Lightning's `self.manual_backward(loss)`."""
    return go_back(machine, arguments, node)


def _apply(machine: Machine, module: Value, arguments: Arguments, node: ast.AST) -> Value:
    """`model.apply(init_weights)`: what is done to each part is done to one of unknown kind."""
    from loopwise.program.evaluator.calls import call

    if isinstance(function := arguments.get(0, "fn"), (Function, Bound)):
        call(machine, function, Arguments([_part_of(module)]), node)
    return module


def _hook(machine: Machine, module: Value, arguments: Arguments, node: ast.AST) -> Value:
    """A hook on `forward`: from now on what the module is given, or gives, may be what the hook returns."""
    if _gives(arguments.get(0, "hook")):
        machine.hook(module)
    return Unknown(inputs=(module,))


_ACTS = words("append extend add update setdefault print __setitem__ setattr")  # what gives nothing


def _gives(hook: Value | None) -> bool:
    """Whether a hook may return something, which then stands in place of what the module was given or gives."""
    function = hook.function if isinstance(hook, Bound) else hook
    if not isinstance(function, Function):
        return True
    if isinstance(function.node, ast.Lambda):
        return called(function.node.body) not in _ACTS
    return any(isinstance(part, ast.Return) and part.value is not None for part in nodes_in(function.node))


_MODULE: dict[str, Callable[[Machine, Value, Arguments, ast.AST], Value]] = {
    "train": _train,
    "eval": _eval,
    "state_dict": _state,
    "load_state_dict": _load,
    "zero_grad": _zero_module,
    "requires_grad_": _freeze,
    "manual_backward": _manual_backward,
    "backward": _manual_backward,
    "apply": _apply,
    "register_forward_hook": _hook,
    "register_forward_pre_hook": _hook,
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
    if name in ("add_module", "register_module") and isinstance(word := constant(arguments.get(0)), str):
        put_under(machine, module, word, given[0])
        return module
    items = (*module.items, *given)
    if name in ("insert", "pop"):
        items = (Unknown(inputs=items),)
    machine.journal.write(module.table, "items", items)
    return module


def _register(machine: Machine, module: Value, name: str, arguments: Arguments) -> Value:
    word, value = constant(arguments.get(0, "name")), arguments.get(1, "module", "param", "tensor")
    if isinstance(word, str) and value is not None:
        machine.journal.write(module.table, word, value)  # type: ignore[attr-defined]
        if isinstance(value, Tensor):
            machine.journal.write(value.table, "registered", TRUE)
    return NONE


def _part_of(module: Value) -> Layer:
    """Any one of the modules that a module consists of."""
    return Layer("opaque", PART, Arguments(), module.site, training=None)  # type: ignore[attr-defined]


def _children(module: Value, name: str) -> Value:
    if isinstance(module, Container) and name == "children":
        return Items("list", module.items)
    part = _part_of(module)
    return Stream(Items("tuple", (Unknown(), part)) if name.startswith("named") else part)
