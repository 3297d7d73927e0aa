"""What a piece of a program's text says by itself: what it names and changes, what a loop counts.

paths_in(test), changed_in(loop), numbers_of(loop), periods_in(test)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.program.flow.choices import targets_of
from loopwise.program.source.sources import nodes_in

BINDS = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.NamedExpr)
_GROWS = frozenset(("append", "extend", "add", "update", "insert"))


def paths_in(expression: ast.AST) -> Iterator[ast.expr]:
    """Return the names and dotted paths in it: of `self.best < loss`, `self.best`, `self` and `loss`."""
    return (part for part in nodes_in(expression) if isinstance(part, (ast.Name, ast.Attribute)))


def changed_in(text: ast.AST) -> Iterator[str]:
    """Yield what a piece of text binds, counts up or lets grow."""
    for node in nodes_in(text):
        if isinstance(node, BINDS):
            yield from (ast.unparse(target) for target in targets_of(node))
        elif isinstance(node, ast.arg):
            yield "" if node.arg == "self" else node.arg
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _GROWS:
            yield ast.unparse(node.func.value)


def numbers_of(epochs: ast.For | ast.While) -> Iterator[str]:
    """Yield what counts the rounds of a loop: the target of a `for`; of `while epoch < 12`, what a round adds 1 to."""
    if isinstance(epochs, ast.For):
        yield from map(ast.unparse, targets_of(epochs))
        return
    tested = set(map(ast.unparse, paths_in(epochs.test)))
    counted = (node.target for node in epochs.body if isinstance(node, ast.AugAssign))
    yield from tested & set(map(ast.unparse, counted))


def periods_in(test: ast.expr) -> list[str]:
    """Return what a test like `i % every == 0` counts up to."""
    parts = (part for part in nodes_in(test) if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mod))
    return [ast.unparse(part.right) for part in parts]
