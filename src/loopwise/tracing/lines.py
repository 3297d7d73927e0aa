"""Which line of the person's own source an operation was called from, or an exception came through.

spot = spot_above(sys._getframe(1))      # ("/home/me/net.py", 14)
Lines().at(spot)                         # Place("net.py", 14), "x = F.relu(x)"
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
Spot = tuple[str, int]  # file, line

_TORCH = str(Path(torch.__file__).parent) + os.sep
_OURS = str(Path(__file__).parent) + os.sep
_NOWHERE: Line = (None, "")
_torchs = set[str]()  # torch's files that were met: most frames above an operation are in one


class Lines:
    """The lines met on one way. Made anew for each: a file may have been edited since the last."""

    def __init__(self) -> None:
        self._met: dict[Spot, Line] = {}
        self._shown: dict[str, str] = {}  # files as a reader sees them

    def at(self, spot: Spot | None) -> Line:
        """Return a place to show, and what stands there."""
        if spot is None:
            return _NOWHERE
        if spot not in self._met:
            self._met[spot] = self._read(*spot)
        return self._met[spot]

    def behind(self, problem: BaseException) -> Line:
        """Return the last line of the person's own that an exception came through."""
        found, trace = None, problem.__traceback__
        while trace is not None:
            file = trace.tb_frame.f_code.co_filename
            if _owner(file) == "person":
                found = file, trace.tb_lineno
            trace = trace.tb_next
        return self.at(found)

    def _read(self, file: str, line: int) -> Line:
        if file not in self._shown:
            linecache.checkcache(file)
            path, here = Path(file), Path.cwd()
            self._shown[file] = (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
        return Place(self._shown[file], line), linecache.getline(file, line).strip()


def spot_above(frame: FrameType | None) -> Spot | None:
    """Return the nearest line outside torch and outside this room: the person's own."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file not in _torchs:
            owner = _owner(file)
            if owner != "torch":
                return (file, frame.f_lineno) if owner == "person" else None
            _torchs.add(file)
        frame = frame.f_back
    return None


@cache
def _owner(file: str) -> str:
    """Tell whose a file is."""
    if file.startswith(_OURS):
        return "us"
    return "torch" if file.startswith((_TORCH, "<frozen", "<string>")) else "person"
