"""Keep a result while it grows: every part is committed at once, so kill -9 loses at most the part in hand.

(Kinds whose parts come a thousand a minute declare a `pause` and lose at most that much.)

    with sink("watch", "train.py") as kept_here:
        kept_here.add(finding)          # or kept_here(finding)
        kept_here.finish(report)        # the whole, in the end
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any

from loopwise.store import payloads
from loopwise.store.database import Database, current
from loopwise.store.keeping import headline, new_row
from loopwise.store.kinds import Kind, kind_named
from loopwise.store.locks import FileLock
from loopwise.store.tables import ResultRow


def sink(kind: str, title: str) -> Sink:
    """Begin a result of that kind ("watch") and return where its parts go."""
    known = kind_named(kind)
    if known is None:
        raise ValueError(f"there is no kind of result named {kind!r}")
    return Sink(current(), known, title)


class Sink:
    """One growing result. Its state is "running" while this process lives and has not finished it.

    number: of the kept result, from the start.
    """

    def __init__(self, database: Database, kind: Kind[Any], title: str) -> None:
        self._database = database
        self._kind = kind
        self._record = kind.begin(title)
        self._written = time.monotonic()
        self._unwritten = False
        with database.writing() as session:
            row = new_row(kind, self._record, title, state="running")
            session.add(row)
            session.flush()
            self.number: int = row.number
            self._lock: FileLock = database.lock(f"result-{self.number}")
            self._lock.acquire()  # before the commit: nobody sees the row without its lock

    def add(self, part: Any) -> None:
        """Keep one more part (a finding, an epoch). Committed on return, unless its kind has a pause."""
        self._record = self._kind.grow(self._record, part)
        self._unwritten = True
        if time.monotonic() - self._written >= self._kind.pause:
            self._write(state="running")

    __call__ = add

    def finish(self, record: Any = None) -> int:
        """Keep the whole result in place of its parts (None: the parts are the whole); return its number."""
        if record is not None:
            self._record = record
        self._write(state="finished")
        self.close()
        return self.number

    def close(self) -> None:
        """Let go without finishing: the result is shown as interrupted, with what it has."""
        if self._unwritten:
            self._write(state="running")
        self._lock.release(forget=True)

    def __enter__(self) -> Sink:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _write(self, *, state: str) -> None:
        with self._database.writing() as session:
            row = session.get_one(ResultRow, self.number)
            row.state = state
            row.headline = headline(self._kind, self._record)
            row.payload = payloads.packed(self._kind.keepable(self._record), self._kind.room)
        self._written, self._unwritten = time.monotonic(), False
