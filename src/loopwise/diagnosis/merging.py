"""What the source says and what the run showed of one fault are one finding: place and repair from the
source, numbers from the run.

>>> said = Finding("a-fault", Place("train.py", 8), "error", evidence={"classes": 10})
>>> seen = Finding("a-fault", Place("train.py", 20), "error", evidence={"loss": 1.5}, step=0)
>>> [both] = merged([seen], [said], looked_at={"a-fault"})
>>> both.place.line, both.evidence, both.step
(8, {'classes': 10, 'loss': 1.5}, 0)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from loopwise.records import CONFIDENCES, Evidence, Finding, Place


def merged(
    seen: Iterable[Finding],
    said: Iterable[Finding],
    looked_at: Collection[str],
    borne_out: Mapping[str, Mapping[str, Evidence]] = MappingProxyType({}),
    judged: Collection[str] = (),
) -> list[Finding]:
    """Join the findings of a run (`seen`) and of its source (`said`).

    What only the source says stays if the run does not contradict it: a probe that looked often enough (`looked_at`)
    and saw nothing of the fault anywhere does. What it holds likely stays once a fault, where the run showed nothing
    of it; against such a probe, and where the run is the better judge (`judged`), if the run bears it out with numbers
    of its own (`borne_out`).
    """
    left = list(said)
    joined = []
    for finding in seen:
        partner = min(_alike(finding, left), key=lambda one: _distance(one, finding.place), default=None)
        if partner is not None:
            left.remove(partner)
        joined.append(_join(finding, partner) if partner else finding)
    shown = {finding.fault for finding in joined}
    certain = [one for one in left if one.confidence == "certain"]
    settled = shown | {one.fault for one in certain}
    likely = {one.fault: one for one in reversed(left) if one.confidence == "likely"}
    return [
        *joined,
        *(one for one in certain if one.fault in shown or one.fault not in looked_at),
        *(
            replace(one, evidence={**one.evidence, **borne_out.get(fault, {})})
            for fault, one in likely.items()
            if fault in borne_out or fault not in {*looked_at, *judged}
            if fault not in settled
        ),
    ]


def _alike(finding: Finding, said: list[Finding]) -> list[Finding]:
    return [one for one in said if one.fault == finding.fault]


def _distance(said: Finding, place: Place) -> tuple[bool, int]:
    """How far a source finding, or a place it names, is from a place: in another text, in lines."""
    return min(
        (one.source != place.source, abs(one.line - place.line))
        for one in (said.place, *said.related.values())
    )


def _join(seen: Finding, said: Finding) -> Finding:
    return replace(
        seen,
        place=said.place,
        confidence=min(seen.confidence, said.confidence, key=CONFIDENCES.index),
        repair=said.repair or seen.repair,
        evidence={**said.evidence, **seen.evidence},
        related={**seen.related, **said.related},
    )
