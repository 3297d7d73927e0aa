"""What a repair would buy: the same program run again as it is and with the repair in force, side by side."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from loopwise.records.findings import Series

Verdict = Literal["gain", "no-gain", "worse", "too-short", "not-applied", "failed"]
Source = Literal["printed", "held-out", "training"]
_NONE = Series((), ())


@dataclass(frozen=True, slots=True)
class Rerun:
    """One run in a fresh process.

    seed: added to the program's own. repaired: with the repair in force. used: how often that changed something.
    steps, seconds, ended: as of a watched run. loss: what `backward()` was called on. held_out: the loss of the
    program's own evaluations, where torch's functions compute it.
    numbers: the last value of each number it printed, and what was measured of its answers.
    stopped: why it was ended from outside, "" if it was not.
    """

    seed: int
    repaired: bool
    used: int = 0
    steps: int = 0
    seconds: float = 0.0
    ended: str = "finished"
    loss: Series = _NONE
    held_out: Series = _NONE
    numbers: Mapping[str, float] = field(default_factory=dict)
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """The number that the two are judged by. name: as the program prints it. higher: whether more is better.

    source: printed by the program; measured on its held-out passes; or on its training batches only.
    """

    name: str
    source: Source
    higher: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class WhatIf:
    """The answer of a what-if.

    script, fault, intervention: what was run, for what, with what in force.
    verdict: "gain" and "worse" where every seed says so by more than `tolerance`; "no-gain" else; "too-short" below
    a hundred steps; "not-applied" where the repair found nothing to do; "failed" where a rerun did not get there.
    rescaled: the repair changes what the loss means, so that its two curves are not to be compared by their height.
    """

    script: str
    fault: str
    intervention: str
    verdict: Verdict
    runs: tuple[Rerun, ...] = ()
    metric: Metric | None = None
    tolerance: float = 0.0
    rescaled: bool = False
    untouched: bool = True
    why: str = ""

    def __repr__(self) -> str:
        """Return the verdict and the number it goes by; the curves are in `runs`."""
        told = f"WhatIf({self.fault}, {self.intervention}: {self.verdict}"
        if self.metric is None:
            return f"{told})"
        before, after = ([round(value, 4) for value in self.values(repaired)] for repaired in (False, True))
        return f"{told}, {self.metric.name} {before} -> {after})"

    def values(self, repaired: bool) -> tuple[float, ...]:
        """Return the metric of each seed, as it is or repaired; nan where a run did not get there."""
        name = self.metric.name if self.metric else ""
        return tuple(run.numbers.get(name, math.nan) for run in self.runs if run.repaired is repaired)

    @property
    def gain(self) -> float | None:
        """Mean difference over the seeds, positive where the repair is better; None where it cannot be told."""
        pairs = zip(self.values(False), self.values(True), strict=False)
        gains = [after - before for before, after in pairs if math.isfinite(before) and math.isfinite(after)]
        if not gains or self.metric is None:
            return None
        return statistics.fmean(gains) * (1 if self.metric.higher else -1)
