"""What is noted of every torch function while a model runs, and the graph that it comes to.

noting = Noting(weights, calls, memory)
noting.begin(inputs)
with noting:
    result = model(*inputs)
noting.end(result)

The number of an operation is kept on the tensor it made. What is noted here is noted for each operation of a forward
that may take no longer than the operation: one walk over its arguments, nothing computed that can wait.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from loopwise.records.traced import Operation, Stopped, Trace
from loopwise.tracing import costs, fields
from loopwise.tracing.blocks import blocks_of
from loopwise.tracing.calls import bound, name_of, settings_of, tensors_in, works_in_place
from loopwise.tracing.lines import Lines
from loopwise.tracing.marks import MARK, number_of, numbers_and_shapes
from loopwise.tracing.memory import Memory
from loopwise.tracing.merges import merges_of
from loopwise.tracing.modules import Calls
from loopwise.tracing.roles import with_roles
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
        self, weights: Mapping[str, nn.Parameter], calls: Calls, memory: Memory, see: See | None = None
    ) -> None:
        """weights: the model's, by path. see: called with each operation's number and its (first) result."""
        super().__init__()
        self.failed: Exception | None = None
        self._weights = weights
        self._calls = calls
        self._memory = memory
        self._originals = Originals(weights.values())
        self._see = see
        self._lines = Lines()
        self._operations: list[Operation] = []
        self._fields: list[fields.Field] = []
        self._outputs: tuple[int, ...] = ()
        self._marked: list[weakref.ref[Tensor]] = []
        self._sizes = {id(weight): weight.numel() for weight in weights.values()}
        self._met: set[int] = set()  # weights that an operation has used
        self._tried: _Tried | None = None

    def begin(self, inputs: Any) -> None:
        """Number the inputs."""
        for tensor in tensors_in(inputs):
            number, shape = len(self._operations), tuple(tensor.shape)
            once = (1,) * max(len(shape) - 2, 0)
            one = Operation(
                number, "input", shape=shape, dtype=_dtype(tensor.dtype), receptive_field=once, stride=once
            )
            self._add(one, (fields.Axis(),) * len(shape), [tensor])
            self._memory.made(tensor, number)

    def end(self, result: Any) -> None:
        """Note which operations the model returns."""
        self._outputs = tuple(dict.fromkeys(n for t in tensors_in(result) if (n := number_of(t)) is not None))

    def forget(self) -> None:
        """Take the numbers off the tensors that still live, and give weights that were written what they had."""
        self._originals.put_back()
        for reference in self._marked:
            tensor = reference()
            if tensor is not None and hasattr(tensor, MARK):
                delattr(tensor, MARK)

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
        self._memory.begins()
        writes = works_in_place(func)
        if writes:
            self._originals.keep(tensors_in(args[:1]))
        try:
            result = func(*args, **named)
        except Exception:
            self._tried = _Tried.of(name, args, named)
            raise
        if type(result) in _NO_TENSOR and name != "setitem":  # a size, a flag: asked for all the time
            return result
        self._tried = None  # what failed before was caught by the model itself
        made = tensors_in(args[0] if name == "setitem" else result)
        if not made or (name in _NOTHING_DONE and any(made[0] is given for given in tensors_in(args))):
            return result
        if (writes or name == "data") and (
            isinstance(made[0], nn.Parameter) or self._originals.holds(made[0])
        ):
            return result  # a weight is written, or about to be: no flow
        self._note(name, args, named, made)
        return result

    def _note(self, name: str, args: tuple[Any, ...], named: Mapping[str, Any], made: list[Tensor]) -> None:
        taken = tensors_in((*args, *named.values()))
        flowing, sources, new, shared = self._taken(taken)
        if name.endswith("_like") or name.startswith("new_"):
            sources = {}  # they take a shape and no value
        number, first, given = len(self._operations), made[0], bound(name, args, named)
        shape, call = tuple(first.shape), self._calls.now
        field = fields.seen(
            name, given, shape, [(self._fields[n], self._operations[n].shape) for n in sources]
        )
        products = costs.multiply_adds(name, given, args, first)
        memory, saved = self._memory.of(number, flowing, made)
        place, code = self._lines.above(sys._getframe(2))
        one = Operation(
            number,
            name,
            path=call.path if call else "",
            call=call.number if call else None,
            inputs=tuple(sources),
            shape=shape,
            dtype=_dtype(first.dtype),
            shapes=tuple(tuple(t.shape) for t in made) if len(made) > 1 else (),
            parameters=new,
            shared=shared,
            multiply_adds=products,
            elementwise=costs.elementwise(name, given, first),
            memory=memory,
            saved=saved,
            receptive_field=tuple([axis.field if axis else None for axis in field[2:]]),
            stride=tuple([axis.stride if axis else None for axis in field[2:]]),
            depth=max([self._operations[n].depth for n in sources], default=0)
            + (products > 0 and len(flowing) < len(taken)),
            settings=settings_of(given),
            place=place,
            code=code,
        )
        self._add(one, field, made)
        if self._see:
            self._see(number, first)

    def _taken(self, tensors: Iterable[Tensor]) -> tuple[list[Tensor], dict[int, None], int, int]:
        """Return the arguments that are no weights, who made them, and how large new and known weights are."""
        flowing, sources, weights = list[Tensor](), dict[int, None](), dict[int, int]()
        for tensor in tensors:
            size = self._sizes.get(id(tensor))
            if size is None:
                flowing.append(tensor)
            else:
                weights[id(tensor)] = size
            number = number_of(tensor)  # of weights, too: one may be the model's input
            if number is not None:
                sources[number] = None
        new = sum([size for key, size in weights.items() if key not in self._met])
        self._met |= weights.keys()
        return flowing, sources, new, sum(weights.values()) - new

    def _add(self, one: Operation, field: fields.Field, results: Iterable[Tensor]) -> None:
        self._operations.append(one)
        self._fields.append(field)
        for tensor in results:
            if number_of(tensor) is None:
                self._marked.append(weakref.ref(tensor))
            setattr(tensor, MARK, one.number)

    def trace(self, name: str, *, training: bool) -> Trace:
        """Return what was seen, with the meaning of each part of the graph."""
        ways = Ways(self._operations)
        merges = merges_of(ways)
        blocks = blocks_of(ways, merges)
        unused = tuple(path for path, weight in self._weights.items() if id(weight) not in self._met)
        return Trace(
            model=name,
            inputs=tuple(one.shape for one in self._operations if one.name == "input"),
            operations=with_roles(ways, merges, blocks),
            calls=tuple(self._calls.made),
            outputs=self._outputs,
            parameters=sum(self._sizes.values()),
            unused=() if self.failed else unused,
            merges=merges,
            blocks=blocks,
            training=training,
            device=next((weight.device.type for weight in self._weights.values()), "cpu"),
            stopped=self._stopped(self.failed) if self.failed else None,
        )

    def _stopped(self, problem: Exception) -> Stopped:
        call, tried = self._calls.last, self._tried or _Tried("", *self._calls.given_last, {})
        place, code = self._lines.behind(problem)
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
        return stopped_at(stopped, call.kind if call else "", self._operations)


class _Tried(NamedTuple):
    """An operation that raised."""

    name: str
    inputs: tuple[int, ...]
    shapes: tuple[tuple[int, ...], ...]
    settings: dict[str, Any]

    @classmethod
    def of(cls, name: str, args: tuple[Any, ...], named: Mapping[str, Any]) -> _Tried:
        return cls(name, *numbers_and_shapes((args, named)), settings_of(bound(name, args, named)))


@cache
def _dtype(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
