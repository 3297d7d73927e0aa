"""A watched run that failed: what was raised, told as the finding of the fault behind it.

    try:
        train()
    except RuntimeError as error:
        raised_finding(error, check("train.py").findings, step=12)

The frames are still there: shapes, types and modes of what the failing line held are the evidence.
"""

from __future__ import annotations

from collections.abc import Iterable

from loopwise.diagnosis.failures import Cause, causes_of
from loopwise.diagnosis.live import failure_of
from loopwise.records import Evidence, Finding, Place
from loopwise.records.failures import Failure, Seen
from loopwise.runtime import place_raised

_LONGEST = 160  # characters of a message
_MOST = 6  # names of the failing line


def raised_finding(error: BaseException, said: Iterable[Finding], step: int) -> Finding | None:
    """Return the finding of the fault that explains an exception; None where no fault does.

    said: what reading the program says. It is likely, not certain, where another fault explains it as well.
    """
    place = place_raised(error.__traceback__)
    if place is None or not isinstance(error, Exception):
        return None
    failure = failure_of(error)
    causes = causes_of(failure, said)
    return _finding(causes, failure, place, step) if causes else None


def _finding(causes: list[Cause], failure: Failure, place: Place, step: int) -> Finding:
    first = causes[0]
    alone = len(causes) == 1 or first.certainty > causes[1].certainty
    return Finding(
        first.fault.name,
        place,
        first.fault.severity,
        "certain" if alone else "likely",
        evidence=dict(_evidence(first, failure)),
        repair=first.finding.repair if first.finding else None,
        step=step,
    )


def _evidence(cause: Cause, failure: Failure) -> Iterable[tuple[str, Evidence]]:
    """Yield the numbers of the text that the fault has names for, the text, and what the line held."""
    yield from ((name, value) for name, value in cause.told.items() if name in cause.fault.measures)
    yield "raised", _short(f"{failure.kind}: {' '.join(failure.message.split())}")
    on_line = failure.own.seen if failure.own else ()
    held = [one for one in (*on_line, *failure.given) if one.shape is not None or one.settings]
    if held:
        yield "held", "; ".join(dict.fromkeys(map(_told, held[:_MOST])))


def _told(seen: Seen) -> str:
    """Return `x (64, 6144) float32`, `ids (8, 5) int64 0..20`, or `self.fc Linear(in_features=144)`."""
    made = ", ".join(f"{name}={value}" for name, value in seen.settings.items())
    what = f"{seen.kind}({made})" if made else f"{seen.shape} {seen.dtype or ''}".strip()
    what += f" {seen.reach[0]}..{seen.reach[1]}" if seen.reach else ""
    return f"{seen.name} {what}".strip()


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST else message[: _LONGEST - 3] + "..."
