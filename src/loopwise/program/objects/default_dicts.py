"""`defaultdict(list)`: a dictionary in which a key that is missing gets what a factory makes."""

from __future__ import annotations

import ast

from loopwise.program.evaluator.machine import Machine
from loopwise.program.flow.events import LoopRun
from loopwise.program.objects.values import (
    FALSE,
    TRUE,
    Arguments,
    Const,
    Dict,
    External,
    Items,
    Unknown,
    Value,
)

_NUMBERS = {"builtins.int": 0, "builtins.float": 0.0, "builtins.bool": False}


class DefaultDict(Dict):
    """factory: what makes a value. born: the loops in which it was begun."""

    __slots__ = ("born", "factory")

    def __init__(self, factory: Value, born: tuple[LoopRun, ...]) -> None:
        super().__init__({})
        self.factory = factory
        self.born = born


def default_dict(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    """Return what `defaultdict(...)` makes; one that is given entries as well is not known."""
    factory = arguments.get(0, "default_factory")
    if factory is None or len(arguments.all()) > 1 or not arguments.whole:
        return Unknown("collections.defaultdict", arguments.all())
    return DefaultDict(factory, machine.loops)


def missing(machine: Machine, held: Dict, key: object, node: ast.AST) -> Value:
    """Return the value of a key that a dictionary does not have yet, and keep what a factory makes of it.

    key: its word; any other object stands for all keys that are not known, whose lists may be of any length.
    """
    if not isinstance(held, DefaultDict):
        return Unknown()
    made = _made(machine, held.factory, node)
    if isinstance(made, Items):
        made.born = held.born
        is_new = all(isinstance(one, (str, int, float)) for one in (key, *held.table))
        made.table["closed"] = TRUE if is_new else FALSE
    machine.journal.write(held.table, key, made)
    return made


def _made(machine: Machine, factory: Value, node: ast.AST) -> Value:
    from loopwise.program.evaluator.calls import call

    path = factory.path if isinstance(factory, External) else ""
    if path in _NUMBERS:
        return Const(_NUMBERS[path])
    return Items("list", ()) if path == "builtins.list" else call(machine, factory, Arguments(), node)
