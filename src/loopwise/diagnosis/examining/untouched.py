"""Leave everything as it was: random states, and what a loader and all that hangs on it remember.

with untouched(loader):
    batch = next(iter(loader))       # the next epoch's batches come as if this had not been

Large arrays are not copied: an object's attributes and short containers are noted by reference, and random
generators and open files by their position.
"""

from __future__ import annotations

import io
import random
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from types import FunctionType, MethodType, ModuleType
from typing import Any

import torch
from torch import Tensor

Restore = Callable[[], object]

_MOST = 20_000  # objects noted
_LONGEST = 100_000  # entries of a list or dictionary that is noted
_LOOKED_INTO = 1_000  # entries of one whose entries are noted too: longer ones hold samples
_LEAVES = (str, bytes, int, float, complex, type(None), type, ModuleType, Tensor)
_OTHERS = (
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "PIL",
    "h5py",
    "sqlite3",
    "threading",
    "_thread",
    "logging",
)


@contextmanager
def untouched(loader: object, *others: object) -> Iterator[None]:
    """Put back, at the end of the block, all random states and what the objects below these ones hold."""
    restore = [*_global_random_states(), *_memories((loader, *others))]
    try:
        yield
    finally:
        for put_back in restore:
            put_back()


def iterator_in(loader: object) -> str:
    """Name an iterator that a batch can only come from by using it up; "" where there is none."""
    if isinstance(loader, Iterator):
        return type(loader).__name__
    for one in _below((loader,)):
        if isinstance(one, Iterator) and type(one).__module__ in ("builtins", "itertools", "__builtin__"):
            return type(one).__name__
    return ""


def _global_random_states() -> Iterator[Restore]:
    yield partial(torch.set_rng_state, torch.get_rng_state())
    yield partial(random.setstate, random.getstate())
    if numpy := sys.modules.get("numpy"):
        yield partial(numpy.random.set_state, numpy.random.get_state())
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        yield partial(torch.cuda.set_rng_state_all, torch.cuda.get_rng_state_all())
    if torch.backends.mps.is_available():
        yield partial(torch.mps.set_rng_state, torch.mps.get_rng_state())


def _memories(roots: tuple[object, ...]) -> Iterator[Restore]:
    for one in list(_below(roots)):
        put_back = _position(one) or _contents(one)
        if put_back:
            yield put_back


def _position(one: Any) -> Restore | None:
    """Return what puts a random generator or an open file back to where it is."""
    if isinstance(one, torch.Generator):
        return partial(one.set_state, one.get_state())
    if isinstance(one, random.Random) and not isinstance(one, random.SystemRandom):
        return partial(one.setstate, one.getstate())
    if numpy := sys.modules.get("numpy"):
        if isinstance(one, numpy.random.RandomState):
            return partial(one.set_state, one.get_state())
        if isinstance(one, numpy.random.Generator):
            return partial(setattr, one.bit_generator, "state", one.bit_generator.state)
    if isinstance(one, io.IOBase):
        with suppress(OSError, ValueError):
            return partial(one.seek, one.tell())
    return None


def _contents(one: Any) -> Restore | None:
    """Return what gives an object its attributes, a container its entries back, where they have changed."""
    if isinstance(one, (list, deque, dict, set)) and len(one) <= _LONGEST:
        return partial(_refill, one, list(one.items()) if isinstance(one, dict) else list(one))
    inside = getattr(one, "__dict__", None)
    return partial(_refill, inside, list(inside.items())) if isinstance(inside, dict) else None


def _refill(container: Any, entries: list[Any]) -> None:
    now = list(container.items()) if isinstance(container, dict) else list(container)
    if len(now) == len(entries) and all(map(_same, now, entries)):
        return
    container.clear()
    container.update(entries) if isinstance(container, (dict, set)) else container.extend(entries)


def _same(one: Any, other: Any) -> bool:
    """Tell whether two entries are one object; of dictionaries, key and value."""
    if type(one) is tuple and type(other) is tuple and len(one) == len(other) == 2:
        return one is other or (one[0] is other[0] and one[1] is other[1])
    return one is other


def _below(roots: tuple[object, ...]) -> Iterator[object]:
    """Yield these objects and what hangs on them, each once, samples left out."""
    waiting, met = list(roots), dict[int, object]()
    for number in count():
        if not waiting or number > _MOST:
            return
        one = waiting.pop()
        if id(one) in met or isinstance(one, _LEAVES):
            continue
        met[id(one)] = one  # kept, so that no other object gets its id
        yield one
        waiting += _children(one)


def _children(one: Any) -> list[Any]:
    if isinstance(one, MethodType):
        return [one.__self__]
    if isinstance(one, partial):
        return [one.func, *one.args, *one.keywords.values()]
    if isinstance(one, FunctionType):
        return [value for cell in one.__closure__ or () for value in _in_cell(cell)]
    if isinstance(one, (list, tuple, deque, set, dict)):
        return list(one.values() if isinstance(one, dict) else one) if len(one) <= _LOOKED_INTO else []
    if type(one).__module__.partition(".")[0] in _OTHERS:
        return []
    inside = getattr(one, "__dict__", None)
    return list(inside.values()) if isinstance(inside, dict) else []


def _in_cell(cell: Any) -> list[Any]:
    try:
        return [cell.cell_contents]
    except ValueError:  # of a name that is not bound yet
        return []
