"""One worker process for one job: `python -m loopwise.jobs.worker HOME NUMBER MODULE:FUNCTION`.

It claims the job, runs the task, writes progress, keeps the result. Its lock tells everybody that it lives;
the system drops the lock with the process, so a killed worker is noticed whatever killed it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from loopwise.errors import LoopwiseError
from loopwise.jobs.queue import in_both, row_of
from loopwise.jobs.tasks import function_at
from loopwise.records import plain
from loopwise.store.database import Database
from loopwise.store.keeping import new_row
from loopwise.store.kinds import kind_of
from loopwise.store.locks import FileLock
from loopwise.text import Text, speaking

log = logging.getLogger("loopwise")

PAUSE = 0.3  # seconds between two writes of progress, and between two looks for a wish to cancel


def main(home: str, number: str, target: str) -> None:
    """Run one job to its end."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    work = Work(Database(Path(home)), int(number))
    lock = work.claim()
    if lock is None:
        return
    try:
        work.run(target)
    finally:
        lock.release(forget=True)


class Work:
    """One claimed job: what its task is given (progress, cancelled, sink), and how it ends."""

    def __init__(self, database: Database, number: int) -> None:
        self._database = database
        self._number = number
        self._parts: list[Any] = []
        self._progress: tuple[int, int, Text | str] = (0, 0, "")
        self._written = self._looked = -PAUSE
        self._cancelled = False

    def claim(self) -> FileLock | None:
        """Take the job if it still waits; None where it was cancelled or another worker has it."""
        lock = self._database.lock(f"job-{self._number}")
        with self._database.writing() as session:
            row = row_of(session, self._number)
            if row.state != "queued" or not lock.acquire():
                return None
            row.state, row.started, row.process = "running", datetime.now(UTC), os.getpid()
            self._arguments: dict[str, Any] = json.loads(row.arguments)
        return lock

    def run(self, target: str) -> None:
        """Run the task; whatever happens is written down for the person, tracebacks go to the log."""
        try:
            record = function_at(target)(
                **self._arguments, progress=self.progress, cancelled=self.cancelled, sink=self.sink
            )
            self._end("done", record=record)
        except LoopwiseError as told:
            self._end("failed", message=_in_words(told))
        except Exception as problem:  # the last line of defence: a task of anybody's
            log.exception("job %s failed", self._number)
            self._end("failed", message=_unexpected(problem))

    def progress(self, done: int, total: int, note: Text | str = "") -> None:
        """Write how far the task is, at most every PAUSE seconds."""
        self._progress = (done, total, note)
        self._write_now_and_then()

    def sink(self, part: object) -> None:
        """Show a part of the result before its end."""
        self._parts.append(plain(part))
        self._write_now_and_then()

    def cancelled(self) -> bool:
        """Tell whether somebody wants this job to stop."""
        if not self._cancelled and time.monotonic() - self._looked >= PAUSE:
            with self._database.reading() as session:
                self._cancelled = row_of(session, self._number).cancelling is not None
            self._looked = time.monotonic()
        return self._cancelled

    def _write_now_and_then(self) -> None:
        if time.monotonic() - self._written >= PAUSE:
            with self._database.writing() as session:
                self._fill(row_of(session, self._number))
            self._written = time.monotonic()

    def _fill(self, row: Any) -> None:
        row.done, row.total, note = self._progress
        row.note = in_both(note)
        row.parts = json.dumps(self._parts, ensure_ascii=False)

    def _end(self, state: str, *, record: object = None, message: Text | str = "") -> None:
        """Write the end and keep the result, in one transaction."""
        with self._database.writing() as session:
            row = row_of(session, self._number)
            self._fill(row)
            if record is not None:
                result = new_row(kind_of(record), record, None, state="finished")
                session.add(result)
                session.flush()
                row.result = result.number
            row.state = "cancelled" if row.cancelling else state
            row.ended, row.message = datetime.now(UTC), in_both(message)


def _in_words(told: LoopwiseError) -> Text:
    with speaking("en"):
        en = str(told)
    with speaking("ko"):
        return Text(en=en, ko=str(told))


def _unexpected(problem: Exception) -> Text:
    what = f"{type(problem).__name__}: {problem}"
    return Text(
        en=f"the task ended with an unexpected error ({what}). Details are in jobs.log.",
        ko=f"작업이 예상하지 못한 오류로 끝났습니다({what}). 자세한 내용은 jobs.log에 있습니다.",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
