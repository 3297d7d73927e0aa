"""How `with` is read: gradients on or off, what a context gives, and generators under `contextmanager`.

@contextmanager
def evaluating(model):
    model.eval()
    yield               # the body of `with evaluating(model):` is read here
    model.train()
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from loopwise.program.evaluator.assignments import assign
from loopwise.program.evaluator.attributes import lookup
from loopwise.program.evaluator.machine import NEXT, RAISE, Flow, Machine, runs
from loopwise.program.objects.definitions import Function, Instance, is_read
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Arguments, Unknown, Value
from loopwise.program.source.sources import called, nodes_in

_SAME = object()
_GRAD_MODES = {"no_grad": False, "inference_mode": False, "enable_grad": True}


class Suspended:
    """A `with` whose body waits for its generator to yield. read: goes on with what was yielded."""

    def __init__(self, machine: Machine, generator: Function, read: Callable[[Value], Flow]) -> None:
        self.generator = generator
        self.flow: Flow | None = None
        self._read = read
        self._path = machine.source, machine.scope, machine.frames

    def go_on(self, machine: Machine, value: Value) -> None:
        """Read the body where the `with` stands, with gradients as the generator has set them."""
        inside = machine.source, machine.scope, machine.frames
        machine.source, machine.scope, machine.frames = self._path
        try:
            self.flow = self._read(value)
        finally:
            machine.source, machine.scope, machine.frames = inside


@runs(ast.With, ast.AsyncWith)
def _with(machine: Machine, node: ast.With | ast.AsyncWith) -> Flow:
    return _inside(machine, node.items, node.body)


def _inside(machine: Machine, items: Sequence[ast.withitem], body: Sequence[ast.stmt]) -> Flow:
    if not items:
        return machine.run(body)
    part, rest = items[0], items[1:]

    def go_on(entered: Value) -> Flow:
        if part.optional_vars is not None:
            assign(machine, part.optional_vars, entered)
        return _inside(machine, rest, body)

    if expects_error(part.context_expr):
        return NEXT
    gradients, generator = machine.gradients, _generator(machine, part.context_expr)
    try:
        if generator is None:
            return _around(machine, machine.evaluate(part.context_expr), part.context_expr, go_on)
        waiting = Suspended(machine, generator, go_on)
        machine.suspended.append(waiting)
        context = machine.evaluate(part.context_expr)
        if waiting in machine.suspended:  # it did not come to its `yield`
            machine.suspended.remove(waiting)
        return waiting.flow or go_on(context)
    finally:
        machine.gradients = gradients


def _around(machine: Machine, context: Value, node: ast.expr, go_on: Callable[[Value], Flow]) -> Flow:
    """Read what a context does on entry, the body, what it does on leaving."""
    from loopwise.program.evaluator.calls import call_method

    mode = _grad_mode(context)
    if mode is not _SAME:
        machine.gradients = mode if isinstance(mode, bool) else None
    elif machine.gradients is False and not is_read(context):
        machine.gradients = None  # what is not read may turn them on again
    if not isinstance(context, Instance):
        return go_on(context)
    entered: Value = context
    if lookup(context.cls, "__enter__"):
        entered = call_method(machine, context, "__enter__", Arguments(), node)
    flow = go_on(entered)
    if flow is not RAISE and lookup(context.cls, "__exit__"):
        call_method(machine, context, "__exit__", Arguments([Unknown(), Unknown(), Unknown()]), node)
    return flow


def _generator(machine: Machine, node: ast.expr) -> Function | None:
    """Return the program's own generator that a `with` calls, if it yields at one place."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, (ast.Name, ast.Attribute)):
        return None
    function = machine.evaluate(node.func)
    function = getattr(function, "function", function)
    if not isinstance(function, Function) or not function.is_decorated("contextmanager"):
        return None
    yields = [one for one in nodes_in(function.node) if isinstance(one, (ast.Yield, ast.YieldFrom))]
    return function if len(yields) == 1 else None


def expects_error(node: ast.expr) -> bool:
    """Whether what stands in a `with` is there to be refused: `pytest.raises(...)`, `self.assertRaisesRegex(...)`."""
    return "raises" in called(node).lower()


def _grad_mode(context: Value) -> object:
    """Return the grad mode a context sets: True, False, None if not known; `_SAME` if it sets none."""
    name = context.made_by.rpartition(".")[2] if isinstance(context, Unknown) else ""
    given = truth(context.inputs[0]) if isinstance(context, Unknown) and context.inputs else True
    if name == "set_grad_enabled":
        return given
    if name in _GRAD_MODES:
        return _GRAD_MODES[name] if given or name != "inference_mode" else True if given is False else None
    return _SAME
