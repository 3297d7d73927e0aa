"""Text edits that mend shapes: another number in a layer, a method on what a layer is asked."""

from __future__ import annotations

import ast

from loopwise.program.mending.replacements import argument, with_method
from loopwise.program.objects.modules import Layer
from loopwise.program.objects.ops import Op
from loopwise.program.source.sources import Site, nodes_in
from loopwise.records import Edit, Repair

_NUMBERS = (ast.Constant, ast.BinOp, ast.operator, ast.UnaryOp, ast.unaryop, ast.expr_context)


def with_number(site: Site, number: object, *names: str) -> Repair | None:
    """Return the edit that writes a number for a layer's first setting, if a number stands there."""
    given = argument(site.node, 0, *names)
    if given is None or not isinstance(number, int):
        return None
    if not all(isinstance(part, _NUMBERS) for part in nodes_in(given)):
        return None
    return Repair(safe=True, edits=(Edit(site.source.place(given), str(number)),))


def input_with(op: Op, method: str) -> Repair | None:
    """Return the edit that flattens what a layer is asked: at the call, or as a layer before it."""
    made_here = isinstance(op.layer, Layer) and op.layer.site.node is op.text.node
    if not made_here:
        return with_method(op.site, argument(op.site.node, 0, "input"), method)
    return _layer_before(op.text, "Flatten()") if method == "flatten(1)" else None


def _layer_before(site: Site, layer: str) -> Repair | None:
    """`nn.Linear(...)` in a list of layers -> `nn.Flatten(), nn.Linear(...)`."""
    holder = site.source.parent(site.node)
    in_list = isinstance(holder, ast.List) or (isinstance(holder, ast.Call) and site.node in holder.args)
    if not in_list or not isinstance(site.node, ast.Call) or not isinstance(site.node.func, ast.Attribute):
        return None
    home, place = site.source.between(site.source.place(site.node.func.value)), site.place
    indent = site.source.lines[place.line - 1][: place.column - 1]
    gap = " " if indent.strip() else site.source.line_end + indent
    at = site.source.span(place.line, place.column, place.line, place.column)
    return Repair(safe=True, edits=(Edit(at, f"{home}.{layer},{gap}"),))


def flattened_per_sample(op: Op) -> Repair | None:
    """`x.view(-1)` -> `x.flatten(1)`, `torch.flatten(x)` -> `torch.flatten(x, 1)`."""
    call = op.site.node
    if (
        not isinstance(call, ast.Call)
        or isinstance(op.layer, Layer)
        or not isinstance(call.func, ast.Attribute)
    ):
        return None
    return _called_on(op.site, "flatten(1)") if _is_method(op, call) else _called_with(op)


def _is_method(op: Op, call: ast.Call) -> bool:
    """Whether the tensor stands in front of the dot, and not among the arguments."""
    given = len(op.arguments.all()) if op.arguments is not None else 0
    return given > len(call.args) + len(call.keywords)


def _called_with(op: Op) -> Repair | None:
    call = op.site.node
    assert isinstance(call, ast.Call)
    if not call.args:
        return None
    text = op.site.source.between(op.site.source.place(call.args[0]))
    return Repair(safe=True, edits=(Edit(op.site.place, f"torch.flatten({text}, 1)"),))


def _called_on(site: Site, method: str) -> Repair | None:
    """Write another method behind the dot of a call."""
    call = site.node
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    receiver = site.source.between(site.source.place(call.func.value))
    return Repair(safe=True, edits=(Edit(site.place, f"{receiver}.{method}"),))


def along(op: Op, axis: int) -> Repair | None:
    """`x.argmax(1)` -> `x.argmax(-1)`, `F.softmax(x, dim=1)`, `nn.Softmax(dim=1)`: to be agreed to."""
    call = op.written.node
    if not isinstance(call, ast.Call):
        return None
    behind = 0 if isinstance(op.layer, Layer) or _is_method(op, call) else 1
    given = argument(call, behind, "dim", "axis")
    if given is None:
        return None
    return Repair(safe=False, edits=(Edit(op.written.source.place(given), str(axis)),))


def permuted(op: Op, order: tuple[int, ...]) -> Repair | None:
    """`x.view(n, c, h, w)` -> `x.permute(0, 3, 1, 2)`; of an array of numpy `x.transpose(0, 3, 1, 2)`."""
    call = op.site.node
    if not isinstance(call, ast.Call) or not _is_method(op, call):
        return None
    is_array = any(use.is_("from_numpy", "tensor", "as_tensor") for use in op.out.future())
    method = "transpose" if is_array else "permute"
    repair = _called_on(op.site, f"{method}({', '.join(map(str, order))})")
    return Repair(safe=False, edits=repair.edits) if repair else None


def receiver_with(site: Site, method: str) -> Repair | None:
    """`loss.backward()` -> `loss.mean().backward()`."""
    call = site.node
    if (
        not isinstance(call, ast.Call)
        or not isinstance(call.func, ast.Attribute)
        or call.func.attr != "backward"
    ):
        return None
    return with_method(site, call.func.value, method)


def subscripted(site: Site, text: str) -> Repair | None:
    """`out[-1]` -> `out[:, -1]`."""
    if not isinstance(site.node, ast.Subscript):
        return None
    return Repair(safe=True, edits=(Edit(site.source.place(site.node.slice), text),))
