"""`[f(x) for x in rows]` and the like: read item by item where the rows are known, else once with a typical one."""

from __future__ import annotations

import ast
from collections.abc import Callable

from loopwise.program.evaluator.assignments import assign, unpacked
from loopwise.program.evaluator.attributes import lookup
from loopwise.program.evaluator.loops import each, each_part, stream_of
from loopwise.program.evaluator.machine import NEXT, Flow, Machine, reads
from loopwise.program.evaluator.rounds import go_round
from loopwise.program.flow.events import LoopRun
from loopwise.program.objects.definitions import Function, Instance
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.scopes import Scope
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Const, Dict, Items, Length, Stream, Unknown, Value
from loopwise.program.source.sources import nodes_in
from loopwise.shapes import Symbol


@reads(ast.ListComp, ast.GeneratorExp, ast.SetComp)
def _comprehension(machine: Machine, node: ast.ListComp | ast.GeneratorExp | ast.SetComp) -> Value:
    results: list[Value] = []
    if _learns(machine, node.elt, node.generators):
        _go_round(machine, node, lambda: results.append(machine.evaluate(node.elt)))
        closed, results = False, results[-1:]
    else:
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


def taken_apart(
    machine: Machine, node: ast.ListComp | ast.GeneratorExp, target: ast.Tuple | ast.List
) -> list[Value] | None:
    """Return the values of `x, y = (part.to(device) for part in batch)`, where a batch tells not how long it is.

    None where the comprehension is read as any other.
    """
    first, outer = node.generators[0], machine.scope
    starred = any(isinstance(one, ast.Starred) for one in target.elts)
    if starred or len(node.generators) > 1 or first.ifs or _learns(machine, node.elt, node.generators):
        return None
    whole = machine.evaluate(first.iter)
    if not isinstance(whole, (Tensor, Unknown)) or each_part(machine, whole, first.iter)[1]:
        return None
    results, machine.scope = [], Scope(outer)
    try:
        for value in unpacked(machine, whole, target):
            assign(machine, first.target, value)
            results.append(machine.evaluate(node.elt))
    finally:
        machine.scope = outer
    return results


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

    if _learns(machine, node.value, node.generators):
        _go_round(machine, node, put)
    else:
        result.closed = _generate(machine, node.generators, put)
    return result


def _learns(machine: Machine, element: ast.expr, generators: list[ast.comprehension]) -> bool:
    """Whether it is a training loop in one line: `[trainer.step(x, y) for x, y in batches]`."""
    called = [node.func for node in nodes_in(element) if isinstance(node, ast.Call)]
    if len(generators) > 1 or not any(_sends_back(_own_function(machine, one)) for one in called):
        return False
    over = generators[0].iter
    return not each(machine, machine.evaluate(over), over, unroll_ranges=False)[1]


def _own_function(machine: Machine, called: ast.expr) -> Value | None:
    """Return the function of the program that `step(...)`, `trainer.step(...)` or `trainer(...)` calls."""
    named = called.value if isinstance(called, ast.Attribute) else called
    owner = machine.scope.find(named.id) if isinstance(named, ast.Name) else None
    if isinstance(owner, Instance):
        return lookup(owner.cls, called.attr if isinstance(called, ast.Attribute) else "__call__")
    return owner if named is called else None


def _sends_back(function: Value | None) -> bool:
    """Whether a function of the program calls `backward()` once, in no loop of its own."""
    if not isinstance(function, Function) or "backward" not in function.source.text:
        return False
    inside = list(nodes_in(function.node))
    asked = any(isinstance(one, ast.Attribute) and one.attr == "backward" for one in inside)
    return asked and not any(isinstance(one, (ast.For, ast.While)) for one in inside)


def _go_round(
    machine: Machine,
    node: ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp,
    produce: Callable[[], None],
) -> None:
    """Read a comprehension as the loop it is: twice."""
    outer, generator = machine.scope, node.generators[0]
    machine.scope = Scope(outer)
    try:
        stream = stream_of(machine, machine.evaluate(generator.iter), generator.iter)

        def begin() -> None:
            assign(machine, generator.target, stream.element)

        def body() -> Flow:
            if False not in [truth(machine.evaluate(test)) for test in generator.ifs]:
                produce()
            return NEXT

        go_round(machine, machine.site(generator.iter), stream, [begin], body, closed=False)
    finally:
        machine.scope = outer


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
    values, closed = each_part(machine, iterable, first.iter)
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
