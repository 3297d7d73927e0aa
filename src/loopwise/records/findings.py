"""One Finding for both worlds, source and run: which fault, where, how sure, measured numbers, the repair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from loopwise.records.places import Place

Severity = Literal["error", "warning", "note"]
Confidence = Literal["certain", "likely", "hint"]
Evidence = int | float | bool | str

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")  # gravest first
CONFIDENCES: tuple[Confidence, ...] = ("certain", "likely", "hint")  # surest first


def at_least(severity: Severity, limit: str) -> bool:
    """Tell whether `severity` is as grave as `limit`; nothing is as grave as "never"."""
    return limit in SEVERITIES and SEVERITIES.index(severity) <= SEVERITIES.index(limit)


class Edit(NamedTuple):
    """One text edit: what stands between the place's start and its (exclusive) end becomes `text`."""

    place: Place
    text: str


class Repair(NamedTuple):
    """How to mend it.

    safe: `--fix` applies it without asking; otherwise it needs `--unsafe-fixes`.
    intervention: name of the runtime's change that has the same effect on a run (for what-if), "" if none.
    """

    safe: bool
    edits: tuple[Edit, ...] = ()
    intervention: str = ""


class Series(NamedTuple):
    """A short series of one measured number: steps and values, equally long."""

    steps: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault found in one place.

    evidence: the fault's own named numbers; their units and labels stand in the fault's file.
    related: other places the message names, e.g. {"loss_place": where the loss is computed}.
    step: first training step (0-based) at which a run showed it; None from source.
    series: measured over steps, by the same names as `evidence`.
    follows: name of the fault found in the same run that explains this one; "" for a root cause.
    """

    fault: str
    place: Place
    severity: Severity
    confidence: Confidence = "certain"
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    related: Mapping[str, Place] = field(default_factory=dict)
    repair: Repair | None = None
    step: int | None = None
    series: Mapping[str, Series] = field(default_factory=dict)
    follows: str = ""
