"""Exporters: one format a file, found by its file name; each walks the same tree of blocks.

exporter_named("pdf").files(document)      # {"week8.pdf": b"..."}
"""

from __future__ import annotations

import inspect
import pkgutil
from functools import cache
from importlib import import_module

from loopwise.errors import LoopwiseError
from loopwise.reports.exporters._exporter import Exporter
from loopwise.text import Text

__all__ = ["Exporter", "exporter_named", "formats"]


@cache
def formats() -> tuple[str, ...]:
    """Return the names of all formats."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")))


@cache
def exporter_named(name: str) -> Exporter:
    """Return the exporter of a format; LoopwiseError names those there are."""
    if name not in formats():
        raise LoopwiseError(
            Text(
                en=f"there is no format {name!r}; reports are written as {', '.join(formats())}.",
                ko=f"없는 형식입니다: {name!r}. 쓸 수 있는 형식: {', '.join(formats())}",
            ),
            fix="--to pdf",
        )
    module = import_module(f"{__name__}.{name}")
    kinds = [
        kind
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, Exporter) and kind.__module__ == module.__name__
    ]
    if len(kinds) != 1:
        raise TypeError(f"{module.__name__} defines {len(kinds)} exporters; it must define one")
    return kinds[0]()
