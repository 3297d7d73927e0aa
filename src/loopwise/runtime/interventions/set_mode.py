"""Train in training mode, evaluate in eval mode: told from whether gradients are on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loopwise.runtime.interventions._intervention import Intervention
from loopwise.runtime.patches import Patches
from loopwise.text import Text


class SetMode(Intervention):
    """For train-mode-not-restored and eval-mode-missing."""

    says = Text(
        en="the model is in training mode while gradients are on, and in eval mode while they are off",
        ko="기울기(gradient)를 계산할 때는 학습 모드, 계산하지 않을 때는 평가 모드로 둡니다",
    )

    def step_in(self, patches: Patches) -> None:
        """Set the mode at the outermost call of a module."""
        import torch
        from torch import nn

        depth = 0

        def called(bare: Callable[..., Any]) -> Callable[..., Any]:
            def call(module: nn.Module, *args: Any, **kwargs: Any) -> Any:
                nonlocal depth
                wanted = torch.is_grad_enabled()
                if not depth and module.training != wanted and any(True for _ in module.parameters()):
                    self.used += 1
                    module.train(wanted)
                depth += 1
                try:
                    return bare(module, *args, **kwargs)
                finally:
                    depth -= 1

            return call

        patches.wrap(nn.Module, "__call__", called)
