"""Which finding comes first: the root cause before what follows from it.

Simple for now: errors before warnings before notes, and among equals the one that a run showed earliest; what
only source shows comes after what the run measured. Causes of one another are told apart here, when the
catalogue holds faults that cause one another.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from loopwise.records import SEVERITIES, Finding, Place


def cause_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings, the root cause on top."""
    return tuple(sorted(findings, key=_rank))


def _rank(finding: Finding) -> tuple[int, float, Place]:
    step = math.inf if finding.step is None else finding.step
    place = finding.place
    return (
        SEVERITIES.index(finding.severity),
        step,
        Place(place.path, place.line, place.column, cell=place.cell or 0),
    )
