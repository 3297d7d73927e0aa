"""Bytes on the way: what each operation's results take, and what autograd keeps of it for the backward pass.

kept = Kept(weights, keeps=False)                            # their storages
with saved_tensors_hooks(kept.packed, kept.unpacked):
    kept.begins()
    result = operation(*taken)
    pieces = kept.since()                                    # ((storage, bytes), ...)
Memory(weights).of(7, shadows_taken, shadows_made, pieces)   # (bytes of new results, bytes that autograd keeps)
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import TYPE_CHECKING

from torch import Tensor

if TYPE_CHECKING:
    from loopwise.tracing.shadows import Shadow

Pieces = Sequence[tuple[int, int]]  # (storage, bytes)


class Needed(RuntimeError):
    """The forward itself goes backward: what autograd keeps must be kept."""


class Kept:
    """What autograd keeps of the operation at work. Weights are there anyway."""

    def __init__(self, weights: Container[int], *, keeps: bool) -> None:
        """weights: their storages. keeps: whether what autograd wants stays alive once the operation is over."""
        self._weights = weights
        # Alive until the next operation: memory that is freed within this one would be taken for the next piece.
        self._now: list[Tensor] = []
        self.begins = self._now.clear  # forgets what was kept of the operation before
        # Called for every piece that autograd wants. What it returns is kept: of `append`, nothing.
        self.packed: Callable[[Tensor], Tensor | None] = self._both if keeps else self._now.append

    def _both(self, tensor: Tensor) -> Tensor:
        """Note a piece, and let autograd have it."""
        self._now.append(tensor)
        return tensor

    @staticmethod
    def unpacked(tensor: Tensor | None) -> Tensor:
        """Give autograd what it kept."""
        if tensor is None:
            raise Needed
        return tensor

    def since(self) -> Pieces:
        """Return the pieces that are kept since it began."""
        return [
            (storage, one.numel() * one.itemsize)
            for one in self._now
            if (storage := storage_of(one)) not in self._weights
        ]


class Memory:
    """Each memory counted once, by its storage; weights are there anyway."""

    def __init__(self, weights: Container[int]) -> None:
        """weights: their storages."""
        self._weights = weights
        # A storage's number is used again once it is freed: who made it last.
        self._maker: dict[int, int] = {}
        self._kept: set[tuple[int, int]] = set()  # (storage, its maker) that autograd keeps

    def of(
        self, number: int, taken: Iterable[Shadow], results: Iterable[Shadow], pieces: Pieces
    ) -> tuple[int, int]:
        """Return the bytes of an operation's new results, and those that autograd keeps since.

        taken: its arguments. A view lies in the memory of its argument: it is not new.
        """
        theirs, made, saved = {shadow.storage for shadow in taken}, 0, 0
        for shadow in results:
            if shadow.storage not in theirs and shadow.storage not in self._weights:
                theirs.add(shadow.storage)
                self._maker[shadow.storage] = number
                made += shadow.bytes
        for storage, size in pieces:
            # What is neither argument nor result is the operation's own.
            key = storage, self._maker.get(storage, -1) if storage in theirs else number
            if key not in self._kept:
                self._kept.add(key)
                saved += size
        return made, saved


def storage_of(tensor: Tensor) -> int:
    """Return a number for the memory that a tensor lies in."""
    try:
        return int(tensor.untyped_storage()._cdata)
    except (RuntimeError, NotImplementedError, ValueError):  # sparse and lazy tensors have none
        return id(tensor)
