"""Text edits of the training step: what joins a graph again, asks for a gradient, changes in place."""

from __future__ import annotations

import ast
import re

from loopwise.program.flow.events import Event
from loopwise.program.mending.moves import moved_statement
from loopwise.program.mending.repairs import function_of, reduced_to, statement_of
from loopwise.program.mending.replacements import argument, with_argument, with_method
from loopwise.program.objects.definitions import Bound
from loopwise.program.objects.modules import Optimiser
from loopwise.program.objects.ops import Op
from loopwise.program.objects.values import Items
from loopwise.program.source.sources import Source, called
from loopwise.records import Edit, Place, Repair


def joined_again(op: Op) -> Repair | None:
    """Return the edit that takes a cut out, with those written inside it: `torch.tensor(loss.item())` -> `loss`."""
    node, source = op.site.node, op.site.source
    if isinstance(node, ast.Attribute) and op.kind == "data":
        text = source.between(source.place(node.value))
        return Repair(safe=False, edits=(Edit(source.place(node), text),))
    if op.kind == "tensor" and isinstance(node, ast.Call) and node.args:
        kept = _without_cuts(node.args[0])
        if op.arguments is not None and isinstance(op.arguments.get(0), Items):
            return _stacked(source, node, kept)
        if kept is not node.args[0]:
            edit = reduced_to(source, node, kept)
            return Repair(safe=False, edits=(edit,)) if edit else None
    repair = op.removed() if op.kind in ("detach", "item", "numpy", "tolist", "tensor", "cpu") else None
    return Repair(safe=False, edits=repair.edits) if repair else None


def _stacked(source: Source, node: ast.Call, kept: ast.expr) -> Repair | None:
    """Return the edit that makes one tensor of a list of them: `torch.tensor(losses)` -> `torch.stack(losses)`."""
    if not isinstance(node.func, ast.Attribute):
        return None
    stack = f"{_text(source, node.func.value)}.stack({_text(source, kept)})"
    return Repair(safe=False, edits=(Edit(source.place(node), stack),))


def _without_cuts(node: ast.expr) -> ast.expr:
    """Return what stands before `.item()`, `.detach().numpy()`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CUTS:
        node = node.func.value
    return node


_CUTS = ("item", "detach", "numpy", "tolist", "cpu")


def asking(op: Op) -> Repair | None:
    """Return the edit that lets a tensor ask for its gradient where it is made."""
    node, source = op.site.node, op.site.source
    if op.role != "source":
        text, plain = source.between(source.place(node)), isinstance(node, ast.Call)
        asked = f"{text}.requires_grad_()" if plain else f"({text}).requires_grad_()"
        return Repair(safe=False, edits=(Edit(source.place(node), asked),))
    if not isinstance(node, ast.Call) or any(word.arg == "requires_grad" for word in node.keywords):
        return None
    return with_argument(op.site, "requires_grad=True", safe=False)


def super_first(event: Event) -> Repair | None:
    """Return the edit that calls `super().__init__()` first in the `__init__` an event happens in."""
    assert event.site is not None
    source = event.site.source
    init = function_of(source, event.site.node)
    if not isinstance(init, ast.FunctionDef) or init.name != "__init__":
        return None
    body = init.body[1:] if ast.get_docstring(init, clean=False) is not None else init.body
    calls = (one for one in body if isinstance(one, ast.Expr) and called(one.value) == "__init__")
    late = next(calls, None)
    if late is not None:
        return moved_statement(source, late, body[0], after=False, safe=True)
    place = source.place(body[0])
    indent = source.lines[place.line - 1][: place.column - 1]
    if indent.strip():
        return None
    start = source.span(place.line, place.column, place.line, place.column)
    return Repair(safe=True, edits=(Edit(start, f"super().__init__(){source.line_end}{indent}"),))


def asked_itself(event: Event) -> Repair | None:
    """Return the edit that asks a module itself: `model.forward(x)` -> `model(x)`."""
    assert event.site is not None
    call, source = event.site.node, event.site.source
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    owner, whole = source.place(call.func.value), source.place(call.func)
    gone = source.span(owner.end_line or 1, owner.end_column or 1, whole.end_line or 1, whole.end_column or 1)
    return Repair(safe=True, edits=(Edit(gone, ""),))


def given_place(optimiser: Optimiser) -> Place:
    """Return where an optimiser's parameters stand."""
    given = argument(optimiser.site.node, 0, "params")
    return optimiser.site.source.place(given) if given is not None else optimiser.site.place


def given_parameters(optimiser: Optimiser) -> Repair | None:
    """Return the edit that gives an optimiser the parameters of the model it was given."""
    given = argument(optimiser.site.node, 0, "params")
    if given is not None and isinstance(optimiser.given, Bound):
        text = optimiser.site.source.between(optimiser.site.source.place(given))
        return Repair(safe=True, edits=(Edit(optimiser.site.source.place(given), f"{text}()"),))
    return with_method(optimiser.site, given, "parameters()")


def in_place(event: Event) -> Repair | None:
    """Return the edit that changes a tensor in place: `w = w - g` -> `w -= g`, or `w.data -= g`.

    The new tensor of each round had no gradient yet; one that stays has to be cleared, where nothing does so.
    """
    assert event.site is not None
    source, statement = event.site.source, statement_of(event.site.source, event.site.node)
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.BinOp):
        return None
    target, change = statement.targets[0], statement.value
    if len(statement.targets) > 1 or ast.unparse(change.left) != ast.unparse(target):
        return None
    name = _text(source, target)
    data = "" if event.gradients_on is False else ".data"
    sign = "-=" if isinstance(change.op, ast.Sub) else "+="
    text = f"{name}{data} {sign} {_text(source, change.right)}"
    place = source.place(statement)
    if not _clears(source, event.loops[-1].site.node, name):
        indent = source.lines[place.line - 1][: place.column - 1]
        text += f"{'; ' if indent.strip() else source.line_end + indent}{name}.grad.zero_()"
    return Repair(safe=True, edits=(Edit(place, text),))


def _clears(source: Source, loop: ast.AST, name: str) -> bool:
    """Whether the text of a loop clears a tensor's gradient in one of the usual ways, alone or with all others."""
    clearing = r"\.grad(?:\.data)?(?:\.zero_|\s*=\s*None)"
    inner = [
        source.between(source.place(one))
        for one in ast.walk(loop)
        if isinstance(one, ast.For) and one is not loop
    ]
    text = source.between(source.place(loop))
    own = re.search(re.escape(name) + clearing, text) or "zero_grad" in text
    return bool(own) or any(re.search(clearing, one) for one in inner)


def _text(source: Source, node: ast.AST) -> str:
    return source.between(source.place(node))
