"""The public functions whose result is kept, as the commands of the same name keep theirs.

loopwise.fit("breast_cancer")        # and `loopwise kept` lists it
loopwise.watch()                     # kept too; what was found is printed when the program ends
"""

from __future__ import annotations

import atexit
import logging
import sys
from typing import TYPE_CHECKING, Any

from loopwise.diagnosis import watching
from loopwise.errors import LoopwiseError, MissingExtra

if TYPE_CHECKING:
    from loopwise.records import FitResult, WatchReport
    from loopwise.store import Sink

log = logging.getLogger("loopwise")


def fit(*arguments: Any, **options: Any) -> FitResult:
    """Fit a model to data with the right recipe, beside its baselines, and keep the result.

    Takes what `loopwise.training.fit` takes: fit("my.csv", target="sold", epochs=50).
    """
    from loopwise.training import fit as fit_only

    result = fit_only(*arguments, **options)
    _keep(result)
    return result


def watch(*, every: int | None = None, steps: int | None = None) -> watching.Watch:
    """Watch what this process trains from now on, until `.stop()` or the end of a `with` block, and keep it.

    every: look at every k-th step in the long run. steps: stop the training after so many optimiser steps.
    A watch that still runs when the program ends is stopped there, and its findings are printed to stderr.
    Raises LoopwiseError where a watch is running already. With LOOPWISE=off it does nothing.
    """
    watching.refuse_a_second()  # before a place is opened for it
    place = None if watching.switched_off() else _place()
    done, progress = (place.finish, place.add) if place else (None, None)
    watched = watching.watch(every=every, steps=steps, sink=place, done=done, progress=progress)
    atexit.register(_stop_and_tell, watched)
    return watched


def _place() -> Sink | None:
    """Open a place in the store for what is found; None where nothing can be kept."""
    from loopwise import store

    try:
        return store.sink("watch", watching.name_of_main())
    except MissingExtra as problem:
        log.info("not kept: %s", problem)
    except LoopwiseError as problem:
        log.warning("not kept: %s", problem)
    return None


def _keep(record: FitResult) -> None:
    """Keep a result; a store that cannot take it never costs the result itself."""
    from loopwise import store

    try:
        log.info("kept as result %d", store.keep(record))
    except LoopwiseError as problem:
        log.warning("not kept: %s", problem)


def _stop_and_tell(watched: watching.Watch) -> None:
    if watched.running:
        _tell(watched.stop())


def _tell(report: WatchReport) -> None:
    """Write to stderr, in what its encoding can say: stdout is the program's own."""
    from loopwise.rendering.terminal import show_watch

    told = show_watch(report) + "\n"
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(told.encode(encoding, "replace").decode(encoding))
