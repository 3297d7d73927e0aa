"""What can go wrong with the file, as a message: which, what is wrong, what to do. Nothing is deleted."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from loopwise.errors import LoopwiseError
from loopwise.text import Text

UPDATE = "pip install -U loopwise"

_BROKEN = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
_UNWRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def made_by_newer(path: Path) -> LoopwiseError:
    """Say that a newer loopwise has changed the file."""
    return LoopwiseError(
        Text(
            en=f"{path} was made by a newer loopwise than this one.",
            ko=f"더 새로운 loopwise로 만든 파일입니다: {path}",
        ),
        fix=UPDATE,
    )


def explained(path: Path, problem: BaseException | None) -> LoopwiseError:
    """Say what `problem` means for the file or folder at `path`."""
    if isinstance(problem, OSError):
        return _unwritable(path, problem)
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF  # the low byte; the rest tells variants apart
    if code in _BROKEN:
        return _broken(path)
    if code in _UNWRITABLE:
        return _unwritable(path, problem)
    if code in _BUSY:
        return _busy(path)
    return LoopwiseError(
        Text(
            en=f"the kept results in {path} cannot be used: {problem}.",
            ko=f"저장한 결과를 쓸 수 없습니다: {path} ({problem})",
        )
    )


def _broken(path: Path) -> LoopwiseError:
    return LoopwiseError(
        Text(
            en=f"{path} is damaged or no store of loopwise. It was left as it is.",
            ko=f"저장 파일이 손상되었거나 loopwise의 저장 파일이 아닙니다: {path} (파일은 그대로 두었습니다)",
        ),
        fix=Text(
            en=f"rename it (say, to {path.stem}-damaged{path.suffix}); the next command begins a new one.",
            ko=f"파일 이름을 바꾸면(예: {path.stem}-damaged{path.suffix}) 다음 명령이 새 파일을 만듭니다.",
        ),
    )


def _unwritable(path: Path, problem: BaseException | None) -> LoopwiseError:
    return LoopwiseError(
        Text(
            en=f"results cannot be kept in {path}: {problem}.",
            ko=f"결과를 저장할 수 없는 위치입니다: {path} ({problem})",
        ),
        fix=Text(
            en="set LOOPWISE_HOME to a folder you may write to.",
            ko="LOOPWISE_HOME을 쓰기 권한이 있는 폴더로 지정하세요.",
        ),
    )


def _busy(path: Path) -> LoopwiseError:
    return LoopwiseError(
        Text(
            en=f"another program has kept {path} locked for half a minute.",
            ko=f"다른 프로그램이 저장 파일을 30초 넘게 잠그고 있습니다: {path}",
        ),
        fix=Text(en="close that program and try again.", ko="그 프로그램을 닫고 다시 실행하세요."),
    )
