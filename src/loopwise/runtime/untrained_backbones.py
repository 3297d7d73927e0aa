"""Backbones that no optimiser holds although gradients reach them: reported at the end of a run, or never.

A backbone that stays as it is may be meant to: it was loaded, trained before, is given to the optimiser later, or
updated by hand. So only one that still has torch's own initialisation is kept here, and dropped once any of these
happens.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import torch
from torch import Tensor, nn
from torch.nn.modules.conv import _ConvNd

from loopwise.runtime.step_events import Unheld

_ROUNDED = 1.0001  # a bound, in the width of the weights
_FILLED = 0.5  # share of the bound that the largest of many uniform numbers surely passes
_MANY = 16


class UntrainedBackbones:
    """Those found so far, by the ids of their parameters."""

    def __init__(self) -> None:
        self._found: dict[frozenset[int], Unheld] = {}

    def add(self, parameters: Iterable[Tensor], unheld: Unheld) -> None:
        """Keep one."""
        self._found[frozenset(map(id, parameters))] = unheld

    def forget(self, parameters: Iterable[Tensor]) -> None:
        """Drop those with any of these parameters: they are trained, or will be."""
        gone = set(map(id, parameters)) if self._found else set()
        self._found = {ids: unheld for ids, unheld in self._found.items() if not ids & gone}

    def __iter__(self) -> Iterator[Unheld]:
        return iter(self._found.values())


def as_torch_draws(parameters: Collection[Tensor], modules: list[nn.Module]) -> bool:
    """Tell whether the layers that have these are filled as torch fills them when it makes them, all of them."""
    ids = {id(one) for one in parameters}
    having = [one for one in modules if any(id(own) in ids for own in one._parameters.values())]
    weighing = [one for one in having if isinstance(one, nn.Linear | _ConvNd | nn.RNNBase)]
    return bool(weighing) and all(map(_is_fresh, weighing))


def _is_fresh(layer: nn.Module) -> bool:
    bound = _ROUNDED * _bound(layer)
    largest = [float(one.detach().abs().max()) for one in layer.parameters() if one.numel() >= _MANY]
    return bool(largest) and all(_FILLED * bound < one <= bound for one in largest)


def _bound(layer: nn.Module) -> float:
    """Return what `reset_parameters` draws up to: one over the root of a unit's inputs, or of the hidden width."""
    if isinstance(layer, nn.RNNBase):
        return float(layer.hidden_size**-0.5)
    weight = layer.weight
    assert isinstance(weight, torch.Tensor)
    return float((weight.numel() / weight.shape[0]) ** -0.5)
