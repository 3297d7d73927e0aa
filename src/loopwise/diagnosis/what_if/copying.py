"""A copy of a project that a rerun may spoil: `with copied(project) as copy`."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loopwise.errors import LoopwiseError
from loopwise.text import Text

LARGEST = 500 * 2**20  # bytes: copying more takes longer than most runs worth trying
_LEFT_OUT = {
    ".git",
    ".hg",
    ".svn",
    ".tox",
    ".nox",
    "node_modules",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
}
_TOO_LARGE = Text(
    en="{project} holds more than {limit} MB: a copy of it is needed to run it again without touching it.",
    ko="{project} 폴더가 {limit} MB보다 큽니다. 원본을 건드리지 않고 다시 돌리려면 복사본이 필요합니다.",
)
_SMALLER = Text(
    en="keep data outside the project's folder, or put the script into a folder of its own.",
    ko="데이터를 프로젝트 폴더 밖에 두거나, 스크립트만 든 폴더를 따로 만들어 보세요.",
)


def project_of(script: Path) -> Path:
    """Return the folder that belongs to a script: the nearest with a .git or a pyproject.toml, else its own."""
    own = script.resolve().parent
    home = Path.home()
    for folder in (own, *own.parents):
        if folder == home or folder == folder.parent:
            break
        if (folder / ".git").exists() or (folder / "pyproject.toml").exists():
            return folder
    return own


@contextmanager
def copied(project: Path) -> Iterator[Path]:
    """Copy what a program may need into a temporary folder, and throw it away at the end.

    Raises LoopwiseError where it is too large.
    """
    files = list(_files(project))
    if sum(file.lstat().st_size for file in files) > LARGEST:
        raise LoopwiseError(_TOO_LARGE.format(project=project, limit=LARGEST // 2**20), fix=_SMALLER)
    with tempfile.TemporaryDirectory(prefix="loopwise-what-if-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder).resolve() / "project"
        for place in _folders(project):  # empty ones too: a program may write into them
            (copy / place.relative_to(project)).mkdir(parents=True, exist_ok=True)
        for file in files:
            shutil.copy2(file, copy / file.relative_to(project), follow_symlinks=False)
        yield copy


def trace_of(project: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of change of each file: what tells that a project is as it was."""
    return {
        str(file.relative_to(project)): (file.lstat().st_size, file.lstat().st_mtime_ns)
        for file in _files(project)
    }


def _files(project: Path) -> Iterator[Path]:
    for folder in _folders(project):
        for file in sorted(folder.iterdir()):
            if file.is_symlink() or file.is_file():  # no sockets, no pipes
                yield file


def _folders(project: Path) -> Iterator[Path]:
    for folder, folders, _ in os.walk(project):
        folders[:] = sorted(one for one in folders if not _is_left_out(Path(folder, one)))
        yield Path(folder)


def _is_left_out(folder: Path) -> bool:
    """Tell whether a folder is no part of the program: version control, caches, virtual environments."""
    return folder.name in _LEFT_OUT or (folder / "pyvenv.cfg").exists() or (folder / "conda-meta").exists()
