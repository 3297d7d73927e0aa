"""Follow an input through a model  ->  follow(model, example).

trace = follow(net, torch.randn(1, 3, 224, 224))
for one in trace.operations:
    print(one.path, one.name, one.shape, one.multiply_adds)

The forward runs once, as it is written: loops, branches on data, several inputs and outputs. Every torch function
passes through a TorchFunctionMode; hooks tell which module is at work. The number of an operation is kept on the
tensor it made, so no tensor is held longer than the model holds it. Where the forward fails, the trace ends there.
"""

from __future__ import annotations

import linecache
import os
import sys
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks
from torch.overrides import TorchFunctionMode

from loopwise.errors import LoopwiseError
from loopwise.records import Place
from loopwise.records.traced import Operation, Stopped, Trace
from loopwise.text import Text
from loopwise.tracing import costs, fields
from loopwise.tracing.blocks import blocks_of
from loopwise.tracing.calls import bound, name_of, settings_of, tensors_in, works_in_place
from loopwise.tracing.examples import arguments_for
from loopwise.tracing.marks import MARK, number_of, numbers_and_shapes
from loopwise.tracing.merges import merges_of
from loopwise.tracing.modules import Calls
from loopwise.tracing.roles import with_roles
from loopwise.tracing.stopping import stopped_at
from loopwise.tracing.untouched import untouched
from loopwise.tracing.ways import Ways

NOT_A_MODULE = Text(
    en="trace follows a torch.nn.Module, and this is {given}.",
    ko="trace에는 torch.nn.Module이 필요한데 받은 값은 다릅니다: {given}",
)
SCRIPTED = Text(
    en="this model is compiled by TorchScript, where no operation can be seen; give the module it was made from.",
    ko="TorchScript로 컴파일한 모델이라 연산을 볼 수 없습니다. 컴파일하기 전의 모듈을 주세요.",
)

See = Callable[[int, Tensor], object]

# Where these return their own input, nothing happened.
_NOTHING_DONE = frozenset(
    [
        "contiguous",
        "to",
        "type",
        "float",
        "double",
        "half",
        "bfloat16",
        "requires_grad",
        "cpu",
        "cuda",
        "detach",
        "data",
    ]
)
_NO_TENSOR = frozenset((int, float, bool, str, type(None), torch.Size, torch.dtype, torch.device))
_TORCH = str(Path(torch.__file__).parent) + os.sep
_OURS = str(Path(__file__).parent) + os.sep


def follow(
    model: nn.Module,
    example: Any,
    *,
    training: bool = False,
    name: str | None = None,
    see: See | None = None,
) -> Trace:
    """Run `model` once on `example` and return every operation on the way.

    example: a tensor, a tuple of arguments, a dictionary of named ones, or one sample's shape such as (3, 224, 224).
    training: whether dropout and batch norm act as in training. name: what the model is called.
    see: called with the number of each operation and its (first) result, which it may keep.
    The model is as before afterwards: modes, buffers, hooks, random states. Models on the meta device are followed
    without computing anything. A forward that fails gives the trace up to there, with `stopped`.
    Raises LoopwiseError for what is no module.
    """
    if not isinstance(model, nn.Module):
        raise LoopwiseError(NOT_A_MODULE.format(given=type(model).__name__), fix="loopwise.trace(net, x)")
    model = getattr(model, "_orig_mod", model)  # what torch.compile wraps
    if isinstance(model, torch.jit.ScriptModule):
        raise LoopwiseError(SCRIPTED)
    if any(isinstance(one, nn.parameter.UninitializedParameter) for one in model.parameters()):
        model = _awake(deepcopy(model), example)
    arguments, named = arguments_for(model, example)
    keeps = (
        see is not None or next(model.parameters(), torch.empty(0)).is_meta
    )  # on meta there is nothing to hold
    way = _followed(model, arguments, named, see, training=training, gradients=True, keeps=keeps)
    if isinstance(way.failed, _Needed):
        way = _followed(model, arguments, named, see, training=training, gradients=True, keeps=True)
    if way.failed and "requires grad" in str(
        way.failed
    ):  # `.numpy()` and the like, where nothing is to be learnt
        way = _followed(model, arguments, named, see, training=training, gradients=False, keeps=False)
    return way.trace(model, name or type(model).__name__, training=training)


def _awake(model: nn.Module, example: Any) -> nn.Module:
    """Let lazy layers make their weights, in a first forward that nobody looks at."""
    arguments, named = arguments_for(model, example)
    with torch.no_grad(), suppress(Exception):  # what it raises, it raises again while followed
        model(*arguments, **named)
    return model


def _followed(
    model: nn.Module,
    arguments: tuple[Any, ...],
    named: dict[str, Any],
    see: See | None,
    *,
    training: bool,
    gradients: bool,
    keeps: bool,
) -> _Way:
    calls = Calls(model)
    way = _Way(model, calls, see, keeps=keeps)
    with (
        untouched(model, training=training),
        calls,
        torch.set_grad_enabled(gradients),
        saved_tensors_hooks(way.saved, _given_back),
    ):
        way.begin([arguments, named])
        try:
            with way:
                result = model(*arguments, **named)
            way.end(result)
        except Exception as problem:  # noqa: BLE001 - whatever a person's forward raises is part of the answer
            way.failed = problem
        finally:
            way.forget()
    return way


class _Needed(RuntimeError):
    """The forward itself goes backward: what autograd keeps must be kept."""


def _given_back(tensor: Tensor | None) -> Tensor:
    if tensor is None:
        raise _Needed
    return tensor


class _Way(TorchFunctionMode):
    """What is known of the way so far, and how it grows with every torch function."""

    def __init__(self, model: nn.Module, calls: Calls, see: See | None, *, keeps: bool) -> None:
        super().__init__()
        self._see = see
        self._keeps = keeps
        self.failed: Exception | None = None
        self._calls = calls
        self._operations: list[Operation] = []
        self._fields: list[fields.Field] = []
        self._outputs: tuple[int, ...] = ()
        self._marked: list[weakref.ref[Tensor]] = []
        self._names = {id(weight): path for path, weight in model.named_parameters()}
        self._weights = {_storage(weight) for weight in model.parameters()}
        self._met: set[int] = set()  # weights that an operation has used
        self._packed: list[
            tuple[int, int]
        ] = []  # (storage, bytes) that autograd keeps of the operation at work
        self._maker: dict[
            int, int
        ] = {}  # a storage's number is used again once it is freed: who made it last
        self._kept: set[tuple[int, int]] = set()  # (storage, its maker) that autograd keeps
        self._tried: _Tried | None = None

    def begin(self, inputs: Any) -> None:
        """Number the inputs."""
        for tensor in tensors_in(inputs):
            number = len(self._operations)
            shape, axes = tuple(tensor.shape), tuple(fields.Axis() for _ in tensor.shape)
            self._operations.append(
                Operation(number, "input", shape=shape, dtype=_dtype(tensor), stride=(1,) * max(len(shape) - 2, 0),
                          receptive_field=(1,) * max(len(shape) - 2, 0))
            )  # fmt: skip
            self._fields.append(axes)
            self._mark(tensor, number)
            self._maker[_storage(tensor)] = number

    def end(self, result: Any) -> None:
        """Note which operations the model returns."""
        self._outputs = tuple(dict.fromkeys(n for t in tensors_in(result) if (n := number_of(t)) is not None))

    def forget(self) -> None:
        """Take the numbers off the tensors that still live."""
        for reference in self._marked:
            tensor = reference()
            if tensor is not None and hasattr(tensor, MARK):
                delattr(tensor, MARK)

    def saved(self, tensor: Tensor) -> Tensor | None:
        """Note what autograd would keep. Let go of it where it may be."""
        self._packed.append((_storage(tensor), tensor.numel() * tensor.element_size()))
        return tensor if self._keeps else None

    def _newly_kept(self, own: Mapping[int, int], theirs: Mapping[int, int]) -> int:
        """Return the bytes that autograd keeps since this operation, each memory once; weights are there anyway.

        own, theirs: the storages of its results, and of its arguments. What lies in neither, it made for itself.
        """
        number, total = len(self._operations), 0
        self._maker |= dict.fromkeys(own.keys() - theirs.keys(), number)
        for storage, size in self._packed:
            outside = storage in theirs or storage in own
            key = storage, self._maker.get(storage, -1) if outside else number
            if storage not in self._weights and key not in self._kept:
                self._kept.add(key)
                total += size
        return total

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Run one torch function and note it, if it makes tensors."""
        named = dict(kwargs or {})
        name = name_of(func)
        self._packed.clear()
        try:
            result = func(*args, **named)
        except Exception:
            self._tried = _Tried.of(name, args, named)
            raise
        if type(result) in _NO_TENSOR and name != "setitem":  # a size, a flag: asked for all the time
            return result
        self._tried = None  # what failed before was caught by the model itself
        made = args[0] if name == "setitem" else result
        first = next(iter(tensors_in(made)), None)
        if first is None or (name in _NOTHING_DONE and any(first is given for given in tensors_in(args))):
            return result
        if works_in_place(func) and isinstance(first, nn.Parameter):
            return result  # a weight is written: no flow
        self._note(name, args, named, made, first)
        return result

    def _note(
        self, name: str, args: tuple[Any, ...], named: dict[str, Any], result: Any, first: Tensor
    ) -> None:
        given = bound(name, args, named)
        taken = tensors_in((args, named))
        sources = dict.fromkeys(number for tensor in taken if (number := number_of(tensor)) is not None)
        if name.endswith("_like") or name.startswith("new_"):
            sources = {}  # they take a shape and no value
        counted = {id(tensor): tensor.numel() for tensor in taken if id(tensor) in self._names}
        new = sum(size for key, size in counted.items() if key not in self._met)
        self._met |= counted.keys()
        number, shape = len(self._operations), tuple(first.shape)
        field = fields.seen(
            name, given, shape, [(self._fields[n], self._operations[n].shape) for n in sources]
        )
        results = tensors_in(result)
        products = costs.multiply_adds(name, given, args, first)
        theirs, own = _memories(taken), _memories(results)
        place, code = _called_from(sys._getframe(2))
        call = self._calls.now
        self._operations.append(
            Operation(
                number,
                name,
                path=call.path if call else "",
                call=call.number if call else None,
                inputs=tuple(sources),
                shape=shape,
                dtype=_dtype(first),
                shapes=tuple(tuple(t.shape) for t in results) if len(results) > 1 else (),
                parameters=new,
                shared=sum(counted.values()) - new,
                multiply_adds=products,
                elementwise=costs.elementwise(name, given, first),
                memory=sum(size for storage, size in own.items() if storage not in theirs),
                saved=self._newly_kept(own, theirs),
                receptive_field=tuple(axis.field if axis else None for axis in field[2:]),
                stride=tuple(axis.stride if axis else None for axis in field[2:]),
                depth=max((self._operations[n].depth for n in sources), default=0)
                + bool(products and counted),
                settings=settings_of(given) | _widths(given),
                place=place,
                code=code,
            )
        )
        self._fields.append(field)
        for tensor in results:
            self._mark(tensor, number)
        if self._see:
            self._see(number, first)

    def _mark(self, tensor: Tensor, number: int) -> None:
        if not hasattr(tensor, MARK):
            self._marked.append(weakref.ref(tensor))
        setattr(tensor, MARK, number)

    def trace(self, model: nn.Module, name: str, *, training: bool) -> Trace:
        """Return what was seen, with the meaning of each part of the graph."""
        weights = dict.fromkeys(model.parameters())
        ways = Ways(self._operations)
        merges = merges_of(ways)
        blocks = blocks_of(ways, merges)
        return Trace(
            model=name,
            inputs=tuple(one.shape for one in self._operations if one.name == "input"),
            operations=with_roles(ways, merges, blocks),
            calls=tuple(self._calls.made),
            outputs=self._outputs,
            parameters=sum(weight.numel() for weight in weights),
            unused=() if self.failed else tuple(p for key, p in self._names.items() if key not in self._met),
            merges=merges,
            blocks=blocks,
            training=training,
            device=next((weight.device.type for weight in weights), "cpu"),
            stopped=self._stopped() if self.failed else None,
        )

    def _stopped(self) -> Stopped:
        problem = self.failed
        assert problem is not None
        call = self._calls.last
        place, code = _raised_at(problem)
        stopped = Stopped(
            type(problem).__name__,
            str(problem),
            self._tried.name if self._tried else "",
            call.path if call else "",
            call.number if call else None,
            self._tried.inputs if self._tried else self._calls.given_last[0],
            self._tried.shapes if self._tried else self._calls.given_last[1],
            self._tried.settings if self._tried else {},
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
        given = bound(name, args, named)
        return cls(name, *numbers_and_shapes((args, named)), settings_of(given) | _widths(given))


def _dtype(tensor: Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def _storage(tensor: Tensor) -> int:
    try:
        return int(tensor.untyped_storage()._cdata)
    except (RuntimeError, NotImplementedError, ValueError):  # sparse and lazy tensors have none
        return id(tensor)


def _memories(tensors: Sequence[Tensor]) -> dict[int, int]:
    """Return storage -> bytes: each memory once, whatever lies in it. A view lies in its argument's."""
    memories = dict[int, int]()
    for tensor in tensors:
        memories.setdefault(_storage(tensor), tensor.numel() * tensor.element_size())
    return memories


def _widths(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the widths of a layer's weight by the names of its class: `in_channels`, `in_features` ..."""
    weight = given.get("weight")
    if not isinstance(weight, Tensor) or weight.dim() < 2:
        return {}
    out, inner, *kernel = weight.shape
    if kernel and "groups" in given:
        transposed = "output_padding" in given
        groups = given["groups"] if isinstance(given["groups"], int) else 1
        widths = {"in_channels": out if transposed else inner * groups}
        return widths | {"out_channels": inner * groups if transposed else out, "kernel_size": list(kernel)}
    return {"in_features": int(inner), "out_features": int(out)} if not kernel else {}


def _called_from(frame: FrameType | None) -> tuple[Place | None, str]:
    """Return the nearest line outside torch and outside this room: the person's own."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_OURS):
            return None, ""
        if not file.startswith((_TORCH, "<frozen", "<string>")):
            return _place(file, frame.f_lineno)
        frame = frame.f_back
    return None, ""


def _raised_at(problem: BaseException) -> tuple[Place | None, str]:
    """Return the last line of the person's own that an exception came through."""
    found: tuple[Place | None, str] = (None, "")
    trace = problem.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith((_TORCH, _OURS, "<frozen", "<string>")):
            found = _place(file, trace.tb_lineno)
        trace = trace.tb_next
    return found


_places: dict[tuple[str, int], tuple[Place, str]] = {}


def _place(file: str, line: int) -> tuple[Place, str]:
    if (file, line) not in _places:
        shown = Path(file)
        if shown.is_absolute() and shown.is_relative_to(Path.cwd()):
            shown = shown.relative_to(Path.cwd())
        _places[file, line] = Place(shown.as_posix(), line), linecache.getline(file, line).strip()
    return _places[file, line]
