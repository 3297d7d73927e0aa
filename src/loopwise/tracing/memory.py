"""Bytes on the way: what each operation's results take, and what autograd keeps of it for the backward pass.

memory = Memory(model.parameters(), keeps=False)
with saved_tensors_hooks(memory.packed, memory.unpacked):
    memory.begins()
    result = operation(*taken)
    memory.of(7, taken, [result])        # (bytes of new results, bytes that autograd keeps)
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from torch import Tensor, nn


class Needed(RuntimeError):
    """The forward itself goes backward: what autograd keeps must be kept."""


class Memory:
    """Each memory counted once, by its storage; weights are there anyway."""

    def __init__(self, weights: Iterable[nn.Parameter], *, keeps: bool) -> None:
        """keeps: whether what autograd wants stays alive. Otherwise only its size is noted."""
        self._keeps = keeps
        self._weights = {storage_of(weight) for weight in weights}
        # (storage, bytes) that autograd keeps of the operation at work.
        self._packed: list[tuple[int, int]] = []
        # A storage's number is used again once it is freed: who made it last.
        self._maker: dict[int, int] = {}
        self._kept: set[tuple[int, int]] = set()  # (storage, its maker) that autograd keeps

    def packed(self, tensor: Tensor) -> Tensor | None:
        """Note what autograd would keep. Let go of it where it may be."""
        storage = storage_of(tensor)
        if storage not in self._weights:
            self._packed.append((storage, tensor.numel() * tensor.element_size()))
        return tensor if self._keeps else None

    @staticmethod
    def unpacked(tensor: Tensor | None) -> Tensor:
        """Give autograd what it kept."""
        if tensor is None:
            raise Needed
        return tensor

    def made(self, tensor: Tensor, number: int) -> None:
        """Note who made a tensor that no operation made: an input."""
        self._maker[storage_of(tensor)] = number

    def begins(self) -> None:
        """Forget what was kept of the operation before."""
        self._packed.clear()

    def of(self, number: int, taken: Iterable[Tensor], results: Iterable[Tensor]) -> tuple[int, int]:
        """Return the bytes of an operation's new results, and those that autograd keeps since.

        taken: its arguments; weights may be left out. A view lies in the memory of its argument: it is not new.
        """
        theirs, new = {storage_of(tensor) for tensor in taken}, dict[int, int]()
        for tensor in results:
            storage = storage_of(tensor)
            if storage not in theirs and storage not in self._weights:
                new.setdefault(storage, tensor.numel() * tensor.element_size())
                self._maker[storage] = number
        return sum(new.values()), sum(
            size for storage, size in self._packed if self._newly(storage, number, theirs, new)
        )

    def _newly(self, storage: int, number: int, theirs: Container[int], new: Container[int]) -> bool:
        """Tell whether autograd did not keep this memory before. What is neither argument nor result is its own."""
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
