"""Names that are used before anything defines them, and what defines them later: a cell further down.

for early in program.used_too_early(): early.name, early.place, early.made_place
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.mending.blocks import line_before
from loopwise.program.mending.repairs import statement_of, without_statement
from loopwise.program.source.sources import Site, Source, nodes_in
from loopwise.records import Place, Repair

if TYPE_CHECKING:
    from loopwise.program.flow.events import Condition, Frame

_BRINGS_NAMES = r"(?m)^\s*%(run|pylab|store|load)\b|\bglobals\(\)|\bexec\(|\blocals\(\)"
_MAGIC = r"(?m)^\s*[%!].*$"


class Unbound(NamedTuple):
    """A name that stood for nothing when it was read, with the path to it."""

    name: str
    site: Site
    frames: tuple[Frame, ...]
    conditions: tuple[Condition, ...]


class UsedTooEarly(NamedTuple):
    """A name, where it is used, the statement that defines it later, and the top-level one that needs it."""

    name: str
    site: Site
    made: Site
    user: Site

    @property
    def place(self) -> Place:
        """Where it is used."""
        return self.site.place

    @property
    def made_place(self) -> Place:
        """Where it is defined."""
        return self.made.place

    def made_first(self) -> Repair | None:
        """Return the edit that defines it before the statement that needs it: a number, a text, an import."""
        source, statement = self.made.source, self.made.node
        value = statement.value if isinstance(statement, ast.Assign) else None
        if not isinstance(statement, (ast.Import, ast.ImportFrom)) and not isinstance(value, ast.Constant):
            return None
        assert isinstance(statement, ast.stmt)
        gone = without_statement(source, statement)
        there = line_before(self.user.source, self.user.node, source.between(self.made.place))
        return Repair(safe=False, edits=(there, gone)) if there and gone else None


def used_too_early(unbound: Sequence[Unbound], sources: Sequence[Source]) -> Iterator[UsedTooEarly]:
    """Yield the names, in the order in which they are needed; none of cells in the order in which they were executed.

    There the use has raised its NameError, and the later cell was the answer to it.
    """
    executed = sources[0].cell and not Place(sources[0].path).is_in_file
    if not unbound or executed or any(re.search(_BRINGS_NAMES, source.text) for source in sources):
        return
    for use in unbound:
        if use.conditions or any(map(_may_be_later, use.frames)) or _is_tried(use.site):
            continue
        user = _user(use)
        made = _made_in_function(use) or _made_later(use.name, user, sources)
        if made is not None and not _may_be_magic(use.name, user, sources):
            yield UsedTooEarly(use.name, use.site, made, user)


def _may_be_later(frame: Frame) -> bool:
    """Whether a call may be made later than here: by nobody in sight, by what is handed `lambda: later()`."""
    function, site = frame.function, frame.site
    if function is None or site is None or not isinstance(function.node, ast.Lambda):
        return frame.is_read_alone
    return any(part is function.node for part in nodes_in(site.node))


def _user(use: Unbound) -> Site:
    """Return the outermost statement that was being read: of a call the one that makes it."""
    called = [frame.site for frame in use.frames if frame.site is not None]
    site = called[0] if called else use.site
    at: ast.AST = site.node
    while (above := site.source.parent(at)) is not None and not isinstance(above, ast.Module):
        at = above
    return Site(site.source, at)


def _made_in_function(use: Unbound) -> Site | None:
    """Return what gives a local name its first value, below the use."""
    function = use.frames[-1].function
    if function is None or isinstance(function.node, ast.Lambda):
        return None
    made = [node for one in function.node.body for node in _statements(one) if use.name in _binds(node)]
    used = statement_of(use.site.source, use.site.node)
    first = min(made, key=lambda node: node.lineno, default=None)
    late = first is not None and first is not used and first.lineno > getattr(use.site.node, "lineno", 0)
    return Site(use.site.source, first) if late and first is not None else None


def _made_later(name: str, user: Site, sources: Sequence[Source]) -> Site | None:
    """Return the first top-level statement that defines a name, if it comes after the one that uses it."""
    for source in sources:
        for statement in source.tree.body:
            for part in _statements(statement):
                if name in _binds(part):
                    late = _comes_after(Site(source, statement), user, sources)
                    return Site(source, part) if late else None
    return None


def _comes_after(site: Site, other: Site, sources: Sequence[Source]) -> bool:
    if other.source not in sources:
        return False
    one, two = sources.index(site.source), sources.index(other.source)
    line, before = getattr(site.node, "lineno", 0), getattr(other.node, "lineno", 0)
    return (one, line) > (two, before) and site.node is not other.node


def _statements(statement: ast.stmt) -> Iterator[ast.stmt]:
    """Yield a statement and those inside it; the insides of definitions are worlds of their own."""
    yield statement
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.stmt):
            yield from _statements(child)
        elif isinstance(child, (ast.ExceptHandler, ast.match_case)):
            for inner in child.body:
                yield from _statements(inner)


def _binds(statement: ast.stmt) -> set[str]:
    """Return the names a statement itself gives a value."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    parts = [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]
    nodes = [node for part in parts for node in nodes_in(part)]
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _is_tried(site: Site) -> bool:
    """Whether a `try` stands around it: the error may be expected."""
    at: ast.AST | None = site.node
    while at is not None:
        at = site.source.parent(at)
        if isinstance(at, (ast.Try, ast.TryStar)):
            return True
    return False


def _may_be_magic(name: str, user: Site, sources: Sequence[Source]) -> bool:
    """Whether a magic, or a cell that could not be read, names it before."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    for source in sources[: sources.index(user.source) + 1]:
        unread = [source.text] if not source.tree.body else re.findall(_MAGIC, source.text)
        if any(word.search(text) for text in unread):
            return True
    return False
