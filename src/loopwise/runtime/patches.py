"""Functions of torch, wrapped while we listen: `patches.wrap(owner, name, make)`, later `patches.undo()`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

Make = Callable[[Callable[..., Any]], Callable[..., Any]]


class Patches:
    """What has been wrapped. Where somebody has wrapped ours since, ours stays and has to pass calls on."""

    def __init__(self) -> None:
        self._wrapped: list[tuple[Any, str, Any, Any, bool]] = []

    def wrap(self, owner: Any, name: str, make: Make) -> None:
        """Put what `make` makes of the bare function in its place."""
        bare, inherited = getattr(owner, name), name not in vars(owner)
        ours = functools.wraps(bare)(make(bare))
        setattr(owner, name, ours)
        self._wrapped.append((owner, name, bare, ours, inherited))

    def undo(self) -> None:
        """Put the bare functions back."""
        for owner, name, bare, ours, inherited in reversed(self._wrapped):
            if getattr(owner, name) is not ours:
                continue
            if inherited:
                delattr(owner, name)
            else:
                setattr(owner, name, bare)
        self._wrapped = []
