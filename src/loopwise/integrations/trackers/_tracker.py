"""What every tracker shares: which numbers of a run it gets, under which names, and each of them once.

Names are the same in every tracker: "loss/cross_entropy", "learning rate", "gradient/fc1 (Linear 64 -> 32)",
"update/...", "flat units/relu after fc1", "findings/dead-relu". Steps are those of the run's page, from 0.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Self

from loopwise.records import Finding, Place, Series, WatchReport
from loopwise.rendering.markdown import finding_note
from loopwise.text import Text

log = logging.getLogger("loopwise")

TAKEN_BACK = Text(
    en="Seen for a while; the whole run, up to step {step}, does not show it.",
    ko="한동안 보였지만, 스텝 {step}까지의 전체 실행에서는 나타나지 않습니다.",
)


class Tracker(ABC):
    """One run in one tracker. Takes the same parts as the store's sink: findings, and how the run stands.

    What was written stays: a series goes on where it stopped, a finding is told when it is first seen, and once more
    in the end where the whole run says it otherwise. One that fails is told once; the training goes on.
    """

    def __init__(self) -> None:
        self._next: dict[str, int] = {}  # name of a series -> first step that is not written
        self._told: dict[tuple[str, Place], str] = {}
        self._failed = False

    @abstractmethod
    def write_number(self, name: str, step: int, value: float) -> None:
        """Write one point of a series."""

    @abstractmethod
    def write_text(self, name: str, step: int, text: str) -> None:
        """Write a text in Markdown beside a step."""

    @abstractmethod
    def flush(self) -> None:
        """See to it that what is written stays though the process be killed."""

    @abstractmethod
    def close(self) -> None:
        """Let go, also where nothing was written; a second call does nothing."""

    def add(self, part: Finding | WatchReport) -> None:
        """Write what is new: a finding, or the points of a run's series since the last time."""
        self._safely(lambda: self._add(part))

    __call__ = add

    def finish(self, report: WatchReport) -> None:
        """Write the rest, the findings as the whole run tells them, and let go."""
        self._safely(lambda: self._end(report))
        self._safely(self.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._safely(self.close)

    def _safely(self, write: Callable[[], None]) -> None:
        if self._failed:
            return
        try:
            write()
        except Exception:  # a full disk, a library that does not load: the program's training must go on
            self._failed = True
            log.warning("%s: no more of this run is written there", type(self).__name__, exc_info=True)

    def _add(self, part: Finding | WatchReport) -> None:
        findings = part.findings if isinstance(part, WatchReport) else (part,)
        for finding in findings:
            if (finding.fault, finding.place) not in self._told:
                self._tell(finding)
        if isinstance(part, WatchReport):
            self._extend(part)
        self.flush()

    def _end(self, report: WatchReport) -> None:
        self._extend(report)
        for finding in report.findings:
            self._tell(finding)
        last = max(0, report.steps - 1)
        for fault in sorted({fault for fault, _ in self._told} - {one.fault for one in report.findings}):
            self.write_text(f"findings/{fault}", last, str(TAKEN_BACK.format(step=last)))
        self.flush()

    def _tell(self, finding: Finding) -> None:
        key, note = (finding.fault, finding.place), finding_note(finding)
        if self._told.get(key) != note:
            self._told[key] = note
            self.write_text(f"findings/{finding.fault}", finding.step or 0, note)

    def _extend(self, report: WatchReport) -> None:
        for name, series in series_of(report):
            begin = self._next.get(name, 0)
            for step, value in zip(series.steps, series.values, strict=True):
                if step >= begin:
                    self.write_number(name, step, value)
                    self._next[name] = step + 1


def series_of(report: WatchReport) -> Iterator[tuple[str, Series]]:
    """Yield every measured series of a run with its name in a tracker; no name twice."""
    met: Counter[str] = Counter()
    for name, series in _named(report):
        met[name] += 1
        yield (f"{name} ({met[name]})" if met[name] > 1 else name), series


def _named(report: WatchReport) -> Iterable[tuple[str, Series]]:
    yield from ((f"loss/{name}", series) for name, series in report.losses.items())
    yield "learning rate", report.rates
    yield from ((f"gradient/{one.name}", one.gradient) for one in report.layers)
    yield from ((f"update/{one.name}", one.update) for one in report.layers)
    yield from ((f"flat units/{one.name}", one.flat) for one in report.units)
