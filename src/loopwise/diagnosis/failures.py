"""From a run that has failed to the faults that explain it: `causes_of(failure, findings)`, the likeliest first.

>>> failure = Failure("RuntimeError", "mat1 and mat2 shapes cannot be multiplied (64x6144 and 144x4)")
>>> [cause.fault.name for cause in causes_of(failure)][:1]
['linear-width-mismatch']

A fault is asked by the texts it declares (`Fault.errors`). Several faults share one text; they are told apart by
the numbers in it, by what the failing line and its tensors are, and by what `check` finds in the same source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loopwise.faults import Fault, catalogue
from loopwise.faults._errors import ErrorText
from loopwise.records import Finding
from loopwise.records.failures import FailedAt, Failure, Told
from loopwise.text import Text

BY_CHECK = Text(en="check finds it at this line", ko="이 줄을 점검하면 나오는 문제")
_NEAR = 1  # lines: a missing statement is reported beside the place where it belongs


@dataclass(frozen=True, slots=True)
class Cause:
    """A fault that explains a failure.

    fits: what the fault itself says to the text's numbers and the failing line: True it is this one, None cannot tell.
    finding: what check found of it in the same program; `at_line`: at a line the failure came through.
    reason: what it says, with the text's numbers.
    told: the numbers and names of the text, and what the frames tell beside it.
    """

    fault: Fault
    fits: bool | None
    reason: Text
    because: Text | str  # the words of the text that say so
    told: Told
    finding: Finding | None = None
    at_line: bool = False

    @property
    def certainty(self) -> int:
        """How sure it is, 0 (shares the text) to 6 (found at this line, and the numbers fit)."""
        return 3 * self.at_line + 2 * (self.finding is not None) + bool(self.fits)


def is_told(fault: Fault, message: str) -> bool:
    """Tell whether a message is one of the texts that a fault declares."""
    return _told(fault, message) is not None


def causes_of(failure: Failure, findings: Iterable[Finding] = ()) -> list[Cause]:
    """Return the faults that explain a failure, the likeliest first; of a chain, those of its last explained link.

    findings: what check found in the program that failed.
    """
    found = list(findings)
    link: Failure | None = failure
    while link is not None:
        causes = [cause for fault in catalogue() if (cause := _cause(fault, link, found))]
        if causes:
            return sorted(causes, key=lambda one: (-one.certainty, -one.fault.often, one.fault.name))
        link = link.before
    return []


def _cause(fault: Fault, failure: Failure, findings: list[Finding]) -> Cause | None:
    if not fault.errors:
        return None
    finding, at_line = _found(fault, failure, findings)
    told = _told(fault, failure.message)
    if told is None:  # a version may word it otherwise: check has found what raises, and here it is
        if finding and at_line and failure.kind.endswith("Error"):
            return Cause(fault, None, fault.message(finding), BY_CHECK, {}, finding, at_line)
        return None
    text, values, words = told
    fits = fault.fits(values, failure)
    if fits is False and not at_line:
        return None
    values = {**fault.shown_by(failure), **values}
    return Cause(fault, fits, _reason(fault, text, values, finding), words, values, finding, at_line)


def _told(fault: Fault, message: str) -> tuple[ErrorText, Told, str] | None:
    """Return the fault's text that a message holds, its numbers, and the words themselves."""
    for text in fault.errors:
        if (values := text.read(message)) is not None:
            return text, values, text.words_in(message)
    return None


def _reason(fault: Fault, text: ErrorText, values: Told, finding: Finding | None) -> Text:
    """Return what the fault says (with its finding's numbers, or else the text's), then what the numbers mean."""
    said = fault.message(finding) if finding else fault.says.tell(values)
    numbers = text.says.tell(values) if text.says else Text(en="", ko="")
    return Text(en=f"{said.en} {numbers.en}".strip(), ko=f"{said.ko} {numbers.ko}".strip())


def _found(fault: Fault, failure: Failure, findings: list[Finding]) -> tuple[Finding | None, bool]:
    """Return what check found of this fault, at a line that the failure came through if there is one."""
    own = [finding for finding in findings if finding.fault == fault.name]
    lines = [frame for frame in _frames(failure) if frame.own]
    at = next((finding for finding in own if any(_is_at(finding, frame) for frame in reversed(lines))), None)
    return (at, True) if at else (own[0] if own else None, False)


def _frames(failure: Failure) -> Iterator[FailedAt]:
    yield from failure.frames
    if failure.before:
        yield from _frames(failure.before)


def _is_at(finding: Finding, frame: FailedAt) -> bool:
    """Tell whether a finding, or a place it names, stands at a frame's line."""
    places = (finding.place, *finding.related.values())
    return any(
        frame.line
        and place.line - _NEAR <= frame.line <= (place.end_line or place.line) + _NEAR
        and (place.cell == frame.cell if place.cell else _same_file(place.path, frame.path))
        for place in places
    )


def _same_file(one: str, other: str) -> bool:
    parts, others = (path.replace("\\", "/").split("/") for path in (one, other))
    return parts[-1] == others[-1]
