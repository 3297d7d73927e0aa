"""Where a program may do wrong on purpose: in unit tests, and where it waits for the error. Asked for each finding."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import PurePath

from loopwise.program.objects.torch_table import words
from loopwise.program.source.sources import Site, Source, nodes_in
from loopwise.records import Place

_RUNNERS = ("pytest", "unittest")
_WAITS = ("aises", "suppress")  # assertRaises, pytest.raises
_OTHERS = words(  # errors that torch does not raise for what it is given
    "KeyboardInterrupt SystemExit ImportError ModuleNotFoundError FileNotFoundError OSError StopIteration"
)


def unit_tests_in(sources: Iterable[Source]) -> list[Place]:
    """Return the functions that pytest or unittest calls, and the classes that hold them, with all their helpers."""
    return [
        source.place(node)
        for source in sources
        if any(word in source.text for word in _RUNNERS)
        for node in nodes_in(source.tree)
        if (isinstance(node, ast.FunctionDef) and node.name.startswith("test"))
        or (isinstance(node, ast.ClassDef) and _holds_tests(node))
    ]


def is_test_file(source: Source) -> bool:
    """Tell whether pytest or unittest runs a file, by its name and its text: what is read is read for its tests."""
    name = PurePath(source.path).stem
    named = name.startswith("test_") or name.endswith(("_test", "_tests")) or name == "tests"
    return named and any(word in source.text for word in (*_RUNNERS, "def test_"))


def _holds_tests(node: ast.ClassDef) -> bool:
    """Whether a class is one of tests: it derives from a `TestCase`, or pytest finds it by its name."""
    named = node.name.startswith("Test") and any(
        isinstance(part, ast.FunctionDef) and part.name.startswith("test") for part in node.body
    )
    return named or any(ast.unparse(base).endswith("TestCase") for base in node.bases)


def waits_in(sources: Iterable[Source]) -> list[Place]:
    """Return the blocks in which an error of torch is waited for: of a `try`, `pytest.raises`, `suppress`."""
    blocks = [
        (source, node.body)
        for source in sources
        if any(word in source.text for word in ("except", *_WAITS))
        for node in nodes_in(source.tree)
        if isinstance(node, (ast.Try, ast.With)) and _waits(node)
    ]
    return [
        source.place(body[0])._replace(end_line=source.place(body[-1]).end_line) for source, body in blocks
    ]


def _waits(node: ast.Try | ast.With) -> bool:
    if isinstance(node, ast.Try):
        return any(map(_takes_refusals, node.handlers))
    texts = [ast.unparse(item.context_expr) for item in node.items]
    return any(word in text for text in texts for word in _WAITS)


def _takes_refusals(handler: ast.ExceptHandler) -> bool:
    """Whether an `except` may catch what torch raises, and raises nothing itself."""
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {ast.unparse(one).rpartition(".")[2] for one in types if one is not None}
    return (not names or bool(names - _OTHERS)) and not any(
        isinstance(x, ast.Raise) for x in nodes_in(handler)
    )


def tells_apart(site: Site, *words: str) -> bool:
    """Tell whether a test in the function around a place says one of these words: it may take only one kind there."""
    node: ast.AST | None = site.node
    while node is not None and not isinstance(node, (ast.FunctionDef, ast.Module)):
        node = site.source.parent(node)
    tests = (part.test for part in nodes_in(node or site.node) if isinstance(part, (ast.If, ast.IfExp)))
    return any(word in ast.unparse(test) for test in tests for word in words)
