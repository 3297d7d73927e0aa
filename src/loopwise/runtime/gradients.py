"""Is a gradient that was stepped on still inside the next one?  ->  Used.of(parameters) after a step.

After a step its gradients are *used*. At every later entry into `backward()` we look whether they have been
cleared; once seen cleared, a gradient is fine, whatever is added to it afterwards. So accumulation over
several batches, `zero_grad` before or after the step, a second optimiser that clears later, and closures
are all silent. What is still there at the same optimiser's next step, with something fresh added, is left
over.

Steps that are not looked at cost nothing here. On those that are, one copy of the uncleared gradients lives
for the length of one `backward()`.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from operator import mul

import torch
from torch import Tensor

from loopwise.runtime.events import Leftover
from loopwise.runtime.nodes import held_by


@dataclass(slots=True)
class _Gradient:
    """One parameter's gradient as it was when stepped on, without holding it."""

    parameter: weakref.ref[Tensor]
    address: int

    def now(self) -> Tensor | None:
        """The parameter's gradient if it is still in the same memory."""
        parameter = self.parameter()
        grad = None if parameter is None else parameter.grad
        return grad if grad is not None and _address(grad) == self.address else None


class Used:
    """The gradients that one step has used and that have not been cleared since, as far as is seen."""

    def __init__(self, gradients: list[_Gradient]) -> None:
        self._kept = gradients
        self._before: list[Tensor] = []  # copies, during one backward() only
        self._size = 0.0
        self._measured: Leftover | None = None

    @classmethod
    def of(cls, parameters: Iterable[Tensor]) -> Used:
        """Remember where the gradients of these parameters are; one that is zero will be found cleared."""
        return cls(
            [
                _Gradient(weakref.ref(parameter), _address(parameter.grad))
                for parameter in parameters
                if parameter.grad is not None
            ]
        )

    def __bool__(self) -> bool:
        return bool(self._kept)

    def before_backward(self) -> None:
        """Drop what has been cleared; copy what has not, to tell afterwards what was added."""
        there = self._there()
        sizes = norms_of([grad for _, grad in there])
        still = [one for one, size in zip(there, sizes, strict=True) if size > 0]
        self._kept = [gradient for gradient, _ in still]
        if self._measured is None:
            self._before = [grad.detach().clone() for _, grad in still]
            self._size = whole(sizes)

    def after_backward(self) -> None:
        """Measure what this backward() added; another model's adds nothing and leaves the question open."""
        if not self._before:
            return
        added = [
            grad.detach() - before
            for gradient, before in zip(self._kept, self._before, strict=True)
            if (grad := gradient.now()) is not None
        ]
        self._before = []
        fresh = whole(norms_of(added))
        if fresh > 0:
            self._measured = Leftover(norm=self._size, fresh=fresh)

    def at_step(self) -> Leftover | None:
        """Return what is left over in the gradient that is about to be stepped on."""
        if self._measured is None:
            return None
        norms = norms_of([grad for _, grad in self._there()])
        return self._measured if any(norm > 0 for norm in norms) else None

    def _there(self) -> list[tuple[_Gradient, Tensor]]:
        """Return those that are still in the same memory."""
        return [(one, grad) for one in self._kept if (grad := one.now()) is not None]


def _address(grad: Tensor) -> int:
    """Where a gradient's numbers lie: `id` is not stable, the same gradient gets new Python objects."""
    return grad._values().data_ptr() if grad.is_sparse else grad.data_ptr()


def norms_of(tensors: list[Tensor]) -> list[float]:
    """Return the 2-norm of each, with as few calls as there can be."""
    dense = [(one.coalesce().values() if one.is_sparse else one).detach() for one in tensors]
    return held_by(list(torch._foreach_norm(dense))) if dense else []


def whole(norms: Iterable[float]) -> float:
    """Return the norm of all tensors together, from theirs."""
    norms = list(norms)
    return math.sqrt(math.fsum(map(mul, norms, norms)))
