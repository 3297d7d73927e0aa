"""Methods that `nn.Module` calls by their name and that a class does not have: `forward`, `__init__`.

for lacking in program.required_methods_missing(): lacking.place, lacking.wanted, lacking.written
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from loopwise.program.objects.definitions import Class
from loopwise.program.objects.values import External
from loopwise.program.source.sources import called, nodes_in
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.flow.events import Event
    from loopwise.records import Place

_EMPTY = ("object", "ABC", "Generic", "Protocol")  # bases that answer nothing
_INIT = ("init", "int", "inti")  # `__init__` as it is mistyped, without its underscores
_NEAR = 0.75  # of letters in common, as of difflib


class Lacking:
    """One class without the method `wanted`. method: what stands in its place, None where nothing does."""

    def __init__(self, cls: Class, wanted: str, method: ast.FunctionDef | None) -> None:
        self.cls = cls
        self.wanted = wanted
        self.method = method

    @property
    def place(self) -> Place:
        """The name of what stands in its place, else that of the class."""
        node, source = self.method or self.cls.node, self.cls.source
        column = source.lines[node.lineno - 1].index(node.name) + 1
        return source.span(node.lineno, column, node.lineno, column + len(node.name))

    @property
    def written(self) -> str | None:
        """The other name that what stands in its place has."""
        return self.method.name if self.method is not None and self.method.name != self.wanted else None

    def renamed(self) -> Repair | None:
        """Return the edit that gives the method its name, safe where nobody uses the other one."""
        if self.method is None or self.written is None:
            return None
        alone = len(re.findall(rf"\b{self.method.name}\b", self.cls.source.text)) == 1
        return Repair(safe=alone, edits=(Edit(self.place, self.wanted),))


def required_methods_missing(unanswered: Iterable[Event], classes: Iterable[Class]) -> list[Lacking]:
    """Return the modules that are asked without a forward, or whose `__init__` has another name, each class once.

    unanswered: where a module is asked for nothing, and not to see the error.
    """
    asked = {event.owner_class: event for event in unanswered if not _may_be_meant(event)}
    found = [
        Lacking(cls, "forward", _near_forward(cls)) for cls in asked if cls is not None and is_plain(cls)
    ]
    return [*found, *(lacking for cls in classes if is_plain(cls) for lacking in _without_init(cls))]


def _may_be_meant(event: Event) -> bool:
    """Whether a subclass nobody shows may be asked there."""
    return any(frame.is_method_read_alone for frame in event.frames)


def is_plain(cls: Class) -> bool:
    """Tell whether nothing but its own text and `nn.Module` gives a class its methods."""
    lineage = list(cls.lineage())
    own = [base for base in lineage if isinstance(base, Class)]
    others = [base for base in lineage if not isinstance(base, Class)]
    modules = [base for base in others if isinstance(base, External) and base.path.startswith("torch.nn.")]
    known = all(isinstance(base, External) and (base in modules or base.name in _EMPTY) for base in others)
    made_otherwise = any(base.decorators or base.node.keywords or "__getattr__" in base.table for base in own)
    set_later = any(".forward =" in base.source.text or "setattr(" in base.source.text for base in own)
    return known and {base.name for base in modules} == {"Module"} and not (made_otherwise or set_later)


def _near_forward(cls: Class) -> ast.FunctionDef | None:
    """Return a method whose name is almost "forward", or a forward inside another method."""
    methods = {node.name: node for node in cls.node.body if isinstance(node, ast.FunctionDef)}
    near = get_close_matches("forward", methods, n=1, cutoff=_NEAR)
    if near:
        return methods[near[0]]
    inner = (part for method in methods.values() for part in nodes_in(method))
    return next(
        (part for part in inner if isinstance(part, ast.FunctionDef) and part.name == "forward"), None
    )


def _without_init(cls: Class) -> Iterator[Lacking]:
    if "__init__" in cls.table:
        return
    for node in cls.node.body:
        if isinstance(node, ast.FunctionDef) and node.name.strip("_") in _INIT and _starts_the_base(node):
            yield Lacking(cls, "__init__", node)


def _starts_the_base(method: ast.FunctionDef) -> bool:
    """Whether it calls `super().__init__()`, as only an `__init__` does."""
    return any(called(part) == "__init__" for part in nodes_in(method))
