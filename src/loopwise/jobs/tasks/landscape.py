"""`submit("landscape", {"kept": 12, "side": 33})`: the landscape of a kept fit, in a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

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
    from loopwise.training.landscapes import landscape_of

    found = landscape_of(
        kept_result(kept).result, data=data, side=side, progress=progress, cancelled=cancelled, sink=sink
    )
    return replace(found, settings={"kept": float(kept)})
