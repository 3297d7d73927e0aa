"""What a reading of programs gave: the findings, and how much of the programs was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from loopwise.records.findings import Finding
from loopwise.records.places import Place


class NotFollowed(NamedTuple):
    """Something the reader could not follow, in the program's own words ("loss chosen by getattr")."""

    place: Place
    what: str


@dataclass(frozen=True, slots=True)
class Followed:
    """How much was understood: "no findings" must be told from "understood nothing".

    chains: one per training loop, e.g. ("CNN -> CrossEntropyLoss -> Adam",).
    losses_seen, losses_resolved: loss calls, and those whose input could be traced to an operation or model.
    """

    files: int = 0
    notebooks: int = 0
    cells: int = 0
    training_loops: int = 0
    evaluation_loops: int = 0
    losses_seen: int = 0
    losses_resolved: int = 0
    chains: tuple[str, ...] = ()
    not_followed: tuple[NotFollowed, ...] = ()

    def __add__(self, other: Followed) -> Followed:
        return Followed(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


class IgnoreComment(NamedTuple):
    """One `# loopwise: ignore[...]`. unused: its names that silenced nothing; "*" for one without names."""

    place: Place
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The answer of `check`: findings in order of file and line, and what was followed.

    known: findings left out because a baseline holds them; None where there was no baseline.
    """

    findings: tuple[Finding, ...]
    followed: Followed
    sources: Mapping[str, str] = field(default_factory=dict)  # Place.source -> text: what the renderers quote
    ignores: tuple[IgnoreComment, ...] = ()
    known: int | None = None
