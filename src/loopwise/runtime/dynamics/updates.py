"""How large a step is, layer by layer: gradient, weights, and what the step changes of them.

    before = Updates(weights)        # gradients are complete, nothing has moved
    optimizer.step()
    for layer, look in before.after(step): ...

A step that is given a closure computes its gradient itself: `Updates(weights, late=True)` reads it afterwards.
Lives for the length of one step that is looked at, with one copy of the layers' weights.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator

import torch
from torch import Tensor

from loopwise.runtime.dynamics.history import Layer, LayerLook
from loopwise.runtime.gradients import each_norm
from loopwise.runtime.nodes import together

ROUNDED = 1e-6  # of a weight: what the order of summing leaves of two equal gradients in float32
MOST_NUMBERS = 50_000_000  # weights copied for a look: 200 MB in float32


class Updates:
    """The layers of one optimiser just before its step. late: it has no gradient before the step."""

    def __init__(self, layers: list[tuple[weakref.ref[Tensor], Layer]], *, late: bool = False) -> None:
        self.late = late
        self._layers: list[tuple[Tensor, Layer]] = []
        room = MOST_NUMBERS
        for ref, layer in layers:
            weight = ref()
            if weight is not None and (late or weight.grad is not None) and weight.numel() <= room:
                room -= weight.numel()
                self._layers.append((weight, layer))
        self._before = [weight.detach().clone() for weight, _ in self._layers]
        for (_, layer), before in zip(self._layers, self._before, strict=True):
            if not layer.looks:
                layer.alike = len(before) > 1 and bool(before.any()) and float(_unequal(before)) < ROUNDED
        self._gradients = [] if late else self._measured()

    def after(self, step: int) -> Iterator[tuple[Layer, LayerLook]]:
        """Yield what the step did to each layer."""
        if self.late:
            self._gradients = self._measured()
        if not self._layers or len(self._gradients) < len(self._layers):
            return
        weights = [weight.detach() for weight, _ in self._layers]
        moved = torch._foreach_sub(weights, self._before)
        ends = torch._foreach_sub([one[0] for one in weights], [one[-1] for one in weights])
        columns = [*self._gradients, *each_norm([*self._before, *moved, *ends])]
        numbers = together(columns).reshape(4, -1).T.tolist()
        for (weight, layer), (gradient, size, update, apart) in zip(self._layers, numbers, strict=True):
            largest = size + update  # no weight is larger
            perhaps = len(weight) > 1 and apart <= 2 * ROUNDED * largest * weight[0].numel() ** 0.5
            equal = perhaps and float(_unequal(weight)) < ROUNDED
            yield layer, LayerLook(step, gradient, size, update, weight.numel(), equal)

    def _measured(self) -> list[Tensor]:
        return each_norm([weight.grad for weight, _ in self._layers if weight.grad is not None])


def _unequal(weight: Tensor) -> Tensor:
    """Return the largest difference between a unit's weights and the first unit's, beside the largest weight."""
    rows = weight.detach().flatten(1)
    return ((rows - rows[:1]).abs().max() / rows.abs().max().clamp(min=1e-30)).float()
