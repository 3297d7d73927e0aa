"""What numbers tell of how they were prepared: divided twice, torn apart by a reshape, standardised by themselves.

>>> import torch
>>> pixels = torch.arange(256).reshape(1, 256)
>>> divided_twice(pixels / 255), divided_twice(pixels / 255 / 255)
(0, 255)
"""

from __future__ import annotations

import torch
from torch import Tensor

from loopwise.runtime.dynamics.measurements import Torn

_DIVISORS = range(10, 1001)
_WHOLE = 2e-3  # of a raw unit: what float32 leaves of a whole number divided twice
_DISTINCT = 5  # raw values
_MOST_PICTURES = 64
_PEAK = 0.02  # of a correlation, by which one distance stands out
_CORRELATED = 0.3
_EXACT = 1e-4  # of a standard deviation: scaled in float64, kept in float32
_FEWEST_ROWS = 8


def divided_twice(values: Tensor) -> int:
    """Return the k by which whole numbers 0 .. k were divided twice; 0 where nothing says so."""
    if not values.is_floating_point() or not values.numel():
        return 0
    low, high = (float(one) for one in torch.aminmax(values.detach()))
    k = round(1 / high) if high > 0 else 0
    if low < 0 or k not in _DIVISORS or abs(high * k - 1) > 1e-4:
        return 0
    raw = values.detach().double() * k * k
    whole = raw.round()
    if float((raw - whole).abs().max()) > _WHOLE:
        return 0
    between = whole[whole % k != 0]
    return k if len(set(between.tolist())) >= _DISTINCT else 0


def torn_apart(pictures: Tensor) -> Torn | None:
    """Tell pictures (N, C, H, W) that a reshape made of (N, H, W, C): in a row every C-th number is alike."""
    channels, width = pictures.shape[1], pictures.shape[-1]
    if pictures.dim() != 4 or not 1 < channels < 5 or width < 4 * channels:
        return None
    values = pictures.detach()[:_MOST_PICTURES].double()
    values = values - values.mean()
    size = float(values.square().mean())
    if not size > 0:
        return None
    alike = [
        float((values[..., :-lag] * values[..., lag:]).mean()) / size for lag in range(1, 2 * channels + 1)
    ]
    near, again = max(alike[: channels - 1]), max(alike[channels : 2 * channels - 1])
    peak = alike[channels - 1]
    stands_out = peak > near + _PEAK and alike[-1] > again + _PEAK
    return Torn(channels, peak, near) if stands_out and peak > _CORRELATED else None


class Spread:
    """Sums of the columns of a table (N, F) that comes in batches."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = self._squares = torch.zeros(0, dtype=torch.float64)

    def add(self, rows: Tensor) -> None:
        """Add a batch; what is no table of floating point numbers adds nothing."""
        if rows.dim() != 2 or not rows.is_floating_point():
            return
        values = rows.detach().double().cpu()
        if not self.rows:
            self._sum = self._squares = torch.zeros(values.shape[1], dtype=torch.float64)
        if values.shape[1] == len(self._sum):
            self.rows += len(values)
            self._sum = self._sum + values.sum(0)
            self._squares = self._squares + values.square().sum(0)

    @property
    def standardised(self) -> bool:
        """Whether each column has, to rounding, mean 0 and standard deviation 1, or is constant; of several columns."""
        if self.rows < _FEWEST_ROWS:
            return False
        means = self._sum / self.rows
        variances = self._squares / self.rows - means.square()
        varies = variances > _EXACT
        corrected = variances[varies] * self.rows / (self.rows - 1)  # by one who divides by n - 1
        ones = any(bool(((one - 1).abs() < 2 * _EXACT).all()) for one in (variances[varies], corrected))
        return bool(varies.sum() > 1) and ones and bool((means.abs() < _EXACT).all())


def is_standardised(rows: Tensor) -> bool:
    """Tell whether a whole table (N, F) is standardised by its own numbers."""
    spread = Spread()
    spread.add(rows)
    return spread.standardised
