"""Where a program may do wrong on purpose: in unit tests."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from loopwise.program.source.sources import Source
from loopwise.records import Place

_RUNNERS = ("pytest", "unittest")


def unit_tests_in(sources: Iterable[Source]) -> list[Place]:
    """Return the functions that pytest or unittest calls."""
    return [
        source.place(node)
        for source in sources
        if any(word in source.text for word in _RUNNERS)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test")
    ]
