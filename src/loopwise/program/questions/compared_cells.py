"""Cells of a notebook that train one model with one optimiser after another, and tell each one's result apart.

for compared in program.compared_in_cells(): compared.place, compared.before_place, compared.after_place
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.flow.events import Event, Events, learners
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Layer
from loopwise.program.source.sources import nodes_in

if TYPE_CHECKING:
    from loopwise.program.source.sources import Source
    from loopwise.records import Place

_GOES_ON = ("LBFGS",)  # what refines after another one, as with networks for differential equations


class Compared(NamedTuple):
    """Two optimisers that two cells make for one model. is_run_again: of one text, executed twice."""

    before: Event
    after: Event
    is_run_again: bool

    @property
    def place(self) -> Place:
        """Where the model is made; where the later optimiser is, if the model has no place of its own."""
        held = self.after.optimiser.holds or ()
        models = (one for one in held if isinstance(one, (Layer, Instance)))
        return next((one.site.place for one in models), self.after.place)

    @property
    def after_place(self) -> Place:
        """Where the later optimiser is made."""
        return self.after.place

    @property
    def before_place(self) -> Place:
        """Where the one is made that has trained the model before."""
        return self.before.place


def compared_in(events: Events) -> Iterator[Compared]:
    """Yield the pairs whose cells name their own optimiser in what they print or keep, each later one once."""
    made = [
        event for event in events.of("make") if not event.again and not event.loops and _source(event).cell
    ]
    stepped = {id(event.target): event.number for event in events.of("step")}
    loaded = [event.number for event in events.of("load", "freeze")]
    seen: set[int] = set()
    for before, after in combinations(made, 2):
        last = stepped.get(id(before.target), after.number)
        trained = last < after.number and id(after.target) in stepped and id(after) not in seen
        if not trained or any(before.number < at < after.number for at in loaded):
            continue
        one, other = learners(before.optimiser), learners(after.optimiser)
        texts = _source(before), _source(after)
        again = texts[0].cell != texts[1].cell and texts[0].text.strip() == texts[1].text.strip()
        if one and one == other and (again or _are_told_apart(before, after)):
            seen.add(id(after))
            yield Compared(before, after, again)


def _source(made: Event) -> Source:
    assert made.site is not None
    return made.site.source


def _are_told_apart(before: Event, after: Event) -> bool:
    """Whether the cells speak of different optimisers by name: "SGD: ...", `adam_losses = ...`."""
    names = before.optimiser.name, after.optimiser.name
    apart = names[0] != names[1] and not set(names) & set(_GOES_ON)
    sources = _source(before), _source(after)
    return apart and sources[0].cell != sources[1].cell and all(map(_speaks_of, sources, names))


def _speaks_of(source: Source, name: str) -> bool:
    """Whether a name that is given a value, or a text, holds an optimiser's name."""
    words = (
        node.id if isinstance(node, ast.Name) else node.value
        for node in nodes_in(source.tree)
        if (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)) or isinstance(node, ast.Constant)
    )
    return any(isinstance(word, str) and name.lower() in word.lower() for word in words)
