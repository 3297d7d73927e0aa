"""Loops over data that end in their first round, or find an iterator that is already empty.

for cut in program.cut_loops(): cut.place, cut.statement
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from loopwise.program.flow.training_loops import LEARNING
from loopwise.program.mending.moves import moved_statement
from loopwise.program.mending.repairs import statement_of, without_statement
from loopwise.program.source.sources import nodes_in
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.flow.events import Events, LoopRun
    from loopwise.program.flow.training_loops import TrainingLoop
    from loopwise.program.objects.ops import Op
    from loopwise.program.source.sources import Source
    from loopwise.records import Place

_EPOCH = r"epoch|^ep?$|에폭"
_THROUGH = ("enumerate", "zip", "tqdm")  # go on with the iterator they are given, to its end


class CutLoop:
    """One of them. run: its reading; learns: whether something is learnt in it, or only judged.

    drawn: of an epoch that takes one batch, `next(iter(loader))`, where that is made.
    """

    def __init__(self, run: LoopRun, *, learns: bool, drawn: Op | None = None) -> None:
        self.run = run
        self.learns = learns
        self.drawn = drawn

    @property
    def leaving(self) -> ast.stmt | None:
        """The `return` or `break` that every first round ends with."""
        return _leaving(self.run)

    @property
    def statement(self) -> str | None:
        """The word it leaves the loop with; None where the iterator is empty."""
        leaving = self.leaving
        return None if leaving is None else "return" if isinstance(leaving, ast.Return) else "break"

    @property
    def place(self) -> Place:
        """Where it is left, or what it runs over, or where its one batch is drawn."""
        if self.drawn is not None:
            return self.drawn.place
        loop = self.run.site.node
        over = loop.iter if isinstance(loop, ast.For) else loop
        return self.run.site.source.place(self.leaving or over)

    def to_the_end(self) -> Repair | None:
        """Return the text edit that lets it run to its end, to be asked for."""
        source, loop, leaving = self.run.site.source, self.run.site.node, self.leaving
        if self.drawn is not None:
            return None
        if isinstance(leaving, ast.Return) and isinstance(loop, ast.stmt):
            return moved_statement(source, leaving, loop, after=True, safe=False)
        if leaving is not None:
            edit = without_statement(source, leaving)
            return Repair(safe=False, edits=(edit,)) if edit else None
        begun = _begun(source, loop)
        return _begun_anew(source, begun, self.place) if begun is not None else None


def cut_in(runs: Iterable[LoopRun], events: Events, judging: set[LoopRun | None]) -> Iterator[CutLoop]:
    """Yield them, each loop once. judging: the loops in which answers are held against targets."""
    learning = {run for event in events.of(*LEARNING) for run in event.loops}
    seen: set[ast.AST] = set()
    for run in runs:
        loop, learns = run.site.node, run in learning
        if loop in seen or not isinstance(loop, ast.For) or not (learns or run in judging):
            continue
        leaving = _leaving(run)
        if _is_too_early(run.site.source, loop, leaving, learns=learns) or (run.spent and _needs_all(loop)):
            seen.add(loop)
            yield CutLoop(run, learns=learns)


def single_batches_in(loops: Iterable[TrainingLoop]) -> Iterator[CutLoop]:
    """Yield the loops over epochs, by their name, that learn from one fresh batch each: `next(iter(loader))`."""
    seen: set[ast.AST] = set()
    for loop in loops:
        target = getattr(loop.run.site.node, "target", None)
        name = target.id if isinstance(target, ast.Name) else ast.unparse(target) if target else ""
        if not re.search(_EPOCH, name) or loop.run.site.node in seen:
            continue
        for asked in loop.events("forward"):
            drawn = (op for answer in asked.answers for op in answer.past() if _is_drawn(op))
            first = next((op for op in drawn if op.loops[-1:] == (loop.run,)), None)
            if first is not None and asked.loops[-1:] == (loop.run,):
                seen.add(loop.run.site.node)
                yield CutLoop(loop.run, learns=True, drawn=first)
                break


def _is_drawn(op: Op) -> bool:
    call = op.site.node
    return (
        op.is_("batch")
        and isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "iter"
    )


def _leaving(run: LoopRun) -> ast.stmt | None:
    """Return the statement that surely ends a loop's first round: under no `if`, in no `try`."""
    node = statement_of(run.left_at.source, run.left_at.node) if run.left_at is not None else None
    parent = run.site.source.parent(node) if node is not None else None
    while isinstance(parent, (ast.With, ast.AsyncWith)):
        parent = run.site.source.parent(parent)
    return node if parent is run.site.node else None


def _is_too_early(source: Source, loop: ast.For, leaving: ast.stmt | None, *, learns: bool) -> bool:
    """Whether the rest of the data is surely meant, too: a loop may be left early to look at one batch."""
    if isinstance(leaving, ast.Return):
        return learns or any(isinstance(node, ast.AugAssign) for node in nodes_in(loop))
    return leaving is not None and learns and _stands_in_loop(source, loop)


def _stands_in_loop(source: Source, loop: ast.For) -> bool:
    parent = source.parent(loop)
    while isinstance(parent, (ast.With, ast.If)):
        parent = source.parent(parent)
    return isinstance(parent, ast.For)


def _needs_all(loop: ast.For) -> bool:
    """Whether it goes to the iterator's end: then nothing is left for another round."""
    source = loop.iter
    through = not isinstance(source, ast.Call) or ast.unparse(source.func).rpartition(".")[2] in _THROUGH
    return through and not any(isinstance(node, ast.Break) for node in nodes_in(loop))


def _begun_anew(source: Source, begun: ast.Call, over: Place) -> Repair | None:
    """Return the edit with which each round begins anew: over the loader itself, in the loop or where it is made."""
    plain = begun.args[0] if ast.unparse(begun.func) == "iter" and len(begun.args) == 1 else begun
    at = over
    if isinstance(plain, ast.Call) and plain is not begun:  # `batches = iter(DataLoader(...))`
        if "next(" in source.text:
            return None
        at = source.place(begun)
    return Repair(safe=False, edits=(Edit(at, source.between(source.place(plain))),))


def _begun(source: Source, loop: ast.AST) -> ast.Call | None:
    """Return the call that made the iterator which a loop names, if it is assigned once."""
    name = loop.iter if isinstance(loop, ast.For) else None
    if not isinstance(name, ast.Name):
        return None
    made = [
        node.value
        for node in nodes_in(source.tree)
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == [name.id]
    ]
    begun = made[0] if len(made) == 1 else None
    return begun if isinstance(begun, ast.Call) else None
