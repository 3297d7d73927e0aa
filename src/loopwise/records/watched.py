"""What a watched run gave: findings with measured evidence, root cause first, and what was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from loopwise.records.findings import Finding, Series


@dataclass(frozen=True, slots=True)
class WatchReport:
    """The answer of `watch`.

    script: the program as the person named it.
    steps: optimiser steps seen; sampled: those on which statistics were taken.
    losses: name of the loss ("cross_entropy") -> its value over the sampled steps.
    looked_at: names of the faults whose probes had something to look at.
    not_observed: what could not be seen, in words of the program (a compiled region, a child process).
    ended: "finished", "interrupted", "failed" (the script raised) or "stopped" (at --steps).
    """

    script: str
    findings: tuple[Finding, ...]
    steps: int = 0
    sampled: int = 0
    seconds: float = 0.0
    losses: Mapping[str, Series] = field(default_factory=dict)
    looked_at: tuple[str, ...] = ()
    not_observed: tuple[str, ...] = ()
    ended: str = "finished"
    exit_code: int = 0
