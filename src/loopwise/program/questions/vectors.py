"""Backward passes that start from more than one number."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from loopwise.shapes import shown

if TYPE_CHECKING:
    from loopwise.program.flow.events import Event, Events
    from loopwise.records import Place, Repair


class VectorBackward:
    """`loss.backward()` of a tensor that surely holds several numbers."""

    def __init__(self, event: Event) -> None:
        self.event = event

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.event.place

    @property
    def shape(self) -> str:
        """The shape it is called on."""
        tensor = self.event.tensor
        return shown(tensor.many or ()) if tensor is not None else ""

    def summed_up(self) -> Repair | None:
        """Return the edit that makes one number of it: the mean in a loop that learns, else the sum.

        The gradient of a sum holds the derivative of each element, which is what a single `backward()` asks for.
        """
        from loopwise.program.mending.reshaping import receiver_with

        method = "mean()" if self.event.loops else "sum()"
        return receiver_with(self.event.site, method) if self.event.site is not None else None


def vector_backwards_in(events: Events) -> list[VectorBackward]:
    """Return them, each place once; none that is given a gradient to start from."""
    found = {
        event.site.node: VectorBackward(event)
        for event in events.of("backward")
        if event.site is not None
        and event.tensor is not None
        and event.tensor.many is not None
        and _begins_alone(event.site.node)
    }
    return list(found.values())


def _begins_alone(node: ast.AST) -> bool:
    """Whether no gradient is given to start from: `loss.backward()`, or what a trainer's step returns."""
    if not isinstance(node, ast.Call):
        return isinstance(node, ast.Return)
    return not node.args and not any(keyword.arg in ("gradient", None) for keyword in node.keywords)
