"""The registry of mutations: each plants one fault in a right program, or finds no place for it.

@plants("gradients-accumulate")
def drop_zero_grad(code): yield Edit(drop=[code.zero], lines=code.training_lines)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from planting.code import Code, Edit

Plant = Callable[[Code], Iterator[Edit]]


@dataclass(frozen=True)
class Mutation:
    """One way of spoiling a program.

    fault: its name.  names: it, and other right names of what was planted.
    too: faults that the same edit makes true besides; naming them is no false finding, and no hit.
    """

    fault: str
    name: str
    plant: Plant
    names: frozenset[str]
    too: frozenset[str]


MUTATIONS: list[Mutation] = []


def plants(fault: str, *also: str, too: tuple[str, ...] = ()) -> Callable[[Plant], Plant]:
    """Register a mutation."""

    def register(plant: Plant) -> Plant:
        MUTATIONS.append(Mutation(fault, plant.__name__, plant, frozenset({fault, *also}), frozenset(too)))
        return plant

    return register
