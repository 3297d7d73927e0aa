"""One text that was read: its tree, its lines, and where a node of the tree stands in it.

>>> source = Source("a.py", "값 = f(x)\n", ast.parse("값 = f(x)\n"))
>>> str(source.place(source.tree.body[0].value))     # columns count characters, ast counts bytes
'a.py:1:5'
"""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from loopwise.records import Place

_LINE = re.compile(
    r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z"
)  # as Python counts lines; str.splitlines splits at more


class Source:
    """A script, or one cell of a notebook.

    text: as it stands in the file; magics are blanked only in what was parsed.
    cell: 1-based over all cells of the notebook; None for a script.
    sites: its nodes as sites, each made once: what stands in a loop or a helper is read again and again.
    """

    __slots__ = ("_lines", "_parents", "cell", "path", "sites", "text", "tree")

    def __init__(self, path: str, text: str, tree: ast.Module, cell: int | None = None) -> None:
        self.path = path
        self.text = text
        self.tree = tree
        self.cell = cell
        self._lines: list[str] | None = None
        self._parents: dict[ast.AST, ast.AST] | None = None
        self.sites = _Sites(self)

    @property
    def lines(self) -> list[str]:
        """Its lines, ends kept; split when somebody asks where something stands."""
        if self._lines is None:
            self._lines = lines_of(self.text)
        return self._lines

    def place(self, node: ast.AST) -> Place:
        """Return the span of a node; a module's is its first line."""
        if not isinstance(node, (ast.expr, ast.stmt, ast.excepthandler, ast.arg, ast.keyword, ast.alias)):
            return Place(self.path, cell=self.cell)
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return Place(
            self.path,
            node.lineno,
            self._column(node.lineno, node.col_offset),
            end_line,
            self._column(end_line, end_column),
            self.cell,
        )

    def span(self, line: int, column: int, end_line: int, end_column: int) -> Place:
        """Return a place from 1-based lines and character columns."""
        return Place(self.path, line, column, end_line, end_column, self.cell)

    def offset(self, line: int, column: int) -> int:
        """Return the index into the text of a 1-based line and character column."""
        return sum(map(len, self.lines[: line - 1])) + column - 1

    def between(self, place: Place) -> str:
        """Return the text of a place."""
        start = self.offset(place.line, place.column)
        return self.text[start : self.offset(place.end_line or place.line, place.end_column or place.column)]

    def words(self, node: ast.AST) -> str:
        """Return a node's own text on one short line: how a program names what was not followed."""
        text = " ".join(self.between(self.place(node)).split())
        return text if len(text) <= 60 else text[:57] + "..."

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node that holds `node`."""
        if self._parents is None:
            self._parents = _parents_in(self.tree)
        return self._parents.get(node)

    def function_around(self, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """Return the innermost function that a node stands in; None at the top and in a class body."""
        around = self.parent(node)
        while around is not None and not isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef)):
            around = self.parent(around)
        return around

    @property
    def line_end(self) -> str:
        """The line end this text uses."""
        return "\r\n" if self.lines and self.lines[0].endswith("\r\n") else "\n"

    def _column(self, line: int, offset: int) -> int:
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return 1 + (offset if text.isascii() else len(text.encode()[:offset].decode(errors="ignore")))


class Site(NamedTuple):
    """A node of a source: where something happened."""

    source: Source
    node: ast.AST

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.source.place(self.node)


class _Sites(dict[ast.AST, Site]):
    __slots__ = ("_source",)

    def __init__(self, source: Source) -> None:
        self._source = source

    def __missing__(self, node: ast.AST) -> Site:
        site = self[node] = Site(self._source, node)
        return site


def nodes_in(tree: ast.AST) -> list[ast.AST]:
    """Return a node and all below it, in the order of ast.walk, which makes two generators for each of them.

    What names and constants hold is left out: nobody asks about it, and half of all nodes are names and constants.
    """
    found = [tree]
    for held in found:
        if not isinstance(held, _LEAVES):
            for name in held._fields:
                value = getattr(held, name, None)
                for child in value if isinstance(value, list) else (value,):
                    if isinstance(child, ast.AST):
                        found.append(child)
    return found


def names_in(tree: ast.AST) -> set[str]:
    """Return the plain names in a tree, whether they are read or assigned; no attributes."""
    return {node.id for node in nodes_in(tree) if isinstance(node, ast.Name)}


def _parents_in(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """Return for every node the one that holds it."""
    found: dict[ast.AST, ast.AST] = {}
    for held in nodes_in(tree):
        for name in held._fields if not isinstance(held, _LEAVES) else ():
            value = getattr(held, name, None)
            for child in value if isinstance(value, list) else (value,):
                if isinstance(child, ast.AST):
                    found[child] = held
    return found


_LEAVES = (ast.Name, ast.Constant)


def lines_of(text: str) -> list[str]:
    """Split as Python counts lines, ends kept."""
    return _LINE.findall(text)


def called(node: ast.AST) -> str:
    """Return the name of the function or method that is called: "cat" of `torch.cat(parts)`; "" where nothing is."""
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
