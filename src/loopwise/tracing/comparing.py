"""Two traces on one axis of resolution, with pros and costs computed from both.

comparison = compared(trace_of_vgg, trace_of_resnet)
comparison.stages[-1].first.parameters / comparison.first.parameters     # share of the classifier
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from loopwise.records.compared import Comparison, Part, Point, Stage
from loopwise.records.traced import Operation, Trace

_MERGES = ("identity_shortcut", "projected_shortcut", "skip_concatenation", "branches_join")
_CLEARLY = 1.05  # times: below it two models are alike in a point


def compared(first: Trace, second: Trace) -> Comparison:
    """Return both side by side. Where one stopped, its way up to there stands beside, and is no point for either."""
    parts = _parts(first), _parts(second)
    resolutions = sorted({*parts[0], *parts[1]}, key=lambda one: -(one or 0))
    stages = tuple(Stage(one, parts[0].get(one, Part()), parts[1].get(one, Part())) for one in resolutions)
    return Comparison(first, second, stages, tuple(_points(first, second)))


def _parts(trace: Trace) -> dict[int | None, Part]:
    groups: dict[int | None, list[Operation]] = defaultdict(list)
    for one in trace.operations:
        if one.name != "input" and one.role != "constant":
            groups[_resolution(trace, one)].append(one)
    return {resolution: _part(members) for resolution, members in groups.items()}


def _resolution(trace: Trace, one: Operation) -> int | None:
    """Return the longer side of a result's picture; a mean over it, and all behind, has none."""
    if len(one.shape) < 3 or one.role in ("global_pool", "head", "flatten"):
        return None
    sides = (
        one.shape[2:] if len(one.shape) > 3 else one.shape[1:2] if one.name == "linear" else one.shape[-1:]
    )
    return max(sides) if max(sides) > 1 else None


def _part(members: Sequence[Operation]) -> Part:
    pictures = [one for one in members if len(one.shape) > 2]
    known = [
        length
        for one in members
        if one.name.startswith("conv")
        for length in one.receptive_field
        if length is not None
    ]
    return Part(
        convolutions=sum(one.name.startswith("conv") for one in members),
        pools=sum("pool" in one.name or one.role == "global_pool" for one in members),
        linears=sum(one.name == "linear" for one in members),
        merges=sum(one.role in _MERGES for one in members),
        parameters=sum(one.parameters for one in members),
        multiply_adds=sum(one.multiply_adds for one in members),
        memory=sum(one.memory for one in members),
        channels=(pictures or members)[-1].shape[1] if len((pictures or members)[-1].shape) > 1 else 0,
        field=max(known) if known else None,
        operations=tuple(one.number for one in members),
    )


def _points(first: Trace, second: Trace) -> list[Point]:
    """Return what one of them is clearly better in. Smaller is better, but for depth and field, which are told."""
    values: dict[str, tuple[float, float]] = {"parameters": (first.parameters, second.parameters)}
    if first.stopped or second.stopped:  # the rest is known of a whole way only
        return _smaller(values)
    values |= {
        "multiply_adds": (first.multiply_adds, second.multiply_adds),
        "memory": (first.memory, second.memory),
        "saved": (first.saved, second.saved),
        "classifier_share": (_classifier_share(first), _classifier_share(second)),
    }
    larger = {
        "depth": (first.depth, second.depth),
        "receptive_field": (first.receptive_field or 0, second.receptive_field or 0),
        "skips": (len(first.skips), len(second.skips)),
    }
    return _smaller(values) + [
        Point(key, "first" if a > b else "second", a, b) for key, (a, b) in larger.items() if _apart(a, b)
    ]


def _smaller(values: Mapping[str, tuple[float, float]]) -> list[Point]:
    return [
        Point(key, "first" if a < b else "second", a, b) for key, (a, b) in values.items() if _apart(a, b)
    ]


def _apart(a: float, b: float) -> bool:
    return max(a, b) > _CLEARLY * min(a, b)


def _classifier_share(trace: Trace) -> float:
    """Return the share of the weights that lie in fully connected layers."""
    linear = sum(one.parameters for one in trace.operations if one.name == "linear")
    return linear / trace.parameters if trace.parameters else 0.0
