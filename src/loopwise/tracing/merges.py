"""Where ways meet: skip connections told from branches and from gates.

A skip is an addition of results at different depths (He et al. 2015), or a concatenation of a result with one
that was made from it (Huang et al. 2016). Parallel ways that are concatenated are branches (Szegedy et al. 2014), and
so are the steps of a loop: results of one line in one module, put side by side, pass nothing by.
A multiplication is a gate (Hu et al. 2017), whatever its depths.
"""

from __future__ import annotations

from collections.abc import Sequence

from loopwise.records.traced import Merge, Operation
from loopwise.tracing.ways import Ways

_KINDS = {"add": "add", "sub": "add", "cat": "cat", "stack": "cat", "hstack": "cat", "mul": "mul"}


def merges_of(ways: Ways) -> tuple[Merge, ...]:
    """Return every operation in which two or more results meet that were made from the input."""
    merges = []
    for one in ways.operations:
        by = _KINDS.get(one.name)
        meeting = [number for number in one.inputs if ways.begins_at_an_input(number)]
        if by is None or len(meeting) < 2:
            continue
        shorter = min(meeting, key=lambda number: (ways.operations[number].depth, number))
        merges.append(Merge(_kind(ways, meeting, by, shorter), one.number, shorter, by))
    return tuple(merges)


def _kind(ways: Ways, meeting: Sequence[int], by: str, shorter: int) -> str:
    if by == "mul":
        return "gate"
    if by == "cat" and _steps([ways.operations[number] for number in meeting]):
        return "branches"
    if any(ways.comes_from(number, shorter) for number in meeting if number != shorter):
        return "skip"
    depths = {ways.operations[number].depth for number in meeting}
    fork = ways.fork(meeting)  # two inputs of a model that meet, or two steps of a sequence, are no skip
    rank = len(ways.operations[meeting[0]].shape)
    parted = fork is not None and len(ways.operations[fork].shape) == rank
    return "skip" if by == "add" and len(depths) > 1 and parted else "branches"


def _steps(results: Sequence[Operation]) -> bool:
    """Tell whether one line made them all, going round."""
    return results[0].place is not None and len({(one.name, one.path, one.place) for one in results}) == 1
