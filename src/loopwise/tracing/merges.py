"""Where ways meet: skip connections told from branches and from gates.

A skip is an addition of results at different depths (He et al. 2015), or a concatenation of a result with one
that was made from it (Huang et al. 2016). Parallel ways that are concatenated are branches (Szegedy et al. 2014).
A multiplication is a gate (Hu et al. 2017), whatever its depths.
"""

from __future__ import annotations

from loopwise.records.traced import Merge, Operation
from loopwise.tracing.ways import Ways

_KINDS = {"add": "add", "sub": "add", "cat": "cat", "stack": "cat", "hstack": "cat", "mul": "mul"}


def merges_of(ways: Ways) -> tuple[Merge, ...]:
    """Return every operation in which two or more traced results meet."""
    merges = []
    for one in ways.operations:
        by = _KINDS.get(one.name)
        if by is None or len(one.inputs) < 2:
            continue
        shorter = min(one.inputs, key=lambda number: (ways.operations[number].depth, number))
        merges.append(Merge(_kind(ways, one, by, shorter), one.number, shorter, by))
    return tuple(merges)


def _kind(ways: Ways, one: Operation, by: str, shorter: int) -> str:
    if by == "mul":
        return "gate"
    if any(ways.comes_from(number, shorter) for number in one.inputs if number != shorter):
        return "skip"
    depths = {ways.operations[number].depth for number in one.inputs}
    parted = ways.fork(one.inputs) is not None  # two inputs of a model that meet are no skip
    return "skip" if by == "add" and len(depths) > 1 and parted else "branches"
