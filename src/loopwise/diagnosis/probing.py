"""The probes of one run: every fault that has one hears what it asked for, and answers with findings.

probes = Probes(catalogue())
recorder = Recorder(lambda event: found.extend(probes.hear(event)), hears=probes.want)
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from loopwise.faults import Fault, Probe
from loopwise.records import Evidence, Finding
from loopwise.runtime import (
    Asked,
    BackwardEvent,
    ClipEvent,
    Compared,
    Event,
    LoadEvent,
    LossEvent,
    Noise,
    PassEvent,
    Printed,
    RunEnd,
    ScheduleEvent,
    StepEvent,
)

log = logging.getLogger("loopwise")

Ask = Callable[[Any], Iterable[Finding]]
_Key = tuple[
    type[Event], bool | None, str
]  # kind of event, whether sampled (None where it cannot be), kind of loss

_HEARD_BY = {
    LossEvent: "on_loss",
    BackwardEvent: "on_backward",
    StepEvent: "on_step",
    ClipEvent: "on_clip",
    ScheduleEvent: "on_schedule",
    Asked: "on_asked",
    Compared: "on_compared",
    Noise: "on_noise",
    PassEvent: "on_pass",
    LoadEvent: "on_load",
    Printed: "on_printed",
    RunEnd: "on_end",
}
_CONVINCING = 5  # looks: a run that stops after one step contradicts nothing


class Probes:
    """The probes of one run. One that raises is reported once and left out; the training goes on.

    judging: names of the faults of which a run knows better than the source whether they are there.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        made = [(fault.name, probe) for fault in faults if (probe := fault.probe())]
        self._listening = {
            kind: [(name, probe) for name, probe in made if _overrides(probe, method)]
            for kind, method in _HEARD_BY.items()
        }
        self._at_every_step = {
            kind
            for kind, listening in self._listening.items()
            if any(probe.every_step for _, probe in listening)
        }
        self._probes = dict(made)
        self._refuting = {name for name, probe in made if probe.refutes}
        self.judging = frozenset(name for name, probe in made if probe.judges)
        self._asked: dict[_Key, list[tuple[str, Ask]]] = {}  # who hears of such an event, worked out once
        self._looks: dict[_Key, int] = {}  # how many of them were a look, in the order of the first
        self.failed: dict[str, None] = {}

    def want(self, kind: type[Event], sampled: bool) -> bool:
        """Tell whether any probe hears events of this kind, of steps looked at or of others."""
        return bool(self._listening[kind]) if sampled else kind in self._at_every_step

    def hear(self, event: Event) -> list[Finding]:
        """Ask every probe that listens."""
        is_loss, sampled = isinstance(event, LossEvent), getattr(event, "sampled", None)
        key = type(event), sampled, event.kind if isinstance(event, LossEvent) else ""
        asked = self._asked.get(key)
        if asked is None:
            asked = self._asked[key] = list(self._who_hears(*key))
        if is_loss or sampled:
            self._looks[key] = self._looks.get(key, 0) + 1
        return self._ask(asked, event)

    @property
    def looked_at(self) -> dict[str, int]:
        """Names of the probes that looked at something, in the order of their first look, and how often."""
        looks: Counter[str] = Counter()
        for key, count in self._looks.items():
            looks.update({name: count for name, _ in self._asked[key] if name not in self.failed})
        return dict(looks)

    def _who_hears(self, kind: type[Event], sampled: bool | None, loss: str) -> Iterator[tuple[str, Ask]]:
        for name, probe in self._listening[kind]:
            if (sampled is not False or probe.every_step) and (
                not loss or not probe.losses or loss in probe.losses
            ):
                yield name, getattr(probe, _HEARD_BY[kind])

    def so_far(self, run: RunEnd) -> list[Finding]:
        """Ask those that judge a whole training what they would say if the run ended now."""
        asked = [(name, probe.on_end) for name, probe in self._listening[RunEnd] if probe.so_far]
        return self._ask(asked, run)

    @property
    def convinced(self) -> set[str]:
        """Names of the faults looked for so often that their silence tells something."""
        return {
            name for name, looks in self.looked_at.items() if looks >= _CONVINCING and name in self._refuting
        }

    @property
    def borne_out(self) -> dict[str, Mapping[str, Evidence]]:
        """Faults that the run bears out where the source holds them likely, with the numbers of the run."""
        told = {name: one.borne_out for name, one in self._probes.items() if name not in self.failed}
        return {name: numbers for name, numbers in told.items() if numbers is not None}

    def _ask(self, asked: Iterable[tuple[str, Ask]], event: Any) -> list[Finding]:
        found: list[Finding] = []
        for name, ask in asked:
            if name in self.failed:
                continue
            try:
                found += tuple(ask(event))
            except Exception:  # a probe may be anybody's; training must go on
                self.failed[name] = None
                log.warning("the probe of %s failed and is left out of this run", name, exc_info=True)
        return found


def _overrides(probe: Probe, method: str) -> bool:
    return getattr(type(probe), method) is not getattr(Probe, method)
