"""Which files are programs, and their text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from loopwise.errors import LoopwiseError
from loopwise.program.source.parsing import LARGEST, decode
from loopwise.records import Place
from loopwise.text import Text

LARGEST_NOTEBOOK = 64_000_000  # bytes: pictures in the outputs are no source
_SKIPPED = frozenset(("__pycache__", "node_modules", "site-packages", "build", "dist", "venv", "env"))


def programs_in(paths: Iterable[str | Path]) -> Iterator[Path]:
    """Yield the .py and .ipynb files that files and folders name, each once, in order.

    Hidden folders, virtual environments and Jupyter's checkpoints are passed over.
    LoopwiseError for a path that does not exist or a folder without programs.
    """
    seen: set[Path] = set()
    for path in map(Path, paths):
        found = list(_below(path)) if path.is_dir() else [path]
        if not found:
            raise LoopwiseError(
                Text(
                    en=f"{path} holds no .py or .ipynb file.",
                    ko=f"폴더에 .py 또는 .ipynb 파일이 없습니다: {path}",
                ),
                fix=Text(en="name the folder of your program.", ko="프로그램이 있는 폴더를 지정하세요."),
                place=Place(shown(path)),
            )
        for file in found:
            if file not in seen:
                seen.add(file)
                yield file


def read_text(path: Path, name: str = "") -> str:
    """Return a program's text. LoopwiseError if it is missing, too large, or no text.

    name: how messages show the path, where the caller has worked that out already.
    """
    return read_encoded(path, name)[0]


def read_encoded(path: Path, name: str = "") -> tuple[str, str]:
    """Return a program's text and the encoding of its file."""
    name = name or shown(path)
    try:
        if path.stat().st_size > (LARGEST_NOTEBOOK if path.suffix == ".ipynb" else LARGEST):
            raise too_large(name)
        raw = path.read_bytes()
    except (OSError, ValueError) as problem:
        raise _unreadable(name, problem) from problem
    return decode(raw, name)


def too_large(name: str) -> LoopwiseError:
    """Return the error for more source than a person writes."""
    return LoopwiseError(
        Text(
            en=f"{name} holds more than 1 MB of source; it was not read.",
            ko=f"소스가 1 MB보다 커서 읽지 않았습니다: {name}",
        ),
        fix=Text(en="check the program, not its data.", ko="데이터가 아닌 프로그램을 지정하세요."),
        place=Place(name),
    )


def shown(path: Path) -> str:
    """Return a path as places show it: relative to the working folder where possible, with `/`."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        relative = str(path)
    return (str(path) if relative.startswith("..") else relative).replace(os.sep, "/")


def _below(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _SKIPPED)
        for file in sorted(files):
            if file.endswith((".py", ".ipynb")) and not file.startswith("."):
                yield Path(root, file)


def _unreadable(name: str, problem: Exception) -> LoopwiseError:
    if isinstance(problem, FileNotFoundError):
        what = Text(en=f"{name} does not exist.", ko=f"파일이 없습니다: {name}")
    else:
        reason = getattr(problem, "strerror", None) or problem
        what = Text(en=f"{name} cannot be read: {reason}", ko=f"파일을 읽을 수 없습니다: {name} ({reason})")
    return LoopwiseError(
        what,
        fix=Text(en="check the path and your working folder.", ko="경로와 현재 폴더를 확인하세요."),
        place=Place(name),
    )
