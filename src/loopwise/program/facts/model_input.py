"""The shape of a model's input, where a person says it and the program does not: `check --input 1,28,28`.

It holds for data that comes to a model from outside: not for what another layer has worked on, and never
against what the program itself says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from loopwise.program.facts.batches import rows_of_batch
from loopwise.program.facts.sizes import as_value
from loopwise.program.objects.definitions import Class, Function, Instance
from loopwise.program.objects.modules import Container, modules_in
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Arguments, Items, Unknown, Value
from loopwise.program.source.sources import names_in
from loopwise.shapes import Symbol

if TYPE_CHECKING:
    from loopwise.program.evaluator.machine import Machine
    from loopwise.program.source.sources import Site

MOST_UNASKED = 1  # models nobody asks: of several, the one a shape is meant for is not known


def with_input_shape(machine: Machine, arguments: Arguments, site: Site) -> Arguments:
    """Return what a model is asked with: data of unknown shape in front gets the shape that was said."""
    if machine.input_shape is None or not arguments.positional:
        return arguments
    first, *rest = arguments.positional
    if not _lacks_shape(first):
        return arguments
    rows = rows_of_batch(first) or Symbol((f"N#{id(first)}",))
    sizes = Items("size", [as_value(size) for size in (rows, *machine.input_shape)])
    role = "layout" if isinstance(first, Tensor) else "opaque"
    told = machine.operation("given", (first,), site, role=role, shape="known", arguments=Arguments([sizes]))
    return Arguments([told, *rest], arguments.named, whole=arguments.whole)


def models_nobody_asks(machine: Machine, make: Callable[[Class], Value | None]) -> list[Value]:
    """Return the models that the program makes or defines and never asks, if there are few enough to be meant."""
    asked = {
        part
        for event in machine.events
        if event.is_("forward") and event.target
        for part in _all(event.target)
    }
    made = [
        model for model in machine.made if isinstance(model, (Instance, Container)) and model not in asked
    ]
    inner = {part for model in machine.made for part in _all(model) if part is not model}
    models: list[Value] = [model for model in made if model not in inner]
    if not models and not asked:
        models = [model for cls in _outermost(machine.classes) if (model := make(cls)) is not None]
    return models if len(models) <= MOST_UNASKED else []


def _outermost(classes: Sequence[Class]) -> list[Class]:
    """Return the classes of models that no other class of the program names."""
    models = [cls for cls in classes if cls.makes_modules and isinstance(cls.table.get("forward"), Function)]
    named = {cls.name: names_in(cls.node) for cls in classes}
    return [
        cls for cls in models if not any(cls.name in used for name, used in named.items() if name != cls.name)
    ]


def _all(model: Value) -> Iterator[Value]:
    return modules_in(model) if isinstance(model, (Instance, Container)) else iter((model,))


def _lacks_shape(value: Value) -> bool:
    if isinstance(value, Tensor):
        return value.shape is None and not value.is_answer
    return isinstance(value, Unknown)
