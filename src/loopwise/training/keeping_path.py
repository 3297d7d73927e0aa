"""The weights of a model along its training, thinned until they are small enough to keep."""

from __future__ import annotations

from torch import Tensor, nn

from loopwise.descent.weights import packed, vector
from loopwise.records.landscapes import WeightPath

MOST_NUMBERS = 1_200_000  # of all moments together: 6 MB as kept


class PathKeeper:
    """Takes the weights at the start, then after each epoch; of too many moments every second one is dropped."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        self._stride = 1
        self._moments: list[tuple[int, Tensor]] = [(0, vector(model).cpu())]
        self._last: tuple[int, Tensor] | None = None

    def add(self, epoch: int) -> None:
        """Take the weights as they are now."""
        self._last = (epoch, vector(self.model).cpu())
        if epoch % self._stride:
            return
        self._moments.append(self._last)
        while len(self._moments) > 3 and len(self._moments) * len(self._last[1]) > MOST_NUMBERS:
            self._stride *= 2
            self._moments = [moment for moment in self._moments if moment[0] % self._stride == 0]

    def packed(self) -> WeightPath:
        """Return what was taken; the last epoch is always there."""
        moments = self._moments
        if self._last and moments[-1][0] != self._last[0]:
            moments = [*moments, self._last]
        return packed([epoch for epoch, _ in moments], [weights for _, weights in moments])
