"""What was computed from some weights, written down, to be computed again with others: `Tape(weights)`.

    tape = Tape(parameters)
    with tape:
        loss = criterion(model(x), y)       # whatever code it is
    replay = tape.until(loss)
    replay(weights)                         # the loss of the same batch with other weights, (P,) -> float

Operations of torch are written down where they run, whoever calls them, so a loss needs no function of its own.
What does not come from the weights is kept as a value: the batch, dropout's draws, frozen layers. A tensor is known by
its storage and its place in it, so that views and writes in place play again as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_map

Storages = dict[int, torch.UntypedStorage]  # of one replay, by the storage they stand for

_VALUELESS = ("empty_like", "zeros_like", "ones_like", "full_like", "rand_like", "randn_like", "randint_like",
              "new_empty", "new_empty_strided", "new_zeros", "new_ones", "new_full")  # fmt: skip


class NotReplayed(Exception):
    """What was computed cannot be computed again by its operations alone."""


@dataclass(frozen=True, slots=True)
class Ref:
    """Where a tensor lies: its storage, and which part of it."""

    storage: int
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    dtype: torch.dtype
    device: torch.device

    def within(self, storages: Mapping[int, torch.UntypedStorage]) -> Tensor:
        """Return the tensor that lies there in a replay."""
        empty = torch.empty(0, dtype=self.dtype, device=self.device)
        return empty.set_(storages[self.storage], self.offset, self.shape, self.stride)


@dataclass(frozen=True, slots=True)
class Operation:
    """One call. outputs: what it made anew; writes: storages it changed; before: random states it began with."""

    call: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    outputs: tuple[Ref | None, ...]
    writes: frozenset[int]
    before: tuple[Callable[[], object], ...] = ()

    def reads(self) -> frozenset[int]:
        """Return the storages it takes something from."""
        leaves, _ = tree_flatten((self.args, self.kwargs))
        return frozenset(one.storage for one in leaves if isinstance(one, Ref))

    def makes(self) -> frozenset[int]:
        """Return the storages that hold something else afterwards."""
        return self.writes | {one.storage for one in self.outputs if one is not None}


class Tape(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Operations on what comes from the weights, in their order.

    running: whether operations are written down; others pass. A tape is used for one loss; `begin()` for the next.
    foreign: whether something that is trained, and is none of the weights, went in.
    """

    def __init__(self, weights: Sequence[Tensor]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.running = True
        self._weights = weights
        # Values that many losses share, by address and version; the original lives on, or its address would not tell.
        self._known: dict[tuple[int, int], tuple[torch.UntypedStorage, torch.UntypedStorage]] = {}
        self.begin()

    def begin(self) -> None:
        """Forget what was written down."""
        self.foreign = False
        self._operations: list[Operation] = []
        self._alive: dict[int, Any] = {}  # storages and their addresses are told apart while they live
        self._moved = {_address(weight) for weight in self._weights}  # that hold what comes from the weights
        self._values: dict[int, torch.UntypedStorage] = {}

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run an operation, and write it down where it takes something that comes from the weights."""
        kwargs = kwargs or {}
        if not self.running or not any(_address(one) in self._moved for one in _tensors((args, kwargs))):
            return func(*args, **kwargs)
        if func.overloadpacket.__name__ in _VALUELESS:
            return func(*args, **kwargs)
        written = _written(func, args, kwargs)
        told_args, told_kwargs = tree_map(self._told, (args, kwargs))
        before = _random_states(func, args, kwargs)
        result = func(*args, **kwargs)
        fresh = [self._fresh(one) for one in _flat(result)]
        self._moved |= {_address(one) for one in written}
        if any(fresh) or written:  # a view of what is known needs nothing done
            writes = frozenset(_address(one) for one in written)
            self._operations.append(Operation(func, told_args, told_kwargs, tuple(fresh), writes, before))
        return result

    def until(self, loss: Tensor) -> Replay:
        """Return what computes the loss again. Raises NotReplayed where it does not come from the weights."""
        if _address(loss) not in self._moved:
            raise NotReplayed("weights")
        root = _ref(loss)
        needed, kept = {root.storage}, []
        for one in reversed(self._operations):
            if one.makes() & needed:
                kept.append(one)
                needed |= one.reads()
        values = {at: value for at, value in self._values.items() if at in needed}
        return Replay(self._weights, kept[::-1], values, root)

    def _told(self, value: Any) -> Any:
        """Return where a tensor lies; what lies there is kept if it does not come from the weights."""
        if not isinstance(value, Tensor):
            return value
        at, storage = _ref(value), value.untyped_storage()
        self._alive[at.storage] = storage
        if at.storage not in self._moved and at.storage not in self._values:
            self.foreign = self.foreign or value.requires_grad
            key = at.storage, value._version
            if key not in self._known:
                self._known[key] = storage, _copied(storage)
            _, self._values[at.storage] = self._known[key]
        return at

    def _fresh(self, value: Any) -> Ref | None:
        """Return where an output lies, if its storage is new."""
        if not isinstance(value, Tensor) or _address(value) in self._alive:
            return None
        at = _ref(value)
        self._alive[at.storage] = value.untyped_storage()
        self._moved.add(at.storage)
        return at


class Replay:
    """The loss of one batch, computed again: `replay(weights)`, (P,) in the order of the tape's weights -> float.

    rows: of the batch: the length of the last value that the loss takes, which are its targets.
    """

    def __init__(
        self, weights: Sequence[Tensor], operations: Sequence[Operation], values: Storages, root: Ref
    ) -> None:
        self._weights = [_ref(one) for one in weights]
        self._own = {_address(one): one.untyped_storage() for one in weights}  # which several may share
        self._operations, self._values, self._root = operations, values, root
        self._changed = frozenset(at for one in operations for at in one.writes) & values.keys()
        self.rows = next(self._lengths(), 1)

    @torch.no_grad()
    def __call__(self, weights: Tensor) -> float:
        """Return the loss. Raises NotReplayed where the way through the model is another one with these weights."""
        storages = dict(self._values)
        storages |= {at: _copied(storages[at]) for at in self._changed}
        storages |= {at: _copied(own) for at, own in self._own.items()}
        sizes = [torch.Size(ref.shape).numel() for ref in self._weights]
        for ref, own in zip(self._weights, torch.split(weights, sizes), strict=True):
            ref.within(storages).copy_(own.view(ref.shape))
        for one in self._operations:
            self._play(one, storages)
        return float(self._root.within(storages).item())

    def _play(self, one: Operation, storages: Storages) -> None:
        for restore in one.before:
            restore()
        args = _filled(one.args, storages)
        kwargs = {name: _filled(value, storages) for name, value in one.kwargs.items()}
        result = one.call(*args, **kwargs)
        for ref, made in zip(one.outputs, _flat(result), strict=True):
            if (
                ref is not None and made is not None
            ):  # what only a backward pass needs is not made without one
                if made.shape != ref.shape or made.stride() != ref.stride:
                    raise NotReplayed("shapes")
                storages[ref.storage] = made.untyped_storage()

    def _lengths(self) -> Iterator[int]:
        """Yield the first axis of the values that are taken, from the loss backwards."""
        for one in reversed(self._operations):
            leaves, _ = tree_flatten((one.args, one.kwargs))
            values = (ref for ref in leaves if isinstance(ref, Ref) and ref.storage in self._values)
            yield from (ref.shape[0] for ref in values if ref.shape)


def _filled(value: Any, storages: Storages) -> Any:
    """Return arguments with the tensors of a replay in their places."""
    if isinstance(value, Ref):
        return value.within(storages)
    return type(value)(_filled(one, storages) for one in value) if isinstance(value, (tuple, list)) else value


def _ref(tensor: Tensor) -> Ref:
    if tensor.layout != torch.strided:
        raise NotReplayed(str(tensor.layout).rpartition(".")[2])
    return Ref(
        _address(tensor), int(tensor.storage_offset()), tuple(tensor.shape), tuple(tensor.stride()), tensor.dtype,
        tensor.device,
    )  # fmt: skip


def _copied(storage: torch.UntypedStorage) -> torch.UntypedStorage:
    return storage.clone()  # type: ignore[no-untyped-call,no-any-return]


def _address(tensor: Any) -> int:
    return int(tensor.untyped_storage()._cdata) if tensor.layout == torch.strided else 0


def _tensors(given: Any) -> Iterator[Tensor]:
    leaves, _ = tree_flatten(given)
    return (one for one in leaves if isinstance(one, Tensor))


def _flat(result: Any) -> list[Any]:
    return list(tree_flatten(result)[0])


def _written(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Tensor]:
    """Return the tensors that an operation changes, as its schema says."""
    if not func._schema.is_mutable:
        return []
    names = [one.name for one in func._schema.arguments]
    given = {**dict(zip(names, args, strict=False)), **kwargs}
    changed = [
        given.get(one.name) for one in func._schema.arguments if one.alias_info and one.alias_info.is_write
    ]
    return list(_tensors(changed))


def _random_states(
    func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Callable[[], object], ...]:
    """Return what brings the random states back that an operation draws from."""
    if torch.Tag.nondeterministic_seeded not in func.tags:
        return ()
    own = [one for one in _flat((args, kwargs)) if isinstance(one, torch.Generator)]
    used = [torch.default_generator, *own]
    if torch.cuda.is_available() and torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        used += torch.cuda.default_generators
    return tuple(partial(one.set_state, one.get_state()) for one in used)
