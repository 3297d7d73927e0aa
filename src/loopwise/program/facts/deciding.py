"""Whether a test decides if a place is reached: an `if` around it, or one above it that leaves."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loopwise.program.source.sources import Site

_LEAVES = (ast.Return, ast.Continue, ast.Raise, ast.Break)


def is_decided_by(site: Site, asks: Callable[[ast.expr], bool]) -> bool:
    """Tell whether a test that `asks` knows decides if a place is reached."""
    inner: ast.AST = site.node
    while (outer := site.source.parent(inner)) is not None:
        if isinstance(outer, (ast.If, ast.IfExp)) and inner is not outer.test and asks(outer.test):
            return True
        leaving = (one for one in _before(inner, outer) if isinstance(one, ast.If))
        if any(isinstance(one.body[-1], _LEAVES) and asks(one.test) for one in leaving):
            return True
        inner = outer
    return False


def _before(statement: ast.AST, around: ast.AST) -> list[ast.stmt]:
    """Return the statements that stand before one in its block."""
    blocks = (getattr(around, name, None) for name in ("body", "orelse", "finalbody"))
    block = next((block for block in blocks if isinstance(block, list) and statement in block), [])
    return block[: block.index(statement)] if block else []
