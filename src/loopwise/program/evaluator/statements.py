"""How each kind of statement is read: one function a node type, registered by `runs`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial

from loopwise.program.evaluator.assignments import (
    assign,
    changed,
    clears,
    owner_of,
    rebinds_leaf,
    steps_by_hand,
)
from loopwise.program.evaluator.comprehensions import taken_apart
from loopwise.program.evaluator.decorators import decorated
from loopwise.program.evaluator.expressions import defaults_of
from loopwise.program.evaluator.loops import each, stream_of
from loopwise.program.evaluator.machine import BREAK, CONTINUE, NEXT, RAISE, RETURN, Flow, Machine, runs
from loopwise.program.evaluator.operators import binary
from loopwise.program.evaluator.rounds import go_round
from loopwise.program.flow.choices import Choice
from loopwise.program.flow.events import Frame
from loopwise.program.objects.definitions import Bound, Class, Function, Instance
from loopwise.program.objects.enums import make_members
from loopwise.program.objects.modules import Layer, Optimiser, Parameters, Scheduler
from loopwise.program.objects.scopes import Scope
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import NONE, Arguments, External, Items, Stream, Unknown, Value
from loopwise.program.source.sources import nodes_in

_LEARNS = ("step", "zero", "backward")
_OF_PROPERTIES = ("setter", "deleter")  # the name goes on to be the property that is read
_EXITS = ("builtins.exit", "builtins.quit", "sys.exit", "os._exit")


@runs(ast.Expr)
def _expression(machine: Machine, node: ast.Expr) -> Flow:
    value = machine.evaluate(node.value)
    if isinstance(node.value, ast.Attribute):
        owner = value.receiver if isinstance(value, Bound) else machine.evaluate(node.value.value)
        machine.happens("uncalled", node.value, target=owner)
    elif isinstance(value, Tensor) and value.op.site.node is node.value:
        machine.happens("dropped", node.value, tensor=value)
    return RAISE if isinstance(value, Unknown) and value.made_by in _EXITS else NEXT


@runs(ast.Assign)
def _assign(machine: Machine, node: ast.Assign) -> Flow:
    value = _taken_apart(machine, node) or machine.evaluate(node.value)
    for target in node.targets:
        rebinds_leaf(machine, target, value, node)
        assign(machine, target, value)
    return NEXT


def _taken_apart(machine: Machine, node: ast.Assign) -> Value | None:
    """`x, y = (part.to(device) for part in batch)`: as many parts as there are names."""
    target = node.targets[0]
    if not isinstance(node.value, (ast.ListComp, ast.GeneratorExp)) or not isinstance(target, ast.Tuple):
        return None
    parts = taken_apart(machine, node.value, target)
    return None if parts is None else Items("tuple", parts)


@runs(ast.AnnAssign)
def _annotated(machine: Machine, node: ast.AnnAssign) -> Flow:
    if node.value is not None:
        assign(machine, node.target, machine.evaluate(node.value))
    return NEXT


@runs(ast.AugAssign)
def _augmented(machine: Machine, node: ast.AugAssign) -> Flow:
    old, change = machine.evaluate(node.target), machine.evaluate(node.value)
    if isinstance(node.target, ast.Subscript):
        _count_pairs(machine, node.target)
    in_place = isinstance(old, Tensor) and isinstance(node.op, (ast.Sub, ast.Add))
    if isinstance(old, Tensor) and owner_of(old).op.is_("grad") and isinstance(node.op, (ast.Mult, ast.Div)):
        clears(machine, old, "mul" if isinstance(node.op, ast.Mult) else "div", change, node)
        return NEXT
    if isinstance(old, Tensor) and not isinstance(node.target, ast.Subscript):
        changed(machine, old, node)
    if isinstance(old, Tensor) and in_place and steps_by_hand(machine, old, change, node):
        return NEXT
    if isinstance(old, Items) and isinstance(change, Items):  # `layers += [...]` keeps the list's identity
        machine.journal.write(old.table, "items", (*old.items, *change.items)[-200:])
        return NEXT
    assign(machine, node.target, binary(machine, node.op, old, change, node))
    return NEXT


def _count_pairs(machine: Machine, target: ast.Subscript) -> None:
    """`confusion[true, told] += 1` holds answers against labels, as a comparison does."""
    indices = list[ast.expr]()
    at: ast.expr = target
    while isinstance(at, ast.Subscript):
        indices += at.slice.elts if isinstance(at.slice, ast.Tuple) else [at.slice]
        at = at.value
    if len(indices) == 2 and all(isinstance(_seen_through(one), ast.Name) for one in indices):
        pair = [machine.evaluate(one) for one in indices]
        if all(isinstance(one, Tensor) for one in pair):
            machine.operation("count", pair, machine.site(target), role="compare")


def _seen_through(node: ast.expr) -> ast.expr:
    """Return what `true.item()` and `int(told)` are of."""
    while isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute):
            node = node.func.value
        elif len(node.args) == 1:
            node = node.args[0]
        else:
            break
    return node


@runs(ast.Return)
def _return(machine: Machine, node: ast.Return) -> Flow:
    machine.frames[-1].returns.append(machine.evaluate(node.value) if node.value else NONE)
    machine.left_at = machine.site(node)
    return RETURN


@runs(ast.Raise)
def _raise(machine: Machine, node: ast.Raise) -> Flow:
    return RAISE


@runs(ast.Break)
def _break(machine: Machine, node: ast.Break) -> Flow:
    machine.left_at = machine.site(node)
    return BREAK


@runs(ast.Continue)
def _continue(machine: Machine, node: ast.Continue) -> Flow:
    return CONTINUE


@runs(ast.Global, ast.Nonlocal)
def _shared(machine: Machine, node: ast.Global | ast.Nonlocal) -> Flow:
    machine.scope.shared.update(node.names)
    return NEXT


@runs(ast.Delete)
def _delete(machine: Machine, node: ast.Delete) -> Flow:
    for target in node.targets:
        if isinstance(target, ast.Subscript):
            assign(machine, target, Unknown())
        elif isinstance(target, ast.Attribute) and target.attr == "grad":
            assign(machine, target, NONE)
    return NEXT


@runs(ast.Assert)
def _assert(machine: Machine, node: ast.Assert) -> Flow:
    machine.evaluate(node.test)
    return NEXT


@runs(ast.If)
def _if(machine: Machine, node: ast.If) -> Flow:
    test = machine.evaluate(node.test)
    known = truth(test)
    if known is not None:
        return machine.run(node.body if known else node.orelse)
    if machine.loops:
        machine.choices.append(Choice(machine.site(node), test, machine))
    return machine.branch(node, lambda: machine.run(node.body), lambda: machine.run(node.orelse), test)


@runs(ast.Try, ast.TryStar)
def _try(machine: Machine, node: ast.Try) -> Flow:
    """Follow the body; a handler is an arm beside what comes after the body."""
    if _shows_refusal(node):
        return NEXT
    flow = machine.run(node.body)
    if not flow.ends:
        flow = machine.run(node.orelse)
    for handler in node.handlers:
        conditions = machine.conditions
        handle = partial(_handle, machine, handler)
        flow = machine.branch(handler, handle, partial(_already, flow))
        machine.conditions = conditions  # what follows a `try` is no less certain for its handlers
    last = machine.run(node.finalbody)
    return last if last.ends else flow


def _shows_refusal(node: ast.Try | ast.TryStar) -> bool:
    """Whether the body is there to be refused: `try: x + y`, `except RuntimeError as error: print(error)`."""
    caught = [ast.unparse(handler.type) if handler.type else "" for handler in node.handlers]
    said = [statement for handler in node.handlers for statement in handler.body]
    told = all(isinstance(one, (ast.Expr, ast.Pass, ast.Assert)) for one in said)
    short = len(node.body) <= 2 and not any(
        isinstance(one, (ast.For, ast.While, ast.With)) for one in node.body
    )
    return bool(caught) and short and told and set(caught) <= {"RuntimeError", "TypeError", "IndexError"}


def _handle(machine: Machine, handler: ast.ExceptHandler) -> Flow:
    if handler.name:
        assign(machine, ast.Name(handler.name, ast.Store()), Unknown())
    return machine.run(handler.body)


def _already(flow: Flow) -> Flow:
    return flow


@runs(ast.FunctionDef, ast.AsyncFunctionDef)
def _function(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Flow:
    function = Function(
        node,
        machine.scope,
        machine.source,
        defaults=defaults_of(machine, node.args),
        decorators=[machine.evaluate(decorator) for decorator in node.decorator_list],
    )
    machine.functions.append(function)
    if not any(isinstance(one, ast.Attribute) and one.attr in _OF_PROPERTIES for one in node.decorator_list):
        machine.journal.write(machine.scope.home(node.name).table, node.name, function)
    if node.decorator_list and not isinstance(machine.source.parent(node), ast.ClassDef):
        decorated(machine, function, node)  # what it is wrapped in is asked when it is called
    return NEXT


@runs(ast.ClassDef)
def _class(machine: Machine, node: ast.ClassDef) -> Flow:
    bases = [machine.evaluate(base) for base in node.bases]
    cls = Class(
        node, machine.source, bases, [machine.evaluate(decorator) for decorator in node.decorator_list]
    )
    machine.classes.append(cls)
    machine.journal.write(machine.scope.home(node.name).table, node.name, cls)
    outer, body = machine.scope, Scope(machine.scope)
    machine.scope = body
    try:
        machine.run(node.body)
    finally:
        machine.scope = outer
    for value in body.table.values():
        if isinstance(value, Function) and value.scope is body:
            value.owner, value.scope = cls, outer  # a method does not see the names of its class
    cls.table.update(body.table)
    if cls.is_enumeration:
        make_members(cls, machine.site(node))
    made = decorated(machine, cls, node)
    if isinstance(made, Class):
        machine.journal.write(machine.scope.home(node.name).table, node.name, made)
    return NEXT


@runs(ast.Import)
def _import(machine: Machine, node: ast.Import) -> Flow:
    for alias in node.names:
        whole = alias.name if alias.asname else alias.name.partition(".")[0]
        value = machine.project.imported(machine, whole, alias.name)
        machine.journal.write(machine.scope.home(alias.asname or whole).table, alias.asname or whole, value)
    return NEXT


@runs(ast.ImportFrom)
def _import_from(machine: Machine, node: ast.ImportFrom) -> Flow:
    for alias in node.names:
        if alias.name == "*":
            machine.project.star(machine, node.module or "", node.level)
        else:
            name = alias.asname or alias.name
            value = machine.project.imported_from(machine, node.module or "", alias.name, node.level)
            machine.journal.write(machine.scope.home(name).table, name, value)
    return NEXT


@runs(ast.For, ast.AsyncFor)
def _for(machine: Machine, node: ast.For | ast.AsyncFor) -> Flow:
    makes, begun = _makes_layers(machine, node), len(machine.events)
    machine.building += makes
    iterable = machine.evaluate(node.iter)
    machine.building -= makes
    if isinstance(iterable, Instance):
        iterable = stream_of(machine, iterable, node.iter)  # what it yields is read once
    unroll_ranges = bool(machine.building or machine.asked or makes)
    values, closed = each(machine, iterable, node.iter, unroll_ranges=unroll_ranges)
    stream = stream_of(machine, iterable, node.iter)
    if closed and len(values) > 4 and any(isinstance(inner, (ast.For, ast.While)) for inner in _inside(node)):
        values, closed = [stream.element], False
    if _is_about_all(stream, values):
        for value in values:
            assign(machine, node.target, value)
            machine.run(node.body)
        return machine.run(node.orelse)

    learns = any(event.is_(*_LEARNS) for event in machine.events[begun:])

    def begin(value: Value) -> None:
        if learns:  # what is gone over steps or clears itself, between one round and the next
            machine.happens("escape", node.iter)
        assign(machine, node.target, value)

    def take(value: Value) -> Callable[[], None]:
        return lambda: begin(value)

    return _loop(machine, node, stream, [take(value) for value in values], closed=closed)


def _makes_layers(machine: Machine, node: ast.For | ast.AsyncFor) -> bool:
    """Whether it is the loop of a function that builds a network: `layers.append(nn.Linear(a, b))`."""
    counts = isinstance(node.iter, ast.Call) and getattr(node.iter.func, "id", "") in ("range", "enumerate")
    nested = any(isinstance(statement, (ast.For, ast.While, ast.With)) for statement in node.body)
    if machine.loops or len(machine.frames) < 2 or not counts or nested:
        return False
    called = (inner.func for inner in _inside(node) if isinstance(inner, ast.Call))
    owners = {
        func.value.id
        for func in called
        if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name)
    }
    found = (machine.scope.find(name) for name in owners)
    return any(isinstance(value, External) and value.path == "torch.nn" for value in found)


def _is_about_all(stream: Stream, values: list[Value]) -> bool:
    """A loop over parameters or optimisers is one statement about all of them, not a training loop."""
    if isinstance(stream.over, Parameters):
        return True
    if values and all(isinstance(value, (Optimiser, Scheduler)) for value in values):
        return True
    tensors = [value for value in values if isinstance(value, Tensor)]
    return (
        bool(values)
        and len(tensors) == len(values)
        and all(t.op.role == "source" and t.op.kind != "batch" for t in tensors)
    )


def _inside(node: ast.For | ast.AsyncFor) -> list[ast.AST]:
    return [inner for statement in node.body for inner in nodes_in(statement)]


@runs(ast.While)
def _while(machine: Machine, node: ast.While) -> Flow:
    if truth(machine.evaluate(node.test)) is False:
        return machine.run(node.orelse)
    return _loop(machine, node, Stream(Unknown()), [lambda: None], closed=False)


def _loop(
    machine: Machine,
    node: ast.For | ast.AsyncFor | ast.While,
    stream: Stream,
    rounds: list[Callable[[], None]],
    *,
    closed: bool,
) -> Flow:
    flow = go_round(
        machine, machine.site(node), stream, rounds, partial(machine.run, node.body), closed=closed
    )
    after = machine.run(node.orelse)
    return flow if flow is RAISE or (flow is RETURN and closed) else after


def annotated(machine: Machine, function: Function) -> dict[str, Value]:
    """Return what the annotations of a function nobody calls say about its parameters, in the file it stands in."""
    spec, known = function.node.args, len(machine.unbound)
    given: dict[str, Value] = {}
    with machine.reading(function.source, Frame(None, function.scope, None, len(machine.loops))):
        for argument in [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]:
            kind = machine.evaluate(argument.annotation) if argument.annotation else None
            path = kind.path if isinstance(kind, External) else ""
            if path.startswith("torch.optim.") and "lr_scheduler" not in path:
                given[argument.arg] = Optimiser("?", None, machine.site(argument))
            elif path == "torch.nn.Module":
                given[argument.arg] = Layer(
                    "opaque", argument.arg, Arguments(), machine.site(argument), training=None
                )
    del machine.unbound[known:]  # an annotation may name what is there for type checkers alone
    return given
