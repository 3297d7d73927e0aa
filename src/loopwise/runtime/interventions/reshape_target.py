"""Give targets the shape of the prediction, where both have the same values and would broadcast."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from loopwise.runtime.interventions._intervention import Intervention
from loopwise.runtime.patches import Patches
from loopwise.text import Text

if TYPE_CHECKING:
    from torch import Tensor

_LOSSES = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")


class ReshapeTarget(Intervention):
    """For target-broadcast: torch's losses, and differences written by hand."""

    says = Text(
        en="targets get the shape of the prediction: y.reshape(p.shape)",
        ko="정답을 예측과 같은 형상(shape)으로 바꿉니다: y.reshape(p.shape)",
    )
    rescales = True

    def step_in(self, patches: Patches) -> None:
        """Wrap the losses of a difference, and the difference itself."""
        import torch
        from torch.nn import functional

        for name in _LOSSES:
            patches.wrap(functional, name, self._loss)
        patches.wrap(torch.Tensor, "__sub__", self._difference)

    def _loss(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def loss(input: Tensor, target: Tensor, *args: Any, **kwargs: Any) -> Any:
            if _meet(input, target):
                self.used += 1
                target = target.reshape(input.shape)
            return bare(input, target, *args, **kwargs)

        return loss

    def _difference(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def minus(one: Tensor, other: Any) -> Any:
            if _meet(one, other) and one.requires_grad != other.requires_grad:
                self.used += 1
                if one.requires_grad:
                    other = other.reshape(one.shape)
                else:
                    one = one.reshape(other.shape)
            return bare(one, other)

        return minus


def _meet(one: Tensor, other: Any) -> bool:
    """Tell whether a column meets a row of the same length."""
    shapes = {tuple(one.shape), tuple(getattr(other, "shape", ()))}
    count = one.shape[0] if one.dim() else 0
    return count > 1 and shapes == {(count,), (count, 1)}
