"""Clear the gradients after every step."""

from __future__ import annotations

from typing import Any

from loopwise.runtime.interventions._intervention import Intervention
from loopwise.runtime.patches import Patches
from loopwise.text import Text


class ClearGradients(Intervention):
    """For gradients-accumulate."""

    says = Text(en="gradients are cleared after every step", ko="스텝(step)마다 기울기(gradient)를 지웁니다")

    def step_in(self, patches: Patches) -> None:
        """Hear of the end of every step."""
        from torch.optim.optimizer import register_optimizer_step_post_hook

        def clear(optimiser: Any, args: Any, kwargs: Any) -> None:
            self.used += 1
            optimiser.zero_grad()

        self.undone_by(register_optimizer_step_post_hook(clear))
