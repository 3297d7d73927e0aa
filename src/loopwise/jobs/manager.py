"""Starts the workers: one thread of a lab server looks at the queue twice a second.

    with Manager(workers=1):
        serve()

Of several servers on one home, one manages (it holds the lock `manager`) and runs everybody's jobs; when it
ends, another takes over. Workers are processes of their own: they finish their job though the server has
gone, and the next server finds them by their locks.
"""

from __future__ import annotations

import logging
import os
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from types import TracebackType

from sqlalchemy import select

from loopwise import settings
from loopwise.errors import LoopwiseError
from loopwise.jobs._processes import start, terminate
from loopwise.jobs.queue import in_both, row_of
from loopwise.jobs.tasks import target_of
from loopwise.store.database import Database, current
from loopwise.store.locks import is_held
from loopwise.store.tables import JobRow
from loopwise.text import Text

log = logging.getLogger("loopwise")

LOOK = 0.5  # seconds between two looks at the queue
GRACE = 10.0  # seconds a task has to stop by itself

DIED = Text(
    en="the worker process ended before the task did (killed, out of memory, computer turned off).",
    ko="작업이 끝나기 전에 작업 프로세스가 종료되었습니다(강제 종료, 메모리 부족, 컴퓨터 꺼짐 등).",
)
NOT_STARTED = Text(
    en="the worker process could not start. Details are in jobs.log.",
    ko="작업 프로세스를 시작하지 못했습니다. 자세한 내용은 jobs.log에 있습니다.",
)


class Manager:
    """One per server; a context manager, or start() and stop().

    workers: how many jobs run at once; None: the setting `jobs`, else one for every two cores.
    grace: seconds between asking a task to stop and ending its process.
    """

    def __init__(self, workers: int | None = None, *, grace: float = GRACE) -> None:
        self._database: Database = current()
        self._workers = workers or settings.load().jobs or max(1, (os.cpu_count() or 2) // 2)
        self._grace = timedelta(seconds=grace)
        self._leader = self._database.lock("manager")
        self._leads = False
        self._started: dict[int, subprocess.Popen[bytes]] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="loopwise jobs", daemon=True)

    def start(self) -> Manager:
        """Begin to look at the queue."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Start no more jobs. Those that run go on; cancel them first to end them."""
        self._stopping.set()
        self._thread.join()
        self._leader.release()

    def __enter__(self) -> Manager:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _look_after(self) -> None:
        while True:
            try:
                self._look()
            except (LoopwiseError, OSError) as problem:  # a full disk, a locked file: may pass
                log.warning("the queue cannot be read: %s", problem)
            if self._stopping.wait(LOOK):
                return

    def _look(self) -> None:
        self._leads = self._leads or self._leader.acquire()
        if not self._leads:
            return
        running = self._still_running()
        self._bury_unstarted()
        starting = [number for number in self._started if number not in running]
        for row in self._in_state("queued"):
            if len(running) + len(starting) >= self._workers:
                return
            if row.number not in starting:
                self._start(row)
                starting.append(row.number)

    def _still_running(self) -> list[int]:
        """Return the jobs whose worker lives; mark the others, end those that overstay a wish to cancel."""
        alive = []
        for row in self._in_state("running"):
            if not is_held(self._database.lock(f"job-{row.number}").path):
                self._close(row.number, "running", "cancelled" if row.cancelling else "failed", DIED)
                continue
            alive.append(row.number)
            if row.cancelling and row.process and datetime.now(UTC) - row.cancelling > self._grace:
                terminate(row.process)
        return alive

    def _bury_unstarted(self) -> None:
        """Forget the processes that have ended; a job still queued then could not be started."""
        for number, process in list(self._started.items()):
            if process.poll() is not None:
                del self._started[number]
                self._close(number, "queued", "failed", NOT_STARTED)

    def _close(self, number: int, was: str, state: str, message: Text | str) -> None:
        """Change the state of a job still as it `was` seen: its worker may have ended it meanwhile."""
        with self._database.writing() as session:
            row = row_of(session, number)
            if row.state == was:
                row.state, row.ended = state, datetime.now(UTC)
                row.message = in_both(message) if state == "failed" else ""

    def _in_state(self, state: str) -> list[JobRow]:
        with self._database.reading() as session:
            query = select(JobRow).where(JobRow.state == state).order_by(JobRow.number)
            return list(session.scalars(query))

    def _start(self, row: JobRow) -> None:
        try:
            self._started[row.number] = start(self._database, row.number, target_of(row.task))
        except LoopwiseError as told:  # queued by another version or package
            self._close(row.number, "queued", "failed", told.message)
        except OSError as problem:
            log.warning("no worker could be started: %s", problem)
            self._close(row.number, "queued", "failed", NOT_STARTED)
