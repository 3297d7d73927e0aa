"""Text edits around a whole statement: lines before it, lines behind it, a `with` around it."""

from __future__ import annotations

import ast

from loopwise.program.flow.events import Event, Frame, LoopRun
from loopwise.program.objects.values import External, Value
from loopwise.program.source.sources import Source, lines_of, nodes_in
from loopwise.records import Edit, Place


def line_before(source: Source, statement: ast.AST, text: str) -> Edit | None:
    """Return the edit that puts a line before a statement; None where the statement shares its line."""
    decorators = [source.place(one).line for one in getattr(statement, "decorator_list", ())]
    line = min([source.place(statement).line, *decorators])
    indent = _indent(source, statement)
    if indent is None:
        return None
    return Edit(source.span(line, 1, line, 1), f"{indent}{text}{source.line_end}")


def line_behind(source: Source, statement: ast.AST, *texts: str) -> Edit | None:
    """Return the edit that puts lines behind a statement, at its own depth."""
    place = source.place(statement)
    indent = _indent(source, statement)
    if indent is None:
        return None
    last = place.end_line or place.line
    end = len(source.lines[last - 1].rstrip("\r\n")) + 1
    text = "".join(f"{source.line_end}{indent}{line}" for line in texts)
    return Edit(source.span(last, end, last, end), text)


def wrapped(source: Source, statement: ast.AST, header: str) -> tuple[Edit, ...]:
    """Return the edits that put a statement under a header like `with torch.no_grad():`; empty if it cannot."""
    indent = _indent(source, statement)
    if indent is None or _has_long_text(statement):
        return ()
    return (_under(source, source.place(statement), header, indent),)


def _under(source: Source, place: Place, header: str, indent: str) -> Edit:
    """Return the edit that puts the lines of a place under a header: one edit, so that no other moves them too."""
    deeper = "\t" if "\t" in indent else "    "
    first, *others = lines_of(source.between(place))
    moved = [f"{deeper}{line}" if line.strip() else line for line in others]
    return Edit(place, f"{header}{source.line_end}{indent}{deeper}{first}{''.join(moved)}")


def guarded(source: Source, statement: ast.AST) -> tuple[Edit, ...]:
    """Return the edits that put a statement of a script, and all behind it, under a main guard; empty if none can."""
    body = source.tree.body
    at = next((i for i, one in enumerate(body) if one is statement), None)
    if at is None or any(_has_long_text(one) for one in body[at:]) or _indent(source, statement) is None:
        return ()
    first, last = source.place(statement), source.place(body[-1])
    end = (last.end_line or last.line, last.end_column or last.column)
    whole = source.span(first.line, first.column, *end)
    return (_under(source, whole, 'if __name__ == "__main__":', ""),)


def name_in(frame: Frame, path: str) -> str:
    """Return what a library's module or function is called there: "torch"; "" if nothing."""
    for scope in frame.scope.outwards():
        for name, held in scope.table.items():
            if isinstance(held, External) and held.path == path and name.isidentifier():
                return str(name)
    return ""


def is_bound_later(source: Source, statement: ast.AST, name: str) -> bool:
    """Tell whether only a line further down in the same text imports a name that a top-level statement needs."""
    line = source.place(statement).line
    imports = [node for node in source.tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    lines = [
        node.lineno
        for node in imports
        if any(name == (alias.asname or alias.name.partition(".")[0]) for alias in node.names)
    ]
    return bool(lines) and min(lines) > line


def value_name(frame: Frame, value: Value) -> str:
    """Return what a value is called there, "" if nothing."""
    from loopwise.program.mending.repairs import name_of

    return name_of(value, frame)


def frame_of(event: Event, run: LoopRun) -> Frame:
    """Return the call in which a loop around an event stands."""
    at = event.loops.index(run)
    return next(frame for frame in reversed(event.frames) if frame.loops <= at)


def _indent(source: Source, statement: ast.AST) -> str | None:
    place = source.place(statement)
    before = source.lines[place.line - 1][: place.column - 1]
    return None if before.strip() else before


def _has_long_text(statement: ast.AST) -> bool:
    """Whether a text goes over several lines: indenting it would change it."""
    return any(
        isinstance(node, (ast.Constant, ast.JoinedStr))
        and node.end_lineno != node.lineno
        and not (isinstance(node, ast.Constant) and not isinstance(node.value, (str, bytes)))
        for node in nodes_in(statement)
    )
