"""What happens in a helper, as the code that calls the helper sees it: at the call.

seen_from(clip, step.frames).place      # the line `clip_gradients(model)`, beside `optimizer.step()`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.program.flow.events import Event

if TYPE_CHECKING:
    from loopwise.program.flow.events import Frame
    from loopwise.program.objects.values import Value
    from loopwise.program.source.sources import Site


def seen_from(event: Event, frames: tuple[Frame, ...]) -> Event:
    """Return an event at the place where calls in progress, `frames`, lead to it; itself where they hold it."""
    shared = _shared(event.frames, frames)
    site = site_seen(event.frames, shared)
    if site is None:
        return event
    seen = Event(event.kind, site, target=event.target, tensor=event.tensor, value=event.value)
    seen.number, seen.frames = event.number, event.frames[:shared]
    seen.loops, seen.conditions, seen.again = event.loops, event.conditions, event.again
    return seen


def where_given(frames: tuple[Frame, ...], value: Value | None, site: Site) -> Site:
    """Return where a helper for any data is called that was handed a value as it is; else where the code stands."""
    for frame in reversed(frames):
        if frame.site is None or frame.function is None or not _is_handed(frame, value):
            break
        site = frame.site
    return site


def _is_handed(frame: Frame, value: Value | None) -> bool:
    assert frame.function is not None
    spec = frame.function.node.args
    names = [argument.arg for argument in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)]
    return value is not None and any(frame.scope.table.get(name) is value for name in names)


def site_seen(frames: tuple[Frame, ...], depth: int) -> Site | None:
    """Return the call, in the innermost of the first `depth` calls, that leads further; None if none does."""
    return frames[depth].site if depth < len(frames) else None


def _shared(one: tuple[Frame, ...], other: tuple[Frame, ...]) -> int:
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a is not b), min(len(one), len(other)))
