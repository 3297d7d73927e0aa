"""`submit("landscape", {"kept": 12, "side": 33})`: the landscape of a kept fit or watched run, in a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from loopwise.records import WatchReport
from loopwise.records.landscapes import Landscape
from loopwise.text import Text

NOTE = Text(en="grid of {side}", ko="격자 {side}")


def run(
    kept: int,
    side: int,
    data: str | None = None,
    *,
    progress: Callable[..., None],
    cancelled: Callable[[], bool],
    sink: Callable[[Any], None],
) -> Landscape:
    """Compute it; every grid is shown as soon as it is complete."""
    from loopwise.store import kept as kept_result

    how: dict[str, Any] = {"side": side, "progress": progress, "cancelled": cancelled, "sink": sink}
    result = kept_result(kept).result
    if isinstance(result, WatchReport):
        from loopwise.diagnosis.run_landscape import landscape_of_run

        found = landscape_of_run(result, **how)
    else:
        from loopwise.training.landscapes import landscape_of

        found = landscape_of(result, data=data, **how)
    return replace(found, settings={**found.settings, "kept": float(kept)})
