"""An `if` inside a loop, and what it decides: to keep weights, to stop, to remember which round was best."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor, tensors_in
from loopwise.program.objects.values import Value
from loopwise.program.source.sources import called, nodes_in

if TYPE_CHECKING:
    from loopwise.program.evaluator.machine import Machine
    from loopwise.program.source.sources import Site
    from loopwise.records import Place

_SAVES = frozenset(("save", "state_dict", "deepcopy", "save_pretrained", "save_checkpoint", "save_model"))


class Choice:
    """One reading of an `if` whose test is not known. `test`: its value; `loops`, `conditions`, `frames`: the path."""

    __slots__ = ("again", "conditions", "frames", "loops", "order", "site", "test")

    def __init__(self, site: Site, test: Value, machine: Machine) -> None:
        self.site = site
        self.test = test
        self.loops = machine.loops
        self.conditions = machine.conditions
        self.frames = machine.frames
        self.again = machine.again
        self.order = len(machine.events)

    @property
    def node(self) -> ast.If:
        """The statement."""
        assert isinstance(self.site.node, ast.If)
        return self.site.node

    @property
    def place(self) -> Place:
        """Where its test stands."""
        return self.site.source.place(self.node.test)

    @property
    def comparisons(self) -> Iterator[Op]:
        """The comparisons of tensors' numbers that the test consists of."""
        for tensor in tensors_in(self.test):
            if tensor.op.role == "compare":
                yield tensor.op

    @property
    def saves(self) -> bool:
        """Whether an arm keeps the weights."""
        return any(called(call) in _SAVES for call in self._inside(ast.Call))

    @property
    def stops(self) -> bool:
        """Whether an arm leaves the loop."""
        return any(True for _ in self._inside(ast.Break))

    @property
    def keeps_best(self) -> bool:
        """Whether a best-so-far is compared, renewed, and something else hangs on it: weights, a stop, a setting."""
        asked = {
            ast.unparse(part)
            for part in nodes_in(self.node.test)
            if isinstance(part, (ast.Name, ast.Attribute, ast.Subscript))
        }
        bound = {name for arm in (self.node.body, self.node.orelse) for name in _bound_in(arm)}
        return bool(asked & bound) and (self.saves or self.stops or bool(bound - asked))

    def _inside(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        arms = (*self.node.body, *self.node.orelse)
        return (node for one in arms for node in nodes_in(one) if isinstance(node, kinds))


class BestRound:
    """A trainer's own choice of its best round, by answers on the rows it was given to judge by.

    site: where these rows are given.  answer: what the model made of a batch of them.
    """

    def __init__(self, site: Site, answer: Tensor, machine: Machine) -> None:
        self.site = site
        self.node = site.node
        self.comparisons = (answer.op,)
        self.loops = machine.loops
        self.frames = machine.frames
        self.order = len(machine.events)
        self.keeps_best = True

    @property
    def place(self) -> Place:
        """Where the rows are given."""
        return self.site.place


def _bound_in(statements: list[ast.stmt]) -> Iterator[str]:
    """Yield what is given a value, as the program writes it; `best.update(score=3)` as `best['score']`."""
    for node in (inner for one in statements for inner in nodes_in(one)):
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            yield from map(ast.unparse, targets_of(node))
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update"
        ):
            yield from (f"{ast.unparse(node.func.value)}[{word.arg!r}]" for word in node.keywords if word.arg)


def targets_of(node: ast.AST) -> list[ast.expr]:
    """Return what an assignment gives a value, tuples taken apart."""
    given = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    flat: list[ast.expr] = []
    for target in given:
        if isinstance(target, (ast.Tuple, ast.List)):
            flat += target.elts
        elif isinstance(target, ast.expr):
            flat.append(target)
    return flat
