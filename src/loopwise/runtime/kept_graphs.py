"""Are graphs of earlier steps still alive?  ->  KeptGraphs().look(loss, step, rounds) at an entry.

A mark is laid beside the loss's node, where torch itself keeps notes (anomaly mode's), and only a weak reference
to it here: the mark goes when the node goes. No value, no gradient and no lifetime changes.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass

from torch import Tensor

from loopwise.runtime.step_events import Kept

_KEY = "loopwise"
MOST = 256  # marks remembered: a leak shows long before


class _Mark:
    __slots__ = ("__weakref__",)


@dataclass(frozen=True, slots=True)
class _Marked:
    mark: weakref.ref[_Mark]
    step: int
    round: int


class KeptGraphs:
    """The losses that `backward()` was called on at the looks so far, those whose graph is alive."""

    def __init__(self) -> None:
        self._alive: list[_Marked] = []

    def look(self, root: Tensor, step: int, round: int) -> Kept | None:
        """Return what is alive of earlier rounds, and remember this one.

        round: how often the busiest optimiser has stepped. Losses of one round may be alive together: several
        tasks or models, one `backward()` each.
        """
        self._alive = [one for one in self._alive if one.mark() is not None][-MOST:]
        earlier = [one for one in self._alive if one.round < round]
        self._remember(root, step, round)
        if not earlier:
            return None
        return Kept(len(earlier), len({one.round for one in earlier}), min(one.step for one in earlier))

    def _remember(self, root: Tensor, step: int, round: int) -> None:
        notes = getattr(root.grad_fn, "metadata", None)
        if isinstance(notes, dict):
            mark = notes[_KEY] = _Mark()
            self._alive.append(_Marked(weakref.ref(mark), step, round))
