"""Backward passes that go through a graph which an earlier one has used: its kept tensors may be gone.

for reuse in program.reuses(retained=True): reuse.first, reuse.second, reuse.op
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.program.facts.gradients import is_unpacked
from loopwise.program.flow.events import Event, Events
from loopwise.program.mending.moves import moved_statement
from loopwise.program.mending.repairs import statement_of
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.questions.overwrites import Graphs
from loopwise.records import Edit, Place, Repair


class Reuse:
    """Two backward passes through one graph, the first surely before the second.

    op: the nearest operation both go through.  events: of the whole program.
    """

    def __init__(self, first: Event, second: Event, op: Op, events: Events) -> None:
        self.first = first
        self.second = second
        self.op = op
        self._events = events

    @property
    def place(self) -> Place:
        """Where the second pass starts."""
        return self.second.place

    @property
    def goes_round(self) -> bool:
        """Whether it is one `backward()` in a loop, met again in the next round."""
        return _node(self.first) is _node(self.second) and self.second.again

    @property
    def retains(self) -> bool | None:
        """Whether the first pass is told to keep the graph; None if that is not known."""
        return retains(self.first)

    @property
    def steps_between(self) -> bool:
        """Whether weights are changed between the two: gradients of old weights, or an error, come of that."""
        return any(
            event.is_("step") and self.first.number < event.number < self.second.number
            for event in self._events
        )

    @property
    def asked_at(self) -> Event | None:
        """Where the model is asked whose graph is shared, if it is asked once for both passes."""
        asked = [e for e in self._events if e.is_("forward") and e.number < self.first.number]
        return next((e for e in reversed(asked) if e.tensor is not None and self.op in e.tensor.past()), None)

    @property
    def made_place(self) -> Place:
        """Where the shared graph is made, in the text that trains."""
        return self.op.place if self.asked_at is None else self.asked_at.place

    @property
    def carries_state(self) -> bool:
        """Whether a hidden state brings the graph of one round into the next."""
        return any(op.kind == "state" or is_unpacked(op) for op in _between(self.second, self.op))

    def moved_into_loop(self) -> Repair | None:
        """Return the edit that computes the one shared statement anew in each round."""
        asked, loop = self.asked_at, self.second.loops[-1] if self.second.loops else None
        if not self.goes_round or asked is None or loop is None or loop in asked.loops or self.carries_state:
            return None
        source, node = loop.site.source, loop.site.node
        statement = statement_of(source, asked.site.node) if asked.site else None
        whole = asked.tensor is not None and self.op in (asked.tensor.op, asked.tensor.last)
        if statement is None or not whole or not isinstance(node, (ast.For, ast.While)):
            return None
        moved = moved_statement(source, statement, node.body[0], after=False, safe=False)
        return moved and moved._replace(edits=(*moved.edits, *_without_words(self.second)))


def reuses_in(events: Events, graphs: Graphs) -> Iterator[Reuse]:
    """Yield every pair of passes that share a graph."""
    backwards = list(graphs)
    for at, second in enumerate(backwards):
        for first in backwards[:at]:
            op = next((op for op in graphs[second] if op in graphs[first]), None)
            if op is not None and not op.guessed and _surely_before(first, second, events):
                yield Reuse(first, second, op, events)


def retains(backward: Event) -> bool | None:
    """Tell whether a backward keeps its graph for another: `retain_graph=True`, `create_graph=True`."""
    call = _node(backward)
    if not isinstance(call, ast.Call) or any(word.arg is None for word in call.keywords):
        return None
    words = [word.value for word in call.keywords if word.arg in ("retain_graph", "create_graph")]
    behind = 1 if _is_method(call, backward) else 2  # tensor.backward(gradient, retain_graph, create_graph)
    given = [*words, *call.args[behind:]]
    known = [value.value for value in given if isinstance(value, ast.Constant)]
    return True if True in known else None if len(known) < len(given) else False


def _without_words(backward: Event) -> tuple[Edit, ...]:
    """Return the edit that takes away `retain_graph=True`, if it is all that a backward was given."""
    call = _node(backward)
    if not isinstance(call, ast.Call) or backward.site is None or call.args or len(call.keywords) != 1:
        return ()
    function = backward.site.source.place(call.func)
    return (Edit(backward.place, f"{backward.site.source.between(function)}()"),)


def _is_method(call: ast.Call, backward: Event) -> bool:
    return isinstance(call.func, ast.Attribute) and ast.unparse(call.func) != "torch.autograd.backward"


def _surely_before(first: Event, second: Event, events: Events) -> bool:
    """Whether the first pass always comes before the second, on the way that is read."""
    if [f for f in first.frames if f.is_read_alone] != [f for f in second.frames if f.is_read_alone]:
        return False
    if not set(first.conditions) <= set(second.conditions):
        return False
    crosses = second.again and not first.again
    return not crosses or not (_under_condition(first) or _out_of_sight(first, second, events))


def _under_condition(event: Event) -> bool:
    """Whether a condition inside its loop decides over it: it may happen in one round alone."""
    return bool(event.loops) and len(event.conditions) > event.loops[-1].conditions


def _out_of_sight(first: Event, second: Event, events: Events) -> bool:
    """Whether code that is not seen gets the model between the two, and could take its state back."""
    return any(first.number < event.number < second.number for event in events.of("escape"))


def _between(second: Event, op: Op) -> Iterator[Op]:
    if isinstance(second.tensor, Tensor):
        for past in second.tensor.past():
            if past is op:
                return
            yield past


def _node(event: Event) -> ast.AST | None:
    return event.site.node if event.site else None
