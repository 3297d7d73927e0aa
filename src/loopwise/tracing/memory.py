"""Bytes on the way: what each operation's results take, and what autograd keeps of it for the backward pass.

kept = Kept(keeps=False)
with saved_tensors_hooks(kept.packed, kept.unpacked):
    kept.begins()
    result = operation(*taken)
    pieces = kept.since()                                    # ((storage, bytes), ...)
Memory(weights).of(7, shadows_taken, shadows_made, pieces)   # (bytes of new results, bytes that autograd keeps)
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import TYPE_CHECKING

from torch import Tensor

if TYPE_CHECKING:
    from loopwise.tracing.shadows import Shadow

Pieces = Sequence[tuple[int, int]]  # (storage, bytes)


class Needed(RuntimeError):
    """The forward itself goes backward: what autograd keeps must be kept."""


class Kept:
    """What autograd keeps of the operation at work."""

    def __init__(self, *, keeps: bool) -> None:
        """keeps: whether what autograd wants stays alive. Otherwise it is let go once the operation is over."""
        self._keeps = keeps
        # Alive until the next operation: memory that is freed within this one would be taken for the next piece.
        self._now: list[Tensor] = []

    def packed(self, tensor: Tensor) -> Tensor | None:
        """Note what autograd would keep."""
        self._now.append(tensor)
        return tensor if self._keeps else None

    @staticmethod
    def unpacked(tensor: Tensor | None) -> Tensor:
        """Give autograd what it kept."""
        if tensor is None:
            raise Needed
        return tensor

    def begins(self) -> None:
        """Forget what was kept of the operation before."""
        self._now.clear()

    def since(self) -> Pieces:
        """Return the pieces that are kept since it began."""
        pieces = [(storage_of(one), one.numel() * one.element_size()) for one in self._now]
        self._now.clear()
        return pieces


class Memory:
    """Each memory counted once, by its storage; weights are there anyway."""

    def __init__(self, weights: Iterable[Shadow]) -> None:
        self._weights = {weight.storage for weight in weights}
        # A storage's number is used again once it is freed: who made it last.
        self._maker: dict[int, int] = {}
        self._kept: set[tuple[int, int]] = set()  # (storage, its maker) that autograd keeps

    def of(
        self, number: int, taken: Iterable[Shadow], results: Iterable[Shadow], pieces: Pieces
    ) -> tuple[int, int]:
        """Return the bytes of an operation's new results, and those that autograd keeps since.

        taken: its arguments; weights may be left out. A view lies in the memory of its argument: it is not new.
        """
        theirs, new = {shadow.storage for shadow in taken}, dict[int, int]()
        for shadow in results:
            if shadow.storage not in theirs and shadow.storage not in self._weights:
                new.setdefault(shadow.storage, shadow.bytes)
                self._maker[shadow.storage] = number
        return sum(new.values()), sum(
            size for storage, size in pieces if self._newly(storage, number, theirs, new)
        )

    def _newly(self, storage: int, number: int, theirs: Container[int], new: Container[int]) -> bool:
        """Tell whether autograd did not keep this memory before. What is neither argument nor result is its own."""
        if storage in self._weights:
            return False
        known = storage in theirs or storage in new
        key = storage, self._maker.get(storage, -1) if known else number
        if key in self._kept:
            return False
        self._kept.add(key)
        return True


def storage_of(tensor: Tensor) -> int:
    """Return a number for the memory that a tensor lies in."""
    try:
        return int(tensor.untyped_storage()._cdata)
    except (RuntimeError, NotImplementedError, ValueError):  # sparse and lazy tensors have none
        return id(tensor)
