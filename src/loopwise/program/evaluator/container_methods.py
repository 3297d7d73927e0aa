"""Methods of Python's lists and dictionaries."""

from __future__ import annotations

import ast

from loopwise.program.evaluator.machine import Machine
from loopwise.program.facts.sizes import as_size, as_value
from loopwise.program.objects.modules import (
    Parameters,
)
from loopwise.program.objects.numbers import Number
from loopwise.program.objects.torch_table import words
from loopwise.program.objects.values import (
    FALSE,
    NONE,
    TRUE,
    Arguments,
    Const,
    Dict,
    Items,
    Unknown,
    Value,
    constant,
)
from loopwise.shapes import product


def of_items(machine: Machine, items: Items, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Return what a method of a list, tuple or set gives, and change it as the method does."""
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
        if name == "sort":  # ranks as `sorted` does
            before = Items("list", items.items, closed=items.closed)
            machine.record_call("builtins.sorted", None, Arguments([before], arguments.named), NONE, node)
        in_front = name == "insert" and constant(given) == 0 and len(arguments.positional) == 2
        write(items.table, "items", (*arguments.positional[1:], *items.items)[:200] if in_front else ())
        write(items.table, "closed", TRUE if name == "clear" else FALSE)
    elif name == "copy":
        return Items(items.kind, items.items, closed=items.closed)
    elif name in ("index", "count"):
        return Number("int64")
    elif items.kind == "size":
        return as_value(product(map(as_size, items.items))) if name == "numel" else Unknown()
    return NONE


_RESIZE = words("append extend pop insert remove clear")


def of_dict(machine: Machine, held: Dict, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Return what a method of a dictionary gives."""
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
        if name == "pop" and value is not None:
            machine.journal.write(held.table, key, None)
        given = arguments.get(1)
        if name == "setdefault" and value is None and given is not None:
            if isinstance(given, Items):
                given.born = ()  # it stays as long as the dictionary does
            machine.journal.write(held.table, key if isinstance(key, (str, int)) else object(), given)
        return value or given or Unknown(inputs=tuple(held.table.values()))
    if name == "copy":
        return Dict(dict(held.table), closed=held.closed)
    if name == "update":
        given = arguments.get(0)
        for key, value in {**(given.table if isinstance(given, Dict) else {}), **arguments.named}.items():
            machine.journal.write(held.table, key, value)
    return Unknown()
