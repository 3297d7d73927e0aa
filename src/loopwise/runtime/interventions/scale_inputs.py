"""Standardise what a model is given: subtract the mean of what it was trained on so far, divide by its deviation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from loopwise.runtime.interventions._intervention import Intervention
from loopwise.runtime.patches import Patches
from loopwise.text import Text

if TYPE_CHECKING:
    from torch import Tensor, nn


class ScaleInputs(Intervention):
    """For inputs-not-scaled: tables by column, pictures by channel."""

    says = Text(
        en="inputs are standardised with the mean and deviation of the training batches so far",
        ko="지금까지의 학습 배치로 구한 평균과 표준편차로 입력을 표준화합니다",
    )

    def __init__(self, number: float = 0.0) -> None:
        super().__init__(number)
        self._columns: dict[int, Running] = {}  # by their number

    def step_in(self, patches: Patches) -> None:
        """Scale the first argument of the outermost call of a module."""
        from torch import nn

        depth = 0

        def called(bare: Callable[..., Any]) -> Callable[..., Any]:
            def call(module: nn.Module, *args: Any, **kwargs: Any) -> Any:
                nonlocal depth
                if not depth and args and _is_a_model(module) and _is_data(args[0]):
                    args = (self._scaled(args[0]), *args[1:])
                depth += 1
                try:
                    return bare(module, *args, **kwargs)
                finally:
                    depth -= 1

            return call

        patches.wrap(nn.Module, "__call__", called)

    def _scaled(self, given: Tensor) -> Tensor:
        import torch

        axis = 1 if given.dim() > 3 else -1
        columns = given.movedim(axis, -1)
        running = self._columns.setdefault(columns.shape[-1], Running())
        if torch.is_grad_enabled():
            running.add(columns.flatten(0, -2))
        if not running.count:
            return given
        self.used += 1
        return running.standardised(columns).movedim(-1, axis)


class Running:
    """Mean and standard deviation of all rows so far, column by column."""

    def __init__(self) -> None:
        self.count = 0
        self._total: Any = 0.0
        self._squares: Any = 0.0

    def add(self, rows: Tensor) -> None:
        """Add rows (N, columns)."""
        values = rows.detach().double()
        self.count += len(values)
        self._total = self._total + values.sum(0)
        self._squares = self._squares + values.square().sum(0)

    def moments(self) -> tuple[Tensor, Tensor]:
        """Return means and standard deviations; of a constant column, 1."""
        import torch

        mean = self._total / self.count
        variance = self._squares / self.count - mean.square()
        small = variance <= 1e-12 * (self._squares / self.count)
        return mean, torch.where(small, torch.ones_like(mean), variance.clamp(min=0).sqrt())

    def standardised(self, values: Tensor) -> Tensor:
        """Return the values, standardised."""
        mean, deviation = self.moments()
        return (values - mean.to(values)) / deviation.to(values)


def _is_a_model(module: nn.Module) -> bool:
    return any(True for _ in module.parameters())


def _is_data(given: Any) -> bool:
    import torch

    return (
        isinstance(given, torch.Tensor)
        and given.is_floating_point()
        and given.dim() > 1
        and not given.requires_grad
    )
