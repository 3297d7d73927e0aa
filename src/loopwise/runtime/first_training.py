"""The first optimiser of a run that steps, followed step by step: `FirstTraining(begins, stepped)`.

The others pass: of several trainings in one program it is the first, of two nets in turn the one that steps first.
"""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from loopwise.runtime.arrival import when_imported

if TYPE_CHECKING:
    from torch import Tensor
    from torch.optim import Optimizer

log = logging.getLogger("loopwise")


class FirstTraining:
    """begins: called before its first step, with what moves. stepped: after each, with how many there were.

    Both may read; what they raise ends the following, not the program (StopTraining does).
    """

    def __init__(self, begins: Callable[[Sequence[Tensor]], None], stepped: Callable[[int], None]) -> None:
        self._begins, self._stepped = begins, stepped
        self._optimiser: weakref.ref[Optimizer] | None = None
        self._moving: list[Tensor] = []
        self._handles: list[Any] = []
        self._call_off: Callable[[], None] = lambda: None
        self.steps = 0
        self.over = False  # set by whoever has seen enough; torch's hooks stay: it is calling them

    def attach(self) -> None:
        """Follow from now on, or from when the program imports torch."""
        self._call_off = when_imported("torch", self._attach_to_torch)

    def detach(self) -> None:
        """Leave torch as it was."""
        self._call_off()
        for handle in self._handles:
            handle.remove()
        self._handles, self._moving = [], []

    def is_it(self, optimiser: object) -> bool:
        """Tell whether an optimiser is the one that is followed."""
        return self._optimiser is not None and self._optimiser() is optimiser

    def _attach_to_torch(self) -> None:
        from torch.optim.optimizer import (
            register_optimizer_step_post_hook,
            register_optimizer_step_pre_hook,
        )

        self._handles = [
            register_optimizer_step_pre_hook(self._before),
            register_optimizer_step_post_hook(self._after),
        ]

    def _before(self, optimiser: Optimizer, args: Any, kwargs: Any) -> None:
        from torch.compiler import is_compiling

        if self._optimiser is None and not is_compiling():
            self._optimiser = weakref.ref(optimiser)
            self._moving = _moving(optimiser)
            self._safely(self._begins, self._moving)

    def _after(self, optimiser: Optimizer, args: Any, kwargs: Any) -> None:
        if self.over or not self.is_it(optimiser):
            return
        if len(_moving(optimiser)) != len(self._moving):
            self.over = True  # it has been given more to train, or less: from here on it is another path
            return
        self.steps += 1
        self._safely(self._stepped, self.steps)

    def _safely(self, work: Callable[[Any], None], given: Any) -> None:
        try:
            work(given)
        except Exception:
            log.warning("the path was followed up to step %d", self.steps, exc_info=True)
            self.over = True


def flat(weights: Sequence[Tensor]) -> Tensor:
    """Return weights one after another, a copy in the memory of the processor: (P,) float32."""
    import torch

    return torch.cat([one.detach().reshape(-1).float().cpu() for one in weights])


def _moving(optimiser: Optimizer) -> list[Tensor]:
    return [one for group in optimiser.param_groups for one in group["params"] if one.requires_grad]
