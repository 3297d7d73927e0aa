"""Start and end worker processes: a fresh Python, as `spawn` gives on every system."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading

from loopwise.store.database import Database

log = logging.getLogger("loopwise")

# One thread each: two workers with all cores' threads are slower than one after the other.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


def start(database: Database, number: int, target: str) -> subprocess.Popen[bytes]:
    """Start a worker for one job. What it prints, and its tracebacks, go to jobs.log beside the store."""
    home = str(database.home)
    importable = os.pathsep.join(path for path in sys.path if path)
    with (database.home / "jobs.log").open("ab") as printed:
        process = subprocess.Popen(
            # -P: the working folder may hold a person's own random.py
            [sys.executable, "-P", "-m", "loopwise.jobs.worker", home, str(number), target],
            env={**os.environ, **ONE_THREAD, "LOOPWISE_HOME": home, "PYTHONPATH": importable},
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=printed,
            # Ctrl-C in the server's terminal is not for the workers; Windows opens no console for each.
            creationflags=_WINDOWS_FLAGS,
            start_new_session=sys.platform != "win32",
        )
    # Somebody must wait for it, or it stays in the process table; the manager may have stopped by then.
    threading.Thread(target=process.wait, daemon=True).start()
    return process


def terminate(process: int) -> None:
    """End a worker by force."""
    try:
        os.kill(process, signal.SIGTERM)  # on Windows: TerminateProcess
    except OSError as problem:
        log.info("worker %s had ended by itself: %s", process, problem)


if sys.platform == "win32":
    _WINDOWS_FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
else:
    _WINDOWS_FLAGS = 0
