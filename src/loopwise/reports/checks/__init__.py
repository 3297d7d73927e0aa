"""The rules of the form: one a file, found by its name, each a `Check`.

problems(Desk(week, team))       # in the order of the file's lines
"""

from __future__ import annotations

import inspect
import pkgutil
from functools import cache
from importlib import import_module

from loopwise.reports.checks._check import Check, Desk
from loopwise.reports.problems import Problem

__all__ = ["Check", "Desk", "catalogue", "problems"]


@cache
def catalogue() -> tuple[Check, ...]:
    """Return every check, by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return tuple(_only_check(f"{__name__}.{name}") for name in names)


def problems(desk: Desk) -> list[Problem]:
    """Return what reading the file and every check found, in the order of its lines."""
    found = [*desk.week.problems, *(one for check in catalogue() for one in check.problems(desk))]
    return sorted(found, key=lambda one: (one.line, one.column, one.check))


def _only_check(module_name: str) -> Check:
    module = import_module(module_name)
    kinds = [
        v for v in vars(module).values() if inspect.isclass(v) and issubclass(v, Check) and v is not Check
    ]
    if len(kinds) != 1:
        raise TypeError(f"{module_name} defines {len(kinds)} checks; it must define one")
    return kinds[0]()
