"""Save one part of a report while others save theirs: nothing is half written, and nobody's text is lost.

    answer = save_part(path, "studied/팀원 A", "- ...", base="- what I started from")
    answer.conflict        # None, or what somebody else has written there meanwhile

A file is replaced whole, after its bytes are on the disk: kill -9 leaves the old or the new one. Two who change the
same part get a conflict; the text that came second is kept in a file beside the report until they have decided.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from loopwise import settings
from loopwise.errors import LoopwiseError
from loopwise.reports.editing import part_named, with_part
from loopwise.store.locks import FileLock
from loopwise.text import Text

CONFLICTS = "conflicts"  # folder beside the report


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a text. base: what the part holds now, to start the next change from. at: when, in microseconds.

    conflict: what somebody else wrote there meanwhile; then nothing was changed, and kept names the file that
    holds the text that came second.
    """

    base: str
    at: int = 0
    conflict: str | None = None
    kept: Path | None = None


def save_part(
    path: Path, key: str, text: str, base: str, *, mine: str | None = None, writer: str = ""
) -> Saved:
    """Write one part, if it still is what the writer started from, or `mine`: what the same writer saved last.

    writer: whose text is kept where it came second, one file each; "": one file a text.
    """
    text, base = _plain(text), _plain(base)
    with FileLock(_lock_of(path)):
        whole = _read(path)
        found = part_named(whole, key)
        now = found.text if found else ""
        if now == text:
            return Saved(now, written_at(path))
        if now not in (base, mine):
            return Saved(now, written_at(path), conflict=now, kept=_keep(path, key, text, writer))
        made = with_part(whole, key, text)
        replace_file(path, made.encode())
        at = written_at(path)
    written = part_named(made, key)
    return Saved(written.text if written else "", at)


def written_at(path: Path) -> int:
    """Return when a file was last written, in microseconds: of two states of it, which is the newer."""
    return path.stat().st_mtime_ns // 1000  # a number JavaScript holds exactly, too


def _lock_of(path: Path) -> Path:
    """Return the lock of a report: beside the store, as the report's folder is in somebody's git."""
    name = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    return settings.data_home(settings.load()) / "running" / f"report-{name}.lock"


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file's content wholly or not at all, whatever ends this process."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise LoopwiseError(
            Text(
                en=f"{path} cannot be written: {problem.strerror}.",
                ko=f"파일을 쓸 수 없습니다: {path} ({problem.strerror})",
            )
        ) from problem


def _keep(path: Path, key: str, text: str, writer: str) -> Path:
    """Write the text that came second beside the report; the same text twice is one file."""
    name = (
        f"{path.stem}.{key.replace('/', '.')}.{hashlib.sha256((writer or text).encode()).hexdigest()[:8]}.txt"
    )
    folder = path.parent / CONFLICTS
    folder.mkdir(exist_ok=True)
    kept = folder / "".join(letter for letter in name if letter.isalnum() or letter in "-. _")
    replace_file(kept, text.encode())
    return kept


def _read(path: Path) -> str:
    try:
        return _plain(path.read_text(encoding="utf-8-sig"), strip=False)
    except (OSError, UnicodeDecodeError) as problem:
        raise LoopwiseError(
            Text(en=f"{path} cannot be read: {problem}.", ko=f"파일을 읽을 수 없습니다: {path} ({problem})")
        ) from problem


def _plain(text: str, *, strip: bool = True) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.strip("\n") if strip else text
