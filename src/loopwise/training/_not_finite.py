"""The loss is no number any more: say at which step, and which tensor was the first to be no number."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from loopwise.errors import LoopwiseError
from loopwise.text import Text


def not_finite_error(model: nn.Module, x: Tensor, logits: Tensor, step: int, epoch: int) -> LoopwiseError:
    """Return the error for a loss that is not finite. step: 1-based, over all epochs."""
    tensor = _first_not_finite(model, x, logits)
    return LoopwiseError(
        Text(
            en=f"the loss is not a finite number at step {step} (epoch {epoch}); the first such "
            f"tensor: {tensor}.",
            ko=f"{step}번째 스텝(에폭 {epoch})에서 손실(loss)이 유한한 수가 아닙니다. 처음 그렇게 된 텐서: "
            f"{tensor}",
        ),
        fix=Text(
            en="take a smaller learning rate, for example --lr 0.001",
            ko="학습률(learning rate)을 낮추세요. 예: --lr 0.001",
        ),
        fault="loss-not-finite",
    )


def _first_not_finite(model: nn.Module, x: Tensor, logits: Tensor) -> str:
    """Name the earliest in the order of computing: input, a parameter by name, output; else the loss."""
    tensors = {"input": x, **dict(model.named_parameters()), "output": logits}
    return next((name for name, tensor in tensors.items() if not torch.isfinite(tensor).all()), "loss")
