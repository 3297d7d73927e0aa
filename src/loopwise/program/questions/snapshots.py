"""Weights that are kept and lost: a state without a copy, one that fits no name, one that is never put back.

for lost in program.lost_weights(): lost.place, lost.used_place, lost.saved_place
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.evaluator.library_calls import LibraryCall
from loopwise.program.evaluator.module_methods import STATE
from loopwise.program.facts.gradients import PARAMETRIC
from loopwise.program.mending.repairs import function_of, statement_of
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Container, Layer
from loopwise.program.objects.values import Const, Dict, Unknown, Value, constant
from loopwise.program.source.sources import nodes_in
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.facts.origins import Makers
    from loopwise.program.flow.events import Event, Events
    from loopwise.program.flow.judgements import Judgement
    from loopwise.program.source.sources import Site, Source
    from loopwise.records import Place


class LostWeights(NamedTuple):
    """One of them. event: where the state is taken, or put back in vain.

    used_place: where a state that was not copied is used.  saved_place: where one that fits no name was saved.
    judged_place: where the last weights are judged in the place of the best, which nothing puts back.
    """

    event: Event
    used_place: Place | None = None
    saved_place: Place | None = None
    judged_place: Place | None = None

    @property
    def place(self) -> Place:
        """Where the state is taken, or put back in vain."""
        return self.event.place

    def mended(self) -> Repair | None:
        """Return the text edit that copies the state, or no longer hides what does not fit; to be asked for."""
        assert self.event.site is not None
        source, call = self.event.site.source, self.event.site.node
        if self.used_place is not None:
            text = source.between(self.place)
            copied = f"{{name: tensor.clone() for name, tensor in {text}.items()}}"
            return Repair(safe=False, edits=(Edit(self.place, copied),))
        strict = _strict(call)
        return Repair(safe=False, edits=(Edit(source.place(strict), "True"),)) if strict is not None else None


def uncopied_in(
    events: Events, everything: Sequence[Event], saves: Sequence[LibraryCall]
) -> Iterator[LostWeights]:
    """Yield the states without a copy that are used when their model has learnt on, each place once.

    everything: the events with those that only looked like one; calls are counted over these.
    """
    taken = {id(event.value): event for event in events.of("state")}
    uses = [(event.number, event.place, _states_in(event.value), event.target) for event in events.of("load")]
    for call in saves:
        before = everything[call.order - 1].number if 0 < call.order <= len(everything) else 0
        uses.append((before, call.place, _states_in(call.arguments.get(0, "obj")), None))
    seen: set[ast.AST] = set()
    saved: dict[Event, Place] = {}  # what is written to a file as it is may be written to another one later
    for at, place, states, loaded in uses:
        begun = [taken[id(state)] for state in states if id(state) in taken]
        first = min(begun, key=lambda event: event.number, default=None)
        if first is None or first.site is None or first.target is None or loaded not in (None, first.target):
            continue
        steps = (event for event in events.of("step") if first.number < event.number <= at)
        moved = any(step.concerns(first.target) is True for step in steps)
        if not moved and loaded is None:
            saved.setdefault(first, place)
        elif moved and first.site.node not in seen and (loaded or saved.get(first, place) == place):
            seen.add(first.site.node)
            yield LostWeights(first, used_place=place)


def forgotten_in(
    events: Events, judgements: Sequence[Judgement], sources: Sequence[Source]
) -> Iterator[LostWeights]:
    """Yield the best states that are kept under a name which nothing ever reads, though their model is judged later."""
    for event in events.of("state"):
        if event.again or event.site is None or not event.loops:
            continue
        kept = _kept_as(event.site)
        judged = next(
            (one for one in judgements if one.model is event.target and _is_behind(event, one.ask)), None
        )
        if kept is not None and judged is not None and not _is_read(event.site, kept, sources):
            yield LostWeights(event, judged_place=judged.ask.place)


def _is_behind(event: Event, ask: Event) -> bool:
    return ask.number > event.number and event.loops[0] not in ask.loops


def _kept_as(site: Site) -> ast.expr | None:
    """Return the name or attribute that is given a state in the arm of an `if`; None for anything else."""
    statement = statement_of(site.source, site.node)
    holder = site.source.parent(statement) if statement is not None else None
    if not isinstance(holder, ast.If) or not isinstance(statement, ast.Assign) or len(statement.targets) > 1:
        return None
    target = statement.targets[0]
    return target if isinstance(target, (ast.Name, ast.Attribute)) else None


def _is_read(site: Site, kept: ast.expr, sources: Sequence[Source]) -> bool:
    """Whether anything reads the name in its function, or the attribute, or a name of the file, anywhere."""
    function = function_of(site.source, site.node) if isinstance(kept, ast.Name) else None
    homes = [function] if function is not None else [source.tree for source in sources]
    return any(_reads(one, kept) for home in homes for one in nodes_in(home))


def _reads(node: ast.AST, kept: ast.expr) -> bool:
    if isinstance(kept, ast.Attribute):
        return isinstance(node, ast.Attribute) and node.attr == kept.attr and isinstance(node.ctx, ast.Load)
    name = kept.id if isinstance(kept, ast.Name) else ""
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        return name in node.names
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def is_copied_from_another(load: Event) -> bool:
    """Tell whether a model is given the weights of another one here: a copy that stays as it is until the next."""
    return any(part is not load.target for state in _states_in(load.value) for part in state.inputs)


def _states_in(value: Value | None, *, copies: bool = False) -> list[Unknown]:
    """Return the states that a value may be, or holds: what one of several rounds has kept; each looked into once.

    copies: also what is copied of it.
    """
    found, waiting, seen = list[Unknown](), [value], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen or not isinstance(one, (Dict, Unknown)):
            continue
        seen.add(id(one))
        if isinstance(one, Dict):
            waiting += reversed(one.table.values())
        elif one.made_by == STATE:
            found.append(one)
        elif not one.made_by or (copies and one.made_by.startswith("copy.")):
            waiting += reversed(one.inputs)
    return found


def unfit_in(events: Events, saves: Sequence[LibraryCall], makers: Makers) -> Iterator[LostWeights]:
    """Yield the loadings with `strict=False` of a state of which no name is one of the model's."""
    for event in events.of("load"):
        if event.again or event.site is None or _strict(event.site.node) is None:
            continue
        if (lost := _kept_in_memory(event)) is not None:
            yield lost
            continue
        call = makers.get(id(event.value))
        loaded = call.arguments.get(0, "f") if call is not None and call.is_("torch.load") else None
        for save in saves:
            states = _states_in(save.arguments.get(0, "obj"))
            if loaded is None or len(states) != 1 or not _is_one(loaded, save.arguments.get(1, "f")):
                continue
            kept, wanted = names_of(states[0].inputs[0]), names_of(event.target)
            if kept and wanted and kept.isdisjoint(wanted):
                yield LostWeights(event, saved_place=save.place)
                break


def _kept_in_memory(event: Event) -> LostWeights | None:
    """A state that never saw a file: `model.load_state_dict(checkpoint["model"], strict=False)`."""
    states = _states_behind(event.value)
    named = names_of(states[0].inputs[0]) if len(states) == 1 else None
    wanted = names_of(event.target)
    if not named or not wanted or not named.isdisjoint(wanted):
        return None
    return LostWeights(event, saved_place=_place_of(states[0].inputs[0]))


def _states_behind(value: Value | None) -> list[Unknown]:
    """Return the states that a value may be or hold, copies seen through; each model's once."""
    return list({id(state.inputs[0]): state for state in _states_in(value, copies=True)}.values())


def _place_of(module: Value) -> Place | None:
    return module.site.place if isinstance(module, (Instance, Layer)) else None


def _strict(call: ast.AST) -> ast.expr | None:
    """Return the `False` of `strict=False`."""
    given = (
        [word.value for word in call.keywords if word.arg == "strict"] if isinstance(call, ast.Call) else []
    )
    return next((one for one in given if isinstance(one, ast.Constant) and one.value is False), None)


def _is_one(path: Value, other: Value | None) -> bool:
    return path is other or (isinstance(path, Const) and path.value == constant(other))


def names_of(module: Value | None, prefix: str = "") -> set[str] | None:
    """Return the names of a model's layers with parameters, as state_dict() begins them; None if some are not known."""
    if isinstance(module, Container):
        keys = module.keys if len(module.keys) == len(module.items) else map(str, range(len(module.items)))
        return _joined(dict(zip(keys, module.items, strict=False)), prefix)
    if isinstance(module, Layer):
        return None if module.kind == "opaque" else {prefix} if module.kind in PARAMETRIC else set()
    if not isinstance(module, Instance):
        return None
    children = {
        name: value for name, value in module.table.items() if isinstance(value, Value) and value.is_module
    }
    unseen = any(isinstance(value, Unknown) for value in module.table.values())
    return None if unseen else _joined(children, prefix)


def _joined(children: dict[str, Value], prefix: str) -> set[str] | None:
    names: set[str] = set()
    for key, child in children.items():
        inner = names_of(child, f"{prefix}.{key}" if prefix else key)
        if inner is None:
            return None
        names |= inner
    return names
