"""`a + b`, `-a`, `a < b`, `a or b`: computed where both sides are known, followed where they are not."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Sequence
from typing import Any

from loopwise.program.evaluator.joins import join_all
from loopwise.program.evaluator.machine import Machine, reads
from loopwise.program.facts.sizes import as_size, as_value
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.numbers import AxisLength, Number, Position, Setting, number_of, numbers_joined
from loopwise.program.objects.parameter_lists import parameters_of
from loopwise.program.objects.tables import computed_of_unseen
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import (
    FALSE,
    TRUE,
    Const,
    Dict,
    External,
    Items,
    Length,
    Unknown,
    Value,
    constant,
)
from loopwise.shapes import product

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
    is_setting = isinstance(left, Setting) or isinstance(right, Setting)
    if compute and is_setting and not isinstance(op, ast.cmpop):
        return _of_settings(compute, left, right)
    if name == "mul" and (isinstance(left, Length) or isinstance(right, Length)):
        return as_value(product((as_size(left), as_size(right))))
    if name == "mul" and isinstance(left, AxisLength) and (both := left.times(right)) is not None:
        return both
    if isinstance(left, (Number, Length)) or isinstance(right, (Number, Length)):
        return _of_numbers(name, left, right) or Unknown(inputs=(left, right))
    if isinstance(op, ast.Add) and isinstance(left, Items) and isinstance(right, Items):
        return Items(left.kind, (*left.items, *right.items), closed=left.closed and right.closed)
    if isinstance(op, ast.Add) and (parameters := parameters_of((left, right))) is not None:
        return parameters
    if isinstance(op, ast.Mult) and isinstance(left, Items) and isinstance(right, Const):
        return _repeated(left, right)
    if isinstance(op, ast.Mult) and isinstance(left, Const) and isinstance(right, Items):
        return _repeated(right, left)
    return computed_of_unseen(machine, left, right) or Unknown(inputs=(left, right))


def _repeated(items: Items, by: Const) -> Items:
    """`[0] * 3`; of very many, or of a number that is none, the items once, and nobody knows how many more."""
    times = by.value if isinstance(by.value, int) and 0 <= by.value * len(items.items) <= 200 else None
    return Items(items.kind, items.items * (times or 1), closed=items.closed and times is not None)


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
    if isinstance(container, Items) and container.closed:
        return _is_one_of(container.items, value)
    if not isinstance(value, Const):
        return None
    if isinstance(container, Dict) and container.closed and isinstance(value.value, (str, int, float)):
        return value.value in container.table
    if isinstance(container, Const) and isinstance(container.value, str) and isinstance(value.value, str):
        return value.value in container.value
    return None


def _is_one_of(items: Sequence[Value], value: Value) -> bool | None:
    if isinstance(value, Const):
        held = [item.value for item in items if isinstance(item, Const)]
        return value.value in held if len(held) == len(items) else None
    if items and all(_are_members(value, item) for item in items):
        return any(value is item for item in items)
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
