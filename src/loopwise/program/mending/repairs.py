"""Text edits that take an operation out of a program, or put a statement in."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.program.flow.events import Event, Frame
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Layer
from loopwise.program.objects.ops import Op
from loopwise.program.objects.values import Dict, Value
from loopwise.program.source.sources import Site, Source, called
from loopwise.records import Edit, Place, Repair

_ATOMS = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.List, ast.Dict, ast.Set)
_LOOSE = (
    ast.Assign,
    ast.AnnAssign,
    ast.Return,
    ast.keyword,
    ast.Call,
)  # hold any expression without brackets
_NEEDLESS = ("choose", "loss", "layout", "join")  # uses to which a monotone change of every row is nothing


def removal(op: Op) -> Repair | None:
    """Return the edit that takes an operation out.

    Safe if what it gave is used by losses and for class ids only: nobody reads the values.
    """
    node, source = op.text.node, op.text.source
    if node is op.site.node and any(twin.kind != op.kind for twin in op.twins):
        return None  # one piece of text, several operations: a function chosen by getattr
    if not isinstance(node, ast.Call):
        return None
    made_here = isinstance(op.layer, Layer) and op.layer.site.node is node
    if not made_here and node is not op.site.node:
        return None  # a call of the program's own function, which makes other layers, too
    edit = _without_layer(source, node) if made_here else _without_call(source, node, op)
    if edit is None:
        return None
    return Repair(safe=not is_read_by_value(op), edits=(edit,))


def is_read_by_value(op: Op) -> bool:
    """Whether anything but losses and class ids uses what an operation gives, wherever it is called from."""
    same = [twin for twin in op.twins if twin.kind == op.kind]
    uses = [use for twin in same for use in twin.out.future()]
    return any(use.role not in _NEEDLESS or use.kind == "item" for use in uses)


def insertion(
    event: Event, statements: tuple[tuple[str, Value], ...], *, after: bool = False, safe: bool = True
) -> Repair | None:
    """Return the edit that puts statements before or after an event, in the innermost call that names all values."""
    if not statements:
        return None
    for site, frame in _standpoints(event):
        names = [name_of(value, frame) for _, value in statements]
        if all(names):
            lines = [template.format(name) for (template, _), name in zip(statements, names, strict=True)]
            edit = _after(site, lines) if after else _before(site, lines)
            return Repair(safe=safe, edits=(edit,)) if edit else None
    return None


def _standpoints(event: Event) -> Iterator[tuple[Site, Frame]]:
    """Yield the event's place, then the calls that led to it, innermost first, as far as the loop reaches."""
    site = event.site
    for frame in reversed(event.frames):
        in_lambda = frame.function is not None and isinstance(frame.function.node, ast.Lambda)
        if site is not None and not in_lambda:
            yield site, frame
        if frame.loops < len(event.loops):
            return  # further out is outside the loop
        site = frame.site


def name_of(value: Value, frame: Frame) -> str:
    """Return what the value is called in a scope: `optimizer`, `self.optimizer`; "" if nothing."""
    for scope in frame.scope.outwards():
        for name, held in scope.table.items():
            if held is value and name.isidentifier():
                return str(name)
    for name, owner in frame.scope.table.items():
        if isinstance(owner, (Instance, Dict)):
            for key, held in owner.table.items():
                if held is value and isinstance(key, str):
                    return f"{name}.{key}" if isinstance(owner, Instance) else f"{name}[{key!r}]"
    return ""


def _before(site: Site, lines: list[str]) -> Edit | None:
    source = site.source
    statement = statement_of(source, site.node)
    if statement is None:
        return None
    place = source.place(statement)
    if _stands_at(source, place.line - len(lines), lines):
        return None  # a second time it would help no more than the first
    indent = source.lines[place.line - 1][: place.column - 1]
    alone = not indent.strip()
    text = "".join(f"{line}{source.line_end + indent if alone else '; '}" for line in lines)
    return Edit(source.span(place.line, place.column, place.line, place.column), text)


def _after(site: Site, lines: list[str]) -> Edit | None:
    source = site.source
    statement = statement_of(source, site.node)
    if statement is None:
        return None
    place = source.place(statement)
    assert place.end_line and place.end_column
    indent = source.lines[place.line - 1][: place.column - 1]
    if indent.strip() or _stands_at(source, place.end_line + 1, lines):
        return None
    text = "".join(f"{source.line_end}{indent}{line}" for line in lines)
    line = source.lines[place.end_line - 1].rstrip("\r\n")
    return Edit(source.span(place.end_line, len(line) + 1, place.end_line, len(line) + 1), text)


def _stands_at(source: Source, line: int, lines: list[str]) -> bool:
    """Whether these lines are already there, from a line of the text on."""
    there = source.lines[max(line, 1) - 1 : line - 1 + len(lines)]
    return [one.strip() for one in there] == lines


def statement_of(source: Source, node: ast.AST) -> ast.stmt | None:
    """Return the statement a node stands in."""
    at: ast.AST | None = node
    while at is not None and not isinstance(at, ast.stmt):
        at = source.parent(at)
    return at


def _without_call(source: Source, node: ast.Call, op: Op) -> Edit | None:
    """`F.softmax(e, dim=1)` -> `e`, `e.softmax(1)` -> `e`, `self.softmax(e)` -> `e`."""
    kept = input_text(op)
    return None if kept is None else reduced_to(source, node, kept)


def reduced_to(source: Source, node: ast.Call, kept: ast.expr) -> Edit | None:
    """Return the edit that leaves one expression of a call; `x = f(x)` goes altogether."""
    statement = source.parent(node)
    if isinstance(statement, ast.Assign) and _assigns_itself(statement, kept):
        return without_statement(source, statement)
    text = source.between(source.place(kept))
    bare = isinstance(source.parent(node), _LOOSE)
    if "\n" in text or not (isinstance(kept, _ATOMS) or bare):
        text = f"({text})"
    return Edit(source.place(node), text)


def input_text(op: Op) -> ast.expr | None:
    """Return the expression whose value goes into an operation first."""
    node = op.text.node
    if not isinstance(node, ast.Call):
        return None
    is_function = op.layer is not None or _is_library_function(node, op)
    if isinstance(node.func, ast.Attribute) and not is_function:
        return node.func.value
    if node.args and not isinstance(node.args[0], ast.Starred):
        return node.args[0]
    return next((keyword.value for keyword in node.keywords if keyword.arg == "input"), None)


def _is_library_function(node: ast.Call, op: Op) -> bool:
    """`F.softmax(x, 1)` has the tensor among its arguments, `x.softmax(1)` before the dot."""
    given = len(node.args) + len(node.keywords)
    return op.arguments is not None and len(op.arguments.all()) == given


def _assigns_itself(statement: ast.Assign, kept: ast.expr) -> bool:
    target = statement.targets[0]
    return len(statement.targets) == 1 and ast.unparse(target) == ast.unparse(kept)


def function_of(source: Source, node: ast.AST) -> ast.AST | None:
    """Return the function a node stands in, None at module level."""
    at = source.parent(node)
    while at is not None and not isinstance(at, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        at = source.parent(at)
    return at


def without_statement(source: Source, statement: ast.stmt) -> Edit | None:
    """Take out a statement's lines; where a block would be empty, leave `pass`."""
    place = source.place(statement)
    assert place.end_line and place.end_column
    first, last = source.lines[place.line - 1], source.lines[place.end_line - 1]
    behind = last[place.end_column - 1 :].strip()
    alone = not first[: place.column - 1].strip() and (not behind or behind.startswith("#"))
    block = _block(source, statement)
    if len(block) > 1 and behind.startswith(";") and behind.strip("; "):  # `import a; b = a.c()`
        rest = last[place.end_column - 1 :]
        end = place.end_column + len(rest) - len(rest.lstrip("; \t"))
        return Edit(source.span(place.line, place.column, place.end_line, end), "")
    if len(block) < 2 or not alone:
        return Edit(place, "pass")
    if place.end_line == len(source.lines) and not last.endswith(("\n", "\r")):
        return Edit(source.span(place.line, 1, place.end_line, len(last) + 1), "")
    return Edit(source.span(place.line, 1, place.end_line + 1, 1), "")


def _block(source: Source, statement: ast.stmt) -> list[ast.stmt]:
    holder = source.parent(statement)
    for field in ("body", "orelse", "finalbody"):
        block = getattr(holder, field, None)
        if isinstance(block, list) and statement in block:
            return block
    return []


def _without_layer(source: Source, node: ast.Call) -> Edit | None:
    """Take a layer out of the list it is made in; elsewhere let `nn.Identity()` stand for it."""
    element: ast.expr = node
    holder = source.parent(node)
    if isinstance(holder, ast.Tuple) and len(holder.elts) == 2:  # ("softmax", nn.Softmax(dim=1))
        element, holder = holder, source.parent(holder)
    if isinstance(holder, ast.Call) and element in holder.args and _is_sequential(holder):
        return _without_element(source, holder.args, element)
    if isinstance(holder, ast.List) and element in holder.elts and not _is_module_list(source.parent(holder)):
        return _without_element(source, holder.elts, element)
    if isinstance(holder, ast.Call) and isinstance(source.parent(holder), ast.Expr) and _appends(holder):
        statement = source.parent(holder)
        return without_statement(source, statement) if isinstance(statement, ast.stmt) else None
    if isinstance(node.func, ast.Attribute):
        home = source.between(source.place(node.func.value))
        return Edit(source.place(node), f"{home}.Identity()")
    return None


def _is_sequential(call: ast.Call) -> bool:
    return called(call) == "Sequential"


def _is_module_list(node: ast.AST | None) -> bool:
    """Its layers may be asked by their number, so none is taken out."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("ModuleList")


def _appends(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in (
        "append",
        "add_module",
        "register_module",
    )


def _without_element(source: Source, elements: list[ast.expr], element: ast.expr) -> Edit:
    """Take out one element and its comma; the comments of its neighbours stay."""
    at = elements.index(element)
    place = source.place(element)
    assert place.end_line and place.end_column
    lines = _own_lines(source, place)
    if lines is not None:
        return Edit(lines, "")
    if at > 0:
        before = source.place(elements[at - 1])
        start = (before.end_line or 1, before.end_column or 1)
        between = source.between(source.span(*start, place.line, place.column))
        if "#" in between:
            start = (place.line, place.column)
        return Edit(source.span(*start, place.end_line, place.end_column), "")
    if len(elements) > 1:
        after = source.place(elements[1])
        return Edit(source.span(place.line, place.column, after.line, after.column), "")
    return Edit(place, "")


def _own_lines(source: Source, place: Place) -> Place | None:
    """Return the whole lines of an element that shares them with nothing but its comma and a comment."""
    assert place.end_line and place.end_column
    before = source.lines[place.line - 1][: place.column - 1]
    behind = source.lines[place.end_line - 1][place.end_column - 1 :].strip()
    if (
        before.strip()
        or (behind and not behind.startswith((",", "#")))
        or place.end_line == len(source.lines)
    ):
        return None
    rest = behind.removeprefix(",").strip()
    if rest and not rest.startswith("#"):
        return None
    return source.span(place.line, 1, place.end_line + 1, 1)
