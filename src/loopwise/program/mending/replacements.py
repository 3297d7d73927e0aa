"""Text edits that put one thing in the place of another: a loss, an operation, an argument."""

from __future__ import annotations

import ast

from loopwise.program.mending.repairs import input_text, is_read_by_value, removal
from loopwise.program.objects.modules import Layer
from loopwise.program.objects.ops import Op
from loopwise.program.objects.torch_table import LOSSES
from loopwise.program.source.sources import Site, nodes_in
from loopwise.records import Edit, Repair

_CLASSES = {kind: name for name, kind in LOSSES.items()} | {
    "log_softmax": "LogSoftmax",
    "logsigmoid": "LogSigmoid",
    "sigmoid": "Sigmoid",
}
_WHOLE = (ast.Name, ast.Attribute, ast.Call, ast.Subscript)  # a method can be called on it without brackets


def called_otherwise(site: Site, kind: str) -> tuple[Edit, ...]:
    """Return the edit that calls another of torch's functions or classes: `nn.NLLLoss()`, `F.softmax(x)`.

    Empty for a bare name: the other one may not be imported.
    """
    function = site.node.func if isinstance(site.node, ast.Call) else None
    if not isinstance(function, ast.Attribute):
        return ()
    name = _CLASSES[kind] if function.attr[:1].isupper() else kind
    place = site.source.place(function)
    assert place.end_line and place.end_column
    start = place.end_column - len(function.attr)
    return (Edit(site.source.span(place.end_line, start, place.end_line, place.end_column), name),)


def merged(outer: Op, inner: Op, kind: str) -> Repair | None:
    """Return the edit that makes one operation of two: `torch.log(F.softmax(x, 1))` -> `F.log_softmax(x, 1)`.

    Both go where only cross-entropy gets the result: it takes the logarithm of a softmax itself.
    """
    if kind == "log_softmax" and _is_for_cross_entropy(outer):
        return _without_both(outer, inner)
    renamed = _logsigmoid(inner.written) if kind == "logsigmoid" else called_otherwise(inner.written, kind)
    if not renamed:
        return None
    if inner.layer is None and inner.site.node in nodes_in(outer.site.node):
        source, name, call = inner.site.source, renamed[0].place, inner.site.place
        before = source.between(source.span(call.line, call.column, name.line, name.column))
        behind = source.span(
            name.end_line or 1, name.end_column or 1, call.end_line or 1, call.end_column or 1
        )
        return Repair(
            safe=True, edits=(Edit(outer.site.place, before + renamed[0].text + source.between(behind)),)
        )
    alone = all(use is outer or use.role == "layout" for use in inner.out.future())
    gone = removal(outer)
    return Repair(safe=True, edits=(*renamed, *gone.edits)) if gone and alone else None


def _is_for_cross_entropy(op: Op) -> bool:
    """Whether cross-entropy gets what an operation gives, and nothing else but a choice of the largest."""
    same = [twin for twin in op.twins if twin.kind == op.kind]
    uses = [use for twin in same for use in twin.out.future() if use.role not in ("layout", "join")]
    losses = [use for use in uses if use.is_("cross_entropy")]
    return bool(losses) and all(use in losses or use.role == "choose" for use in uses)


def _without_both(outer: Op, inner: Op) -> Repair | None:
    """`F.softmax(x, 1).log()` -> `x`."""
    first, second = removal(outer), removal(inner)
    if inner.layer is not None or inner.site.node not in nodes_in(outer.site.node):
        return Repair(safe=True, edits=(*first.edits, *second.edits)) if first and second else None
    kept, source = input_text(inner), outer.site.source
    if kept is None:
        return None
    text = source.between(source.place(kept))
    text = text if isinstance(kept, _WHOLE) else f"({text})"
    return Repair(safe=True, edits=(Edit(outer.site.place, text),))


def _logsigmoid(site: Site) -> tuple[Edit, ...]:
    """Name F.logsigmoid, which neither torch nor a tensor has."""
    function = site.node.func if isinstance(site.node, ast.Call) else None
    home = ast.unparse(function.value) if isinstance(function, ast.Attribute) else ""
    if home == "torch" and function is not None:
        return (Edit(site.source.place(function), "torch.nn.functional.logsigmoid"),)
    return (
        called_otherwise(site, "logsigmoid") if home.rpartition(".")[2] in ("F", "functional", "nn") else ()
    )


def replaced(op: Op, kind: str) -> Repair | None:
    """Return the edit that makes an operation another one. Safe if nobody reads its values but losses."""
    edits = called_otherwise(op.written, kind)
    return Repair(safe=not is_read_by_value(op), edits=edits) if edits else None


def argument(call: ast.AST, position: int, *names: str) -> ast.expr | None:
    """Return the expression a call gives for an argument; None where `*` or `**` could bring it."""
    if not isinstance(call, ast.Call) or any(keyword.arg is None for keyword in call.keywords):
        return None
    if any(isinstance(given, ast.Starred) for given in call.args):
        return None
    if position < len(call.args):
        return call.args[position]
    return next((keyword.value for keyword in call.keywords if keyword.arg in names), None)


def with_method(site: Site, given: ast.expr | None, method: str, *, safe: bool = True) -> Repair | None:
    """Return the edit that calls a method on an argument: `y` -> `y.float()`."""
    if given is None:
        return None
    text = site.source.between(site.source.place(given))
    text = text if isinstance(given, _WHOLE) else f"({text})"
    return Repair(safe=safe, edits=(Edit(site.source.place(given), f"{text}.{method}"),))


def swapped(site: Site) -> Repair | None:
    """Return the edit that exchanges the first two arguments of a call."""
    one, two = argument(site.node, 0, "input"), argument(site.node, 1, "target")
    if one is None or two is None:
        return None
    first, second = site.source.place(one), site.source.place(two)
    edits = (Edit(first, site.source.between(second)), Edit(second, site.source.between(first)))
    return Repair(safe=True, edits=edits)


def with_argument(site: Site, text: str, *, safe: bool) -> Repair | None:
    """Return the edit that gives a call one more argument, behind those it has."""
    call = site.node
    if not isinstance(call, ast.Call):
        return None
    place = site.source.place(call)
    assert place.end_line and place.end_column
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if not given:
        at = (place.end_line, place.end_column - 1)
        return Repair(safe=safe, edits=(Edit(site.source.span(*at, *at), text),))
    last = site.source.place(given[-1])
    at = (last.end_line or 1, last.end_column or 1)
    return Repair(safe=safe, edits=(Edit(site.source.span(*at, *at), f", {text}"),))


def with_value(site: Site, name: str, text: str, *, safe: bool) -> Repair | None:
    """Return the edit that gives a call's keyword a value, in place of one it has: "shuffle", "True"."""
    words = site.node.keywords if isinstance(site.node, ast.Call) else []
    given = next((word.value for word in words if word.arg == name), None)
    if given is None:
        return with_argument(site, f"{name}={text}", safe=safe)
    return Repair(safe=safe, edits=(Edit(site.source.place(given), text),))


def made_empty(site: Site) -> Repair | None:
    """Return the edit that puts empty brackets before those of a call: `nn.MSELoss(a, b)` -> `nn.MSELoss()(a, b)`."""
    if not isinstance(site.node, ast.Call):
        return None
    function = site.source.place(site.node.func)
    at = (function.end_line or 1, function.end_column or 1)
    return Repair(safe=True, edits=(Edit(site.source.span(*at, *at), "()"),))


def exchanged(site: Site, kind: str) -> Repair | None:
    """Return the edit that calls an operation without settings: `F.softmax(x, dim=1)` -> `F.sigmoid(x)`."""
    call = site.node
    name = called_otherwise(site, kind)
    if not name or not isinstance(call, ast.Call):
        return None
    is_module = name[0].text[:1].isupper()
    receiver = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value)
    is_method = receiver not in _HOMES and not is_module
    kept = (
        ""
        if is_module or is_method or not call.args
        else site.source.between(site.source.place(call.args[0]))
    )
    function, whole = site.source.place(call.func), site.place
    brackets = site.source.span(
        function.end_line or 1, function.end_column or 1, whole.end_line or 1, whole.end_column or 1
    )
    return Repair(safe=False, edits=(*name, Edit(brackets, f"({kept})")))


_HOMES = ("torch", "F", "nn", "nn.functional", "torch.nn.functional", "torch.nn")


def along(op: Op, axis: int) -> Repair | None:
    """Return the edit that gives an operation another axis: its `dim`, or one more argument."""
    site = op.written
    given = argument(site.node, _position(op), "dim", "axis")
    if given is not None:
        return Repair(safe=True, edits=(Edit(site.source.place(given), str(axis)),))
    return with_argument(site, f"dim={axis}", safe=True) if op.lacks(0, "dim", "axis") else None


def _position(op: Op) -> int:
    """Return where `dim` stands among a call's own arguments: behind the tensor, if that is one of them."""
    call = op.written.node
    written = len(call.args) + len(call.keywords) if isinstance(call, ast.Call) else 0
    given = len(op.arguments.all()) if op.arguments is not None else 0
    return int(op.written is op.site and written == given)


def compared_with(site: Site, number: str) -> Repair | None:
    """Return the edit that writes another number on one side of a comparison."""
    sides = _sides(site.node)
    literals = [side for side in sides if isinstance(side, ast.Constant)]
    if len(literals) != 1:
        return None
    return Repair(safe=True, edits=(Edit(site.source.place(literals[0]), number),))


def with_operand(site: Site, index: int, method: str) -> Repair | None:
    """Return the edit that calls a method on one side of an operator."""
    sides = _sides(site.node)
    return with_method(site, sides[index], method) if index < len(sides) else None


def _sides(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.Compare) and len(node.comparators) == 1:
        return [node.left, *node.comparators]
    if isinstance(node, ast.Call):
        return [*([node.func.value] if isinstance(node.func, ast.Attribute) else []), *node.args][-2:]
    return []


def followed_by(site: Site, method: str) -> Repair | None:
    """Return the edit that calls a method on what an expression gives: `torch.tensor(x).float()`."""
    return with_method(site, site.node, method) if isinstance(site.node, ast.expr) else None


def less(site: Site, given: ast.expr | None, number: int) -> Repair | None:
    """Return the edit that subtracts a number from an argument."""
    if given is None:
        return None
    text = site.source.between(site.source.place(given))
    text = text if isinstance(given, _WHOLE) else f"({text})"
    sign = "-" if number > 0 else "+"
    return Repair(safe=False, edits=(Edit(site.source.place(given), f"{text} {sign} {abs(number)}"),))


def with_layer_before(op: Op, name: str, method: str) -> Repair | None:
    """Return the edit that puts an activation in front of a layer: in its container, or on its argument."""
    if not isinstance(op.layer, Layer):
        return None
    if op.layer.site.node is op.site.node and isinstance(op.site.node, ast.Call):
        function = op.site.node.func
        home = op.site.source.between(op.site.source.place(function))[: -len(op.layer.name)]
        place = op.site.place
        start = op.site.source.span(place.line, place.column, place.line, place.column)
        return Repair(safe=False, edits=(Edit(start, f"{home}{name}(), "),)) if home.endswith(".") else None
    return with_method(op.site, argument(op.site.node, 0, "input"), method, safe=False)
