"""What a learner hands in: findings with evidence, metrics and versions; never data or weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from loopwise.records.findings import Finding


@dataclass(frozen=True, slots=True)
class HandedResult:
    """One kept result as handed in: what it was and its headline, no rows of data and no curve over them."""

    kind: str
    title: str
    created: str
    headline: Mapping[str, int | float | str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class HandIn:
    """One hand-in.

    week: its number, 0 for none. files: names of the programs that were read. training_loops: found in them.
    findings: of the sources; those of runs stand in `results`. sources: name -> text, only where it was asked for.
    versions: of loopwise, python and torch.
    """

    name: str
    week: int = 0
    created: str = ""
    files: tuple[str, ...] = ()
    training_loops: int = 0
    findings: tuple[Finding, ...] = ()
    results: tuple[HandedResult, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
