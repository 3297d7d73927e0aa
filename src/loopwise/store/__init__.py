"""Results are kept: numbers in one SQLite file of the user's, readable by every later version.

    number = keep(result)          # a FitResult, a WatchReport ...
    kept()                         # summaries, the newest first
    kept(number).result            # the same record again

Needs the extra `keep`; without it every name but the kinds raises MissingExtra with the line to type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loopwise.errors import MissingExtra
from loopwise.store.kinds import Kind

if TYPE_CHECKING:
    from loopwise.store.keeping import Kept, keep, kept, remove
    from loopwise.store.sinks import Sink, sink

__all__ = ["Kept", "Kind", "Sink", "keep", "kept", "remove", "sink"]

_homes = {"Kept": "keeping", "keep": "keeping", "kept": "keeping", "remove": "keeping"} | {
    "Sink": "sinks",
    "sink": "sinks",
}


def __getattr__(name: str) -> Any:
    if name not in _homes:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    try:
        return getattr(import_module(f"{__name__}.{_homes[name]}"), name)
    except ModuleNotFoundError as problem:
        if problem.name and problem.name.split(".")[0] in ("sqlalchemy", "alembic"):
            raise MissingExtra(problem.name, "keep") from problem
        raise
