"""What decorators of the program's own do where they stand: `@register("mlp")` puts a class into a table."""

from __future__ import annotations

import ast

from loopwise.program.evaluator.calls import call
from loopwise.program.evaluator.machine import Machine
from loopwise.program.objects.definitions import Bound, Class, Function, Instance
from loopwise.program.objects.values import Arguments, Value


def decorated(machine: Machine, made: Class | Function, node: ast.AST) -> Value:
    """Return what comes out of a class or a function below its decorators; a library's leave it as it is."""
    result: Value = made
    methods = _methods(made)
    for decorator in reversed(made.decorators):
        if _is_own(decorator):
            given = call(machine, decorator, Arguments([result]), node)
            result = given if isinstance(given, (Class, Function)) else result
    if isinstance(made, Class):
        for name in methods.keys() - _methods(made).keys():  # wrapped by what is not seen
            machine.journal.write(made.table, name, methods[name])
    return result


def _methods(made: Class | Function) -> dict[str, Value]:
    table = made.table if isinstance(made, Class) and made.decorators else {}
    return {name: value for name, value in table.items() if isinstance(value, Function)}


def _is_own(decorator: Value) -> bool:
    """Whether it is a function of the program, a method of one of its objects, or such an object that is called."""
    if isinstance(decorator, Bound):
        return decorator.function is not None and not decorator.receiver.is_module
    return isinstance(decorator, Function) or (isinstance(decorator, Instance) and not decorator.is_module)
