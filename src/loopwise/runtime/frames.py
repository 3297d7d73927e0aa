"""Which line of the person's own program is running now: `here()`, seen from inside a hook.

Their frames are those whose file belongs neither to Python, nor to an installed package, nor to us. No
frame's locals are read: reading them makes Python keep a copy, and with it the tensors in it.
"""

from __future__ import annotations

import linecache
import os
import re
import site
import sys
import sysconfig
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from types import CodeType, FrameType, TracebackType

from loopwise.records import Place

_PACKAGE = str(Path(__file__).parents[1]) + os.sep
_SITES = ("site-packages", "dist-packages")
_TORCH = re.compile(r"[\\/]torch[\\/]")
_sources: dict[str, tuple[str, int | None]] = {}  # file name of compiled code -> (path, cell)
_began: list[Path] = []  # the working folder when watching began: the program may go elsewhere


@dataclass(frozen=True, slots=True)
class Site:
    """One call in a program, cheap to make: what its place is worked out from, when anyone asks."""

    filename: str
    first_line: int
    instruction: int
    code: CodeType = field(compare=False)  # two code objects of different files may well be equal

    @classmethod
    def of(cls, frame: FrameType) -> Site:
        """Return where `frame` is now."""
        code = frame.f_code
        return cls(code.co_filename, code.co_firstlineno, frame.f_lasti, code)

    @property
    def place(self) -> Place:
        """The span of the call, columns in characters."""
        return _place(self)

    @property
    def text(self) -> str:
        """The line the call begins on."""
        line = _position(self)[0]
        return linecache.getline(self.filename, line).strip()


def here() -> Site:
    """Return the innermost call in the person's program, else the outermost outside torch and us."""
    return Site.of(own_frame(sys._getframe(1)))


def own_frame(inner: FrameType) -> FrameType:
    """Return the frame of that call. Not to be kept: a frame keeps all its values alive."""
    frame: FrameType | None = inner
    while frame is not None and is_library(frame.f_code.co_filename):
        frame = frame.f_back
    return frame or _outermost(inner)


def _outermost(inner: FrameType) -> FrameType:
    """Return the outermost frame that is neither torch's nor ours: for programs that are installed."""
    found, frame = inner, inner.f_back
    while frame is not None:
        name = frame.f_code.co_filename
        if not _TORCH.search(name) and not name.startswith(_PACKAGE):
            found = frame
        frame = frame.f_back
    return found


def place_raised(trace: TracebackType | None) -> Place | None:
    """Return the innermost call in the person's program that a traceback goes through."""
    found = None
    while trace is not None:
        code = trace.tb_frame.f_code
        if not is_library(code.co_filename):
            found = Site(code.co_filename, code.co_firstlineno, trace.tb_lasti, code)
        trace = trace.tb_next
    return found.place if found else None


def line_of(code: CodeType, line: int, column: int, end_column: int) -> Place:
    """Return a place in a line of the file that code was compiled from, columns 1-based in characters."""
    path, cell = _source(code.co_filename)
    return Place(path, line, column, line, end_column, cell)


def name_source(filename: str, path: str, cell: int | None = None) -> None:
    """Say that code compiled as `filename` is `path`, or the given cell of it."""
    _sources[filename] = (path, cell)
    is_library.cache_clear()


def begin() -> None:
    """Begin anew: places are named from this working folder, and a cell that IPython runs again has another number."""
    _began[:] = [Path.cwd()]
    _place.cache_clear()


def located(path: str) -> str:
    """Return where a place's path leads, wherever the program is by now."""
    return str(Path(*_began, path))


def is_ours(filename: str) -> bool:
    """Tell whether code of this file belongs to loopwise itself."""
    return filename.startswith(_PACKAGE) and filename not in _sources


@cache
def is_library(filename: str) -> bool:
    """Tell whether code of this file is Python's, an installed package's or ours."""
    if filename in _sources:
        return False
    return filename.startswith(("<frozen", _PACKAGE, *_library_folders()))


@cache
def _library_folders() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    folders = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders |= {*site.getsitepackages(), site.getusersitepackages()}
    # Of another environment, joined by its path.
    folders |= {path for path in sys.path if Path(path).name in _SITES}
    return tuple(folder + os.sep for folder in sorted(folders))


@cache
def _place(site: Site) -> Place:
    line, end_line, column, end_column = _position(site)
    path, cell = _source(site.filename)
    return Place(path, line, column, end_line, end_column, cell)


def _position(site: Site) -> tuple[int, int, int, int]:
    """Return line, end line, column and end column of an instruction, 1-based, in characters."""
    index = site.instruction // 2
    line, end_line, start, end = next(islice(site.code.co_positions(), index, None), (None,) * 4)
    line = line or site.code.co_firstlineno
    end_line = end_line or line
    columns = _characters(site.filename, line, start), _characters(site.filename, end_line, end)
    return line, end_line, *columns


def _characters(filename: str, line: int, offset: int | None) -> int:
    """Turn Python's column, 0-based in UTF-8 bytes, into ours: 1-based in characters."""
    text = linecache.getline(filename, line).encode()
    return len(text[: offset or 0].decode(errors="replace")) + 1


def _source(filename: str) -> tuple[str, int | None]:
    return _sources.get(filename) or _ipython_cell(filename) or (shown(filename), None)


def _ipython_cell(filename: str) -> tuple[str, int | None] | None:
    """Return the number that IPython shows beside the cell this code was compiled from ("In [3]")."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    numbers = getattr(getattr(shell, "compile", None), "_filename_map", {})
    return ("<notebook>", numbers[filename]) if filename in numbers else None


def shown(filename: str) -> str:
    """Name a file as a person would: relative to the folder they began in where it lies within, with `/`."""
    try:
        return Path(filename).relative_to(_began[0] if _began else Path.cwd()).as_posix()
    except (ValueError, OSError):
        return Path(filename).as_posix()
