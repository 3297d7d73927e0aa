"""What is noted of every torch function while a model runs.

noting = Noting(weights, calls, keeps=False)
with saved_tensors_hooks(noting.kept.packed, noting.kept.unpacked), noting:
    noting.begin(inputs)
    result = model(*inputs)
noting.end(result)
noting.trace("Net", training=False)

In the forward only that is noted which must be seen then, with shadows for tensors; what it comes to is worked out
afterwards (`Graph`). Between two operations that fill the processor's caches, every further step costs three times
what it costs in a row.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from loopwise.records.traced import ModuleCall, Operation, Stopped, Trace
from loopwise.tracing.blocks import blocks_of
from loopwise.tracing.calls import (
    PLAIN,
    TABLES,
    bound,
    name_of,
    settings_of,
    tensors_in,
    works_in_place,
    written,
)
from loopwise.tracing.graph import Graph, Step
from loopwise.tracing.lines import Lines, spot_above
from loopwise.tracing.memory import Kept
from loopwise.tracing.merges import merges_of
from loopwise.tracing.modules import Calls
from loopwise.tracing.roles import give_roles
from loopwise.tracing.shadows import Shadows, number_of, numbers_and_shapes
from loopwise.tracing.stopping import stopped_at
from loopwise.tracing.untouched import Originals
from loopwise.tracing.ways import Ways

See = Callable[[int, Tensor], object]

# Where these return their own input, nothing happened.
_NOTHING_DONE = frozenset((
    "contiguous", "to", "type", "float", "double", "half", "bfloat16", "requires_grad", "cpu", "cuda", "detach", "data",
))  # fmt: skip
_NO_TENSOR = frozenset((int, float, bool, str, type(None), torch.Size, torch.dtype, torch.device))


class Noting(TorchFunctionMode):
    """What is known of the way so far, and how it grows with every torch function."""

    def __init__(
        self, weights: Mapping[str, nn.Parameter], calls: Calls, see: See | None = None, *, keeps: bool
    ) -> None:
        """weights: the model's, by path. see: called with each operation's number and its (first) result.

        keeps: whether what autograd wants stays alive once the operation is over.
        """
        super().__init__()
        self.failed: Exception | None = None
        self._weights = weights
        self._calls = calls
        self._originals = Originals(weights.values())
        self._shadows = Shadows(weights.values())
        self.kept = Kept(self._shadows.storages, keeps=keeps)
        self._see = see
        self._steps: list[Step] = []
        self._outputs: tuple[int, ...] = ()
        self._tried: _Tried | None = None

    def begin(self, inputs: Any) -> None:
        """Number the inputs."""
        for tensor in tensors_in(inputs):
            self._steps.append(Step("input", (), {}, (self._shadows.mark(tensor, len(self._steps)),)))

    def end(self, result: Any) -> None:
        """Note which operations the model returns."""
        self._outputs = tuple(dict.fromkeys(n for t in tensors_in(result) if (n := number_of(t)) is not None))

    def forget(self) -> None:
        """Leave tensors as they were: without marks, and weights that were written with what they had."""
        self._originals.put_back()
        self._shadows.forget()
        self.kept.begins()

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Run one torch function and note it, if it makes tensors."""
        named = kwargs or {}
        name = name_of(func)
        self.kept.begins()
        writes = works_in_place(func)
        if writes or name in TABLES:
            self._originals.keep(written(name, args, named))
        try:
            result = func(*args, **named)
        except Exception:
            self._tried = _Tried.of(name, args, named, self._shadows)
            raise
        if type(result) in _NO_TENSOR and name != "setitem":  # a size, a flag: asked for all the time
            return result
        self._tried = None  # what failed before was caught by the model itself
        made = tensors_in(args[0] if name == "setitem" else result)
        if not made or (name in _NOTHING_DONE and self._is_nothing(name, args, made[0])):
            return result
        if not (writes and (isinstance(made[0], nn.Parameter) or self._originals.holds(made[0]))):
            self._note(name, args, named, made)
        return result

    def _is_nothing(self, name: str, args: tuple[Any, ...], first: Tensor) -> bool:
        """Tell whether the result is what was given, or the weight whose `data` it is."""
        if any(first is given for given in tensors_in(args)):
            return True
        return name in ("data", "detach") and self._shadows.alias(first, args[0])

    def _note(self, name: str, args: tuple[Any, ...], named: Mapping[str, Any], made: list[Tensor]) -> None:
        number, shadows = len(self._steps), self._shadows
        arguments = tuple([one if type(one) in PLAIN else shadows.cast(one) for one in args])
        others = {key: shadows.cast(one) for key, one in named.items()} if named else named
        results = [shadows.mark(tensor, number) for tensor in made]
        spot = spot_above(sys._getframe(2))
        pieces = self.kept.since()
        self._steps.append(Step(name, arguments, others, results, pieces, self._calls.now, spot))
        if self._see:
            self._see(number, made[0])

    def trace(self, name: str, *, training: bool) -> Trace:
        """Return what was seen, with the meaning of each part of the graph."""
        calls = self._calls.made
        graph = Graph(self._shadows, calls)
        for step in self._steps:
            graph.add(step)
        ways = Ways(graph.operations)
        merges = merges_of(ways)
        blocks = blocks_of(ways, merges)
        give_roles(ways, merges, blocks, whole=not self.failed)
        unused = tuple(path for path, weight in self._weights.items() if id(weight) not in graph.used)
        return Trace(
            model=name,
            inputs=tuple(one.shape for one in graph.operations if one.name == "input"),
            operations=tuple(graph.operations),
            calls=tuple(calls),
            outputs=self._outputs,
            parameters=sum(weight.numel() for weight in self._shadows.weights.values()),
            unused=() if self.failed else unused,
            merges=merges,
            blocks=blocks,
            training=training,
            device=next((weight.device.type for weight in self._weights.values()), "cpu"),
            stopped=self._stopped(self.failed, calls, graph.operations) if self.failed else None,
        )

    def _stopped(self, problem: Exception, calls: list[ModuleCall], operations: list[Operation]) -> Stopped:
        call = calls[self._calls.last] if self._calls.last is not None else None
        tried = self._tried or _Tried("", *self._calls.given_last, {})
        place, code = Lines().behind(problem)
        stopped = Stopped(
            type(problem).__name__,
            str(problem),
            tried.name,
            call.path if call else "",
            call.number if call else None,
            tried.inputs,
            tried.shapes,
            tried.settings,
            place,
            code,
        )
        return stopped_at(stopped, call.kind if call else "", operations)


class _Tried(NamedTuple):
    """An operation that raised."""

    name: str
    inputs: tuple[int, ...]
    shapes: tuple[tuple[int, ...], ...]
    settings: dict[str, Any]

    @classmethod
    def of(cls, name: str, args: tuple[Any, ...], named: Mapping[str, Any], shadows: Shadows) -> _Tried:
        given = bound(name, shadows.cast(args), shadows.cast(named))
        return cls(name, *numbers_and_shapes((args, named)), settings_of(name, given))
