"""Loops without an optimiser: `w -= lr * w.grad` under `no_grad`, or through `w.data`.

No hook tells of such a step; it is seen at the next entry into `backward()`, from leaf tensors whose values
have changed although no optimiser stepped in between. Their gradient was used; if it is still there and
this backward() adds to it, it is left over. Values are compared (sum and norm): `w.data -= ...` raises no
version.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable, Iterable

import torch
from torch import Tensor

from loopwise.records import Place
from loopwise.runtime.dynamics.measurements import ByHandStep
from loopwise.runtime.events import Leftover
from loopwise.runtime.gradients import Used
from loopwise.runtime.schedule import Schedule

NAME = "by hand"
_MOST_NUMBERS = 10_000_000  # of all leaves: more are not copied
_EXACT = 1e-6  # of a step, squared, that is not along the gradient: float32's rounding of a small step


class ByHand:
    """Leaves that the last `backward()` reached, and whether they move without an optimiser.

    looked: whether this entry showed that a step was taken. moving: the same, presumed between two looks.
    free: no optimiser holds the leaves, not even one that has not stepped or is about to (LBFGS moves them in a step).
    step: what is known of the step just seen. key, name, kind and so on: as of an optimiser; 0 and below are the
    keys of those that there are not, another one for each set of leaves.
    """

    name = kind = NAME
    rate = None  # is that of a `step`
    momentum = 0.0
    made_at: Place | None = None
    place: Place | None = None

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._entries = 0  # into backward() that no optimiser's step came before, with these leaves
        self.stepped = False  # by an optimiser, since the last entry, which then is none of ours
        self._leaves: list[weakref.ref[Tensor]] = []
        self._known: list[weakref.ref[Tensor]] = []  # the leaves of the last look
        self._traces: list[list[float]] = []
        self._copies: list[tuple[weakref.ref[Tensor], Tensor, Tensor]] = []  # with value and gradient
        self._used = Used([])
        self.looked = self.moving = self.free = False
        self.step: ByHandStep | None = None
        self.norms: dict[int, float] = {}  # of none: gradients are asked for anew
        self.key = 0

    @property
    def parameters(self) -> list[Tensor]:
        """The leaves of the last look."""
        return [leaf for ref in self._known if (leaf := ref()) is not None]

    def forget(self) -> None:
        """An optimiser stepped: what moved was its doing."""
        self.stepped = True
        if self._leaves or self.moving:
            self._leaves, self._copies, self.moving, self.free = [], [], False, False

    def look_back(self) -> None:
        """Compare the leaves remembered with what they are now, before anything else is done with this entry."""
        moved = self._moved()
        self.looked = bool(moved)
        self.moving = self.looked or (self.moving and not self._leaves)
        self.step = _measured(self._copies) if self.looked else None
        self._copies = []
        self._used = Used.of(moved)

    def before_backward(self, leaves: Callable[[], Iterable[Tensor]]) -> None:
        """Remember this entry's leaves if the next one looks back at it.

        leaves: gives those this entry reaches and no optimiser holds.
        """
        self._used.before_backward()
        self._remember(list(leaves()) if self._schedule.takes(self._entries) else [])
        self._entries += 1

    def after_backward(self) -> Leftover | None:
        """Return what the step just seen has left over in the gradient now complete."""
        self._used.after_backward()
        leftover, self._used = self._used.at_step(), Used([])
        return leftover

    def about_to_step(self, held: Callable[[], set[int]]) -> bool:
        """Copy what a step may be made of, gradients complete; return False where this entry is not looked at.

        held: gives the ids of what the optimisers hold, those that have not stepped too.
        """
        leaves = [leaf for ref in self._leaves if (leaf := ref()) is not None]
        if not leaves:
            return False
        self.free = held().isdisjoint(map(id, leaves))
        if self.free and sum(leaf.numel() for leaf in leaves) <= _MOST_NUMBERS:
            self._copies = [
                (weakref.ref(leaf), leaf.detach().clone(), leaf.grad.detach().clone())
                for leaf in leaves
                if leaf.grad is not None and not leaf.grad.is_sparse and leaf.is_floating_point()
            ]
        return self.free

    def _remember(self, leaves: list[Tensor]) -> None:
        self._leaves = [weakref.ref(leaf) for leaf in leaves]
        self._traces = traces_of(leaves)
        if leaves:
            others = {id(leaf) for leaf in self.parameters}.isdisjoint(map(id, leaves))
            if self._known and others:  # another training, whose first steps are looked at
                self.key -= 1
                self._entries = 0
            self._known = self._leaves

    def _moved(self) -> list[Tensor]:
        alive = [
            (leaf, trace)
            for ref, trace in zip(self._leaves, self._traces, strict=False)
            if (leaf := ref()) is not None
        ]
        now = traces_of([leaf for leaf, _ in alive])
        return [leaf for (leaf, before), after in zip(alive, now, strict=True) if before != after]


def _measured(copies: list[tuple[weakref.ref[Tensor], Tensor, Tensor]]) -> ByHandStep | None:
    """Measure a step against the values before it and against its gradient, all leaves together."""
    products = [
        torch.stack([moved @ moved, moved @ slope, slope @ slope, before @ before])
        for ref, *tensors in copies
        if (leaf := ref()) is not None and leaf.shape == tensors[0].shape
        for now, before, slope in [[_doubles(one) for one in (leaf.detach(), *tensors)]]
        for moved in [now - before]
    ]
    if not products:
        return None
    first = products[0].device
    moved, along, slope, before = torch.stack([one.to(first) for one in products]).sum(0).tolist()
    if not (moved > 0 and slope > 0 and math.isfinite(moved + slope)):
        return None
    exact = moved * slope - along**2 <= _EXACT * moved * slope
    return ByHandStep(
        -along / slope if exact else None,
        -along / math.sqrt(moved * slope),
        math.sqrt(moved / before) if before > 0 else math.inf,
    )


def _doubles(values: Tensor) -> Tensor:
    """Return the values in a row, so wide that no square overflows."""
    return (values if values.device.type in ("cpu", "cuda") else values.cpu()).double().flatten()


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
