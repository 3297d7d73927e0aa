"""One line at the foot of a terminal that tells how a run stands, while the program prints above it.

with live_line() as show:
    show("loopwise · step 120 · ...")

On a terminal only, and not beside a progress bar, which works the same way. Whatever the program writes takes the
line away first, so that its own output is what it would be.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

Show = Callable[[str], None]
WIDEST = 80


@contextmanager
def live_line() -> Iterator[Show | None]:
    """Give what shows a line in place of the last one; None where there is no terminal for it."""
    if not _is_terminal(sys.stderr):
        yield None
        return
    line = _Line(sys.stderr)
    streams = [stream for stream in dict.fromkeys((sys.stdout, sys.stderr)) if _is_terminal(stream)]
    for stream in streams:
        stream.write = line.before(stream.write)  # type: ignore[method-assign]
    try:
        yield line.show
    finally:
        line.erase()
        for stream in streams:
            del stream.write  # the class's own again


def width() -> int:
    """Return how many columns a line may take."""
    return min(shutil.get_terminal_size().columns, WIDEST) - 1


class _Line:
    """What stands at the foot now."""

    def __init__(self, stream: TextIO) -> None:
        self._write = stream.write
        self._flush = stream.flush
        self._shown = False
        self._fresh = True  # the program's own output ends with a line's end

    def show(self, text: str) -> None:
        """Put a line there, unless the program is in the middle of one of its own or shows a progress bar."""
        if not self._fresh or "tqdm" in sys.modules:
            return
        self.erase()
        self._write(text)
        self._flush()
        self._shown = True

    def erase(self) -> None:
        """Take it away."""
        if self._shown:
            self._write("\r" + " " * width() + "\r")
            self._flush()
            self._shown = False

    def before(self, write: Callable[[str], Any]) -> Callable[[str], Any]:
        """Return what erases the line and then writes as the stream does."""

        def written(text: str) -> Any:
            self.erase()
            if text:
                self._fresh = text.endswith("\n")
            return write(text)

        return written


def _is_terminal(stream: TextIO) -> bool:
    return stream.isatty() and os.environ.get("TERM") != "dumb" and hasattr(stream, "__dict__")
