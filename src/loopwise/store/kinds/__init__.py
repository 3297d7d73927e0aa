"""The kinds of result that can be kept: one a file, found by its file name.

>>> kind_named("watch").record.__name__
'WatchReport'
"""

from __future__ import annotations

import inspect
import pkgutil
from functools import cache
from importlib import import_module
from typing import Any

from loopwise.errors import LoopwiseError
from loopwise.store.kinds._kind import Headline, Kind
from loopwise.text import Text

__all__ = ["Headline", "Kind", "catalogue", "kind_named", "kind_of"]


@cache
def catalogue() -> tuple[Kind[Any], ...]:
    """Return every kind, by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return tuple(_only_kind(f"{__name__}.{name}") for name in names)


def kind_named(name: str) -> Kind[Any] | None:
    """Return the kind of that name; None where another version or package made it."""
    return next((kind for kind in catalogue() if kind.name == name), None)


def kind_of(record: object) -> Kind[Any]:
    """Return the kind that keeps `record`; LoopwiseError names what can be kept."""
    if found := next((kind for kind in catalogue() if isinstance(record, kind.record)), None):
        return found
    given, known = type(record).__name__, ", ".join(kind.record.__name__ for kind in catalogue())
    raise LoopwiseError(
        Text(
            en=f"a {given} cannot be kept; results that can: {known}.",
            ko=f"저장할 수 없는 값입니다: {given}. 저장할 수 있는 결과: {known}",
        )
    )


def _only_kind(module_name: str) -> Kind[Any]:
    module = import_module(module_name)
    defined = [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, Kind) and value.__module__ == module_name
    ]
    if len(defined) != 1:
        raise TypeError(f"{module_name} defines {len(defined)} kinds; it must define one")
    kind: Kind[Any] = defined[0]()
    return kind
