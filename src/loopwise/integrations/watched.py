"""Watch this process from inside, and keep what is found: `loopwise.watch()`.

loopwise.watch()                     # `loopwise kept` lists it; it is printed when the program ends
"""

from __future__ import annotations

import atexit
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from loopwise.diagnosis import watching
from loopwise.errors import LoopwiseError, MissingExtra

if TYPE_CHECKING:
    from loopwise.integrations.trackers import Tracker
    from loopwise.records import Finding, WatchReport
    from loopwise.store import Sink

log = logging.getLogger("loopwise")


class Places:
    """Where a watched run goes while it goes on: the store, a tracker; each left out where it is None."""

    def __init__(self, *places: Sink | Tracker | None) -> None:
        self._places = [place for place in places if place is not None]

    def add(self, part: Finding | WatchReport) -> None:
        """Give each a new finding, or how the run stands."""
        for place in self._places:
            place.add(part)

    __call__ = add

    def finish(self, report: WatchReport) -> None:
        """Give each the whole."""
        for place in self._places:
            place.finish(report)


def watch(
    *, every: int | None = None, steps: int | None = None, tensorboard: str | Path | None = None
) -> watching.Watch:
    """Watch what this process trains from now on, until `.stop()` or the end of a `with` block, and keep it.

    every: look at every k-th step in the long run. steps: stop the training after so many optimiser steps.
    tensorboard: folder below which curves and findings are written for TensorBoard, too.
    A watch that still runs when the program ends is stopped there, and its findings are printed to stderr.
    Raises LoopwiseError where a watch is running already, or that folder cannot be made; MissingExtra without
    `tensorboard`. With LOOPWISE=off it does nothing.
    """
    watching.refuse_a_second()  # before a place is opened for it
    places = Places() if watching.switched_off() else Places(_tracker(tensorboard), _store())
    watched = watching.watch(every=every, steps=steps, sink=places, done=places.finish, progress=places.add)
    atexit.register(_stop_and_tell, watched)
    return watched


def _tracker(runs: str | Path | None) -> Tracker | None:
    if runs is None:
        return None
    from loopwise.integrations.trackers import TensorBoard

    return TensorBoard(Path(runs), watching.name_of_main())


def _store() -> Sink | None:
    """Open a place in the store for what is found; None where nothing can be kept."""
    from loopwise import store

    try:
        return store.sink("watch", watching.name_of_main())
    except MissingExtra as problem:
        log.info("not kept: %s", problem)
    except LoopwiseError as problem:
        log.warning("not kept: %s", problem)
    return None


def _stop_and_tell(watched: watching.Watch) -> None:
    if watched.running:
        tell(watched.stop())


def tell(report: WatchReport) -> None:
    """Write a report to stderr, in what its encoding can say: stdout is the program's own."""
    from loopwise.rendering.terminal import show_watch

    told = show_watch(report) + "\n"
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(told.encode(encoding, "replace").decode(encoding))
