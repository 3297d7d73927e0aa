"""Give the loss the logits that a softmax or sigmoid was put between.

The logarithm of a softmax is the logits up to a constant for each sample, which a cross-entropy does not see; the
logit of a sigmoid is its input. So the loss is exactly that of the program without the activation, gradients too, but
for probabilities that float32 has rounded to 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from loopwise.runtime.interventions._intervention import Intervention
from loopwise.runtime.patches import Patches
from loopwise.text import Text

if TYPE_CHECKING:
    from torch import Tensor

_SMALLEST = 1e-30  # a probability; its logarithm, -69, has a gradient that float32 still holds


class DropSoftmax(Intervention):
    """For softmax-before-cross-entropy, and sigmoid before either loss of logits."""

    says = Text(
        en="the loss receives the logits, without the softmax (sigmoid) in between",
        ko="중간의 소프트맥스(시그모이드) 없이 손실이 로짓(logit)을 받습니다",
    )
    rescales = True

    def step_in(self, patches: Patches) -> None:
        """Wrap both losses of logits."""
        from torch.nn import functional

        patches.wrap(functional, "cross_entropy", self._on_logits)
        patches.wrap(functional, "binary_cross_entropy_with_logits", self._on_logits)

    def _on_logits(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def loss(input: Tensor, *args: Any, **kwargs: Any) -> Any:
            logits = _logits(input)
            self.used += logits is not None
            return bare(input if logits is None else logits, *args, **kwargs)

        return loss


def _logits(given: Tensor) -> Tensor | None:
    """Return the logits of probabilities, None where these are none: by the graph, or without one by the values."""
    import torch

    from loopwise.runtime.nodes import behind
    from loopwise.runtime.received import operation_of

    by = operation_of(behind([given.grad_fn])) if given.grad_fn is not None else _looks_like(given)
    if by == "softmax":
        return torch.log(given.clamp(min=_SMALLEST))
    return torch.logit(given, eps=1e-7) if by == "sigmoid" else None


def _looks_like(given: Tensor) -> str:
    """Name what non-negative values up to 1 are: shares where each row sums to 1."""
    if not given.numel() or given.dim() == 0 or float(given.min()) < 0 or float(given.max()) > 1:
        return ""
    rows = given.sum(1 if given.dim() > 1 else 0)
    return "softmax" if given.dim() > 1 and bool(((rows - 1).abs() < 1e-3).all()) else "sigmoid"
