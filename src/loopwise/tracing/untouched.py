"""A model and the process as they were: modes, buffers, random states, and weights that a forward wrote.

with untouched(model.modules(), training=False):
    model(x)
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from loopwise.tracing.memory import storage_of


@contextmanager
def untouched(modules: Iterable[nn.Module], *, training: bool) -> Iterator[None]:
    """Put every module into one mode, and at the end put back modes, buffers and random states."""
    modes = [(module, module.training) for module in modules]
    buffers = [
        (module, name, buffer, buffer.detach().clone())
        for module, _ in modes
        for name, buffer in module._buffers.items()
        if buffer is not None
    ]
    with as_random_as_before():
        try:
            for module, mode in modes:
                if mode != training:
                    module.training = training  # not .train(): a class may do more there
            yield
        finally:
            for module, mode in modes:
                if module.training != mode:
                    module.training = mode
            with torch.no_grad():
                for module, name, buffer, before in buffers:
                    module._buffers[name] = buffer
                    buffer.copy_(before)  # batch norm writes without raising the version: nothing tells


@contextmanager
def as_random_as_before() -> Iterator[None]:
    """Put back the random states at the end."""
    state, python = torch.get_rng_state(), random.getstate()
    numpy = sys.modules.get("numpy")
    array_state = numpy.random.get_state() if numpy else None
    devices = torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else None  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        torch.set_rng_state(state)
        random.setstate(python)
        if numpy:
            numpy.random.set_state(array_state)
        if devices is not None:
            torch.cuda.set_rng_state_all(devices)


class Originals:
    """Weights as they were before a forward wrote into them (a teacher that is moved, a mask that is multiplied in).

    To copy every weight beforehand would take as much memory again; so each is copied just before it is written.
    """

    def __init__(self, weights: Iterable[nn.Parameter]) -> None:
        self._weights: dict[int, list[nn.Parameter]] = {}  # by the memory they lie in
        for weight in weights:
            self._weights.setdefault(storage_of(weight), []).append(weight)
        self._before: dict[nn.Parameter, tuple[Tensor, Tensor]] = {}  # where it lay, and what was there

    def holds(self, tensor: Tensor) -> bool:
        """Tell whether a tensor is a weight, or a view of one."""
        return storage_of(tensor) in self._weights

    def keep(self, tensors: Iterable[Tensor]) -> None:
        """Copy the weights that these tensors lie in."""
        for tensor in tensors:
            for weight in self._weights.get(storage_of(tensor), ()):
                if weight not in self._before:
                    self._before[weight] = weight.data, weight.data.clone()

    def put_back(self) -> None:
        """Give every weight that was written what it had."""
        for weight, (place, numbers) in self._before.items():
            weight.data = place
            place.copy_(numbers)
