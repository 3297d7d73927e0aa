"""The few words that every renderer shares: how grave, how sure, and a fault's own words where it is known.

>>> str(SEVERITY["error"].en)
'error'
"""

from __future__ import annotations

from loopwise.errors import LoopwiseError
from loopwise.faults import Fault, fault_named
from loopwise.records import Confidence, Evidence, Finding, Place, Severity
from loopwise.text import Text

SEVERITY: dict[Severity, Text] = {
    "error": Text(en="error", ko="오류"),
    "warning": Text(en="warning", ko="경고"),
    "note": Text(en="note", ko="알림"),
}
CONFIDENCE: dict[Confidence, Text] = {
    "certain": Text(en="certain", ko="확실"),
    "likely": Text(en="likely", ko="유력"),
    "hint": Text(en="hint", ko="추정"),
}
MEND = Text(en="Repair", ko="고치는 법")
EVIDENCE = Text(en="Evidence", ko="근거")
UNKNOWN_FAULT = Text(
    en="The package that brought this fault is not installed here: {name}.",
    ko="이 학습 문제를 제공한 패키지가 설치되어 있지 않습니다: {name}",
)


def known_fault(name: str) -> Fault | None:
    """Return the fault of that name; None where it came from a package that is not here (a kept result)."""
    try:
        return fault_named(name)
    except LoopwiseError:
        return None


def where(place: Place) -> str:
    """Name a place as its reader does: `In [3]:12:5` in an executed cell, else file, line and column."""
    if place.is_in_file or not place.cell:
        return str(place)
    return f"In [{place.cell}]:{place.line}:{place.column}"


def message_of(finding: Finding) -> str:
    """Return what the finding says, in the reader's language."""
    fault = known_fault(finding.fault)
    return str(fault.message(finding) if fault else UNKNOWN_FAULT.format(name=finding.fault))


def mend_of(finding: Finding) -> str:
    """Return how to mend it in words; "" for a fault that is not known here."""
    fault = known_fault(finding.fault)
    return " ".join(str(fault.mend.tell(finding.evidence)).split()) if fault else ""


def measured(finding: Finding) -> list[tuple[str, str]]:
    """Return the evidence as (what it is, number with unit), in the order of the fault's file."""
    fault = known_fault(finding.fault)
    if not fault:
        return [(name, number(value)) for name, value in finding.evidence.items()]
    return [
        (str(measure.label), f"{number(finding.evidence[name], measure.digits)} {measure.unit}".rstrip())
        for name, measure in fault.measures.items()
        if name in finding.evidence
    ]


def number(value: Evidence, digits: int = 3) -> str:
    """Return a number with so many decimals; very small and very large ones with an exponent."""
    if not isinstance(value, float):
        return str(value)
    far = value != 0 and (abs(value) >= 1e6 or abs(value) < 10**-digits)
    return f"{value:.{max(digits, 1)}g}" if far else f"{value:.{digits}f}"
