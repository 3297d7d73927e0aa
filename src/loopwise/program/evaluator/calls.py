"""What happens at a call: of the program's own functions and classes, of modules, of anything else."""

from __future__ import annotations

import ast
from collections.abc import Callable

from loopwise.program.evaluator.attributes import attribute, lookup
from loopwise.program.evaluator.joins import join_all
from loopwise.program.evaluator.library import call_external, held_by
from loopwise.program.evaluator.machine import DEPTH, RETURN, Machine
from loopwise.program.evaluator.methods import call_builtin_method
from loopwise.program.evaluator.opaque import opaque
from loopwise.program.evaluator.picture_calls import asked_transform
from loopwise.program.evaluator.tensor_calls import compute_loss, layer_operation
from loopwise.program.facts.model_input import with_input_shape
from loopwise.program.flow.events import Frame
from loopwise.program.objects.containers import ask_container
from loopwise.program.objects.definitions import (
    Bound,
    Class,
    Function,
    Instance,
    Misfit,
    Partial,
    Super,
    is_read,
)
from loopwise.program.objects.enums import member_with
from loopwise.program.objects.heads import new_head
from loopwise.program.objects.hugging_face import HOMES as HUGGING_FACE
from loopwise.program.objects.hugging_face import keep_given
from loopwise.program.objects.modules import Container, Layer
from loopwise.program.objects.scopes import Scope
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import loss_kind
from loopwise.program.objects.values import (
    NONE,
    Arguments,
    Dict,
    Either,
    External,
    Items,
    ModuleFile,
    RecordType,
    Stream,
    Unknown,
    Value,
    is_hooked,
)
from loopwise.program.source.sources import Site


def call(machine: Machine, callee: Value, arguments: Arguments, node: ast.AST) -> Value:
    """Return what calling a value gives."""
    if reader := _CALLS.get(type(callee)):
        return reader(machine, callee, arguments, node)
    if isinstance(callee, Instance) and not callee.is_module:
        method = lookup(callee.cls, "__call__")
        if isinstance(method, Function):
            return call_function(machine, method, _with(callee, arguments), node, callee)
    if callee.is_module or (isinstance(callee, Unknown) and "train" in callee.asked):
        return ask(machine, callee, arguments, machine.site(node))
    if isinstance(callee, Unknown) and not machine.asked:
        machine.happens("forward", node, target=callee)  # if it shows itself to be a model
    result = asked_transform(machine, callee, arguments, node) or opaque(machine, callee, arguments, node)
    made_by = callee.made_by if isinstance(callee, Unknown) else ""
    return machine.record_call(f"{made_by}.__call__", callee, arguments, result, node) if made_by else result


def _call_function(machine: Machine, callee: Function, arguments: Arguments, node: ast.AST) -> Value:
    return call_function(machine, callee, arguments, node, None)


def _call_method(machine: Machine, callee: Bound, arguments: Arguments, node: ast.AST) -> Value:
    if callee.function is not None:
        return _call_bound(machine, callee, callee.function, arguments, node)
    return call_method(machine, callee.receiver, callee.name, arguments, node)


def _call_external(machine: Machine, callee: External, arguments: Arguments, node: ast.AST) -> Value:
    result = call_external(machine, callee.path, arguments, node)
    return machine.record_call(callee.path, None, arguments, result, node)


def _call_partial(machine: Machine, callee: Partial, arguments: Arguments, node: ast.AST) -> Value:
    return call(machine, callee.callee, arguments.after(callee.arguments), node)


def _make_record(machine: Machine, callee: RecordType, arguments: Arguments, node: ast.AST) -> Value:
    return callee.made(arguments)


def _call_one_of(machine: Machine, callee: Either, arguments: Arguments, node: ast.AST) -> Value:
    with machine.guess():
        return join_all(machine, [call(machine, option, arguments, node) for option in callee.options])


def call_method(machine: Machine, receiver: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Return what `receiver.name(...)` gives."""
    if name == "forward" and receiver.is_module:
        machine.happens("direct", node, target=receiver)
    if isinstance(receiver, (Instance, Super, Class)):
        found = attribute(machine, receiver, name, node)
        if not isinstance(found, Bound) or found.function is not None:
            return call(machine, found, arguments, node)
        if isinstance(receiver, Super):
            return _call_outside(machine, receiver, name, arguments, node)
        if name in ("forward", "__call__") and receiver.is_module:
            return ask(machine, receiver, arguments, machine.site(node))
    elif isinstance(receiver, Either):
        with machine.guess():
            results = [call_method(machine, option, name, arguments, node) for option in receiver.options]
        return (
            receiver
            if all(a is b for a, b in zip(results, receiver.options, strict=True))
            else join_all(machine, results)
        )
    elif isinstance(receiver, External) or _holds(receiver, name):
        return call(machine, attribute(machine, receiver, name, node), arguments, node)
    elif isinstance(receiver, Layer) and name == "forward":
        return ask(machine, receiver, arguments, machine.site(node))
    return call_builtin_method(machine, receiver, name, arguments, node)


def _holds(receiver: Value, name: str) -> bool:
    """Whether it has something of its own under that name: a function of an imported file, a layer."""
    if isinstance(receiver, ModuleFile):
        return True
    held = receiver.table.get(name) if isinstance(receiver, Layer) else None
    return isinstance(held, Value) and (held.is_module or isinstance(held, (Function, Bound)))


def _call_bound(
    machine: Machine, bound: Bound, function: Function, arguments: Arguments, node: ast.AST
) -> Value:
    receiver = bound.receiver
    if receiver.is_module and bound.name == "forward":
        return ask(machine, receiver, arguments, machine.site(node))
    return call_function(machine, function, _with(receiver, arguments), node, receiver)


def _with(receiver: Value, arguments: Arguments) -> Arguments:
    return Arguments([receiver, *arguments.positional], arguments.named, whole=arguments.whole)


def call_function(
    machine: Machine, function: Function, arguments: Arguments, node: ast.AST, receiver: Value | None
) -> Value:
    """Read a function's body with these arguments; too deep, or in itself, it gives something opaque."""
    wrapped = _wrapped(machine, function, node)
    if wrapped is not function:
        return call_function(machine, wrapped, arguments, node, receiver)
    machine.called.add(function.node)
    busy = any(
        f.function is not None and f.function.is_same(function) and _self(f) is receiver
        for f in machine.frames
    )
    if busy or len(machine.frames) > DEPTH:
        if function.name == "__init__" and isinstance(receiver, Instance):
            receiver.ready = True  # it calls its library's `__init__`, as far as anybody knows
        return opaque(machine, function, arguments, node, escapes=False)
    scope = Scope(function.scope)
    if not _bind_parameters(function, arguments, scope) and not machine.guessing:
        machine.misfits.append(Misfit(function, arguments, machine.site(node), machine.frames))
    frame = Frame(function, scope, machine.site(node), len(machine.loops))
    with machine.reading(function.source, frame):
        if function.is_decorated("no_grad", "inference_mode"):
            machine.gradients = False
        elif machine.gradients and not all(map(is_read, function.decorators)):
            machine.gradients = None  # `@smart_inference_mode()` of a file that is not there
        if isinstance(function.node, ast.Lambda):
            return machine.evaluate(function.node.body)
        begun = len(machine.left_behind)
        machine.run(function.node.body)
        machine.catch_up(begun, RETURN, without=scope)
    if frame.yields:
        return Stream(join_all(machine, frame.yields))
    return join_all(machine, frame.returns) if frame.returns else NONE


def _wrapped(machine: Machine, function: Function, node: ast.AST) -> Function:
    """Return what the program's own decorators make of a function; one that gives no function leaves it unread."""
    own = [decorator for decorator in function.decorators if isinstance(decorator, Function)]
    if not own or len(machine.frames) > DEPTH:
        return function
    bare = function.without(own)
    for decorator in reversed(own):
        made = call_function(machine, decorator, Arguments([bare]), node, None)
        bare = made if isinstance(made, Function) else bare.under(made)
    return bare


def _self(frame: Frame) -> Value | None:
    assert frame.function is not None
    arguments = frame.function.node.args
    first = [*arguments.posonlyargs, *arguments.args][:1]
    is_method = frame.function.owner is not None and first
    return frame.scope.table.get(first[0].arg) if is_method else None


def _bind_parameters(function: Function, arguments: Arguments, scope: Scope) -> bool:
    """Give the parameters their values; tell whether each has one, and nothing is left over."""
    spec, fits = function.node.args, True
    plain = [argument.arg for argument in [*spec.posonlyargs, *spec.args]]
    table = scope.table
    table.update(function.defaults if arguments.whole else ())  # `**settings` may say otherwise
    table.update(zip(plain, arguments.positional, strict=False))
    named = dict(arguments.named)
    for name in [*plain, *(argument.arg for argument in spec.kwonlyargs)]:
        if name in named:
            table[name] = named.pop(name)
        elif name not in table:
            table[name] = Unknown()
            fits = False
    if spec.vararg:
        table[spec.vararg.arg] = Items("tuple", arguments.positional[len(plain) :], closed=arguments.whole)
    elif len(arguments.positional) > len(plain):
        fits = False
    if spec.kwarg:
        table[spec.kwarg.arg] = Dict(dict(named), closed=arguments.whole)
    elif named:
        fits = False
    return fits or not arguments.whole


def instantiate(machine: Machine, cls: Class, arguments: Arguments, node: ast.AST) -> Value:
    """Make an object of a class of the program."""
    machine.called.add(cls.node)
    if cls.is_enumeration and (member := member_with(cls, arguments.get(0))) is not None:
        return member
    instance = machine.instances[cls.node] = Instance(cls, machine.site(node))
    if instance.is_module:
        machine.made.append(instance)
        machine.made_in[id(instance)] = machine.frames
    init = lookup(cls, "__init__")
    machine.building += 1
    try:
        if isinstance(init, Function):
            call_function(machine, init, _with(instance, arguments), node, instance)
        elif cls.is_record:
            _fill_fields(instance, arguments)
            if isinstance(lookup(cls, "__post_init__"), Function):
                call_method(machine, instance, "__post_init__", Arguments(), node)
        else:
            _call_outside(machine, Super(cls, instance), "__init__", arguments, node)
    finally:
        machine.building -= 1
    return instance


def _fill_fields(instance: Instance, arguments: Arguments) -> None:
    fields = [
        statement.target.id
        for base in reversed([base for base in instance.cls.lineage() if isinstance(base, Class)])
        for statement in base.node.body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    ]
    instance.table.update(zip(fields, arguments.positional, strict=False))
    instance.table.update(arguments.named)


def _call_outside(machine: Machine, receiver: Super, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Call a method of a library's class on an object of the program's: `super().__init__(...)`."""
    instance = receiver.receiver
    if name == "__init__" and isinstance(instance, Instance):
        instance.ready = True
        if any(base.name == "Sequential" for base in instance.cls.outside()):
            instance.table["layers"] = Container(
                "Sequential", arguments.positional, instance.site, closed=arguments.whole
            )
        elif any(base.path.startswith(HUGGING_FACE) for base in instance.cls.outside()):
            keep_given(instance, arguments)
        elif instance.cls.makes_optimisers:
            machine.made.append(instance)
            held = held_by(arguments.get(0, "params"))
            if held is not None:
                instance.table["holds"] = Items("tuple", held)
        return NONE
    if name == "__call__" and isinstance(instance, Instance):
        method = lookup(instance.cls, "forward")
        if isinstance(method, Function):
            return call_function(machine, method, _with(instance, arguments), node, instance)
    if name in ("forward", "__call__") and instance.is_module:
        return _forward_of_library(machine, instance, arguments, machine.site(node))
    return call_builtin_method(machine, instance, name, arguments, node)


def ask(machine: Machine, module: Value, arguments: Arguments, site: Site) -> Value:
    """Ask a module: read its forward. The outermost one asked is an event."""
    machine.spend()
    outer, event = machine.asked, None
    is_model = not (isinstance(module, Layer) and module.is_loss)
    if is_model and not outer:
        event = machine.happens("forward", site.node, target=module)
        arguments = with_input_shape(machine, arguments, site)
    machine.asked = (*outer, module)
    try:
        if is_hooked(module):
            given = {name: _unseen(machine, value, site) for name, value in arguments.named.items()}
            arguments = Arguments([_unseen(machine, value, site) for value in arguments.positional], given)
            result = _unseen(machine, _forward(machine, module, arguments, site), site)
        else:
            result = _forward(machine, module, arguments, site)
    finally:
        machine.asked = outer
    answers = Items("tuple", list(result.table.values())) if isinstance(result, Dict) else result
    if is_model:
        _belongs_to(module, answers)
    if event is not None and isinstance(result, Tensor):
        event.tensor = result
    elif event is not None and isinstance(answers, Items):
        event.value = answers
    return result


def _unseen(machine: Machine, value: Value, site: Site) -> Value:
    """Return what a hook may make of a value."""
    if isinstance(value, Tensor):
        return machine.operation("opaque", (value,), site, role="opaque")
    return Unknown(inputs=(value,))


def _belongs_to(model: Value, answer: Value) -> None:
    """Remember of a model's answer, or of several, whose it is."""
    for tensor in (answer, *answer.items) if isinstance(answer, Items) else (answer,):
        if isinstance(tensor, Tensor):
            tensor.models = (*tensor.models, model)


def _forward(machine: Machine, module: Value, arguments: Arguments, site: Site) -> Value:
    given = module.table.get("forward") if isinstance(module, (Layer, Instance)) else None
    if isinstance(given, Value):  # `net.forward = wrapped`
        return call(machine, given, arguments, site.node)
    if isinstance(module, Container):
        if not module.chains:
            return opaque(machine, module, arguments, site.node)
        return ask_container(
            machine,
            module.items,
            arguments,
            site,
            lambda item, given, at: _ask_item(machine, item, given, at),
        )
    if isinstance(module, Layer):
        if module.is_loss:
            return compute_loss(machine, module.kind, module.name, arguments, site, layer=module)
        answer = layer_operation(machine, module, arguments, site)
        head = new_head(module) if module.kind == "opaque" else None
        return answer if head is None else _ask_new_head(machine, head, answer, site)
    if isinstance(module, Unknown):
        return machine.operation("opaque", arguments.all(), site, role="opaque", layer=module)
    if not isinstance(module, Instance):  # one of several modules, chosen out of sight
        return Unknown(inputs=arguments.all())
    method = lookup(module.cls, "__call__") or lookup(module.cls, "forward")
    if isinstance(method, Function):
        return call_function(machine, method, _with(module, arguments), site.node, module)
    if method is None and not machine.guessing:  # one of several may be asked only where it can answer
        machine.happens("unanswered", site.node, target=module)
    return _forward_of_library(machine, module, arguments, site)


def _ask_new_head(machine: Machine, head: Value, features: Value, site: Site) -> Value:
    """Ask what a program has put in the last place of a library's model, where it was made."""
    if isinstance(head, (Layer, Instance)) and not isinstance(head, Container):
        site = head.site
    return ask(machine, head, Arguments([features]), site)


def _ask_item(machine: Machine, item: Value, arguments: Arguments, site: Site) -> Value:
    return (
        ask(machine, item, arguments, site) if item.is_module else call(machine, item, arguments, site.node)
    )


def _forward_of_library(machine: Machine, module: Value, arguments: Arguments, site: Site) -> Value:
    assert isinstance(module, Instance)
    layers = module.table.get("layers")
    if isinstance(layers, Container) and any(base.name == "Sequential" for base in module.cls.outside()):
        return ask(machine, layers, arguments, site)
    kinds = [kind for base in module.cls.outside() if (kind := loss_kind(base.path))]
    if kinds:
        return compute_loss(machine, kinds[0], module.label, arguments, site, layer=module)
    return opaque(machine, module, arguments, site.node, escapes=False)


_CALLS: dict[type[Value], Callable[..., Value]] = {
    Function: _call_function,
    Bound: _call_method,
    Class: instantiate,
    External: _call_external,
    Partial: _call_partial,
    RecordType: _make_record,
    Either: _call_one_of,
}
