"""Rows of batches by a number each, so that the same row is known again: `keys_of(batch)`.

The numbers come from the very bits of a row, each weighed by its position. No row is kept.
"""

from __future__ import annotations

import torch
from torch import Tensor

MOST = 20_000  # rows of a loader
_SMALL = 65_536  # numbers of a batch that waits for others
_TOGETHER = 8  # batches
_VIEWS = {1: torch.uint8, 2: torch.int16, 4: torch.int32, 8: torch.int64}
_weights: dict[int, Tensor] = {}  # by the length of a row


class Keys:
    """The numbers of rows that come in batches. Small ones are copied and worked out several at once, which is less."""

    def __init__(self) -> None:
        self._known: list[int] = []
        self._waiting: list[Tensor] = []
        self._rows = 0

    def add(self, batch: Tensor) -> bool:
        """Note the rows of a batch (N, ...); False where they cannot be told, or are too many by now."""
        if self._rows >= MOST or not _can_be_told(batch):
            return False
        self._rows += len(batch)
        if self._waiting and not _are_alike(self._waiting[0], batch):
            self._work_out()
        self._waiting.append(batch.detach().clone())
        if len(self._waiting) == _TOGETHER or batch.numel() > _SMALL:
            self._work_out()
        return True

    def all(self) -> list[int]:
        """Return all of them, in the order in which they came."""
        self._work_out()
        return self._known

    def _work_out(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._known += keys_of(torch.cat(waiting))


def keys_of(batch: Tensor) -> list[int]:
    """Return a number for each row of a batch (N, ...) that lies in the computer's memory."""
    if not _can_be_told(batch):
        return []
    rows = batch.detach().reshape(len(batch), -1).contiguous()
    bits = rows if rows.dtype == torch.bool else rows.view(_VIEWS[rows.element_size()])
    keys: list[int] = (bits.to(torch.int64) * _weight(rows.shape[1])).sum(1).tolist()
    return keys


def _can_be_told(batch: Tensor) -> bool:
    return batch.is_cpu and batch.dim() > 1 and batch.numel() > 0 and not batch.is_complex()


def _are_alike(one: Tensor, other: Tensor) -> bool:
    return one.dtype == other.dtype and one.shape[1:] == other.shape[1:]


def _weight(length: int) -> Tensor:
    """Return a whole number for each position: a hash of it, the same in every run; no random state is touched."""
    if length not in _weights:
        at = torch.arange(1, length + 1, dtype=torch.int64)
        mixed = at * 6364136223846793005 + 1442695040888963407  # Knuth's generator, wrapping round
        _weights.clear()
        _weights[length] = (mixed ^ (mixed >> 29)) * 2862933555777941757 | 1
    return _weights[length]
