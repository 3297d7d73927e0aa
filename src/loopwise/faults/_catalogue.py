"""Find the faults: every file of this folder, and the entry points `loopwise.faults` of other packages."""

from __future__ import annotations

import logging
import os
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from loopwise.errors import LoopwiseError
from loopwise.faults._fault import Fault
from loopwise.text import Text

log = logging.getLogger("loopwise")


@cache
def catalogue() -> tuple[Fault, ...]:
    """Return every fault, once, by name. A broken fault of another package is logged and left out."""
    here = os.listdir(Path(__file__).parent)  # noqa: PTH208 - pkgutil asks the disk about every one of them
    names = [name[:-3] for name in here if name.endswith(".py") and not name.startswith("_")]
    ours = [_only_fault(import_module(f"loopwise.faults.{name}")) for name in names]
    found = {fault.name: fault for fault in _theirs()} | {fault.name: fault for fault in ours}
    return tuple(found[name] for name in sorted(found))


def fault_named(name: str) -> Fault:
    """Return the fault of that name; LoopwiseError names the nearest where there is none."""
    faults = {fault.name: fault for fault in catalogue()}
    if name in faults:
        return faults[name]
    near = nearest_fault(name)
    raise LoopwiseError(
        Text(en=f"there is no fault named {name!r}.", ko=f"그런 이름의 학습 문제가 없습니다: {name!r}"),
        fix=Text(en=f"did you mean {near}?", ko=f"혹시 이 이름인가요? {near}") if near else None,
    )


def nearest_fault(name: str) -> str | None:
    """Return the fault whose name, or whose beginning, is spelt most like `name`; None where none is near."""
    from difflib import get_close_matches

    names = [fault.name for fault in catalogue()]
    beginnings = {whole[: len(name)]: whole for whole in reversed(names)}
    spelt = get_close_matches(name, names, n=1) or get_close_matches(name, beginnings, n=1, cutoff=0.7)
    return beginnings.get(spelt[0], spelt[0]) if spelt else None


def _theirs() -> list[Fault]:
    if not any(map(_offers_faults, sys.path)):
        return []
    from importlib.metadata import entry_points

    faults = []
    for entry in entry_points(group="loopwise.faults"):
        try:
            faults.append(_only_fault(entry.load()))
        except (ImportError, AttributeError, TypeError, SyntaxError) as problem:
            log.warning("fault %s of another package could not be loaded: %s", entry.name, problem)
    return faults


def _offers_faults(folder: str) -> bool:
    """Tell whether a folder of `sys.path` has a package with faults; importlib.metadata is slow."""
    try:
        names = os.listdir(folder or ".")  # noqa: PTH208 - a Path for each of some hundred names takes time
    except OSError:
        return Path(folder).is_file()  # a zip: importlib.metadata can tell
    installed = [name for name in names if name.endswith((".dist-info", ".egg-info"))]
    return any(_names_group(f"{folder or '.'}/{name}/entry_points.txt") for name in installed)


def _names_group(file: str) -> bool:
    try:
        with open(file, "rb") as points:  # noqa: PTH123 - likewise
            return b"[loopwise.faults]" in points.read()
    except OSError:
        return False


def _only_fault(module: ModuleType) -> Fault:
    """Return an instance of the one Fault that a module defines."""
    defined = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Fault) and value.__module__ == module.__name__
    ]
    if len(defined) != 1:
        raise TypeError(f"{module.__name__} defines {len(defined)} faults; it must define one")
    return defined[0]()
