"""The output layer of an ordinal model: one value, and a bias for each step between the classes.

    model = CumulativeLink(MLP(features=8, units=1), classes=7)
    logits = model(x)           # (N, 6): of "more than step k", for k = 0 ... 5

CORAL, Cao, Mirjalili & Raschka 2020: as all steps share the value, P(y > k) can only fall with k once the biases do.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

WIDEST = 2.0  # logits of the outer steps at the start: sigmoid(2) = .88, near enough to any share


class CumulativeLink(nn.Module):
    """model: returns (N, 1)."""

    def __init__(self, model: nn.Module, classes: int) -> None:
        super().__init__()
        self.model = model
        self.bias = nn.Parameter(torch.linspace(WIDEST, -WIDEST, classes - 1))  # (C - 1,)

    def forward(self, x: Tensor) -> Tensor:
        """(N, ...) -> (N, C - 1) logits."""
        logits: Tensor = self.model(x) + self.bias
        return logits
