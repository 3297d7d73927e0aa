"""How each kind of expression is read: one function a node type, registered by `reads`."""

from __future__ import annotations

import ast

from loopwise.program.evaluator.assignments import assign
from loopwise.program.evaluator.attributes import attribute, item
from loopwise.program.evaluator.calls import call, call_method
from loopwise.program.evaluator.joins import joined
from loopwise.program.evaluator.loops import stream_of, typical
from loopwise.program.evaluator.machine import NEXT, Flow, Machine, reads
from loopwise.program.objects.definitions import Function
from loopwise.program.objects.numbers import Window, whole_number
from loopwise.program.objects.parameter_lists import parameters_of
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import (
    NONE,
    Arguments,
    Const,
    Dict,
    External,
    Items,
    Unknown,
    Value,
    is_none,
)
from loopwise.program.questions.cell_order import Unbound


@reads(ast.Constant)
def _constant(machine: Machine, node: ast.Constant) -> Value:
    return Const(node.value)


@reads(ast.Name)
def _name(machine: Machine, node: ast.Name) -> Value:
    found = machine.scope.find(node.id)
    return found if found is not None else _named_elsewhere(machine, node.id, node)


def _named_elsewhere(machine: Machine, name: str, node: ast.AST) -> Value:
    """Of Python, or of a library imported with *; one that nothing defines is the same unknown thing each time."""
    file = machine.scope.file
    if name in _BUILTINS:
        return External(f"builtins.{name}")
    for library in file.stars:
        starred = machine.project.starred(library, name)
        if starred:
            return External(starred)
    unknown = Unknown()
    if not file.stars and not machine.again:
        machine.unbound.append(Unbound(name, machine.site(node), machine.frames, machine.conditions))
    machine.journal.write(file.table, name, unknown)
    return unknown


_BUILTINS = frozenset(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__)


@reads(ast.Attribute)
def _attribute(machine: Machine, node: ast.Attribute) -> Value:
    return attribute(machine, machine.evaluate(node.value), node.attr, node)


@reads(ast.Subscript)
def _subscript(machine: Machine, node: ast.Subscript) -> Value:
    return item(machine, machine.evaluate(node.value), machine.evaluate(node.slice), node)


@reads(ast.Slice)
def _slice(machine: Machine, node: ast.Slice) -> Value:
    bounds = [machine.evaluate(part) if part else NONE for part in (node.lower, node.upper, node.step)]
    if all(isinstance(bound, Const) for bound in bounds):
        return Const(slice(*(bound.value for bound in bounds if isinstance(bound, Const))))
    length = whole_number(_further(machine, node))
    return Unknown("builtins.slice") if length is None or length < 1 else Window(length, bounds)


def _further(machine: Machine, node: ast.Slice) -> Value | None:
    """Return by how much a slice ends behind its beginning: the 24 of `i : i + 24`."""
    upper = node.upper
    if node.lower is None or node.step is not None or not isinstance(upper, ast.BinOp):
        return None
    same = isinstance(upper.op, ast.Add) and ast.dump(upper.left) == ast.dump(node.lower)
    return machine.evaluate(upper.right) if same else None


@reads(ast.Call)
def _call(machine: Machine, node: ast.Call) -> Value:
    callee = node.func
    if isinstance(callee, ast.Attribute):
        if isinstance(callee.value, ast.IfExp) and callee.attr in ("append", "extend"):
            return _put_in_one(machine, callee.value, callee.attr, node)
        receiver = machine.evaluate(callee.value)
        if is_none(receiver):
            receiver = _set_out_of_sight(machine, callee.value)
        return call_method(machine, receiver, callee.attr, _arguments(machine, node), node)
    if isinstance(callee, ast.Name) and callee.id == "zip" and (turned := _turned(machine, node)) is not None:
        return turned
    return call(machine, machine.evaluate(callee), _arguments(machine, node), node)


def _set_out_of_sight(machine: Machine, node: ast.expr) -> Value:
    """Return what a method is asked of that is None as far as the text goes: by then somebody has set it."""
    thing = Unknown()
    if isinstance(node, (ast.Name, ast.Attribute)):
        assign(machine, node, thing)
    return thing


def _put_in_one(machine: Machine, chosen: ast.IfExp, method: str, node: ast.Call) -> Value:
    """`(decay if p.ndim > 1 else rest).append(p)`: an `if` that fills a list in each arm."""
    test, arguments = machine.evaluate(chosen.test), _arguments(machine, node)

    def fill(part: ast.expr) -> Flow:
        call_method(machine, machine.evaluate(part), method, arguments, node)
        return NEXT

    known = truth(test)
    if known is None:
        machine.branch(chosen, lambda: fill(chosen.body), lambda: fill(chosen.orelse), test)
    else:
        fill(chosen.body if known else chosen.orelse)
    return NONE


def _turned(machine: Machine, node: ast.Call) -> Value | None:
    """`zip(*rows)`: a list of rows becomes the columns; of how many rows, need not be known."""
    alone = node.args[0] if len(node.args) == 1 and not node.keywords else None
    if not isinstance(alone, ast.Starred):
        return None
    rows = machine.evaluate(alone.value)
    if not isinstance(rows, Items) or rows.closed or not rows.items:
        return None
    row = typical(rows.items)
    if not isinstance(row, Items) or not row.closed:
        return None
    return Items("list", [Items("tuple", [one], closed=False) for one in row.items])


def _arguments(machine: Machine, node: ast.Call) -> Arguments:
    arguments = Arguments()
    positional = arguments.positional
    for given in node.args:
        if isinstance(given, ast.Starred):
            positional += spread(machine, machine.evaluate(given.value), arguments)
        else:
            positional.append(machine.evaluate(given))
    for keyword in node.keywords:
        value = machine.evaluate(keyword.value)
        if keyword.arg is not None:
            arguments.named[keyword.arg] = value
        elif isinstance(value, Dict):
            arguments.named |= {key: held for key, held in value.table.items() if isinstance(key, str)}
            arguments.whole = arguments.whole and value.closed
        else:
            arguments.whole = False
    return arguments


def spread(machine: Machine, value: Value, arguments: Arguments) -> list[Value]:
    """Return what `*value` brings; an open sequence brings its known items behind something unknown."""
    if isinstance(value, Items):
        if not value.closed:
            arguments.whole = False
        return [*([] if value.closed else [Unknown()]), *value.items]
    arguments.whole = False
    return [Unknown(inputs=(value,))]


@reads(ast.Tuple, ast.List, ast.Set)
def _items(machine: Machine, node: ast.Tuple | ast.List | ast.Set) -> Value:
    arguments = Arguments()
    given = [machine.evaluate(one.value if isinstance(one, ast.Starred) else one) for one in node.elts]
    starred = [isinstance(one, ast.Starred) for one in node.elts]
    if True not in starred:
        arguments.positional = given
    elif (parameters := parameters_of(given)) is not None:
        return parameters
    else:
        for value, is_spread in zip(given, starred, strict=True):
            arguments.positional += spread(machine, value, arguments) if is_spread else [value]
    made = Items(type(node).__name__.lower(), arguments.positional, closed=arguments.whole)
    made.born = machine.loops
    return made


@reads(ast.Dict)
def _dict(machine: Machine, node: ast.Dict) -> Value:
    result = Dict({})
    for key, value in zip(node.keys, node.values, strict=True):
        held = machine.evaluate(value)
        name = machine.evaluate(key) if key is not None else None
        if isinstance(name, Const) and isinstance(name.value, (str, int, bool, float)):
            result.table[name.value] = held
        elif key is None and isinstance(held, Dict):
            result.table |= held.table
            result.closed = result.closed and held.closed
        else:
            result.closed = False
            result.table[object()] = held
    return result


@reads(ast.IfExp)
def _if(machine: Machine, node: ast.IfExp) -> Value:
    test = machine.evaluate(node.test)
    known = truth(test)
    if known is not None:
        return machine.evaluate(node.body if known else node.orelse)
    values: list[Value] = []

    def arm(part: ast.expr) -> Flow:
        values.append(machine.evaluate(part))
        return NEXT

    machine.branch(node, lambda: arm(node.body), lambda: arm(node.orelse), test)
    machine.deciding = test
    result: Value = joined(machine, *values)
    machine.deciding = None
    return result


@reads(ast.Lambda)
def _lambda(machine: Machine, node: ast.Lambda) -> Value:
    return Function(node, machine.scope, machine.source, defaults=defaults_of(machine, node.args))


def defaults_of(machine: Machine, arguments: ast.arguments) -> dict[str, Value]:
    """Evaluate default values where the function is defined, as Python does."""
    plain = [*arguments.posonlyargs, *arguments.args]
    behind = plain[len(plain) - len(arguments.defaults) :]
    pairs = [*zip(behind, arguments.defaults, strict=True)]
    pairs += [
        (a, d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is not None
    ]
    return {argument.arg: machine.evaluate(default) for argument, default in pairs}


@reads(ast.NamedExpr)
def _walrus(machine: Machine, node: ast.NamedExpr) -> Value:
    value = machine.evaluate(node.value)
    machine.journal.write(machine.scope.home(node.target.id).table, node.target.id, value)
    return value


@reads(ast.Await)
def _await(machine: Machine, node: ast.Await) -> Value:
    return machine.evaluate(node.value)


@reads(ast.Yield)
def _yield(machine: Machine, node: ast.Yield) -> Value:
    frame = machine.frames[-1]
    frame.yields.append(machine.evaluate(node.value) if node.value else NONE)
    for waiting in reversed(machine.suspended):
        if waiting.generator is frame.function:
            machine.suspended.remove(waiting)
            waiting.go_on(machine, frame.yields[-1])
            break
    return Unknown()


@reads(ast.YieldFrom)
def _yield_from(machine: Machine, node: ast.YieldFrom) -> Value:
    machine.frames[-1].yields.append(stream_of(machine, machine.evaluate(node.value), node).element)
    return Unknown()


@reads(ast.JoinedStr)
def _text(machine: Machine, node: ast.JoinedStr) -> Value:
    shown = [machine.evaluate(part.value) for part in node.values if isinstance(part, ast.FormattedValue)]
    tensors = [value for value in shown if isinstance(value, Tensor)]
    if tensors:  # printed or logged: a use
        machine.operation("format", tensors, machine.site(node), role="opaque")
    if all(isinstance(value, Const) for value in shown) and not any(
        isinstance(part, ast.FormattedValue) and (part.format_spec or part.conversion != -1)
        for part in node.values
    ):
        texts = iter(shown)
        words = [
            str(part.value) if isinstance(part, ast.Constant) else str(getattr(next(texts), "value", ""))
            for part in node.values
        ]
        return Const("".join(words))
    return Unknown(inputs=shown)
