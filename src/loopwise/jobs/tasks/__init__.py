"""The tasks that can be queued: one a file, a function `run`; other packages and tests register theirs.

>>> target_of("fit")
'loopwise.jobs.tasks.fit:run'

A task takes its arguments (what JSON can say) by name, and three more:
progress(done, total, note): how far it is; as often as it likes, what is written is throttled.
cancelled(): True once somebody wants it to stop; it then returns what it has, or None.
sink(part): a record worth showing before the end (an epoch).
It returns a record of a kind that can be kept, or None.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

from loopwise.errors import LoopwiseError
from loopwise.text import Text

_registered: dict[str, str] = {}


def register(name: str, target: str) -> None:
    """Let `submit(name, ...)` run `target`, written "package.module:function"."""
    _registered[name] = target


def target_of(name: str) -> str:
    """Return the "module:function" of a task; LoopwiseError names the tasks there are."""
    ours = {m.name: f"{__name__}.{m.name}:run" for m in pkgutil.iter_modules(__path__)}
    targets = ours | _registered
    if name in targets:
        return targets[name]
    known = ", ".join(sorted(targets))
    raise LoopwiseError(
        Text(
            en=f"there is no task named {name!r}; tasks are: {known}.",
            ko=f"그런 이름의 작업이 없습니다: {name!r}. 쓸 수 있는 작업: {known}",
        )
    )


def function_at(target: str) -> Callable[..., Any]:
    """Import a "module:function"."""
    module, _, function = target.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
