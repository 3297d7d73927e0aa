"""Leaves whose name is given a computed tensor, `w = w - lr * w.grad`, that the next round begins with."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.gradients import CUTS, gradient_flows
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.source.sources import nodes_in

if TYPE_CHECKING:
    from loopwise.program.flow.events import Event, Events
    from loopwise.program.objects.values import Value
    from loopwise.records import Place, Repair


def rebinds_in(events: Events) -> list[Event]:
    """Return them, each place once; none of which the round makes a leaf again: `w = w.detach().requires_grad_()`."""
    rebinds = [event for event in events.of("rebind") if event.site is not None and event.loops]
    next_rounds: dict[ast.AST, list[Event]] = {}
    for event in rebinds:
        if event.again and event.site is not None:
            next_rounds.setdefault(event.site.node, []).append(event)
    found: dict[ast.AST, Event] = {}
    for event in rebinds:
        if event.again or event.is_leaf_again or event.site is None:
            continue
        later = next_rounds.get(event.site.node, ())
        if not later and _asks_anew(event):
            continue
        if not later or any(_is_no_leaf(one, event.tensor) for one in later):
            found.setdefault(event.site.node, event)
    return list(found.values())


def _asks_anew(event: Event) -> bool:
    """Whether the text of the round asks for a gradient somewhere: `delta.requires_grad_(True)` at its top."""
    words = (part.attr for part in nodes_in(event.loops[-1].site.node) if isinstance(part, ast.Attribute))
    return any(word in ("requires_grad", "requires_grad_") for word in words)


def _is_no_leaf(next_round: Event, rebound: Tensor | None) -> bool:
    """Tell whether the next round surely gains nothing: it begins with what was computed, cut off, or there before."""
    begun = next_round.target
    if not isinstance(begun, Tensor):
        return False
    is_older = not set(next_round.loops) & set(begun.op.loops)  # `for p in (a, b): p = p - lr * p.grad`
    return is_older or gradient_flows(begun) is False or _is_computed_from(begun, rebound)


def _is_computed_from(value: Value | None, origin: Tensor | None) -> bool:
    """Tell whether a tensor is another one, or surely drags its history along."""
    waiting = [value]
    seen: set[Op] = set()
    while waiting:
        one = waiting.pop()
        if one is origin:
            return True
        if not isinstance(one, Tensor) or "requires_grad" in one.table or one.op in seen:
            continue
        seen.add(one.op)
        if one.op.role not in ("join", "opaque") and one.op.kind not in CUTS and one.op.kind != "parameter":
            waiting += one.op.tensors
    return False


class Lost(NamedTuple):
    """What a round computed of a leaf and its gradient, kept wherever, and the next round asks for a gradient."""

    op: Op

    @property
    def place(self) -> Place:
        """Where it is computed."""
        return self.op.place

    def in_place(self) -> Repair | None:
        """Return no edit: what is to change stands in a list."""
        return None


def lost_in(asked: Iterable[Op]) -> list[Lost]:
    """Return them, each place once. asked: the readings of a `.grad`."""
    found: dict[ast.AST, Lost] = {}
    for op in asked:
        tensor = op.inputs[0] if op.again and op.inputs else None
        if isinstance(tensor, Tensor) and _is_stepped(tensor):
            found.setdefault(tensor.op.site.node, Lost(tensor.op))
    return list(found.values())


def _is_stepped(tensor: Tensor) -> bool:
    """Whether it is `w - lr * w.grad`, recorded by autograd, and not told to keep a gradient of its own."""
    op = tensor.op
    leaf = op.inputs[0] if op.is_("sub", "add") and op.gradients_on else None
    if not isinstance(leaf, Tensor) or not tensor.table.keys().isdisjoint(("requires_grad", "retain_grad")):
        return False
    own = {use for use in leaf.uses if use.is_("grad")}
    return gradient_flows(leaf) is True and any(past in own for past in tensor.past())
