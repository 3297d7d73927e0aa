"""The evaluator's state: what is being read, on which path, and everything that has been seen so far.

How expressions, statements and calls are read stands in expressions.py, statements.py and calls.py; they all
work on this one object. A budget of evaluated nodes keeps any program's reading short.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from loopwise.program.evaluator.joins import joined
from loopwise.program.evaluator.journal import Journal, Write, Writes
from loopwise.program.evaluator.library_calls import LibraryCall
from loopwise.program.facts.origins import Makers
from loopwise.program.flow.events import Condition, Event, Frame, LoopRun
from loopwise.program.objects.definitions import Class, Function, Instance, Misfit
from loopwise.program.objects.modules import Layer, frozen, training_of
from loopwise.program.objects.ops import Op
from loopwise.program.objects.scopes import Scope
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import ALTERED, HOOKED, TRUE, Arguments, Items, Unknown, Value
from loopwise.program.source.sources import Site, Source
from loopwise.records import NotFollowed

if TYPE_CHECKING:
    from loopwise.program.evaluator.contexts import Suspended
    from loopwise.program.flow.choices import BestRound, Choice
    from loopwise.program.objects.losses import LossCall
    from loopwise.program.questions.cell_order import Unbound
    from loopwise.program.source.project import Project
    from loopwise.shapes import Shape

BUDGET = 60_000  # evaluated nodes a program: the largest files of timm need 40,000
DEPTH = 8  # of calls into one another; 5 find as much (READER.md)


State = tuple[
    Source,
    Scope,
    tuple[Frame, ...],
    tuple[LoopRun, ...],
    tuple[Condition, ...],
    tuple[Value, ...],
    "bool | None",
]


class ExhaustedError(Exception):
    """The budget is used up."""


class Flow:
    """How a block of statements ended."""

    __slots__ = ("ends", "name")

    def __init__(self, name: str, *, ends: bool) -> None:
        self.name = name
        self.ends = ends


NEXT = Flow("next", ends=False)
BREAK = Flow("break", ends=True)
CONTINUE = Flow("continue", ends=True)
RETURN = Flow("return", ends=True)
RAISE = Flow("raise", ends=True)


class Machine:
    """An abstract interpreter for one program. `scope`, `source`: the names in force and the text being read."""

    def __init__(self, project: Project, source: Source, scope: Scope) -> None:
        self.project = project
        self.source = source
        self.scope = scope
        self.journal = Journal()
        self.left = BUDGET
        # the path: what leads to the statement being read
        self.frames: tuple[Frame, ...] = (Frame(None, scope, None),)
        self.loops: tuple[LoopRun, ...] = ()
        self.conditions: tuple[Condition, ...] = ()
        self.asked: tuple[Value, ...] = ()  # modules whose forward is being read
        self.gradients: bool | None = True
        self.again = False
        self.building = 0  # constructors being read
        self.guessing = 0  # one of several callees being read, chosen out of sight
        self.born: dict[Layer, tuple[Frame, ...]] = {}  # layers made while a model was asked, in which calls
        self.suspended: list[Suspended] = []  # `with` bodies that wait for a generator to yield
        self.left_at: Site | None = None  # the last `break` or `return` read
        self.left_behind: list[tuple[Flow, Writes]] = []  # what arms wrote that ended before the rest did
        # what was found
        self.events: list[Event] = []
        self.happened = 0  # events, also those since taken back
        self.losses: list[LossCall] = []
        self.loss_modules: list[Layer] = []  # losses made: `nn.MSELoss()`
        self.runs: list[LoopRun] = []
        self.notes: list[NotFollowed] = []
        self.made: list[Value] = []  # models, optimisers, loaders, in order
        self.functions: list[Function] = []  # every function defined, in order
        self.classes: list[Class] = []
        self.instances: dict[ast.AST, Instance] = {}  # class -> the last object made of it
        self.misfits: list[Misfit] = []
        self.handed: list[Function] = []  # functions given to code not seen
        self.called: set[ast.AST] = set()
        self.alone: set[ast.AST] = set()  # functions that the reader calls, and nobody else
        self.ops: dict[ast.AST, list[Op]] = {}
        self.input_shape: Shape | None = None  # of one sample, as the person said it
        self.reads_gradients = False  # a `.grad` was read
        self.calls: list[LibraryCall] = []
        self.made_in: dict[int, tuple[Frame, ...]] = {}  # identity of a model -> in which calls it was made
        self.makers = Makers()
        self.choices: list[Choice] = []
        self.best_rounds: list[Choice | BestRound] = []  # those that a library's trainer keeps
        self.unbound: list[Unbound] = []
        self.deciding: Value | None = None  # the test of the `if` whose arms are being joined
        self.by_hand: dict[tuple[LoopRun, ...], Value] = {}

    def spend(self) -> None:
        """Take one step of the budget."""
        self.left -= 1
        if self.left < 0:
            raise ExhaustedError

    def evaluate(self, node: ast.expr) -> Value:
        """Return the value of an expression."""
        self.left -= 1  # as `spend` does: of all lines of the package these are read most often
        if self.left < 0:
            raise ExhaustedError
        reader = EXPRESSIONS.get(type(node))
        return reader(self, node) if reader else Unknown()

    def run(self, statements: Sequence[ast.stmt]) -> Flow:
        """Read a block of statements; conditions that an early `continue` adds hold to its end."""
        conditions = self.conditions
        try:
            for statement in statements:
                self.spend()
                reader = STATEMENTS.get(type(statement))
                flow = reader(self, statement) if reader else NEXT
                if flow.ends:
                    return flow
            return NEXT
        finally:
            self.conditions = conditions

    def branch(
        self, node: ast.AST, first: Callable[[], Flow], second: Callable[[], Flow], test: Value | None = None
    ) -> Flow:
        """Read both arms of a branch from the same state and join the states they leave.

        An arm that ends in `return`, `break`, `continue` or `raise` takes no part in the join.
        """
        self.journal.open()
        one = self.under((node, 0), first)
        kept = self.journal.take_back()
        self.journal.open()
        other = self.under((node, 1), second)
        if other.ends and not one.ends:
            self.left_behind.append((other, self.journal.take_back()))
            self.journal.redo(kept)
            self._go_on_under((node, 0), other)
            return NEXT
        written = self.journal.close()
        if one.ends:
            self.left_behind.append((one, kept))
        if one.ends and other.ends:
            return one if one is other else RETURN
        if one.ends:
            self._go_on_under((node, 1), one)
        else:
            self.deciding = test
            self.join(kept, written)
            self.deciding = None
        return NEXT

    def join(self, kept: Writes, written: Writes) -> None:
        """Join the writes of two arms: what each changed in the tables of names, attributes and items."""
        self.journal.join(kept, written, lambda a, b: joined(self, a, b))

    def catch_up(self, begun: int, *flows: Flow, without: Scope | None = None) -> None:
        """Join the writes of arms that ended with one of these flows: this is where control reaches again.

        begun: how many arms had ended before; without: the scope of a function that has returned.
        """
        ended = self.left_behind[begun:]
        self.left_behind[begun:] = [one for one in ended if one[0] not in flows and one[0] is not RAISE]
        for flow, writes in ended:
            if flow in flows:
                kept = {
                    at: one for at, one in writes.items() if without is None or one.table is not without.table
                }
                self.join(
                    kept, {at: Write(one.table, one.key, one.table.get(one.key)) for at, one in kept.items()}
                )

    def under(self, condition: Condition, read: Callable[[], Flow]) -> Flow:
        """Read something that happens only under a condition."""
        conditions = self.conditions
        self.conditions = (*conditions, condition)
        try:
            return read()
        finally:
            self.conditions = conditions

    def _go_on_under(self, condition: Condition, ended: Flow) -> None:
        """Put the rest of the block under a condition, where the other arm skips it."""
        skips_rest = ended is CONTINUE or (ended is RETURN and len(self.loops) <= self.frames[-1].loops)
        if skips_rest:
            self.conditions = (*self.conditions, condition)

    @contextmanager
    def reading(self, source: Source, frame: Frame) -> Iterator[None]:
        """Read inside another function or file, and come back to the path in force."""
        before = self.state()
        self.source, self.scope, self.frames = source, frame.scope, (*self.frames, frame)
        try:
            yield
        finally:
            self.source, self.scope, self.frames, self.loops, self.conditions, self.asked, self.gradients = (
                before
            )

    @contextmanager
    def guess(self) -> Iterator[None]:
        """Read several possible callees of one call, of which a run takes only one."""
        self.guessing += 1
        try:
            yield
        finally:
            self.guessing -= 1

    def site(self, node: ast.AST) -> Site:
        """Return where a node stands."""
        return self.source.sites[node]

    def operation(
        self,
        kind: str,
        inputs: Sequence[Value],
        site: Site,
        *,
        role: str = "change",
        shape: str = "",
        layer: Value | None = None,
        arguments: Arguments | None = None,
    ) -> Tensor:
        """Record an operation on the path in force and return the tensor that it gives."""
        op = Op(
            kind,
            inputs,
            site,
            role=role,
            shape=shape,
            layer=layer,
            arguments=arguments,
            frozen=frozen(layer) if layer is not None else False,
            gradients_on=self.gradients,
            loops=self.loops,
            again=self.again,
            asked=self.asked,
            frames=self.frames,
            guessed=self.guessing > 0,
            number=self.happened,
        )
        if kind == "grad":
            self.reads_gradients = True
        if role != "join":  # has no text of its own
            op.twins = self.ops.setdefault(site.node, [])
            op.twins.append(op)
        return op.out

    def happens(
        self,
        kind: str,
        node: ast.AST,
        *,
        target: Value | None = None,
        tensor: Tensor | None = None,
        value: Value | None = None,
    ) -> Event:
        """Record an event on the path in force."""
        event = Event(
            kind,
            self.site(node),
            target=target,
            tensor=tensor,
            value=value,
            mode=training_of(target) if target is not None else None,
            gradients_on=self.gradients,
            again=self.again,
            loops=self.loops,
            conditions=self.conditions,
            frames=self.frames,
        )
        self.happened += 1
        event.number = self.happened
        self.events.append(event)
        return event

    def hand_over(self, node: ast.AST, things: Sequence[Value]) -> None:
        """Record that models, optimisers or parameters go into code that is not read, which may do anything to them."""
        self.happens("escape", node, target=things[0], value=Items("tuple", things))

    def record_call(
        self, path: str, receiver: Value | None, arguments: Arguments, out: Value, node: ast.AST
    ) -> Value:
        """Record a call of a library on the path in force; return its result."""
        call = LibraryCall(
            path,
            receiver,
            arguments,
            out,
            self.site(node),
            order=len(self.events),
            number=len(self.calls),
            again=self.again,
            loops=self.loops,
            conditions=self.conditions,
            frames=self.frames,
        )
        self.calls.append(call)
        if out is not receiver and not arguments.holds(out):
            self.makers.setdefault(id(out), call)
        return out

    def as_tensor(self, value: Value, node: ast.AST) -> Tensor:
        """Return a value as a tensor; of an unknown one the tensor's past begins with it."""
        if isinstance(value, Tensor):
            return value
        return self.operation("given", (value,), self.site(node), role="opaque")

    def alter(self, value: Value) -> None:
        """Mark a value as changed since it was made: what its constructor says no longer holds."""
        self.journal.write(value.table, ALTERED, TRUE)  # type: ignore[attr-defined]

    def hook(self, value: Value) -> None:
        """Mark a module or an optimiser as having a hook, which may change anything about it."""
        self.journal.write(value.table, HOOKED, TRUE)  # type: ignore[attr-defined]

    def note(self, node: ast.AST) -> None:
        """Note an expression that could not be followed, in the program's own words."""
        self.notes.append(NotFollowed(self.source.place(node), self.source.words(node)))

    def note_at(self, source: Source, what: str) -> None:
        """Note something about a whole file or cell that could not be followed."""
        self.notes.append(NotFollowed(source.place(source.tree), what))

    def state(self) -> State:
        """Return the path in force, for `restore`."""
        return (self.source, self.scope, self.frames, self.loops, self.conditions, self.asked, self.gradients)

    def restore(self, state: State) -> None:
        """Go back to a path after reading was broken off; what has been written stays."""
        self.source, self.scope, self.frames, self.loops, self.conditions, self.asked, self.gradients = state
        self.journal = Journal()
        self.again, self.building = False, 0

    def cut(self) -> None:
        """Mark the loops being read: the budget ended inside them."""
        for run in self.runs:
            run.cut = run.cut or run.open


EXPRESSIONS: dict[type[ast.AST], Callable[..., Value]] = {}
STATEMENTS: dict[type[ast.AST], Callable[..., Flow]] = {}


def reads(*kinds: type[ast.AST]) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Register the function that evaluates these kinds of expression."""

    def register(function: Callable[..., Value]) -> Callable[..., Value]:
        EXPRESSIONS.update(dict.fromkeys(kinds, function))
        return function

    return register


def runs(*kinds: type[ast.AST]) -> Callable[[Callable[..., Flow]], Callable[..., Flow]]:
    """Register the function that reads these kinds of statement."""

    def register(function: Callable[..., Flow]) -> Callable[..., Flow]:
        STATEMENTS.update(dict.fromkeys(kinds, function))
        return function

    return register
