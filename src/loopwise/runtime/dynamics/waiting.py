"""The losses that wait for the next look at a training: `waiting.add([loss], place)`, then `waiting.window(step)`.

They stay few however far away that look is: at `FULL` they are summed up. On an accelerator their numbers are
packed into one tensor there, four bytes each: nothing is copied to the host before the look.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import torch
from torch import Tensor

from loopwise.records import Place
from loopwise.runtime.dynamics.measurements import Window

FULL = 256  # kept one by one: more than lie between two looks, unless looking took too much of the run's time


class Waiting:
    """first: the step the first of them belongs to.

    losses: the latest ones. places: how often each line of the program called since the first step of the training,
    by the identity of its Place, of which there is one.
    """

    def __init__(self, first: int) -> None:
        self.losses: list[float | Tensor] = []
        self.places: Counter[int] = Counter()
        self._first = first
        self._earlier: Window | None = None
        self._packed: list[Tensor] = []

    def add(self, losses: list[float | Tensor], place: Place) -> None:
        """Hear of losses that one line has called with."""
        self.losses += losses
        self.places[id(place)] += len(losses)

    def shorten(self, last: int) -> None:
        """Sum up all but the latest where there are many. last: the step so far."""
        if len(self.losses) < FULL:
            return
        latest = self.losses.pop()  # of which the message of a loss that is not finite speaks
        values, self.losses = self.losses, []
        self._earlier = self._with(last, [value for value in values if isinstance(value, float)])
        if tensors := [value for value in values if isinstance(value, Tensor)]:
            self._packed.append(_packed(tensors))
        self.losses.append(latest)

    def window(self, last: int) -> Window | None:
        """Return all of them, summed up, and begin anew; None where none is finite. last: their last step."""
        window = self.so_far(last)
        self.losses, self._packed = [], []
        self._first, self._earlier = last + 1, None
        return window

    def so_far(self, last: int) -> Window | None:
        """Return all of them, summed up, and go on as if nobody had asked."""
        return self._with(last, _fetched([*self._packed, *self.losses]))

    def total(self) -> tuple[int, float] | None:
        """Return how many there are and their sum; None on an accelerator, where that is not known before the look."""
        values = [value for value in self.losses if isinstance(value, float)]
        if self._packed or len(values) < len(self.losses):
            return None
        count, earlier = (self._earlier.count, self._earlier.mean) if self._earlier else (0, 0.0)
        return count + len(values), math.fsum([count * earlier, *values])

    def _with(self, last: int, values: list[float]) -> Window | None:
        window = Window.of(self._first, last, values)
        return window if self._earlier is None else self._earlier.joined(window) if window else self._earlier


def number_of(root: Any) -> float | Tensor | None:
    """Return a loss's value; on an accelerator the tensor, fetched with the others at the next look."""
    if not isinstance(root, Tensor):
        return None
    if not root.is_cpu:
        return root.detach() if root.numel() == 1 and root.is_floating_point() else None
    try:
        value = root.item()
    except RuntimeError:  # more than one number
        return None
    return value if isinstance(value, float) else None


def _packed(values: list[Tensor]) -> Tensor:
    return torch.cat([value.reshape(-1).float() for value in values])


def _fetched(values: list[float | Tensor]) -> list[float]:
    """Return the numbers, those of tensors fetched from the device at once."""
    numbers = [value for value in values if isinstance(value, float)]
    if len(numbers) == len(values):
        return numbers
    return [*_packed([value for value in values if isinstance(value, Tensor)]).tolist(), *numbers]
