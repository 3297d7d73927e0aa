"""Multiply every learning rate by a number, when its optimiser is made: `change-rate:0.1`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loopwise.runtime.interventions._intervention import Intervention
from loopwise.runtime.patches import Patches
from loopwise.text import Text


class ChangeRate(Intervention):
    """For learning-rate-too-high and -too-low. number: the factor; schedules start from what comes out."""

    says = Text(
        en="the learning rate is multiplied by {factor:g}",
        ko="학습률(learning rate)에 {factor:g} 값을 곱합니다",
    )

    def __init__(self, number: float = 0.1) -> None:
        super().__init__(number)

    def step_in(self, patches: Patches) -> None:
        """Change the rate of each group as soon as an optimiser has been made."""
        from torch.optim import Optimizer

        def made(bare: Callable[..., Any]) -> Callable[..., Any]:
            def init(optimiser: Optimizer, *args: Any, **kwargs: Any) -> None:
                bare(optimiser, *args, **kwargs)
                for group in optimiser.param_groups:
                    if isinstance(group.get("lr"), float | int):
                        self.used += 1
                        group["lr"] *= self.number

            return init

        patches.wrap(Optimizer, "__init__", made)
