"""What every question starts from: the events, operations, losses, loops and rows of a program that was read."""

from __future__ import annotations

import ast
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from loopwise.program.evaluator.library_calls import LibraryCall, last_name
from loopwise.program.facts.lineage import Rows
from loopwise.program.facts.origins import rows_of
from loopwise.program.flow.choices import Choice
from loopwise.program.flow.evaluations import Evaluation, evaluations_in
from loopwise.program.flow.events import Event, Events
from loopwise.program.flow.followed import followed_in
from loopwise.program.flow.judgements import Judgement, data_behind, judgements_in, together_in
from loopwise.program.flow.schedules import Schedule, schedules_in
from loopwise.program.flow.training_loops import TrainingLoop, is_known_optimiser, training_loops_in
from loopwise.program.objects.losses import LossCall
from loopwise.program.objects.modules import Layer, Loader, Optimiser
from loopwise.program.objects.ops import Op
from loopwise.program.objects.values import Unknown, Value
from loopwise.program.questions.cell_order import UsedTooEarly, used_too_early
from loopwise.program.questions.out_of_sight import OutOfSight
from loopwise.program.questions.purposes import is_test_file, unit_tests_in, waits_in
from loopwise.records import Confidence, Followed, Place

if TYPE_CHECKING:
    from loopwise.program.evaluator.machine import Machine
    from loopwise.program.source.sources import Source


class Core:
    """What was read, and what all questions share; see Program."""

    def __init__(self, machine: Machine, sources: list[Source]) -> None:
        self._machine = machine
        self.sources = [*sources, *machine.project.sources.values()]
        self._own = sources
        self.document = ""

    def losses(self, *kinds: str) -> list[LossCall]:
        """Return the calls of losses of these kinds (all if none is named), each once."""
        return [loss for loss in self._machine.losses if not loss.again and (not kinds or loss.kind in kinds)]

    def learning_losses(self, *kinds: str) -> list[LossCall]:
        """Return those through which something may learn: not what torch gives for made-up numbers."""
        return [loss for loss in self.losses(*kinds) if not loss.input.is_only_shown]

    def loss_modules(self) -> list[Layer]:
        """Return torch's losses that are made as modules, whether or not they are asked."""
        return list(self._machine.loss_modules)

    def operations(self, *kinds: str) -> list[Op]:
        """Return the operations of these kinds: by their place, and for each place as often as it was read."""
        parts = [self._by_kind[kind] for kind in kinds if kind in self._by_kind]
        if len(parts) < 2:
            return list(parts[0]) if parts else []
        return sorted(chain.from_iterable(parts), key=self._order.__getitem__)

    @cached_property
    def all_operations(self) -> list[Op]:
        """Every operation, in the same order."""
        return [op for ops in self._machine.ops.values() for op in ops]

    @cached_property
    def _by_kind(self) -> dict[str, list[Op]]:
        found: dict[str, list[Op]] = {}
        for op in self.all_operations:
            found.setdefault(op.kind, []).append(op)
        return found

    @cached_property
    def _order(self) -> dict[Op, int]:
        return {op: at for at, op in enumerate(self.all_operations)}

    def is_learnt_through(self, op: Op) -> bool:
        """Tell whether a `backward()` goes through an operation."""
        return op in self._learnt_through

    def is_stepped_on(self, asked: Event) -> bool:
        """Tell whether a step uses the gradients of an asking: those of an attack on the inputs are cleared."""
        later = (e for e in self.events.of("backward", "step", "zero") if e.number > asked.number)
        if asked.target is None or not any(_goes_through(event, asked) for event in later):
            return False
        following = (e for e in later if e.is_("step", "zero") and e.concerns(asked.target) is not False)
        return next((event.is_("step") for event in following), False)

    def calls(self, *paths: str) -> list[LibraryCall]:
        """Return a library's calls in the order in which they happen; a path may name the end: ".KFold.split"."""
        if not paths:
            return self._machine.calls
        return [call for call in self.calls_named(*map(last_name, paths)) if call.is_(*paths)]

    def calls_named(self, *names: str) -> list[LibraryCall]:
        """Return the calls of any library's functions and methods of these names, in order."""
        parts = [self._calls_by_name[name] for name in dict.fromkeys(names) if name in self._calls_by_name]
        if len(parts) < 2:
            return list(parts[0]) if parts else []
        return sorted(chain.from_iterable(parts), key=lambda call: call.number)

    @cached_property
    def _calls_by_name(self) -> dict[str, list[LibraryCall]]:
        found: dict[str, list[LibraryCall]] = {}
        for call in self._machine.calls:
            found.setdefault(call.name, []).append(call)
        return found

    @cached_property
    def calls_at(self) -> dict[ast.AST, LibraryCall]:
        """The last reading of each place at which a library is called."""
        return {call.site.node: call for call in self._machine.calls}

    def is_in_unit_test(self, place: Place) -> bool:
        """Tell whether a place stands in a unit test, which may test the very thing that is wrong.

        Of a file of tests everything does: its helpers, and the package's own code as the tests call it.
        """
        return self._is_test_file or any(_lies_in(place, test) for test in self._unit_tests)

    def is_waited_for(self, *places: Place) -> bool:
        """Tell whether the program waits for an error at one of these places: torch may refuse there."""
        return any(_lies_in(place, block) for block in self._waits for place in places)

    def out_of_sight(self, place: Place, *, raises: bool) -> Confidence | None:
        """Return how sure it leaves what is said of a place that something is not read; raises: that torch refuses."""
        return self._out_of_sight.leaves(place, raises=raises)

    @cached_property
    def _out_of_sight(self) -> OutOfSight:
        return OutOfSight(self._machine)

    @cached_property
    def _is_test_file(self) -> bool:
        return is_test_file(self._own[0])

    @cached_property
    def _unit_tests(self) -> list[Place]:
        return unit_tests_in(self.sources)

    @cached_property
    def _waits(self) -> list[Place]:
        return waits_in(self.sources)

    def says(self, *words: str) -> bool:
        """Tell whether one of its texts holds one of these words: what is not said need not be looked for."""
        return any(word in source.text for source in self.sources for word in words)

    def choices(self) -> list[Choice]:
        """Return the `if`s inside loops whose tests only a run decides, each reading of them."""
        return self._machine.choices

    def rows(self, value: Value | None) -> list[Rows]:
        """Return which rows a loader, a data set, a batch or an array consists of."""
        return rows_of(self._machine.makers, value)

    def training_loops(self) -> list[TrainingLoop]:
        """Return the innermost loops that hold a backward or a step."""
        return self._loops

    def judgements(self) -> list[Judgement]:
        """Return where answers are held against targets and not learnt from."""
        return self._judgements

    def noisy_evaluations(self) -> list[tuple[Judgement, Judgement]]:
        """Return the first and the last asking of each evaluation of a trained model that runs in training mode."""
        noisy = (
            one
            for one in self._judgements
            if one.noisy and one.is_trained and one.is_called and not one.names_eval
        )
        return list(together_in(noisy))

    def used_too_early(self) -> list[UsedTooEarly]:
        """Return the names that are used before a later cell or statement defines them."""
        return list(used_too_early(self._machine.unbound, self._own))

    def evaluations(self) -> list[Evaluation]:
        """Return the loops that ask a model over data and learn nothing."""
        return self._evaluations

    def models(self) -> list[Value]:
        """Return the models, in the order in which they are made."""
        return [value for value in self._machine.made if value.is_module]

    def optimisers(self) -> list[Optimiser]:
        """Return the optimisers of torch and of libraries that follow it."""
        return [value for value in self._machine.made if isinstance(value, Optimiser)]

    def loaders(self) -> list[Loader]:
        """Return the data loaders."""
        return [value for value in self._machine.made if isinstance(value, Loader)]

    def schedules(self) -> list[Schedule]:
        """Return the places where learning-rate schedules go on."""
        return schedules_in(self.events)

    @cached_property
    def events(self) -> Events:
        """Everything that happens, in order; what only looked like a step or an answer is left out."""
        return Events(filter(_is_real, self._machine.events))

    @cached_property
    def followed(self) -> Followed:
        """How much was understood."""
        return followed_in(self, self._machine.notes, self._own)

    @cached_property
    def _learnt_through(self) -> set[Op]:
        return set().union(*self.behind_backwards.values())

    @cached_property
    def behind_backwards(self) -> dict[Event, set[Op]]:
        """The operations that each backward goes through."""
        backwards = self.events.of("backward")
        return {event: set(event.tensor.past()) for event in backwards if event.tensor is not None}

    @cached_property
    def _loops(self) -> list[TrainingLoop]:
        return training_loops_in(self.events, self._machine.runs)

    @cached_property
    def learnt_rows(self) -> set[Rows]:
        """The rows that models learn from, as far as they are known."""
        asked = [answer for event in self.events.of("forward") for answer in event.answers]
        learnt = [tensor for tensor in asked if self.is_learnt_through(tensor.op)]
        return {lineage.rows for tensor in learnt for lineage in data_behind(self._machine.makers, tensor)}

    @cached_property
    def _judgements(self) -> list[Judgement]:
        return list(judgements_in(self.events, self._machine.makers, self.is_learnt_through))

    @cached_property
    def _evaluations(self) -> list[Evaluation]:
        return evaluations_in(self.events, self._machine.runs)


def _goes_through(backward: Event, asked: Event) -> bool:
    tensors = asked.tensor, backward.tensor
    if not backward.is_("backward") or tensors[0] is None or tensors[1] is None:
        return False
    return tensors[0].op in tensors[1].past()


def _lies_in(place: Place, block: Place) -> bool:
    return block.source == place.source and block.line <= place.line <= (block.end_line or block.line)


def _is_real(event: Event) -> bool:
    if event.kind == "step":
        return is_known_optimiser(event.target)
    if event.kind == "forward" and isinstance(event.target, Unknown):
        return event.target.is_module
    return True
