"""A lock that ends with its process, however the process ends: kill -9 and a closed laptop included.

>>> import tempfile
>>> path = Path(tempfile.mkdtemp()) / "one.lock"
>>> with FileLock(path):
...     is_held(path)
True
>>> is_held(path)
False

The system holds it (flock, or LockFile on Windows), so no process number has to be guessed about.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from loopwise.errors import LoopwiseError
from loopwise.text import Text

_PAUSE = 0.05  # seconds between two tries
_PATIENCE = 30.0  # seconds that `with` waits

if sys.platform == "win32":
    import msvcrt

    def _take(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Held by one holder at a time, over all processes; its file stays until `release(forget=True)`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: BinaryIO | None = None

    def acquire(self, wait: float = 0.0) -> bool:
        """Take the lock, trying for `wait` seconds; tell whether it is held now."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        until = time.monotonic() + wait
        while (file := _taken(self.path, "ab+")) is None:
            if time.monotonic() >= until:
                return False
            time.sleep(_PAUSE)
        self._file = file
        return True

    def release(self, *, forget: bool = False) -> None:
        """Let go; with `forget` remove the file too (only where nobody will take this lock again)."""
        if self._file is not None:
            self._file.close()
            self._file = None
            if forget:
                with suppress(
                    OSError
                ):  # Windows refuses while another process looks; an empty file stays then
                    self.path.unlink()

    def __enter__(self) -> FileLock:
        if not self.acquire(wait=_PATIENCE):
            raise LoopwiseError(
                Text(
                    en=f"another loopwise has held {self.path} for {_PATIENCE:.0f} seconds.",
                    ko=f"다른 loopwise가 파일을 {_PATIENCE:.0f}초 넘게 사용하고 있습니다: {self.path}",
                ),
                fix=Text(en="wait for it to end, or end it, and try again.", ko="끝난 뒤에 다시 실행하세요."),
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def is_held(path: Path) -> bool:
    """Tell whether some process holds the lock at `path` now."""
    try:
        file = _taken(path, "rb+")
    except FileNotFoundError:
        return False
    if file is None:
        return True
    file.close()
    return False


def _taken(path: Path, mode: str) -> BinaryIO | None:
    """Open the file and take its lock; None where another holds it."""
    file: BinaryIO = path.open(mode)  # type: ignore[assignment]  # the mode is binary
    try:
        _take(file)
    except OSError:  # BlockingIOError here, PermissionError on Windows
        file.close()
        return None
    return file
