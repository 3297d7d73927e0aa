"""Lists that a loop makes longer: of how many items they consist, only a run knows."""

from __future__ import annotations

from loopwise.program.evaluator.journal import Journal, Write, Writes
from loopwise.program.objects.values import FALSE, Value


def leave_open(journal: Journal, first: Writes, second: Writes) -> None:
    """Open the lists that both rounds of a loop's body made longer. Two layers stand for any number of layers."""
    for where, write in second.items():
        if where in first and "closed" in write.table and _grew(first[where]) and _grew(write):
            journal.write(write.table, "closed", FALSE)


def _grew(write: Write) -> bool:
    old, new = write.old or (), write.new
    if write.key != "items" or not isinstance(new, tuple) or len(new) <= len(old):
        return False
    return not any(isinstance(item, Value) and item.is_module for item in new)
