"""How large a step is, layer by layer: gradient, weights, and what the step changes of them.

    before = Updates(weights, norms)  # gradients are complete, nothing has moved
    optimizer.step()
    for layer, look in before.after(step): ...

A step that is given a closure computes its gradient itself: `Updates(weights, {}, late=True)` reads it afterwards.
Lives for the length of one step that is looked at, with one copy of the layers' weights.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator

import torch
from torch import Tensor

from loopwise.runtime.dynamics.measurements import Layer, LayerLook
from loopwise.runtime.gradients import norms_of

ROUNDED = 1e-6  # of a weight: what the order of summing leaves of two equal gradients in float32
MOST_NUMBERS = 50_000_000  # weights copied for a look: 200 MB in float32


class Updates:
    """The layers of one optimiser just before its step.

    norms: of their gradients, as far as they are known, by the weights' ids. late: it has no gradient before the step.
    """

    def __init__(
        self,
        layers: list[tuple[weakref.ref[Tensor], Layer]],
        norms: dict[int, float],
        *,
        late: bool = False,
    ) -> None:
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
        self._gradients = [] if late else self._measured(norms)

    def after(self, step: int) -> Iterator[tuple[Layer, LayerLook]]:
        """Yield what the step did to each layer."""
        weights = [weight.detach() for weight, _ in self._layers]
        gradients = self._measured({}) if self.late else self._gradients
        if not weights or len(gradients) < len(weights):
            return
        moved = torch._foreach_sub(weights, self._before)
        norms = norms_of([*self._before, *moved])
        sizes, updates = norms[: len(moved)], norms[len(moved) :]
        for (weight, layer), gradient, size, update in zip(
            self._layers, gradients, sizes, updates, strict=True
        ):
            equal = _may_be_equal(layer) and _are_equal(weight.detach(), size + update)
            yield layer, LayerLook(step, gradient, size, update, weight.numel(), equal)

    def _measured(self, known: dict[int, float]) -> list[float]:
        """Return the norms of the gradients, anew where one of them is not known."""
        norms = [known.get(id(weight)) for weight, _ in self._layers]
        if None not in norms:
            return [norm for norm in norms if norm is not None]
        return norms_of([weight.grad for weight, _ in self._layers if weight.grad is not None])


def _may_be_equal(layer: Layer) -> bool:
    """Tell whether it is worth asking: what began unlike grows alike by no training."""
    return not layer.looks or layer.alike or layer.looks[0].equal


def _are_equal(weight: Tensor, largest: float) -> bool:
    """Tell whether all units have the same weights, of which none is larger; the first and the last are asked first."""
    if len(weight) < 2:
        return False
    apart = float(torch.linalg.vector_norm(weight[0] - weight[-1]))
    return apart <= 2 * ROUNDED * largest * weight[0].numel() ** 0.5 and float(_unequal(weight)) < ROUNDED


def _unequal(weight: Tensor) -> Tensor:
    """Return the largest difference between a unit's weights and the first unit's, beside the largest weight."""
    rows = weight.detach().flatten(1)
    return ((rows - rows[:1]).abs().max() / rows.abs().max().clamp(min=1e-30)).float()
