"""How each kind of expression is read: one function a node type, registered by `reads`."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from loopwise.program.evaluator.assignments import assign
from loopwise.program.evaluator.attributes import attribute, item
from loopwise.program.evaluator.calls import call, call_method
from loopwise.program.evaluator.joins import join_all, joined
from loopwise.program.evaluator.loops import each, stream_of, typical
from loopwise.program.evaluator.machine import NEXT, Flow, Machine, reads
from loopwise.program.facts.sizes import as_size, as_value
from loopwise.program.flow.events import LoopRun
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.parameter_lists import parameters_of
from loopwise.program.objects.scopes import Scope
from loopwise.program.objects.tables import computed_of_unseen
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import (
    FALSE,
    NONE,
    TRUE,
    Arguments,
    Const,
    Dict,
    External,
    Function,
    Instance,
    Items,
    Length,
    Number,
    Position,
    Setting,
    Stream,
    Unknown,
    Value,
    Window,
    constant,
    number_of,
    numbers_joined,
    truth,
    whole_number,
)
from loopwise.program.questions.cell_order import Unbound
from loopwise.shapes import Symbol, product

_OPERATORS: dict[type[ast.AST], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("add", operator.add),
    ast.Sub: ("sub", operator.sub),
    ast.Mult: ("mul", operator.mul),
    ast.Div: ("div", operator.truediv),
    ast.FloorDiv: ("floor_divide", operator.floordiv),
    ast.Mod: ("remainder", operator.mod),
    ast.Pow: ("pow", operator.pow),
    ast.MatMult: ("matmul", operator.matmul),
    ast.BitAnd: ("and", operator.and_),
    ast.BitOr: ("or", operator.or_),
    ast.BitXor: ("xor", operator.xor),
    ast.LShift: ("lshift", operator.lshift),
    ast.RShift: ("rshift", operator.rshift),
    ast.Eq: ("eq", operator.eq),
    ast.NotEq: ("ne", operator.ne),
    ast.Lt: ("lt", operator.lt),
    ast.LtE: ("le", operator.le),
    ast.Gt: ("gt", operator.gt),
    ast.GtE: ("ge", operator.ge),
}
_SMALL = 1_000_000  # numbers and texts beyond this are not computed: `"x" * 10**9` must cost nothing


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
        receiver = machine.evaluate(callee.value)
        return call_method(machine, receiver, callee.attr, _arguments(machine, node), node)
    if isinstance(callee, ast.Name) and callee.id == "zip" and (turned := _turned(machine, node)) is not None:
        return turned
    return call(machine, machine.evaluate(callee), _arguments(machine, node), node)


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


@reads(ast.BinOp)
def _binary(machine: Machine, node: ast.BinOp) -> Value:
    return binary(machine, node.op, machine.evaluate(node.left), machine.evaluate(node.right), node)


def binary(machine: Machine, op: ast.operator | ast.cmpop, left: Value, right: Value, node: ast.AST) -> Value:
    """Return `left op right`."""
    name, compute = _OPERATORS.get(type(op), ("", None))
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        role = "compare" if isinstance(op, ast.cmpop) else "change"
        shape = "matmul" if name == "matmul" else "broadcast"
        return machine.operation(name or "compare", (left, right), machine.site(node), role=role, shape=shape)
    if isinstance(op, (ast.Eq, ast.NotEq)) and _are_members(left, right):
        return TRUE if (left is right) == isinstance(op, ast.Eq) else FALSE
    if isinstance(left, Const) and isinstance(right, Const) and compute:
        return _computed(compute, left.value, right.value)
    if (
        compute
        and (isinstance(left, Setting) or isinstance(right, Setting))
        and not isinstance(op, ast.cmpop)
    ):
        return _of_settings(compute, left, right)
    if name == "mul" and (isinstance(left, Length) or isinstance(right, Length)):
        return as_value(product((as_size(left), as_size(right))))
    if isinstance(left, (Number, Length)) or isinstance(right, (Number, Length)):
        return _of_numbers(name, left, right) or Unknown(inputs=(left, right))
    if isinstance(op, ast.Add) and isinstance(left, Items) and isinstance(right, Items):
        return Items(left.kind, (*left.items, *right.items), closed=left.closed and right.closed)
    if isinstance(op, ast.Add) and (parameters := parameters_of((left, right))) is not None:
        return parameters
    if isinstance(op, ast.Mult) and isinstance(left, Const) and isinstance(right, Items):
        left, right = right, left
    if isinstance(op, ast.Mult) and isinstance(left, Items) and isinstance(right, Const):
        times = (
            right.value
            if isinstance(right.value, int) and 0 <= right.value * len(left.items) <= 200
            else None
        )
        return Items(left.kind, left.items * (times or 1), closed=left.closed and times is not None)
    return computed_of_unseen(machine, left, right) or Unknown(inputs=(left, right))


def _of_settings(compute: Callable[[Any, Any], Any], left: Value, right: Value) -> Value:
    """Compute with what the command line gives by default: still a default, and no more."""
    values = [side.default if isinstance(side, Setting) else constant(side) for side in (left, right)]
    result = _computed(compute, *values) if None not in values else None
    return (
        Setting(result.value, (left, right)) if isinstance(result, Const) else Unknown(inputs=(left, right))
    )


_COMPARES = frozenset(("eq", "ne", "lt", "le", "gt", "ge"))
_WHOLE = frozenset(("add", "sub", "mul", "floor_divide", "remainder"))


def _of_numbers(name: str, left: Value, right: Value) -> Number | None:
    """Return a number computed from one that only a run gives."""
    one, two = number_of(left), number_of(right)
    if one is not None and two is not None and name in _COMPARES:
        return Number("bool", None, (left, right))
    if one is None or two is None or name not in (*_WHOLE, "div", "pow"):
        return None
    inputs = (left, right)
    whole = name in _WHOLE and "float64" not in (one.dtype, two.dtype)
    if whole and (isinstance(left, Position) or isinstance(right, Position)):
        place = Position(_ends(name, one, two))
        place.inputs = inputs
        return place
    return Number("int64" if whole else "float64", _ends(name, one, two), inputs)


def _ends(name: str, one: Number, two: Number) -> tuple[float, float] | None:
    """Return the lowest and highest that come of it where one side is fixed."""
    if one.reach is None or two.reach is None or name not in ("add", "sub", "mul"):
        return None
    if one.reach[0] != one.reach[1] and two.reach[0] != two.reach[1]:
        return None
    compute = {"add": operator.add, "sub": operator.sub, "mul": operator.mul}[name]
    ends = [compute(a, b) for a in one.reach for b in two.reach]
    return min(ends), max(ends)


def _are_members(left: Value, right: Value) -> bool:
    sides = [side for side in (left, right) if isinstance(side, Instance) and side.cls.is_enumeration]
    return len(sides) == 2 and sides[0].cls is sides[1].cls


def _computed(compute: Callable[[Any, Any], Any], left: Any, right: Any) -> Value:
    for value in (left, right):
        if isinstance(value, (int, float)) and abs(value) > _SMALL:
            return Unknown()
        if isinstance(value, (str, bytes)) and (len(value) > 1000 or compute in (operator.mod, operator.mul)):
            return Unknown()
    if compute is operator.pow and not (isinstance(right, (int, float)) and abs(right) <= 64):
        return Unknown()
    if compute is operator.lshift:
        return Unknown()
    try:
        return Const(compute(left, right))
    except (TypeError, ValueError, ArithmeticError):
        return Unknown()


@reads(ast.UnaryOp)
def _unary(machine: Machine, node: ast.UnaryOp) -> Value:
    value = machine.evaluate(node.operand)
    if isinstance(node.op, ast.Not):
        known = truth(value)
        return Unknown(inputs=(value,)) if known is None else (FALSE if known else TRUE)
    if isinstance(value, Tensor):
        kind = "neg" if isinstance(node.op, ast.USub) else "logical_not"
        return machine.operation(kind, (value,), machine.site(node), shape="same")
    if isinstance(value, Const) and isinstance(value.value, (int, float)) and isinstance(node.op, ast.USub):
        return Const(-value.value)
    return Unknown(inputs=(value,))


@reads(ast.Compare)
def _compare(machine: Machine, node: ast.Compare) -> Value:
    left = machine.evaluate(node.left)
    results: list[Value] = []
    for op, comparator in zip(node.ops, node.comparators, strict=True):
        right = machine.evaluate(comparator)
        results.append(_compared(machine, op, left, right, node))
        left = right
    if len(results) == 1:
        return results[0]
    known = [truth(result) for result in results]
    return FALSE if False in known else TRUE if all(known) else Unknown(inputs=results)


def _compared(machine: Machine, op: ast.cmpop, left: Value, right: Value, node: ast.AST) -> Value:
    if isinstance(op, (ast.Is, ast.IsNot)):
        same = _is_same(left, right)
        return Unknown() if same is None else (TRUE if same == isinstance(op, ast.Is) else FALSE)
    if isinstance(op, (ast.In, ast.NotIn)):
        inside = _contains(right, left)
        return Unknown() if inside is None else (TRUE if inside == isinstance(op, ast.In) else FALSE)
    if _names_version(left) or _names_version(right):
        from loopwise.program.evaluator.versions import asked

        if (answer := asked(_OPERATORS[type(op)][1], left, right)) is not None:
            return TRUE if answer else FALSE
    return binary(machine, op, left, right, node)


def _names_version(value: Value) -> bool:
    path = value.path if isinstance(value, External) else value.made_by if isinstance(value, Unknown) else ""
    return path.endswith(("ersion", "ersion__", ".parse"))


def _is_same(left: Value, right: Value) -> bool | None:
    if isinstance(left, Const) and isinstance(right, Const):
        return left.value is right.value or (
            left.value == right.value and type(left.value) is type(right.value)
        )
    unknown = isinstance(left, (Unknown, External)) or isinstance(right, (Unknown, External))
    return None if unknown else left is right


def _contains(container: Value, value: Value) -> bool | None:
    if not isinstance(value, Const):
        return None
    if isinstance(container, Items) and container.closed:
        held = [item.value for item in container.items if isinstance(item, Const)]
        return value.value in held if len(held) == len(container.items) else None
    if isinstance(container, Dict) and container.closed and isinstance(value.value, (str, int, float)):
        return value.value in container.table
    if isinstance(container, Const) and isinstance(container.value, str) and isinstance(value.value, str):
        return value.value in container.value
    return None


@reads(ast.BoolOp)
def _bool(machine: Machine, node: ast.BoolOp) -> Value:
    decides = isinstance(node.op, ast.Or)  # `or` ends at the first true value, `and` at the first false one
    values: list[Value] = []
    for part in node.values:
        value = machine.evaluate(part)
        known = truth(value)
        if known is decides:
            values.append(value)
            break
        if known is None or part is node.values[-1]:
            values.append(value)
    return values[0] if len(values) == 1 else _undecided(machine, values)


def _undecided(machine: Machine, values: list[Value]) -> Value:
    """`x or default` is one of them; of tests nothing is known."""
    number = numbers_joined(values)
    if number is not None and number.dtype == "bool":
        return Number("bool", None, values)
    if any(isinstance(value, Const) and isinstance(value.value, bool) for value in values):
        return Unknown(inputs=values)
    return join_all(machine, values)


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


@reads(ast.ListComp, ast.GeneratorExp, ast.SetComp)
def _comprehension(machine: Machine, node: ast.ListComp | ast.GeneratorExp | ast.SetComp) -> Value:
    results: list[Value] = []
    closed = _generate(machine, node.generators, lambda: results.append(machine.evaluate(node.elt)))
    if (
        len(results) == 1
        and not closed
        and isinstance(results[0], Tensor)
        and results[0].op.kind == "parameter"
    ):
        return results[0].op.layer or Unknown()
    if isinstance(node, ast.GeneratorExp) and not closed:
        return Stream(results[0] if results else Unknown())
    made = Items("list", results, closed=closed)
    if len(results) == 1 and not closed and len(node.generators) == 1 and not node.generators[0].ifs:
        made.table["length"] = Length(_as_many(machine.evaluate(node.generators[0].iter)))
    return made


def _as_many(iterable: Value) -> Symbol:
    """Return the length of what is gone through; the same for everything that goes through it."""
    known = iterable.length if isinstance(iterable, Items) else None
    return known or Symbol((f"L#{id(iterable)}",))


@reads(ast.DictComp)
def _dict_comprehension(machine: Machine, node: ast.DictComp) -> Value:
    result = Dict({}, closed=False)

    def put() -> None:
        key, value = machine.evaluate(node.key), machine.evaluate(node.value)
        result.table[
            key.value if isinstance(key, Const) and isinstance(key.value, (str, int)) else object()
        ] = value

    result.closed = _generate(machine, node.generators, put)
    return result


def _generate(machine: Machine, generators: list[ast.comprehension], produce: Callable[[], None]) -> bool:
    """Go through the generators; tell whether every item was known."""
    outer, loops = machine.scope, machine.loops
    machine.scope = Scope(outer)
    try:
        return _generate_from(machine, generators, produce)
    finally:
        machine.scope, machine.loops = outer, loops


def _run_over(machine: Machine, loader: Loader, generator: ast.comprehension) -> LoopRun:
    """A generator over the batches of a loader is a loop like any other."""
    run = LoopRun(machine.site(generator.iter), loader, len(machine.conditions), again=machine.again)
    run.open = False
    machine.runs.append(run)
    return run


def _generate_from(
    machine: Machine, generators: list[ast.comprehension], produce: Callable[[], None]
) -> bool:
    if not generators:
        produce()
        return True
    first, *rest = generators
    iterable = machine.evaluate(first.iter)
    values, closed = each(machine, iterable, first.iter, unroll_ranges=True)
    over = iterable.over if isinstance(iterable, Stream) else iterable
    if isinstance(over, Loader):
        machine.loops = (*machine.loops, _run_over(machine, over, first))
    for value in values:
        assign(machine, first.target, value)
        kept = [truth(machine.evaluate(test)) for test in first.ifs]
        if False in kept:
            continue
        closed = closed and None not in kept
        closed = _generate_from(machine, rest, produce) and closed
    return closed
