"""The path of a watched run's weights: `RunPath()`, between `attach()` and `detach()`.

Read after each step of the first optimiser that steps; nothing of the run changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from loopwise.records.landscapes import WeightPath
from loopwise.runtime.first_training import FirstTraining, flat

if TYPE_CHECKING:
    from torch import Tensor

    from loopwise.descent.moments import Moments

MOST_MOMENTS = 64  # a line through more of them looks the same
MOST_NUMBERS = 12_000_000  # of all moments together: 60 MB as kept
LARGEST = MOST_NUMBERS // 4  # parameters: start, first step, somewhere, end


class RunPath:
    """What a run leaves of its path. too_large: parameters, where they are too many to keep."""

    def __init__(self) -> None:
        self.too_large = 0
        self._moments: Moments | None = None
        self._weights: Sequence[Tensor] = ()
        self._followed = FirstTraining(self._begin, self._take)

    def attach(self) -> None:
        """Follow from now on."""
        self._followed.attach()

    def detach(self) -> WeightPath | None:
        """Follow no more; return what was taken, None where nothing was."""
        self._followed.detach()
        self._weights = ()
        return self._moments.packed() if self._moments else None

    def _begin(self, weights: Sequence[Tensor]) -> None:
        from loopwise.descent.moments import Moments

        size = sum(one.numel() for one in weights)
        if size > LARGEST:
            self.too_large = size
            self._followed.over = True
            return
        self._moments = Moments(min(MOST_NUMBERS, MOST_MOMENTS * size))
        self._weights = weights
        self._take(0)

    def _take(self, step: int) -> None:
        if self._moments is not None:
            self._moments.add(step, flat(self._weights))
