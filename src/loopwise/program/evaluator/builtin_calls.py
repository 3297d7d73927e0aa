"""Python's builtins, as far as values go through them."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable

from loopwise.program.evaluator.assignments import set_attribute
from loopwise.program.evaluator.attributes import attribute
from loopwise.program.evaluator.loops import UNROLLED, each_part, stream_of
from loopwise.program.evaluator.machine import Machine
from loopwise.program.facts.sizes import length_of
from loopwise.program.objects.definitions import Class, Function, Instance, Super, fields_of
from loopwise.program.objects.modules import Container, Loader, Parameters, modules_in
from loopwise.program.objects.numbers import Number, Position, Setting, numbers_joined, whole_number
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import (
    FALSE,
    NONE,
    TRUE,
    Arguments,
    Const,
    Dict,
    External,
    Items,
    Length,
    Stream,
    Unknown,
    Value,
    constant,
)
from loopwise.program.source.command_line import told

Builtin = Callable[[Machine, Arguments, ast.AST], Value | None]


def _len(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    given = arguments.get(0)
    if isinstance(given, Container) or (isinstance(given, Items) and given.closed):
        return Const(len(given.items))
    if isinstance(given, Dict) and given.closed:
        return Const(len(given.table))
    length = length_of(given, 0) if isinstance(given, Tensor) else None
    return length if isinstance(length, (Const, Length)) else Unknown("builtins.len", arguments.all())


def _range(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    bounds = [whole_number(value) for value in arguments.positional]
    known = [bound for bound in bounds if bound is not None]
    if not bounds or len(known) != len(bounds) or (len(known) == 3 and known[2] == 0):
        return _counting(arguments, None)
    numbers = range(*known[:3])
    if numbers and len(numbers) <= 40 and (numbers.start, numbers.step) != (0, 1):
        if machine.building:
            return Items("list", [Const(number) for number in numbers])
        return _counting(arguments, len(numbers))
    stream = _counting(arguments, len(numbers))
    stream.length = len(numbers)
    return stream


def _counting(arguments: Arguments, times: int | None) -> Stream:
    stream = Stream(Position((0.0, float(times - 1)) if times and len(arguments.positional) == 1 else None))
    stream.times = times
    stream.stop = arguments.positional[0] if len(arguments.positional) == 1 else None
    return stream


def _zip(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    given = arguments.positional
    if given and all(isinstance(one, Container) or (isinstance(one, Items) and one.closed) for one in given):
        lists = [one.items for one in given if isinstance(one, (Items, Container))]
        return Items("list", [Items("tuple", row) for row in zip(*lists, strict=False)])
    streams = [stream_of(machine, one, node) for one in given]
    over = next((stream.over for stream in streams if stream.over is not None), None)
    row = Items("tuple", [stream.element for stream in streams], closed=arguments.whole)
    return Stream(row, over)


def _enumerate(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    given = arguments.get(0, "iterable")
    if isinstance(given, (Items, Container)) and (isinstance(given, Container) or given.closed):
        return Items("list", [Items("tuple", (Const(i), one)) for i, one in enumerate(given.items)])
    if given is None:
        return Stream(Unknown())
    stream = stream_of(machine, given, node)
    return Stream(Items("tuple", (Position(), stream.element)), stream.over)


def _sequence(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    given = arguments.get(0)
    if given is None:
        return Items("list", ())
    if isinstance(given, (Items, Container)):
        return Items("list", given.items, closed=isinstance(given, Container) or given.closed)
    if isinstance(given, Dict) and given.closed and all(isinstance(key, str) for key in given.table):
        return Items("list", [Const(key) for key in given.table])
    if isinstance(given, Stream) and given.length is not None and given.length <= 40 and given.over is None:
        return Items("list", [Const(number) for number in range(given.length)])
    if isinstance(given, Stream) and given.begun is not None:  # a list may be gone through again
        return Stream(given.element, given.over, given.length)
    return given if isinstance(given, (Parameters, Stream, Tensor)) else Unknown(inputs=(given,))


def _dict(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    given = arguments.get(0)
    start = given.table if isinstance(given, Dict) else {}
    closed = arguments.whole and (given is None or (isinstance(given, Dict) and given.closed))
    return Dict({**start, **arguments.named}, closed=closed)


def _next(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    given = arguments.get(0)
    return None if given is None else stream_of(machine, given, node).element


def _map(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    from loopwise.program.evaluator.calls import call

    if len(arguments.positional) < 2:
        return None
    function, *sequences = arguments.positional
    if all(isinstance(one, Items) and one.closed and len(one.items) <= UNROLLED for one in sequences):
        rows = zip(*(one.items for one in sequences if isinstance(one, Items)), strict=False)
        return Items("list", [call(machine, function, Arguments(row), node) for row in rows])
    if all(isinstance(one, Tensor) for one in sequences):
        parts = [each_part(machine, one, node) for one in sequences]
        if all(whole for _, whole in parts):
            rows = zip(*(items for items, _ in parts), strict=False)
            return Items("list", [call(machine, function, Arguments(row), node) for row in rows])
    return Stream(
        call(machine, function, Arguments([stream_of(machine, s, node).element for s in sequences]), node)
    )


def _filter(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    given = arguments.get(1)
    return given if isinstance(given, Parameters) else None


def _getattr(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    owner, name = arguments.get(0), told(arguments.get(1))
    if owner is None:
        return None
    if isinstance(name, str):
        return attribute(machine, owner, name, node)
    return External(f"{owner.path}.?") if isinstance(owner, External) else Unknown(inputs=(owner,))


def _setattr(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    owner, name, value = arguments.get(0), constant(arguments.get(1)), arguments.get(2)
    if owner is not None and isinstance(name, str) and value is not None:
        set_attribute(machine, owner, name, value, node)
    elif isinstance(owner, Instance) and value is not None and value.is_module:
        # `setattr(self, f"block{i}", block)` registers it
        machine.journal.write(owner.table, object(), value)
    if (
        owner is not None and not isinstance(name, str) and not machine.building
    ):  # any part may be another now
        for part in modules_in(owner) if owner.is_module else ():
            machine.hook(part)
    return NONE


def _hasattr(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    owner, name = arguments.get(0), constant(arguments.get(1))
    return TRUE if isinstance(owner, Instance) and name in owner.table else Unknown()


def _super(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    frame = next((f for f in reversed(machine.frames) if f.function is not None and f.function.owner), None)
    if frame is None or frame.function is None or frame.function.owner is None:
        return Unknown()
    spec = frame.function.node.args
    first = [*spec.posonlyargs, *spec.args][:1]
    receiver = frame.scope.table.get(first[0].arg) if first else None
    named = arguments.get(0)
    owner = named if isinstance(named, Class) else frame.function.owner
    return Super(owner, receiver) if isinstance(receiver, (Instance, Class)) else Unknown()


def _isinstance(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    value, kinds = arguments.get(0), arguments.get(1)
    asked = kinds.items if isinstance(kinds, Items) else (kinds,)
    answers = [_is_a(value, kind) for kind in asked]
    return TRUE if True in answers else FALSE if all(answer is False for answer in answers) else Unknown()


def _is_a(value: Value | None, kind: Value | None) -> bool | None:
    if isinstance(value, Instance) and isinstance(kind, Class):
        return kind in value.cls.lineage()
    if isinstance(kind, External) and kind.path.startswith("builtins."):
        name = kind.name
        if isinstance(value, Items):
            return value.kind == name
        if isinstance(value, Dict):
            return name == "dict"
        if isinstance(value, Const):
            return type(value.value).__name__ == name
        if isinstance(value, Tensor):
            return None if value.op.role == "opaque" else False
    return None


def _number(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    """`float(loss)` is still the tensor's number; `int("3")` is not computed."""
    given = arguments.get(0)
    if isinstance(given, Tensor):
        return _number_in(machine, given, node, "float")
    if constant(given) in ("inf", "-inf"):
        return Const(float(constant(given)))
    if isinstance(given, (Number, Length)):
        return Number("float64", getattr(given, "reach", None), (given,))
    if isinstance(given, Unknown) and not isinstance(given, Setting):
        return Number("float64", None, (given,))  # a cell of a table: one number, whichever
    return given if isinstance(given, Const) and isinstance(given.value, (int, float)) else Unknown()


def _number_in(machine: Machine, given: Tensor, node: ast.AST, dtype: str) -> Tensor:
    """What a tensor of one number holds, as the type that Python's own `int` or `float` makes of it."""
    made = Arguments([given], {"dtype": External(f"builtins.{dtype}")})
    return machine.operation(
        "item", (given,), machine.site(node), role="layout", shape="same", arguments=made
    )


def _whole(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    """`int(0.8 * 150)` is a number to count with; `int(loss)` a tensor's."""
    given = arguments.get(0)
    if isinstance(given, Tensor):
        return _number_in(machine, given, node, "int")
    if isinstance(given, (Length, Number)):
        whole = given if isinstance(given, Length) or given.dtype == "int64" else None
        return whole or Number("int64", getattr(given, "reach", None), (given,))
    number = _number(machine, arguments, node)
    known = constant(number)
    if isinstance(known, (int, float)) and math.isfinite(known):
        return Const(int(known))
    return Unknown() if isinstance(number, Number) else number  # `int(row["label"])`


def _rounding(function: Callable[[float], int]) -> Builtin:
    """`math.floor(0.8 * 150)`; a tensor goes into code not seen."""

    def read(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
        known = constant(arguments.get(0)) if len(arguments.all()) == 1 else None
        if not isinstance(known, (int, float)) or not math.isfinite(known):
            return None
        return Const(function(known))

    return read


def _extreme(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    """`min(position + 1, 7)`: one of these numbers."""
    given = arguments.positional
    numbers = given[0].items if len(given) == 1 and isinstance(given[0], Items) and given[0].closed else given
    alone = len(numbers) > 1 and not arguments.named and any(isinstance(one, Number) for one in numbers)
    return numbers_joined(numbers) if alone else None


def _sum(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    given = arguments.get(0)
    inputs = (
        given.items
        if isinstance(given, Items)
        else (given.element,)
        if isinstance(given, Stream)
        else (given,)
    )
    known = [value for value in inputs if value is not None]
    if any(isinstance(value, Tensor) for value in known):
        return machine.operation("sum", known, machine.site(node))
    return Unknown(inputs=known)


def _reversed(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    given = arguments.get(0)
    if isinstance(given, Container) or (isinstance(given, Items) and given.closed):
        return Items("list", given.items[::-1])
    return None if given is None else stream_of(machine, given, node)


def _iter(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    given = arguments.get(0)
    if isinstance(given, Loader):
        return stream_of(machine, given, node)
    return _sequence(machine, arguments, node)


def _slice(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    """`slice(None, 100)`, put aside under a name."""
    given = arguments.all()
    if arguments.whole and 0 < len(given) <= 3 and all(isinstance(bound, Const) for bound in given):
        return Const(slice(*map(constant, given)))
    return None


def _once(reader: Builtin) -> Builtin:
    """What these make can be gone through once: remember where it was begun."""

    def read(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
        made = reader(machine, arguments, node)
        if isinstance(made, Stream) and made not in arguments.positional:
            made.begun = machine.loops
        return made

    return read


def _vars(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    given = arguments.get(0)
    return fields_of(given) if isinstance(given, Instance) and not given.is_module else None


def _globals(machine: Machine, arguments: Arguments, node: ast.AST) -> Value | None:
    """What the file defines, by name: `globals()[args.model]`."""
    named = machine.scope.file.table.items()
    return Dict({name: one for name, one in named if isinstance(one, (Class, Function))}, closed=False)


BUILTINS: dict[str, Builtin] = {
    "globals": _globals,
    "vars": _vars,
    "len": _len,
    "range": _range,
    "zip": _once(_zip),
    "enumerate": _once(_enumerate),
    "list": _sequence,
    "tuple": _sequence,
    "iter": _once(_iter),
    "sorted": _sequence,
    "dict": _dict,
    "next": _next,
    "map": _once(_map),
    "filter": _filter,
    "getattr": _getattr,
    "setattr": _setattr,
    "hasattr": _hasattr,
    "super": _super,
    "isinstance": _isinstance,
    "float": _number,
    "int": _whole,
    "sum": _sum,
    "min": _extreme,
    "max": _extreme,
    "reversed": _reversed,
    "round": _rounding(round),
    "slice": _slice,
}
OF_MATH: dict[str, Builtin] = {
    f"math.{f.__name__}": _rounding(f) for f in (math.floor, math.ceil, math.trunc)
}
