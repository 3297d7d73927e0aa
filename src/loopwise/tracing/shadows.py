"""What is remembered of a tensor: enough to tell later what was done with it, and nothing that keeps it alive.

shadows = Shadows(weights)
shadows.mark(result, 7)                 # kept on the tensor itself: it lives as long
shadows.cast((x, weight, [2, 2]))       # -> [Shadow, Shadow, [2, 2]]
shadows.forget()                        # tensors that still live are as before

Inside `torch.vmap` a tensor shows one row, and lies within one that has all of them: both are the same result.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch._C import _functorch

from loopwise.tracing.calls import PLAIN, tensors_in
from loopwise.tracing.memory import storage_of

MARK = "_loopwise_shadow"

Lengths = tuple[int, ...]


@dataclass(slots=True, eq=False)
class Shadow:
    """One tensor as an operation took or made it.

    maker: the operation that made it; None for weights and constants. storage: a number for the memory it lies in.
    weight: a number for the weight that it is; None where it is none.
    rows: how many such there are, for each `torch.vmap` around; `shape` is one row's.
    """

    maker: int | None
    shape: Lengths
    dtype: torch.dtype
    storage: int
    weight: int | None = None
    rows: Lengths = ()

    def dim(self) -> int:
        """Return how many axes it has."""
        return len(self.shape)

    def numel(self) -> int:
        """Return how many numbers one row has."""
        return math.prod(self.shape)

    @property
    def lengths(self) -> Lengths:
        """Return its shape, rows in front."""
        return (*self.rows, *self.shape)

    @property
    def bytes(self) -> int:
        """Return what it takes, all rows together."""
        return math.prod(self.lengths) * self.dtype.itemsize


class Shadows:
    """The shadows of one forward."""

    def __init__(self, weights: Iterable[nn.Parameter]) -> None:
        self.weights = {
            id(one): Shadow(None, one.shape, one.dtype, storage_of(one), id(one)) for one in weights
        }
        self.storages = {shadow.storage for shadow in self.weights.values()}  # of weights
        self._marked: list[weakref.ref[Tensor]] = []

    def of(self, tensor: Tensor) -> Shadow:
        """Return what is remembered of a tensor, or what can be seen of it now."""
        known: Shadow | None = getattr(tensor, MARK, None) or self.weights.get(id(tensor))
        return known or self._seen(tensor, None)

    def mark(self, tensor: Tensor, maker: int) -> Shadow:
        """Remember which operation made a tensor."""
        shadow = self._seen(tensor, maker)
        self._put(tensor, shadow)
        return shadow

    def alias(self, tensor: Tensor, of: Tensor) -> bool:
        """Let `weight.data` and `weight.detach()` be the weight. Tell whether it was one."""
        shadow = self.of(of)
        if shadow.weight is not None:
            self._put(tensor, shadow)
        return shadow.weight is not None

    def cast(self, value: Any) -> Any:
        """Return arguments with shadows for tensors, plain numbers and words as they are, and None for the rest."""
        if type(value) in PLAIN:  # most arguments
            return value
        if isinstance(value, Tensor):
            return self.of(value)
        if isinstance(value, (tuple, list, set, frozenset)):
            if PLAIN.issuperset(map(type, value)):  # a stride, a padding
                return tuple(value) if isinstance(value, tuple) else list(value)  # torch tells the two apart
            items = [self.cast(item) for item in value]
            return tuple(items) if isinstance(value, tuple) else items
        if isinstance(value, Mapping):
            return {key: self.cast(item) for key, item in value.items()}
        if hasattr(value, "__dataclass_fields__"):
            return self.cast(vars(value))
        return int(value) if hasattr(value, "__index__") else None

    def forget(self) -> None:
        """Take the marks off the tensors that still live."""
        for reference in self._marked:
            tensor = reference()
            if tensor is not None and hasattr(tensor, MARK):
                delattr(tensor, MARK)

    def _put(self, tensor: Tensor, shadow: Shadow) -> None:
        if not hasattr(tensor, MARK):
            self._marked.append(weakref.ref(tensor))
        setattr(tensor, MARK, shadow)

    def _seen(self, tensor: Tensor, maker: int | None) -> Shadow:
        if _functorch.peek_interpreter_stack() is not None and _functorch.is_functorch_wrapped_tensor(tensor):
            return self._within(tensor, maker)
        key = id(tensor)
        weight = key if key in self.weights else None
        if (
            maker is None and tensor._base is not None
        ):  # a view that no torch function made: vmap moves its rows
            maker = number_of(tensor._base)
        return Shadow(maker, tensor.shape, tensor.dtype, storage_of(tensor), weight)

    def _within(self, tensor: Tensor, maker: int | None) -> Shadow:
        """Look at what a tensor of `torch.vmap` or `torch.func.grad` lies within."""
        inner = _functorch.get_unwrapped(tensor)
        whole = self.of(inner) if maker is None else self.mark(inner, maker)
        rows = whole.rows
        if _functorch.is_batchedtensor(tensor):
            rows = (*rows, inner.shape[_functorch.maybe_get_bdim(tensor)])
        return Shadow(whole.maker, tensor.shape, tensor.dtype, whole.storage, whole.weight, rows)


def shadows_in(cast: Iterable[Any]) -> list[Shadow]:
    """Return the shadows in arguments that were cast."""
    found: list[Shadow] = []
    for item in cast:
        kind = type(item)
        if kind is Shadow:
            found.append(item)
        elif kind is tuple or kind is list:
            found += shadows_in(item)
        elif kind is dict:
            found += shadows_in(item.values())
    return found


def number_of(tensor: Tensor) -> int | None:
    """Return the number of the operation that made a tensor; None for weights and constants."""
    shadow: Shadow | None = getattr(tensor, MARK, None)
    return shadow.maker if shadow else None


def numbers_and_shapes(value: Any) -> tuple[tuple[int, ...], tuple[Lengths, ...]]:
    """Return the operations that made the tensors in a value, and the shapes of all of them."""
    tensors = tensors_in(value)
    numbers = dict.fromkeys(number for tensor in tensors if (number := number_of(tensor)) is not None)
    return tuple(numbers), tuple(tuple(tensor.shape) for tensor in tensors)
