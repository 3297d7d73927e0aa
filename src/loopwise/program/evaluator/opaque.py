"""Calls into code that is not seen: what comes out remembers what went in, and what was handed over."""

from __future__ import annotations

import ast

from loopwise.program.evaluator.machine import Machine
from loopwise.program.objects.definitions import Bound, Function, Instance
from loopwise.program.objects.modules import Layer, Optimiser, Parameters, modules_in
from loopwise.program.objects.tensors import tensors_in
from loopwise.program.objects.torch_table import HARMLESS, PREPARE, words
from loopwise.program.objects.values import Arguments, Dict, External, Items, Unknown, Value

TRAINS = words(
    "fit train train_step training_step train_on_batch optimize optimise backward step zero "
    "zero_grad scale learn run"
)

_SETS_MODES = "ignite."  # whose engines put a model into the mode they need, whenever they run


def opaque(
    machine: Machine,
    callee: Value,
    arguments: Arguments,
    node: ast.AST,
    *,
    escapes: bool = True,
    name: str = "",
) -> Value:
    """Return the result of a call of unknown code; record it if that code could train what it was handed."""
    given = arguments.all()
    owners = _owners(callee)
    handed = [thing for value in (*given, *owners) for thing in _learning_things(value)]
    if escapes and (owners or not _is_harmless(callee)) and (handed or name in TRAINS):
        machine.hand_over(node, handed or [callee])
    if _path(callee).startswith(_SETS_MODES):
        for module in (part for one in handed if one.is_module for part in modules_in(one)):
            machine.journal.write(module.table, "training", Unknown())  # type: ignore[attr-defined]
    for thing in handed if name == "attach" else ():
        if isinstance(thing, Optimiser):  # opacus's engine then clips and steps in its place
            machine.hook(thing)
    for value in given if escapes else ():
        if isinstance(value, Instance):
            value.ready = True  # its library's `__init__` may be called there
    if escapes:
        machine.handed += [function for value in given for function in _functions(value)]
    if any(True for value in given for _ in tensors_in(value)):
        layer = callee if not isinstance(callee, (Function, External)) else None
        result = machine.operation(
            "opaque", given, machine.site(node), role="opaque", layer=layer, arguments=arguments
        )
        result.op.callee = _path(callee)
        return result
    made_by = callee.path if isinstance(callee, External) else ""
    return Unknown(made_by, given)


def _owners(callee: Value) -> list[Value]:
    """Return the object whose method is called, where its class is the program's own and the method's is not read."""
    owners = callee.inputs if isinstance(callee, Unknown) else ()
    return [one for one in owners if isinstance(one, Instance) and one.cls.has_unread_base]


def _path(callee: Value) -> str:
    """Return the dotted name of a library's function, or of what made the object whose method it is."""
    if isinstance(callee, External):
        return callee.path
    return callee.made_by if isinstance(callee, Unknown) else ""


def _is_harmless(callee: Value) -> bool:
    return _path(callee).startswith(HARMLESS)


def _learning_things(value: Value) -> list[Value]:
    """Return the models, optimisers and parameters inside a value; a list that is held twice is looked into once."""
    found, waiting, seen = list[Value](), [value], set[int]()
    while waiting:
        one = waiting.pop()
        if _learns(one):
            found.append(one)
        elif isinstance(one, (Items, Dict)) and id(one) not in seen:
            seen.add(id(one))
            waiting += reversed(one.items if isinstance(one, Items) else tuple(one.table.values()))
    return found


def _learns(value: Value) -> bool:
    if isinstance(value, (Optimiser, Parameters)) or (value.is_module and not _is_loss(value)):
        return True
    return isinstance(value, Instance) and (value.cls.makes_optimisers or _keeps_learning(value))


def _is_loss(value: Value) -> bool:
    return isinstance(value, Layer) and value.is_loss


def _keeps_learning(value: Instance) -> bool:
    """Whether a plain object (a trainer) holds a model or optimiser."""
    return any(
        isinstance(held, Optimiser) or (held.is_module and not _is_loss(held))
        for held in value.table.values()
        if isinstance(held, Value)
    )


def _functions(value: Value) -> list[Function]:
    if isinstance(value, Function):
        return [value]
    if isinstance(value, Bound) and value.function is not None:
        return [value.function]
    return []


def handed_back(name: str, arguments: Arguments) -> Value | None:
    """Return what some methods hand back as they got it, wrapped: accelerate's `prepare`, opacus's `make_private`."""
    given = arguments.positional if name in PREPARE else []
    if name in ("make_private", "make_private_with_epsilon"):
        given = [arguments.named[part] for part in _PRIVATE if part in arguments.named]
    if not given:
        return None
    return given[0] if len(given) == 1 else Items("tuple", given)


_PRIVATE = ("module", "optimizer", "criterion", "data_loader")  # in the order in which they come back
