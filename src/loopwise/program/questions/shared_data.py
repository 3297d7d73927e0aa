"""Parts of one data set that are not as separate as they look: what is set behind one of them holds for all.

for shared in program.shared_settings(): shared.place, shared.attribute, shared.split_place
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.flow.events import Event, Events
from loopwise.program.mending.blocks import line_before, name_in
from loopwise.program.mending.repairs import statement_of
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.values import Unknown, Value, is_altered
from loopwise.records import Repair

if TYPE_CHECKING:
    from loopwise.program.evaluator.library_calls import LibraryCall
    from loopwise.program.facts.origins import Makers
    from loopwise.records import Place

_FOR_ONE_PART = ("transform", "augment")  # settings in which training and evaluation differ
_SPLIT, SUBSET = "torch.utils.data.random_split", "torch.utils.data.Subset"


class Shared(NamedTuple):
    """A setting of the data set behind one part, while another part of it is still used.

    event: the assignment.  split: the call that made the parts.  loader: of the other part, used later.
    """

    event: Event
    split: LibraryCall
    loader: Loader

    @property
    def place(self) -> Place:
        """Where it is set."""
        return self.event.place

    @property
    def attribute(self) -> str:
        """What is set: "transform"."""
        return self.event.attribute

    @property
    def split_place(self) -> Place:
        """Where the parts are made."""
        return self.split.place

    @property
    def loader_place(self) -> Place:
        """Where the loader of the other part is made."""
        return self.loader.site.place

    def on_a_copy(self) -> Repair | None:
        """Return the edit that gives the part a data set of its own first, to be asked for."""
        site = self.event.site
        if site is None or not isinstance(site.node, ast.Attribute):
            return None
        statement = statement_of(site.source, site.node)
        data = site.source.between(site.source.place(site.node.value))
        if statement is None:
            return None
        known = name_in(self.event.frames[-1], "copy")
        text = f"{data} = {known or 'copy'}.copy({data})"
        indent = " " * (site.source.place(statement).column - 1)
        edit = line_before(
            site.source, statement, text if known else f"import copy{site.source.line_end}{indent}{text}"
        )
        return Repair(safe=False, edits=(edit,)) if edit else None


def shared_in(events: Events, subsets: list[LibraryCall], makers: Makers) -> Iterator[Shared]:
    """Yield the last setting behind each split that also changes a part in use; none where parts take turns.

    subsets: the calls of `SUBSET`.
    """
    told = [event for event in events.of("shared") if not event.again]
    for event in told:
        split = _split_of(event.target, makers)
        if split is None or event.loops or event.conditions:
            continue
        if not any(word in event.attribute for word in _FOR_ONE_PART):
            continue
        same = [
            one for one in told if _split_of(one.target, makers) is split and one.attribute == event.attribute
        ]
        alike = len(same) > 1 and all(one.value is event.value for one in same)
        others = [part for part in _parts(split, subsets) if part is not event.target and not _has_own(part)]
        loader = _used_later(event, others, events)
        if event is same[-1] and not alike and loader is not None:
            yield Shared(event, split, loader)


def _has_own(part: Value) -> bool:
    """Whether a part was given a data set of its own: `val.dataset = copy.copy(val.dataset)`."""
    return isinstance(part, Unknown) and is_altered(part)


def _split_of(part: Value | None, makers: Makers) -> LibraryCall | None:
    """Return the call that made a part: of `random_split` for all parts, of `Subset` for one."""
    if not isinstance(part, Unknown):
        return None
    own = makers.get(id(part))
    behind = makers.get(id(part.inputs[0])) if len(part.inputs) == 1 else None
    if behind is not None and behind.is_(_SPLIT):
        return behind
    return own if own is not None and own.is_(SUBSET) else None


def _parts(split: LibraryCall, subsets: list[LibraryCall]) -> list[Value]:
    """Return the parts that share one data set."""
    if split.is_(_SPLIT):
        return list(split.out.table.values()) if isinstance(split.out, Unknown) else []
    data = split.arguments.get(0, "dataset")
    return [call.out for call in subsets if call.arguments.get(0, "dataset") is data]


def _used_later(event: Event, parts: list[Value], events: Events) -> Loader | None:
    """Return the loader of one of these parts that is gone through after an event."""
    for later in events:
        for run in later.loops if later.number > event.number else ():
            if isinstance(run.over, Loader) and any(run.over.data is part for part in parts):
                return run.over
    return None
