"""The operations that the steps of a forward come to. All that can wait is worked out here, when the forward is over.

graph = Graph(shadows, calls)
for step in steps:
    graph.add(step)
graph.operations, graph.used
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from typing import Any, NamedTuple

import torch

from loopwise.records.traced import ModuleCall, Operation
from loopwise.tracing import costs, fields
from loopwise.tracing.calls import bound, settings_of
from loopwise.tracing.lines import Lines, Spot
from loopwise.tracing.memory import Memory, Pieces
from loopwise.tracing.shadows import Shadow, Shadows, shadows_in


class Step(NamedTuple):
    """One operation as it happened.

    arguments, named: what it took, with shadows for tensors. results: the tensors it made. pieces: what autograd keeps
    of it. call: the number of the module call it ran in. spot: the line of the person's source that called it.
    """

    name: str
    arguments: tuple[Any, ...]
    named: Mapping[str, Any]
    results: Sequence[Shadow]
    pieces: Pieces = ()
    call: int | None = None
    spot: Spot | None = None


class Graph:
    """The operations so far, in their order."""

    def __init__(self, shadows: Shadows, calls: Sequence[ModuleCall]) -> None:
        """shadows: of the forward. calls: of its modules."""
        self.operations: list[Operation] = []
        self.used: set[int] = set()  # weights that an operation has taken
        # Operations that give weights in another form: transposed, normed, in part.
        self._forms: set[int] = set()
        self._weights = shadows.weights
        self._calls = calls
        self._memory = Memory(shadows.storages)
        self._lines = Lines()
        self._fields: list[fields.Field] = []

    def add(self, step: Step) -> None:
        """Add what a step comes to."""
        one, field = self._input(step) if step.name == "input" else self._operation(step)
        self.operations.append(one)
        self._fields.append(field)

    def _input(self, step: Step) -> tuple[Operation, fields.Field]:
        number, (first,) = len(self.operations), step.results
        self._memory.of(number, (), step.results, ())
        once = (1,) * max(first.dim() - 2, 0)
        one = Operation(
            number,
            "input",
            shape=tuple(first.shape),
            dtype=_dtype(first.dtype),
            receptive_field=once,
            stride=once,
        )
        return one, (fields.Axis(),) * first.dim()

    def _operation(self, step: Step) -> tuple[Operation, fields.Field]:
        name, first, number = step.name, step.results[0], len(self.operations)
        taken = shadows_in((*step.arguments, *step.named.values()))
        given = bound(name, step.arguments, step.named)
        weights = {shadow.weight for shadow in taken if shadow.weight is not None}
        sources = _sources(name, taken)
        new, shared = self._parameters(weights) if weights else (0, 0)
        rows = math.prod(first.rows)
        products = rows * costs.multiply_adds(name, given, step.arguments, first)
        field = self._field(name, given, first, sources)
        memory, saved = self._memory.of(number, taken, step.results, step.pieces)
        weighted = bool(weights) or not self._forms.isdisjoint(sources)
        if weighted and not products and self._forms.issuperset(sources):
            self._forms.add(number)
        deepest = max([self.operations[n].depth for n in sources], default=0)
        place, code = self._lines.at(step.spot)
        one = Operation(
            number,
            name,
            path=self._calls[step.call].path if step.call is not None else "",
            call=step.call,
            inputs=tuple(sources),
            shape=first.lengths,
            dtype=_dtype(first.dtype),
            shapes=tuple(shadow.lengths for shadow in step.results) if len(step.results) > 1 else (),
            parameters=new,
            shared=shared,
            multiply_adds=products,
            elementwise=rows * costs.elementwise(name, given, first),
            memory=memory,
            saved=saved,
            receptive_field=tuple([axis and axis.field for axis in field[2:]]),
            stride=tuple([axis and axis.stride for axis in field[2:]]),
            depth=deepest + (products > 0 and weighted),
            settings=settings_of(name, given),
            place=place,
            code=code,
        )
        return one, field

    def _parameters(self, weights: Set[int]) -> tuple[int, int]:
        """Return how large the weights are that an operation is the first to take, and those that were known."""
        new = sum([self._weights[one].numel() for one in weights - self.used])
        shared = sum([self._weights[one].numel() for one in weights & self.used])
        self.used |= weights
        return new, shared

    def _field(
        self, name: str, given: Mapping[str, Any], first: Shadow, sources: Mapping[int, Shadow]
    ) -> fields.Field:
        """Return what a result sees. Rows of `torch.vmap` are axes that nobody looks along."""
        seen = fields.seen(name, given, tuple(first.shape), [self._seen(*one) for one in sources.items()])
        return (*(None,) * len(first.rows), *seen) if first.rows else seen

    def _seen(self, number: int, taken: Shadow) -> tuple[fields.Field, tuple[int, ...]]:
        """Return the field and the shape of a result, as an operation took it."""
        field, shape = self._fields[number], self.operations[number].shape
        if not taken.rows:
            return field, shape
        outside = len(taken.rows)
        if shape != taken.lengths:  # rows along another axis
            return (None,) * taken.dim(), tuple(taken.shape)
        return field[outside:], shape[outside:]


def _sources(name: str, taken: Iterable[Shadow]) -> dict[int, Shadow]:
    """Return the arguments by who made them (weights, too: one may be the model's input)."""
    if name.endswith("_like") or name.startswith("new_"):
        return {}  # they take a shape and no value
    return {shadow.maker: shadow for shadow in taken if shadow.maker is not None}


@cache
def _dtype(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
