"""Whether a program fixes the chance that its training depends on: weights, order of batches, dropout.

program.unseeded() -> Unseeded(place, others) or None
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.mending.blocks import line_behind
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Layer, modules_in
from loopwise.program.objects.values import Value
from loopwise.program.source.sources import Site, Source, nodes_in
from loopwise.records import Repair

if TYPE_CHECKING:
    from loopwise.program.evaluator.library_calls import LibraryCall
    from loopwise.program.flow.events import Event
    from loopwise.records import Place

_OF_TORCH = ("manual_seed", "manual_seed_all", "seed_everything")  # the rest is found by its text
_OF_OTHERS = ("numpy.random.seed", "random.seed", "tensorflow.random.set_seed")


class Unseeded(NamedTuple):
    """A model whose weights start anew in each run. others: the libraries' seeds that the program does fix."""

    site: Site
    others: tuple[str, ...]
    sources: tuple[Source, ...]

    @property
    def place(self) -> Place:
        """Where the model is made."""
        return self.site.place

    def seeded(self) -> Repair | None:
        """Return the edit that seeds torch behind the imports."""
        for source in self.sources:
            found = _imports(source)
            if found is not None:
                edit = line_behind(source, found[1], "", f"{found[0]}.manual_seed(0)")
                return Repair(safe=True, edits=(edit,)) if edit else None
        return None


def unseeded_in(
    asked: list[Event], calls: list[LibraryCall], sources: list[Source], own: list[Source]
) -> Unseeded | None:
    """Return the first model that is trained from weights no seed fixes; None if anything may seed torch."""
    for event in asked:
        model = event.target
        called = not any(frame.is_read_alone for frame in event.frames)
        if called and isinstance(model, (Layer, Instance)) and any(map(_is_drawn, modules_in(model))):
            if any(call.name in _OF_TORCH for call in calls) or any(map(_seeds, sources)):
                return None
            others = {call.path for call in calls if call.is_(*_OF_OTHERS)}
            return Unseeded(model.site, tuple(sorted(others)), tuple(own))
    return None


def _seeds(source: Source) -> bool:
    """Whether anything in a text may seed torch; only the statements that name a seed are gone through."""
    begun = 0
    for statement in source.tree.body if "seed" in source.text.lower() else ():
        end = statement.end_lineno or begun
        named = any("seed" in line.lower() for line in source.lines[begun:end])
        if named and any(map(_may_seed, nodes_in(statement))):
            return True
        begun = end - 1  # another statement may stand on the same line
    return False


def _is_drawn(module: Value) -> bool:
    """Whether its weights are drawn when it is made."""
    return isinstance(module, Layer) and module.is_trained


def _may_seed(node: ast.AST) -> bool:
    """Whether a call or an argument has to do with a seed that could be torch's."""
    if isinstance(node, ast.keyword):
        return "seed" in (node.arg or "").lower()
    if isinstance(node, ast.Call):
        words = ast.unparse(node.func)
        return "seed" in words.lower() and not words.endswith((".random.seed", "random.seed"))
    return isinstance(node, ast.alias) and "seed" in node.name.lower()


def _imports(source: Source) -> tuple[str, ast.stmt] | None:
    """Return what `torch` is called, and the last statement of the block of imports that brings it."""
    name, last = "", None
    for statement in source.tree.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            last = statement
            name = next(_names_of_torch(statement), name)
        elif last is not None and name:
            break
    return (name, last) if name and last is not None else None


def _names_of_torch(statement: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(statement, ast.Import):
        yield from (alias.asname or "torch" for alias in statement.names if alias.name == "torch")
