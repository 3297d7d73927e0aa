"""The shape of an intervention: a name, what it does in words, and the places of torch where it steps in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from loopwise.runtime.arrival import when_imported
from loopwise.runtime.patches import Patches
from loopwise.text import Text


class Intervention:
    """Override `step_in`, which is called once the program has imported torch.

    says: what it does to a run, for the person who is asked. used: how often it has changed something; a repair
    that never found anything to do proves nothing.
    rescales: whether the number the loss shows has another meaning under it.
    """

    says: ClassVar[Text]
    rescales: ClassVar[bool] = False

    def __init__(self, number: float = 0.0) -> None:
        self.number = number
        self.used = 0
        self._patches = Patches()
        self._undo: list[Callable[[], object]] = []

    @property
    def name(self) -> str:
        """Its file's name, with hyphens."""
        return type(self).__module__.rpartition(".")[2].replace("_", "-")

    def step_in(self, patches: Patches) -> None:
        """Wrap what has to be wrapped."""
        raise NotImplementedError

    def undone_by(self, handle: Any) -> None:
        """Remove a hook of torch's when all is over."""
        self._undo.append(handle.remove)

    @contextmanager
    def in_force(self) -> Iterator[Intervention]:
        """Be in force inside the block, from when torch is imported."""
        call_off = when_imported("torch", lambda: self.step_in(self._patches))
        try:
            yield self
        finally:
            call_off()
            self._patches.undo()
            for undo in self._undo:
                undo()
