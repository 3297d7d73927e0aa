"""Loaders with worker processes that a script runs over without asking whether it is the main program.

for start in program.unguarded_workers(): start.place, start.workers, start.loader_place
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.flow.events import Event, Events
from loopwise.program.mending.blocks import guarded
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.numbers import whole_number
from loopwise.program.objects.values import constant
from loopwise.program.source.sources import Site, Source
from loopwise.records import Repair

if TYPE_CHECKING:
    from loopwise.program.evaluator.library_calls import LibraryCall
    from loopwise.records import Place

_IN_A_KERNEL = ("get_ipython", "# In[", "# %%", "google.colab")  # a notebook saved as a script


class WorkerStart(NamedTuple):
    """A statement of a script that starts worker processes. `site`: the statement; `workers`: how many.

    started: the loop that goes over the loader, or the call that leads to it.
    """

    site: Site
    started: Site
    loader: Loader
    workers: int

    @property
    def place(self) -> Place:
        """Where the workers are started, as the script's own text tells it."""
        return self.started.place

    @property
    def loader_place(self) -> Place:
        """Where the loader is made."""
        return self.loader.site.place

    def guarded(self) -> Repair | None:
        """Return the edit that lets only the main program do this, and all that comes behind it."""
        edits = guarded(self.site.source, self.site.node)
        return Repair(safe=True, edits=edits) if edits else None


def worker_starts_in(
    events: Events, own: list[Source], calls: Iterable[LibraryCall], loaders: list[Loader]
) -> list[WorkerStart]:
    """Return the first statement that starts workers in each script which every worker would run again."""
    if not any(_workers(loader) for loader in loaders) or any(
        call.name == "set_start_method" for call in calls
    ):
        return []
    scripts = [source for source in own if source.cell is None and not _is_saved_notebook(source)]
    found: dict[Source, WorkerStart] = {}
    for event in events:
        start = _start_of(event)
        if start is not None and start.site.source in scripts:
            found.setdefault(start.site.source, start)
    return list(found.values())


def _is_saved_notebook(source: Source) -> bool:
    return any(word in source.text for word in _IN_A_KERNEL)


def _start_of(event: Event) -> WorkerStart | None:
    """Return the unguarded statement that leads to an event in a loop over a loader with workers."""
    run = next((run for run in event.loops if isinstance(run.over, Loader)), None)
    loader = run.over if run is not None else None
    workers = _workers(loader) if isinstance(loader, Loader) else 0
    if run is None or not workers or any(frame.is_read_alone for frame in event.frames):
        return None
    site = run.site if event.is_at_top else event.frames[1].site
    statement = _top_statement(site) if site is not None else None
    if site is None or statement is None or _asks_for_main(statement) or not isinstance(loader, Loader):
        return None
    return WorkerStart(Site(site.source, statement), site, loader, workers)


def _workers(loader: Loader) -> int:
    """Return how many workers a loader surely starts anew; 0 for those that are copies of the program."""
    if constant(loader.arguments.named.get("multiprocessing_context")) == "fork":
        return 0
    return whole_number(loader.arguments.get(5, "num_workers")) or 0


def _top_statement(site: Site) -> ast.stmt | None:
    """Return the statement of the file itself in which something stands, None inside a definition."""
    node: ast.AST | None = site.node
    while node is not None and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        holder = site.source.parent(node)
        if isinstance(holder, ast.Module):
            return node if isinstance(node, ast.stmt) else None
        node = holder
    return None


def _asks_for_main(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)
