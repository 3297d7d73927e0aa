"""Two models side by side, in numbers: what each has at every resolution, and what follows from it.

comparison.stages[0].resolution, comparison.stages[0].first.multiply_adds
comparison.points[0].key, comparison.points[0].better      # "parameters", "second"
"""

from __future__ import annotations

from dataclasses import dataclass, field

from loopwise.records.traced import Trace


@dataclass(frozen=True, slots=True)
class Part:
    """What one model has at one resolution.

    convolutions, pools, linears, merges: how many. channels: of the last result. operations: their numbers.
    field: receptive field at its end, None where it is whole or nothing is there.
    """

    convolutions: int = 0
    pools: int = 0
    linears: int = 0
    merges: int = 0
    parameters: int = 0
    multiply_adds: int = 0
    memory: int = 0
    channels: int = 0
    field: int | None = None
    operations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One resolution. resolution: the longer side in pixels, None behind the last picture (the classifier)."""

    resolution: int | None
    first: Part = Part()
    second: Part = Part()


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is better in one of them. key: what; better: "first" or "second"; values of both."""

    key: str
    better: str
    first: float
    second: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer of `compare`: both traces, their stages on one axis of resolution, and the points."""

    first: Trace
    second: Trace
    stages: tuple[Stage, ...] = ()
    points: tuple[Point, ...] = field(default=())
