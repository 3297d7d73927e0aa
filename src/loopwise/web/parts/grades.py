"""How grave and how sure a finding is, in words."""

from __future__ import annotations

from loopwise.records import Confidence, Severity
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
