"""Text edits that move one statement before or after another one of the same block."""

from __future__ import annotations

import ast

from loopwise.program.flow.events import Event
from loopwise.program.mending.repairs import statement_of, without_statement
from loopwise.program.source.sources import Source
from loopwise.records import Edit, Repair


def moved(event: Event, other: Event, *, after: bool, safe: bool = True) -> Repair | None:
    """Return the edit that moves an event's statement before or after the one that `other` stands in."""
    assert event.site is not None and other.site is not None
    source = event.site.source
    statement = statement_of(source, event.site.node)
    beside = _beside(source, other.site.node, statement) if other.site.source is source else None
    if statement is None or beside is None or beside is statement:
        return None
    return moved_statement(source, statement, beside, after=after, safe=safe)


def moved_statement(
    source: Source, statement: ast.stmt, beside: ast.stmt, *, after: bool, safe: bool
) -> Repair | None:
    """Return the edit that moves whole lines; None where a line holds more than the statement."""
    if not (_alone(source, statement) and _alone(source, beside)):
        return None
    gone = without_statement(source, statement)
    place, target = source.place(statement), source.place(beside)
    if gone is None or gone.text or place.end_line is None or target.end_line is None:
        return None
    indent = source.lines[target.line - 1][: target.column - 1]
    text = source.between(place) + _comment(source, statement)
    if not after:
        put = Edit(source.span(target.line, 1, target.line, 1), f"{indent}{text}{source.line_end}")
    elif source.lines[target.end_line - 1].endswith(("\n", "\r")):
        put = Edit(
            source.span(target.end_line + 1, 1, target.end_line + 1, 1), f"{indent}{text}{source.line_end}"
        )
    else:
        end = len(source.lines[target.end_line - 1]) + 1
        put = Edit(
            source.span(target.end_line, end, target.end_line, end), f"{source.line_end}{indent}{text}"
        )
    return Repair(safe=safe, edits=(gone, put))


def _beside(source: Source, node: ast.AST, statement: ast.stmt | None) -> ast.stmt | None:
    """Return the statement of `statement`'s own block that holds `node`."""
    if statement is None:
        return None
    holder = source.parent(statement)
    block = next((b for b in _blocks(holder) if statement in b), [])
    at: ast.AST | None = node
    while at is not None and at not in block:
        at = source.parent(at)
    return at if isinstance(at, ast.stmt) else None


def _blocks(holder: ast.AST | None) -> list[list[ast.stmt]]:
    blocks = [getattr(holder, field, None) for field in ("body", "orelse", "finalbody")]
    return [block for block in blocks if isinstance(block, list)]


def _alone(source: Source, statement: ast.stmt) -> bool:
    place = source.place(statement)
    assert place.end_line and place.end_column
    before = source.lines[place.line - 1][: place.column - 1].strip()
    behind = source.lines[place.end_line - 1][place.end_column - 1 :].strip()
    return not before and (not behind or behind.startswith("#"))


def _comment(source: Source, statement: ast.stmt) -> str:
    """Return the comment behind a statement, with the blanks before it."""
    place = source.place(statement)
    assert place.end_line and place.end_column
    return source.lines[place.end_line - 1][place.end_column - 1 :].rstrip()
