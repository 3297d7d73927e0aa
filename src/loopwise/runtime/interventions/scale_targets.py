"""Let a model learn standardised targets, and answer in the program's own units."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from loopwise.runtime.interventions._intervention import Intervention
from loopwise.runtime.interventions.scale_inputs import Running
from loopwise.runtime.patches import Patches
from loopwise.text import Text

if TYPE_CHECKING:
    from torch import Tensor, nn

_LOSSES = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")


class ScaleTargets(Intervention):
    """For targets-not-scaled: the last layer's answer is stretched and moved, the loss is taken in standard units."""

    says = Text(
        en="the model learns targets with mean 0 and deviation 1; its answers are turned back",
        ko="평균 0, 표준편차 1로 바꾼 목표값을 학습하고, 예측값은 원래 단위로 되돌립니다",
    )
    rescales = True

    def __init__(self, number: float = 0.0) -> None:
        super().__init__(number)
        self._targets = Running()

    def step_in(self, patches: Patches) -> None:
        """Turn back what the outermost module answers; take the loss of torch's functions in standard units."""
        from torch import nn
        from torch.nn import functional

        for name in _LOSSES:
            patches.wrap(functional, name, self._loss)
        depth = 0

        def called(bare: Callable[..., Any]) -> Callable[..., Any]:
            def call(module: nn.Module, *args: Any, **kwargs: Any) -> Any:
                nonlocal depth
                depth += 1
                try:
                    answer = bare(module, *args, **kwargs)
                finally:
                    depth -= 1
                return answer if depth else self._turned_back(module, answer)

            return call

        patches.wrap(nn.Module, "__call__", called)

    def _turned_back(self, module: nn.Module, answer: Any) -> Any:
        import torch

        is_model = any(True for _ in module.parameters())
        if not self._targets.count or not is_model or not isinstance(answer, torch.Tensor):
            return answer
        self.used += 1
        mean, deviation = self._targets.moments()
        return answer * deviation.to(answer) + mean.to(answer)

    def _loss(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        import torch

        def loss(input: Tensor, target: Tensor, *args: Any, **kwargs: Any) -> Any:
            if not torch.is_grad_enabled() or not input.requires_grad:
                return bare(input, target, *args, **kwargs)
            known = self._targets.count
            self._targets.add(target.reshape(-1, target.shape[-1] if target.dim() > 1 else 1))
            before = input if known else input * 0 + target.mean()  # the first answer is not turned back yet
            scaled = self._targets.standardised
            return bare(scaled(before), scaled(target), *args, **kwargs)

        return loss
