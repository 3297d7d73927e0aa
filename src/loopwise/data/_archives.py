"""A folder of pictures packed into a .zip: from_archive("photos.zip")  ->  Data, as `from_pictures` has the folder.

The archive is a stranger's file. Only pictures and labels.csv are taken out of it, into a folder that is thrown away;
names cannot leave that folder; no more is unpacked than the archive says, and what it says is held against limits
first. One whose bytes are damaged is left out and named with the other broken pictures.
"""

from __future__ import annotations

import logging
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from loopwise.data._data import Data
from loopwise.data._pictures import ENDINGS, PARTS, from_pictures
from loopwise.errors import LoopwiseError
from loopwise.text import Text

log = logging.getLogger("loopwise")

MOST_FILES = 50_000
MOST_UNPACKED = 2**30  # bytes: a bomb says what it would grow to before it does
LABELS = "labels.csv"
LOCKED, NAME_IS_UTF8 = 0x1, 0x800  # bits of a member's flags

_LAYOUT = Text(
    en="pack a folder with cat/1.png, dog/2.png ..., or with labels.csv beside the pictures",
    ko="cat/1.png, dog/2.png처럼 클래스별 폴더나, 그림과 labels.csv가 함께 든 폴더를 압축하세요",
)

_A_TABLE = Text(en="unpack it and give the table, {table}", ko="압축을 풀고 그 안의 표({table})를 주세요")


def from_archive(path: str | Path, *, target: str | None = None, positive: str | None = None) -> Data:
    """Read a .zip of pictures; target, positive: as `from_pictures`. LoopwiseError where it cannot be used."""
    with unpacked(Path(path)) as folder:
        return replace(from_pictures(folder, target=target, positive=positive), name=Path(path).name)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Give the folder of pictures that the archive holds, for as long as the block runs."""
    with TemporaryDirectory(prefix="loopwise-") as made:
        home = Path(made) / (path.stem or "pictures")
        home.mkdir()
        with opened(path) as archive:
            for member in _within_limits(path.name, _wanted(path.name, archive)):
                _take_out(path.name, archive, member, home)
        yield _root(home)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive; LoopwiseError where it is none."""
    if not path.is_file():
        raise LoopwiseError(
            Text(en=f"there is no file {str(path)!r}.", ko=f"파일이 없습니다: {str(path)!r}"),
            fix=Text(en="check the path", ko="경로를 확인하세요"),
        )
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as problem:
        raise LoopwiseError(
            Text(
                en=f"{path.name} cannot be read as a zip archive: {problem}.",
                ko=f"{path.name}: zip 압축 파일로 읽을 수 없습니다: {problem}",
            ),
            fix=Text(en="pack the folder again", ko="폴더를 다시 압축하세요"),
        ) from problem
    with archive:
        yield archive


def labels_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo | None:
    """Return the labels.csv nearest to the top; None where the folders are the classes."""
    found = [one for one in archive.infolist() if _name(one) == LABELS and not _is_hidden(one)]
    return min(found, key=lambda one: one.filename.count("/"), default=None)


def _wanted(name: str, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    wanted = [
        one
        for one in archive.infolist()
        if not (one.is_dir() or _is_hidden(one))
        and (_name(one) == LABELS or PurePosixPath(one.filename).suffix.lower() in ENDINGS)
    ]
    if not any(_name(one) != LABELS for one in wanted):
        tables = [
            _name(one)
            for one in archive.infolist()
            if one.filename.lower().endswith((".csv", ".tsv", ".xlsx"))
        ]
        raise LoopwiseError(
            Text(en=f"{name} holds no picture.", ko=f"{name}: 압축 파일에 그림이 없습니다."),
            fix=_A_TABLE.format(table=tables[0]) if tables else _LAYOUT,
        )
    return wanted


def _within_limits(name: str, members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    size = sum(one.file_size for one in members)  # zipfile reads no byte more than this
    if len(members) > MOST_FILES or size > MOST_UNPACKED:
        told = f"{len(members):,}", f"{size / 2**20:,.0f} MB"
        raise LoopwiseError(
            Text(
                en=f"{name} would unpack to {told[0]} files of {told[1]} together; the limits are "
                f"{MOST_FILES:,} and {MOST_UNPACKED // 2**20:,} MB.",
                ko=f"{name}: 압축을 풀면 파일 {told[0]}개, {told[1]}입니다. 한도는 {MOST_FILES:,}개, "
                f"{MOST_UNPACKED // 2**20:,} MB입니다.",
            ),
            fix=Text(en="keep fewer or smaller pictures", ko="그림 수나 크기를 줄이세요"),
        )
    return members


def _take_out(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, home: Path) -> None:
    """Write one member below `home`; of one whose bytes are damaged nothing, so that it is named as broken."""
    if member.flag_bits & LOCKED:
        raise LoopwiseError(
            Text(en=f"{name} is locked with a password.", ko=f"{name}: 암호가 걸린 압축 파일입니다."),
            fix=Text(en="pack it without a password", ko="암호 없이 다시 압축하세요"),
        )
    try:
        raw = archive.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raw = b""
    path = home.joinpath(*filter(None, map(_harmless, _parts(member))))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    except OSError as problem:  # one name for a file and for a folder, or a name too long
        log.warning("%s: %s", name, problem)


def _harmless(part: str) -> str:
    """Return a part of a name without what leads elsewhere, or cannot stand in a name on Windows; ".." is nothing."""
    return re.sub(r'[<>:"|?*\\/\x00-\x1f]', "_", part).rstrip(". ")


def _root(home: Path) -> Path:
    """Return the folder that holds classes or labels.csv: a packed folder lies alone in its archive."""
    inside = list(home.iterdir())
    while len(inside) == 1 and inside[0].is_dir() and inside[0].name.lower() not in PARTS:
        below = list(inside[0].iterdir())
        if not any(one.is_dir() or one.name == LABELS for one in below):
            break  # pictures: it is a class
        home, inside = inside[0], below
    return home


def _parts(member: zipfile.ZipInfo) -> tuple[str, ...]:
    """Return folders and name. Windows in Korean packs names as cp949, macOS as UTF-8, and neither says so."""
    name = member.filename
    if not member.flag_bits & NAME_IS_UTF8:
        for encoding in ("utf-8", "cp949"):
            with suppress(UnicodeError):
                name = name.encode("cp437").decode(encoding)
                break
    return PurePosixPath(name).parts


def _name(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).name


def _is_hidden(member: zipfile.ZipInfo) -> bool:
    """Tell whether a system put it there: "__MACOSX/._1.png", ".DS_Store"."""
    return any(part.startswith((".", "__MACOSX")) and part != ".." for part in _parts(member))
