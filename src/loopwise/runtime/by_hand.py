"""Loops without an optimiser: `w -= lr * w.grad` under `no_grad`, or through `w.data`.

No hook tells of such a step; it is seen at the next entry into `backward()`, from leaf tensors whose values
have changed although no optimiser stepped in between. Their gradient was used; if it is still there and
this backward() adds to it, it is left over. Values are compared (sum and norm): `w.data -= ...` raises no
version.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable

import torch
from torch import Tensor

from loopwise.runtime.events import Leftover
from loopwise.runtime.gradients import Used
from loopwise.runtime.schedule import Schedule

NAME = "by hand"


class ByHand:
    """Leaves that the last `backward()` reached, and whether they move without an optimiser.

    looked: whether this entry showed that a step was taken. moving: the same, presumed between two looks.
    """

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._entries = 0  # into backward() that no optimiser's step came before
        self.stepped = False  # by an optimiser, since the last entry, which then is none of ours
        self._leaves: list[weakref.ref[Tensor]] = []
        self._traces: list[list[float]] = []
        self._used = Used([])
        self.looked = self.moving = False

    def forget(self) -> None:
        """An optimiser stepped: what moved was its doing."""
        self.stepped = True
        if self._leaves or self.moving:
            self._leaves, self.moving = [], False

    def before_backward(self, leaves: Callable[[], Iterable[Tensor]]) -> None:
        """Compare the leaves remembered with what they are now; remember this entry's if the next one looks.

        leaves: gives those this entry reaches and no optimiser holds.
        """
        moved = self._moved()
        self.looked = bool(moved)
        self.moving = self.looked or (self.moving and not self._leaves)
        self._used = Used.of(moved)
        self._used.before_backward()
        self._entries += 1
        self._remember(list(leaves()) if self._schedule.takes(self._entries) else [])

    def after_backward(self) -> Leftover | None:
        """Return what the step just seen has left over in the gradient now complete."""
        self._used.after_backward()
        leftover, self._used = self._used.at_step(), Used([])
        return leftover

    def _remember(self, leaves: list[Tensor]) -> None:
        self._leaves = [weakref.ref(leaf) for leaf in leaves]
        self._traces = traces_of(leaves)

    def _moved(self) -> list[Tensor]:
        alive = [
            (leaf, trace)
            for ref, trace in zip(self._leaves, self._traces, strict=False)
            if (leaf := ref()) is not None
        ]
        now = traces_of([leaf for leaf, _ in alive])
        return [leaf for (leaf, before), after in zip(alive, now, strict=True) if before != after]


def traces_of(leaves: list[Tensor]) -> list[list[float]]:
    """Return what a change of values changes, their sum and norm, fetched from the device at once."""
    if not leaves:
        return []
    first = leaves[0].device
    numbers = [
        f(leaf.detach()).float().to(first) for leaf in leaves for f in (torch.sum, torch.linalg.vector_norm)
    ]
    pairs: list[list[float]] = torch.stack(numbers).reshape(-1, 2).tolist()
    return pairs
