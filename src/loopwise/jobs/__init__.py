"""Long work in worker processes: a queue that outlives the page and the server.

    number = submit("fit", {"data": "breast_cancer"})
    job(number).state                # "queued", "running", "done", "failed" or "cancelled"
    cancel(number)
    with Manager():                  # one per lab server: starts the workers
        ...

The queue is a table of the store; needs the extra `keep`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loopwise.errors import MissingExtra
from loopwise.jobs.tasks import register

if TYPE_CHECKING:
    from loopwise.jobs.manager import Manager
    from loopwise.jobs.queue import Job, cancel, job, recent, submit

__all__ = ["Job", "Manager", "cancel", "job", "recent", "register", "submit"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    try:
        return getattr(import_module(f"{__name__}.{'manager' if name == 'Manager' else 'queue'}"), name)
    except ModuleNotFoundError as problem:
        if problem.name == "sqlalchemy":
            raise MissingExtra(problem.name, "keep") from problem
        raise
