"""`[f(x) for x in rows]` and the like: read item by item where the rows are known, else once with a typical one."""

from __future__ import annotations

import ast
from collections.abc import Callable

from loopwise.program.evaluator.assignments import assign
from loopwise.program.evaluator.loops import each
from loopwise.program.evaluator.machine import Machine, reads
from loopwise.program.flow.events import LoopRun
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.scopes import Scope
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Const, Dict, Items, Length, Stream, Unknown, Value
from loopwise.shapes import Symbol


@reads(ast.ListComp, ast.GeneratorExp, ast.SetComp)
def _comprehension(machine: Machine, node: ast.ListComp | ast.GeneratorExp | ast.SetComp) -> Value:
    results: list[Value] = []
    closed = _generate(machine, node.generators, lambda: results.append(machine.evaluate(node.elt)))
    if (
        len(results) == 1
        and not closed
        and isinstance(results[0], Tensor)
        and results[0].op.kind == "parameter"
    ):
        return results[0].op.layer or Unknown()
    if isinstance(node, ast.GeneratorExp) and not closed:
        return Stream(results[0] if results else Unknown())
    made = Items("list", results, closed=closed)
    if len(results) == 1 and not closed and len(node.generators) == 1 and not node.generators[0].ifs:
        made.table["length"] = Length(_as_many(machine.evaluate(node.generators[0].iter)))
    return made


def _as_many(iterable: Value) -> Symbol:
    """Return the length of what is gone through; the same for everything that goes through it."""
    known = iterable.length if isinstance(iterable, Items) else None
    return known or Symbol((f"L#{id(iterable)}",))


@reads(ast.DictComp)
def _dict_comprehension(machine: Machine, node: ast.DictComp) -> Value:
    result = Dict({}, closed=False)

    def put() -> None:
        key, value = machine.evaluate(node.key), machine.evaluate(node.value)
        result.table[
            key.value if isinstance(key, Const) and isinstance(key.value, (str, int)) else object()
        ] = value

    result.closed = _generate(machine, node.generators, put)
    return result


def _generate(machine: Machine, generators: list[ast.comprehension], produce: Callable[[], None]) -> bool:
    """Go through the generators; tell whether every item was known."""
    outer, loops = machine.scope, machine.loops
    machine.scope = Scope(outer)
    try:
        return _generate_from(machine, generators, produce)
    finally:
        machine.scope, machine.loops = outer, loops


def _run_over(machine: Machine, loader: Loader, generator: ast.comprehension) -> LoopRun:
    """A generator over the batches of a loader is a loop like any other."""
    run = LoopRun(machine.site(generator.iter), loader, len(machine.conditions), again=machine.again)
    run.open = False
    machine.runs.append(run)
    return run


def _generate_from(
    machine: Machine, generators: list[ast.comprehension], produce: Callable[[], None]
) -> bool:
    if not generators:
        produce()
        return True
    first, *rest = generators
    iterable = machine.evaluate(first.iter)
    values, closed = each(machine, iterable, first.iter, unroll_ranges=True)
    over = iterable.over if isinstance(iterable, Stream) else iterable
    if isinstance(over, Loader):
        machine.loops = (*machine.loops, _run_over(machine, over, first))
    for value in values:
        assign(machine, first.target, value)
        kept = [truth(machine.evaluate(test)) for test in first.ifs]
        if False in kept:
            continue
        closed = closed and None not in kept
        closed = _generate_from(machine, rest, produce) and closed
    return closed
