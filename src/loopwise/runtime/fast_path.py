"""The fast path: steps between two looks, nearly all of a run, are only counted and their losses noted.

After a step it is known how many follow that are not looked at. While the program goes on as it did - the same line
calls `backward()` on one finite number, the same optimiser steps, in turn - nobody else is called. The cost of a hook
is memory that has left the processor's caches: here it is one list and two objects, on the full path some twenty.
Whatever else happens ends the fast path and takes the full one; before anybody reads a count, `settle()` writes it
down.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

from torch import Tensor
from torch.optim import Optimizer

from loopwise.runtime.asking import Asking
from loopwise.runtime.by_hand import ByHand
from loopwise.runtime.dynamics.followed import Followed
from loopwise.runtime.dynamics.listening import Dynamics
from loopwise.runtime.dynamics.waiting import number_of
from loopwise.runtime.frames import Site
from loopwise.runtime.lookups import uncalled_around
from loopwise.runtime.optimisers import Track

if TYPE_CHECKING:
    from loopwise.runtime.recorder import Recorder


class Entry:
    """One call in the program: where it is. Of `backward()`, how often it was made, and which time is looked at next.

    uncalled: methods that the code around it looks up and does not call.
    """

    __slots__ = ("count", "due", "place", "site", "uncalled")

    def __init__(self, site: Site) -> None:
        self.site = site
        self.place = site.place
        self.uncalled = uncalled_around(site)
        self.count = 0
        self.due = 0


class FastPath:
    """A stretch of such steps. of: gives the optimiser that takes them, None while none is going on.

    over: called with that optimiser's track when the stretch has come to its end, and a look may be next.
    """

    __slots__ = (
        *("_asking", "_by_hand", "_dynamics", "_entries", "_over", "_passes", "_recorder"),
        *(
            "_code",
            "_entry",
            "_followed",
            "_instruction",
            "_left",
            "_losses",
            "_settled",
            "_track",
            "_waits",
            "of",
        ),
    )

    def __init__(
        self,
        recorder: Recorder,
        dynamics: Dynamics,
        by_hand: ByHand,
        asking: Asking,
        over: Callable[[Track], None],
    ) -> None:
        self._recorder = recorder
        self._dynamics = dynamics
        self._by_hand = by_hand
        self._asking = asking
        self._over = over
        self._entries = dynamics.entries
        self._passes = dynamics.held_out.passes
        self._entry: Entry
        self._track: Track
        self._followed: Followed
        self._losses: list[float | Tensor] = []  # since counts were written down
        self._settled = 0  # the step at which they were
        self._left = 0  # steps
        self._waits = False  # for a step: a loss of it has gone back
        self._code: CodeType | None = None
        self._instruction = 0
        self.of: Callable[[], Optimizer | None] = _nobody

    def begin(self, entry: Entry, track: Track) -> None:
        """Begin, up to the next look, after a step of this optimiser with a loss that went back at this entry."""
        followed, enough = self._dynamics.caught_up(track), self._recorder.stop_after
        if followed is None:
            return
        left = min(
            track.due - track.steps,
            entry.due - entry.count,
            followed.until_next_look,
            sys.maxsize if enough is None else enough - self._recorder.steps - 1,
        )
        if left > 0:
            self._entry, self._track, self._followed = entry, track, followed
            self._left, self._waits, self._settled = left, False, self._recorder.steps
            self._code, self._instruction = entry.site.code, entry.site.instruction
            self.of = track.optimiser

    def end(self) -> None:
        """Leave the fast path: something else happens."""
        self.settle()
        self.of, self._code = _nobody, None

    def entered(self, root: Any, caller: FrameType | None) -> bool:
        """Count an entry into `backward()`. False, and nothing is counted: it needs the full path."""
        if caller is None or caller.f_code is not self._code or caller.f_lasti != self._instruction:
            return False
        asking = self._asking
        if self._waits or asking.comparing or asking.pending or self._entries.unscaled is not None:
            return False
        value = number_of(root)
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            return False
        self._losses.append(value)
        self._waits = True
        return True

    def stepped(self, optimiser: Optimizer) -> bool:
        """Count a step. False, and nothing is counted: it needs the full path."""
        if self.of() is not optimiser or not self._waits or self._passes:
            return False
        self._waits = False
        self._recorder.steps += 1
        self._left -= 1
        if not self._left:
            self.end()
            self._over(self._track)
        return True

    def settle(self) -> None:
        """Write down what has been counted since the last time."""
        recorder, losses, heard = self._recorder, self._losses, self._entries.heard
        steps, self._settled = recorder.steps - self._settled, recorder.steps
        if self.of is _nobody or not (steps or losses):
            return
        entry, waiting = self._entry, self._followed.waiting
        entry.count += len(losses)
        recorder.backwards += len(losses)
        self._by_hand.stepped = not self._waits
        if steps:
            losses[:0] = [value for value, _ in heard]  # of the step that was near when this was asked last
            heard.clear()
            waiting.add(losses[:steps], entry.place)
            self._track.steps += steps
            self._track.seen = recorder.backwards - self._waits
            self._followed.skipped(steps, recorder.steps - 1)
        heard += [(value, entry.place) for value in losses[steps:]]
        losses.clear()


def _nobody() -> None:
    return None
