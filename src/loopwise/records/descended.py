"""A descent as it is kept: the question, from which every number comes again, and what came of each run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DescentRun:
    """One run: its choices, where it ended, the last height and gradient, the verdict by name."""

    rule: str
    lr: float
    start: tuple[float, float]
    end: tuple[float, float]
    loss: float
    gradient: float
    verdict: str
    step: int | None = None
    end_kind: str = ""
    end_scope: str = ""


@dataclass(frozen=True, slots=True)
class DescentRecord:
    """The same question gives the same paths, so paths are not kept.

    surface: its name, or the function as typed. settings: of the surface and the rules, by name.
    """

    surface: str
    steps: int
    runs: tuple[DescentRun, ...] = ()
    schedule: str = "constant"
    batch: int | None = None
    ascend: bool = False
    seed: int = 0
    settings: Mapping[str, float | str | bool] = field(default_factory=dict)
