"""The weights of a model along its training, thinned until they are small enough to keep.

moments = Moments()
moments.add(0, weights)             # (P,), at the start, then after every step or epoch
moments.packed()
"""

from __future__ import annotations

import torch
from torch import Tensor

from loopwise.descent.weights import packed
from loopwise.records.landscapes import WeightPath

MOST_NUMBERS = 1_200_000  # of all moments together: 6 MB as kept
FEWEST = 4  # start, first step, somewhere, end


class Moments:
    """What was taken: the first two and the last always; of too many others every second one is dropped.

    Weights with a number that is not finite are left out: a path cannot be drawn there.
    """

    def __init__(self, most: int = MOST_NUMBERS) -> None:
        self._most = most
        self._stride = 1
        self._taken: list[tuple[int, Tensor]] = []
        self._last: tuple[int, Tensor] | None = None

    def add(self, step: int, weights: Tensor) -> None:
        """Take weights, (P,), a copy that nobody changes."""
        if not bool(torch.isfinite(weights.sum())):
            return
        self._last = step, weights
        if step > 1 and step % self._stride:
            return
        self._taken.append(self._last)
        while len(self._taken) >= max(FEWEST, self._most // len(weights)):  # room for the last one
            self._stride *= 2
            self._taken = [one for one in self._taken if one[0] < 2 or one[0] % self._stride == 0]

    def packed(self) -> WeightPath:
        """Return what was taken."""
        taken = self._taken
        if self._last and taken[-1][0] != self._last[0]:
            taken = [*taken, self._last]
        return packed([step for step, _ in taken], [weights for _, weights in taken])
