"""Methods that torch or Python define: which kind of thing is asked; those of optimisers."""

from __future__ import annotations

import ast

from loopwise.program.evaluator.container_methods import of_dict, of_items
from loopwise.program.evaluator.machine import Machine
from loopwise.program.evaluator.module_methods import of_module
from loopwise.program.evaluator.opaque import opaque
from loopwise.program.evaluator.tensor_methods import of_tensor
from loopwise.program.evaluator.unseen_methods import of_unseen
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import (
    Loader,
    Optimiser,
    Parameters,
    Scheduler,
)
from loopwise.program.objects.tables import Table, ask_table, unseen_array
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import (
    NONE,
    Arguments,
    Const,
    Dict,
    External,
    Items,
    Stream,
    Unknown,
    Value,
)

_OF_TEXT = (
    "lower",
    "upper",
    "strip",
    "title",
    "capitalize",
    "startswith",
    "endswith",
    "removeprefix",
    "removesuffix",
)


def call_builtin_method(
    machine: Machine, receiver: Value, name: str, arguments: Arguments, node: ast.AST
) -> Value:
    """Return what `receiver.name(...)` gives, for receivers that are not of the program's own making."""
    if isinstance(receiver, Optimiser) or (isinstance(receiver, Instance) and receiver.cls.makes_optimisers):
        return _of_optimiser(machine, receiver, name, arguments, node)
    if isinstance(receiver, Tensor):
        return of_tensor(machine, receiver, name, arguments, node)
    if receiver.is_module and not isinstance(receiver, Unknown):
        return of_module(machine, receiver, name, arguments, node)
    if isinstance(receiver, Items):
        return of_items(machine, receiver, name, arguments, node)
    if isinstance(receiver, Dict):
        return of_dict(machine, receiver, name, arguments, node)
    if isinstance(receiver, Scheduler) and name == "step":
        machine.happens("schedule", node, target=receiver)
        return NONE
    known = ask_table(machine, receiver, name, arguments, node) if isinstance(receiver, Table) else None
    if known is not None:
        return machine.record_call(f"pandas.DataFrame.{name}", receiver, arguments, known, node)
    if isinstance(receiver, Unknown) and name == "to_numpy":
        array = unseen_array(machine, receiver, arguments, node)
        return array or of_unseen(machine, receiver, name, arguments, node)
    if isinstance(receiver, (Unknown, Loader, Stream, Instance, Parameters)):
        result = of_unseen(machine, receiver, name, arguments, node)
        made_by = receiver.made_by if isinstance(receiver, Unknown) else ""
        return machine.record_call(f"{made_by}.{name}", receiver, arguments, result, node)
    if isinstance(receiver, Const) and isinstance(receiver.value, str) and name in _OF_TEXT:
        return _of_text(receiver.value, name, arguments)
    if name == "backward":  # of a loss that is not seen, or that a function has still to compute
        machine.happens("backward", node)
    return opaque(machine, External("builtins.method"), Arguments([receiver, *arguments.all()]), node)


def _of_text(text: str, name: str, arguments: Arguments) -> Value:
    """Return what a method of a known text gives for known arguments: `name.startswith("resnet")`."""
    given = [one.value if isinstance(one, Const) else None for one in arguments.all()]
    plain = arguments.whole and all(isinstance(one, str) for one in given)
    try:
        return Const(getattr(text, name)(*given)) if plain else Unknown()
    except TypeError:  # as many arguments as the method does not take
        return Unknown()


def _of_optimiser(machine: Machine, receiver: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
    if name == "step":
        closure = arguments.get(0, "closure")
        if closure is not None:
            from loopwise.program.evaluator.calls import call

            call(machine, closure, Arguments(), node)
        machine.happens("step", node, target=receiver)
        if any("zero" in word for word in arguments.named):  # `averager.step(zero_grad=True)` clears, too
            machine.happens("zero", node, target=receiver)
    elif name == "zero_grad":
        machine.happens("zero", node, target=receiver)
    elif name == "add_param_group" and isinstance(receiver, Optimiser):
        _add_group(receiver, arguments.get(0, "param_group"))
    elif name.startswith("register_"):  # a hook could clear, unseen
        machine.hook(receiver)
    return Unknown()


def _add_group(optimiser: Optimiser, group: Value | None) -> None:
    from loopwise.program.evaluator.library import held_by
    from loopwise.program.flow.held import parts_of

    more = held_by(group)
    added = parts_of(more)
    known = optimiser.parts is not None and added is not None and more is not None
    optimiser.parts = (*(optimiser.parts or ()), *(added or ())) if known else None
    if optimiser.holds is not None:
        optimiser.holds = (*optimiser.holds, *more) if more is not None else None
