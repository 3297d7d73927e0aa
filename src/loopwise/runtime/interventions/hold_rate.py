"""Keep schedules from lowering the learning rate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loopwise.runtime.interventions._intervention import Intervention
from loopwise.runtime.patches import Patches
from loopwise.text import Text


class HoldRate(Intervention):
    """For learning-rate-too-low where a schedule made it so. A rate that the program sets itself is left alone."""

    says = Text(
        en="no schedule lowers the learning rate",
        ko="스케줄러가 학습률(learning rate)을 낮추지 못합니다",
    )

    def step_in(self, patches: Patches) -> None:
        """Give each group its rate back as soon as a schedule has lowered it."""
        from torch.optim.lr_scheduler import LRScheduler

        from loopwise.runtime.schedules import kinds_of

        def stepped(bare: Callable[..., Any]) -> Callable[..., Any]:
            def step(scheduler: Any, *args: Any, **kwargs: Any) -> Any:
                made = (
                    getattr(scheduler, "_step_count", 1) > 0
                )  # its making lowers the rate where a warm-up begins
                before = [group["lr"] for group in scheduler.optimizer.param_groups]
                result = bare(scheduler, *args, **kwargs)
                for group, rate in zip(scheduler.optimizer.param_groups, before, strict=True):
                    if made and group["lr"] < rate:
                        self.used += 1
                        group["lr"] = rate
                return result

            return step

        for kind in kinds_of(LRScheduler):
            if "step" in vars(kind):
                patches.wrap(kind, "step", stepped)
