"""Models that one round of a loop trains on from where the round before left them: fold after fold, rate after rate.

for carried in program.carried_over_folds(): carried.place, carried.loop_place
for carried in program.carried_over_settings(): carried.place, carried.loop_place
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.flow.events import Event, Events, LoopRun, learners
from loopwise.program.mending.repairs import function_of, statement_of
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Layer, Optimiser, modules_in
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import constant
from loopwise.program.source.sources import names_in, nodes_in
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.evaluator.library_calls import LibraryCall
    from loopwise.program.facts.origins import Makers
    from loopwise.program.flow.events import Frame
    from loopwise.program.flow.judgements import Judgement
    from loopwise.program.source.sources import Site
    from loopwise.records import Place

_FOLDS = r"(KFold|ShuffleSplit|Leave\w+Out|PredefinedSplit|TimeSeriesSplit)\.split$"
_BEGINS_ANEW = r"\.apply\(|load_state_dict|\w*(?:reset|reinit)\w*"
# what a method that resets weights does itself
_FILLS = r"init\.|(?<!utils)\.data\b|\.(?:copy|normal|uniform|zero|fill)_\("


class Carried(NamedTuple):
    """A model, made before a loop, that several of its rounds train. step: of the first round.

    frames: the calls in which the model is made.
    """

    model: Layer | Instance
    run: LoopRun
    step: Event
    frames: tuple[Frame, ...] = ()

    @property
    def place(self) -> Place:
        """Where the model is made; of one that a helper makes and returns, where that is called."""
        last = self.frames[-1] if self.frames else None
        built = last is not None and any(value is self.model for value in last.returns)
        return (
            last.site.place if built and last is not None and last.site is not None else self.model.site.place
        )

    @property
    def loop_place(self) -> Place:
        """Where the loop stands whose rounds share it."""
        return self.run.site.place

    def made_in_loop(self) -> Repair | None:
        """Return the edit that makes model and optimiser anew at the start of each round, to be asked for."""
        optimiser, inside = self.step.optimiser, self.run.site.node
        home = function_of(self.run.site.source, inside)
        sites = [self.model.site]
        if optimiser.name != "?" and not self._makes(optimiser.site.node):
            sites.append(optimiser.site)
        if any(function_of(site.source, site.node) is not home for site in sites):
            return None  # their names are not those of the loop's function
        lines = [text for site in sites for text in _statement_lines(site)]
        if len([site for site in sites if _statement_lines(site)]) < len(sites):
            return None
        return _at_start(self.run.site, lines)

    def _makes(self, node: ast.AST) -> bool:
        """Whether each round makes what is made there: in the loop, or in a function that leads to the step."""
        called = [frame.function.node for frame in self.step.frames if frame.function is not None]
        loop = self.run.site.node
        return any(
            node in (inside := nodes_in(one)) and loop not in inside for one in called
        ) or node in nodes_in(loop)


def carried_in(events: Events, made_in: Mapping[int, tuple[Frame, ...]]) -> Iterator[Carried]:
    """Yield the models that are trained in several rounds of a loop around their training."""
    first: dict[tuple[LoopRun, ast.AST], Event] = {}
    seen: set[tuple[int, LoopRun]] = set()
    for step in events.of("step"):
        for run, inner in reversed(list(zip(step.loops, step.loops[1:], strict=False))):
            before = first.setdefault((run, inner.site.node), step)
            if before.loops[before.loops.index(run) + 1] is inner:
                continue
            model = _shared(before, step)
            if model is not None and (id(model), run) not in seen:
                seen.add((id(model), run))
                yield Carried(model, run, before, made_in.get(id(model), ()))


def _shared(one: Event, other: Event) -> Layer | Instance | None:
    """Return the model that two steps both change."""
    both = (learners(one.optimiser) or set()) & (learners(other.optimiser) or set())
    for held in one.optimiser.holds or ():
        if isinstance(held, (Layer, Instance)) and both & (learners(held) or set()):
            return held
    return None


def is_judged(carried: Carried, judged: Iterable[Judgement]) -> bool:
    """Tell whether each round also judges the model."""
    parts = {id(part) for part in modules_in(carried.model)}
    return any(carried.run in one.ask.loops and id(one.model) in parts for one in judged)


def compares_settings(carried: Carried, calls: Iterable[LibraryCall]) -> bool:
    """Tell whether each round makes an optimiser of another class or a higher rate: a falling one may be a schedule."""
    made = [call for call in calls if isinstance(call.out, Optimiser) and carried.run in call.loops]
    mine = [call for call in made if call.site.node is carried.step.optimiser.site.node]
    rates = [constant(call.arguments.get(1, "lr")) for call in mine]
    known = [rate for rate in rates if isinstance(rate, float | int)]
    rises = any(one < other for one, other in pairwise(known))
    return rises or len({call.name for call in mine}) > 1


def is_over_folds(run: LoopRun, makers: Makers) -> bool:
    """Tell whether a loop goes over the folds of a cross-validation."""
    behind = [op.out for op in run.over.past()] if isinstance(run.over, Tensor) else [run.over]
    calls = (makers.get(id(value)) for value in behind)
    return any(call is not None and re.search(_FOLDS, call.path) for call in calls)


def begins_anew(run: LoopRun, events: Events) -> bool:
    """Tell whether weights may be set back in a loop: loaded, reset, or handed to code that is not seen."""
    sources = {run.site.source, *(event.site.source for event in events if run in event.loops and event.site)}
    unseen = any(run in event.loops for event in events.of("load", "escape"))
    filled = "init." in run.site.source.between(run.site.place)
    return unseen or filled or any(_may_reset(source.text) for source in sources)


def _may_reset(text: str) -> bool:
    """Whether a text resets something in a way that is not read: a method of its own that fills no weights is."""
    own = set() if re.search(_FILLS, text) else set(re.findall(r"def (\w+)", text))
    return any(word not in own for word in re.findall(_BEGINS_ANEW, text))


def _statement_lines(site: Site) -> list[str]:
    """Return the lines of `model = Net()`, empty if it is no plain assignment or the model is moved later."""
    statement = statement_of(site.source, site.node)
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
        return []
    name = statement.targets[0].id
    moved = re.search(rf"\b{re.escape(name)}\.(to|cuda|double|half)\(", site.source.text)
    if moved or name in names_in(statement.value):
        return []
    return site.source.between(site.source.place(statement)).splitlines()


def _at_start(site: Site, lines: list[str]) -> Repair | None:
    """Return the edit that puts lines in front of a loop's body."""
    source, loop = site.source, site.node
    if not isinstance(loop, (ast.For, ast.While)):
        return None
    place = source.place(loop.body[0])
    indent = source.lines[place.line - 1][: place.column - 1]
    if indent.strip():
        return None
    text = "".join(f"{indent}{line}{source.line_end}" for line in lines)
    return Repair(safe=False, edits=(Edit(source.span(place.line, 1, place.line, 1), text),))
