"""Clip the norm of all gradients of an optimiser before each of its steps: `clip-gradients:1`."""

from __future__ import annotations

from typing import Any

from loopwise.runtime.interventions._intervention import Intervention
from loopwise.runtime.patches import Patches
from loopwise.text import Text


class ClipGradients(Intervention):
    """For gradient-explodes. number: the largest norm."""

    says = Text(
        en="the gradient's norm is clipped to {factor:g} before every step",
        ko="스텝(step)마다 기울기(gradient)의 크기를 {factor:g} 이하로 자릅니다",
    )

    def __init__(self, number: float = 1.0) -> None:
        super().__init__(number)

    def step_in(self, patches: Patches) -> None:
        """Hear of every step before it is taken."""
        from torch.nn.utils import clip_grad_norm_
        from torch.optim.optimizer import register_optimizer_step_pre_hook

        def clip(optimiser: Any, args: Any, kwargs: Any) -> None:
            parameters = [one for group in optimiser.param_groups for one in group["params"]]
            norm = float(clip_grad_norm_(parameters, self.number))
            self.used += norm > self.number

        self.undone_by(register_optimizer_step_pre_hook(clip))
