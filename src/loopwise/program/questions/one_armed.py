"""Backward passes in one arm of an `if` on a setting, where only the other arm steps: so set, nothing ever learns.

for unstepped in unstepped_in(events, loops, sources): unstepped.backward, unstepped.optimiser
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.flow.choices import targets_of
from loopwise.program.mending.repairs import function_of
from loopwise.program.objects.modules import Optimiser
from loopwise.program.source.sources import names_in, nodes_in

if TYPE_CHECKING:
    from loopwise.program.flow.events import Event, Events
    from loopwise.program.flow.training_loops import TrainingLoop
    from loopwise.program.source.sources import Source
    from loopwise.records import Repair

_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)
_BINDS = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.NamedExpr, ast.For, ast.AsyncFor, ast.comprehension)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_ASKED = ("torch.cuda.is_available", "hasattr", "isinstance", "bool")


class Unstepped(NamedTuple):
    """A backward, and the optimiser whose every step stands in the other arm.

    step: the first of these steps; loop: where the backward goes round.
    """

    backward: Event
    optimiser: Optimiser
    step: Event
    loop: TrainingLoop

    def stepped(self) -> Repair | None:
        """Return the edit that steps behind it, to be asked for."""
        return self.loop.stepped_behind(self.backward, self.optimiser)


def unstepped_in(
    events: Events, loops: Sequence[TrainingLoop], sources: Sequence[Source]
) -> Iterator[Unstepped]:
    """Yield them, for each loop and optimiser."""
    steps, handed = events.of("step"), {event.target for event in events.of("escape")}
    stepped = dict.fromkeys(step.target for step in steps if isinstance(step.target, Optimiser))
    settings = _Settings(sources)
    for loop in loops:
        for optimiser in stepped if not loop.escapes and not loop.events("uncalled") else ():
            assert isinstance(optimiser, Optimiser)
            own = [step for step in steps if step.concerns(optimiser) is not False]
            for backward in loop.events("backward") if optimiser not in handed else ():
                if backward.concerns(optimiser) and settings.keep_apart(backward, own):
                    yield Unstepped(backward, optimiser, own[0], loop)


def _parting(one: Event, other: Event) -> Iterator[ast.If]:
    """Yield each `if` of which two events stand in different arms."""
    arms = dict(one.conditions)
    for node, arm in other.conditions:
        if isinstance(node, ast.If) and arms.get(node, arm) != arm:
            yield node


class _Settings:
    """What keeps its value as long as a program runs, as far as its texts tell without doubt."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._asked: set[str] = set()

    def keep_apart(self, backward: Event, steps: Iterable[Event]) -> bool:
        """Tell whether no step ever follows a backward, whatever the round: a test that is always the same decides."""
        return all(any(map(self._decides, _parting(step, backward))) for step in steps)

    def _decides(self, node: ast.If) -> bool:
        self._asked = set()
        return self._is_fixed(node.test)

    def _is_fixed(self, expression: ast.expr) -> bool:
        nodes = list(nodes_in(expression))
        calls = [ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)]
        if not set(calls) <= set(_ASKED) or any(isinstance(node, ast.Subscript) for node in nodes):
            return False
        attributes = [node.attr for node in nodes if isinstance(node, ast.Attribute)]
        return all(map(self._is_kept, attributes)) and all(map(self._is_one, names_in(expression)))

    def _is_kept(self, attribute: str) -> bool:
        """Whether an attribute of that name is set in constructors or once at the top, if at all."""
        return all(
            not self._goes_round(source, node)
            and getattr(function_of(source, node), "name", "__init__") in ("__init__", "__post_init__")
            for source, node in self._bindings(attribute)
        )

    def _is_one(self, name: str) -> bool:
        """Whether whatever goes by a name is bound to one thing."""
        if name in self._asked or name in ("self", "cls"):
            return True
        self._asked.add(name)
        once = all(self._binds_once(source, node) for source, node in self._bindings(name))
        return once and self._is_given_one(name)

    def _binds_once(self, source: Source, node: ast.AST) -> bool:
        if isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)) or self._goes_round(source, node):
            return False
        function, value = function_of(source, node), getattr(node, "value", None)
        return function is None or self._runs_once(function) or (value is not None and self._is_fixed(value))

    def _runs_once(self, function: ast.AST) -> bool:
        """Whether a function is only called from the top of a program, and in no loop."""
        calls = list(self._calls(getattr(function, "name", "")))
        return bool(calls) and not any(
            self._goes_round(source, call) or function_of(source, call) is not None for source, call in calls
        )

    def _is_given_one(self, parameter: str) -> bool:
        """Whether all calls hand over one thing under a parameter's name; a constructor's belongs to its object."""
        for source in self._sources:
            for node in nodes_in(source.tree):
                if not isinstance(node, _FUNCTIONS) or node.name == "__init__":
                    continue
                names = [one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
                calls = [call for _, call in self._calls(node.name)] if parameter in names else []
                given = [one for call in calls for one in _handed(call, names, parameter)]
                if parameter in names and not (calls and all(map(self._is_fixed, given))):
                    return False
        return True

    def _calls(self, name: str) -> Iterator[tuple[Source, ast.Call]]:
        for source in self._sources:
            for node in nodes_in(source.tree):
                if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
                    yield source, node

    def _bindings(self, name: str) -> Iterator[tuple[Source, ast.AST]]:
        """Yield what gives a name or an attribute a value, anywhere."""
        for source in self._sources:
            for node in nodes_in(source.tree):
                if isinstance(node, _BINDS) and name in map(_bound, targets_of(node)):
                    yield source, node

    @staticmethod
    def _goes_round(source: Source, node: ast.AST) -> bool:
        """Whether a node stands in a loop of its function."""
        return any(isinstance(outer, _LOOPS) for outer in _around(source, node))


def _around(source: Source, node: ast.AST) -> Iterable[ast.AST]:
    at = source.parent(node)
    while at is not None and not isinstance(at, (*_FUNCTIONS, ast.Lambda)):
        yield at
        at = source.parent(at)


def _handed(call: ast.Call, names: list[str], parameter: str) -> list[ast.expr]:
    """Return what a call gives a parameter, by name or by position."""
    at = names.index(parameter) - (names[0] in ("self", "cls"))
    words = [word.value for word in call.keywords if word.arg in (parameter, None)]
    return words or call.args[at : at + 1]


def _bound(target: ast.expr) -> str:
    return target.id if isinstance(target, ast.Name) else getattr(target, "attr", "")
