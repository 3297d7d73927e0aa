"""Which line of the person's own source an operation was called from, or an exception came through.

lines = Lines()
place, code = lines.above(sys._getframe(1))      # Place("net.py", 14), "x = F.relu(x)"
"""

from __future__ import annotations

import linecache
import os
from functools import cache
from pathlib import Path
from types import FrameType

import torch

from loopwise.records import Place

Line = tuple[Place | None, str]

_TORCH = str(Path(torch.__file__).parent) + os.sep
_OURS = str(Path(__file__).parent) + os.sep
_NOWHERE: Line = (None, "")


class Lines:
    """The lines met on one way. Made anew for each: a file may have been edited since the last."""

    def __init__(self) -> None:
        self._met: dict[tuple[str, int], Line] = {}
        self._files: set[str] = set()

    def above(self, frame: FrameType | None) -> Line:
        """Return the nearest line outside torch and outside this room: the person's own."""
        while frame is not None:
            owner = _owner(frame.f_code.co_filename)
            if owner == "us":
                return _NOWHERE
            if owner == "person":
                return self._at(frame.f_code.co_filename, frame.f_lineno)
            frame = frame.f_back
        return _NOWHERE

    def behind(self, problem: BaseException) -> Line:
        """Return the last line of the person's own that an exception came through."""
        found, trace = _NOWHERE, problem.__traceback__
        while trace is not None:
            file = trace.tb_frame.f_code.co_filename
            if _owner(file) == "person":
                found = self._at(file, trace.tb_lineno)
            trace = trace.tb_next
        return found

    def _at(self, file: str, line: int) -> Line:
        known = self._met.get((file, line))
        return known or self._met.setdefault((file, line), self._read(file, line))

    def _read(self, file: str, line: int) -> Line:
        if file not in self._files:
            self._files.add(file)
            linecache.checkcache(file)
        shown = Path(file)
        if shown.is_absolute() and shown.is_relative_to(Path.cwd()):
            shown = shown.relative_to(Path.cwd())
        return Place(shown.as_posix(), line), linecache.getline(file, line).strip()


@cache
def _owner(file: str) -> str:
    """Tell whose a file is. Asked for every frame of every operation, so it is remembered."""
    if file.startswith(_OURS):
        return "us"
    return "torch" if file.startswith((_TORCH, "<frozen", "<string>")) else "person"
