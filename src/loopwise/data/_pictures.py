"""A person's own pictures: from_pictures("photos")  ->  Data, every row a picture of the same size.

photos/train/cat/1.png, photos/train/dog/2.jpg          classes are folders; valid/ and test/ beside train/ if there are
photos/cat/1.png, photos/dog/2.jpg                      the same, to be divided by us
photos/labels.csv + photos/1.png                        columns: file, then a class, or 0 and 1 for each label

Pictures of mixed sizes are cut to a square around their middle and made equally large; turned as their EXIF says. A
file that cannot be read is left out, counted and named.
"""

from __future__ import annotations

import logging
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from loopwise.data._data import Data, of_numbers
from loopwise.data._table import FEWEST_ROWS, composed, read_table
from loopwise.data._target import target_of
from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.text import Text

log = logging.getLogger("loopwise")

ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff"})
PARTS = {
    "train": "train",
    "valid": "validation",
    "val": "validation",
    "validation": "validation",
    "test": "test",
}
LARGEST_SIDE = 64  # pixels: more than a small network can use
SMALLEST_SIDE = 8
MOST_PIXELS = 50_000_000  # of one picture, by its header: nothing larger is decoded
MOST_NUMBERS = 40_000_000  # of all pictures together, as 8 bytes each
NO_PICTURE = Text(en="no picture", ko="그림이 아님")
TOO_LARGE = Text(
    en=f"more than {MOST_PIXELS // 10**6} million pixels", ko=f"{MOST_PIXELS // 10**4:,}만 픽셀 초과"
)
NAMED = 5  # broken files that are named; the others are counted


@dataclass(frozen=True, slots=True)
class _Picture:
    """A file that could be opened: where, of which class, in which part."""

    path: Path
    name: str
    kind: str = ""
    part: str = ""
    side: int = 0
    is_grey: bool = False


def from_pictures(folder: str | Path, *, target: str | None = None, positive: str | None = None) -> Data:
    """Read a folder of pictures; target, positive: as `from_csv`, of its labels.csv, or the class to look for.

    LoopwiseError where there are no pictures, one class only, or too few of them.
    """
    root = Path(folder)
    if (root / "labels.csv").is_file():
        return _labelled(root, target, positive)
    found = _in_class_folders(root)
    classes = sorted({picture.kind for picture in found})
    if len(classes) < 2:
        raise _no_classes(root, classes)
    opened, broken = _opened(found)
    ids = {name: at for at, name in enumerate(classes)}
    data = of_numbers(
        root.name,
        *_numbers(root, opened),
        np.array([ids[picture.kind] for picture in opened], dtype=np.int64),
        ["class"],
        problem="binary" if len(classes) == 2 else "multiclass",
        classes=classes,
        positive=_positive(root, classes, positive) if len(classes) == 2 else "",
        picture=_shape(opened),
    )
    return _named(data, opened, broken)


def _labelled(root: Path, target: str | None, positive: str | None) -> Data:
    """Read labels.csv: its first column names the files, the others say what is on them."""
    table = read_table(root / "labels.csv")
    names, *columns = table.header
    wanted = target or ",".join(columns)
    chosen = target_of(table, wanted, positive)
    there = {composed(file.relative_to(root).as_posix()): file for file in root.rglob("*")}
    named = [table.cells[names][row] for row in chosen.rows]
    files = [_Picture(there.get(name, root / name), name) for name in named]
    opened, broken = _opened(files)
    rows = [at for at, file in enumerate(files) if file.name not in broken]
    data = of_numbers(
        root.name,
        *_numbers(root, opened),
        chosen.values[rows],
        chosen.outputs or chosen.names,
        problem=chosen.problem,
        classes=chosen.classes,
        positive=chosen.positive,
        picture=_shape(opened),
    )
    return _named(data, opened, broken)


def _in_class_folders(root: Path) -> list[_Picture]:
    """Return every file that looks like a picture, with its class and its part."""
    parts = {path.name.lower(): path for path in _folders(root) if path.name.lower() in PARTS}
    homes = [(PARTS[name], path) for name, path in parts.items()] if "train" in parts else [("", root)]
    return [
        _Picture(
            file,
            composed(f"{folder.name}/{file.name}" if not part else f"{home.name}/{folder.name}/{file.name}"),
            composed(folder.name),
            part,
        )
        for part, home in homes
        for folder in _folders(home)
        for file in sorted(folder.iterdir())
        if file.suffix.lower() in ENDINGS
    ]


def _folders(path: Path) -> list[Path]:
    return sorted(child for child in path.iterdir() if child.is_dir() and not child.name.startswith("."))


def _opened(files: Sequence[_Picture]) -> tuple[list[_Picture], dict[str, str]]:
    """Return the pictures that can be read, and of the others what is wrong with them."""
    try:
        import PIL.Image
    except ModuleNotFoundError as problem:
        raise MissingExtra("pillow", "data") from problem
    opened, broken = [], {}
    for file in files:
        try:
            with PIL.Image.open(file.path) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    broken[file.name] = str(TOO_LARGE)
                    continue
                is_grey = picture.mode in ("1", "L", "LA", "I", "I;16", "F")
                picture.load()
                opened.append(replace(file, side=min(picture.size), is_grey=is_grey))
        except PIL.UnidentifiedImageError:  # its message holds the whole path
            broken[file.name] = str(NO_PICTURE)
        except PIL.Image.DecompressionBombError:  # by its header; Pillow refuses it itself
            broken[file.name] = str(TOO_LARGE)
        except (OSError, SyntaxError, ValueError) as problem:
            broken[file.name] = str(problem).splitlines()[0]
    if broken:
        log.warning("%s", _broken_told(broken))
    return opened, broken


def _numbers(root: Path, pictures: Sequence[_Picture]) -> tuple[NDArray[np.float64], list[str]]:
    """Return (N, channels * side * side) brightnesses from 0 to 1, and no names of columns."""
    if len(pictures) < FEWEST_ROWS:
        raise _too_few(root, len(pictures))
    channels, side, _ = _shape(pictures)
    rows = np.empty((len(pictures), channels, side, side))
    for at, picture in enumerate(pictures):
        rows[at] = _decoded(picture.path, channels, side)
    return rows.reshape(len(pictures), -1), []


def _decoded(path: Path, channels: int, side: int) -> NDArray[np.float64]:
    import PIL.Image
    import PIL.ImageOps

    with PIL.Image.open(path) as picture:
        upright = PIL.ImageOps.exif_transpose(picture).convert("L" if channels == 1 else "RGB")
        square = PIL.ImageOps.fit(upright, (side, side))
    return np.moveaxis(np.asarray(square, dtype=np.float64).reshape(side, side, channels) / 255, -1, 0)


def _shape(pictures: Sequence[_Picture]) -> tuple[int, int, int]:
    """Return the shape all are brought to: grey where all are, as large as most, within what memory holds."""
    channels = 1 if all(picture.is_grey for picture in pictures) else 3
    usual = int(statistics.median(picture.side for picture in pictures))
    most = int((MOST_NUMBERS / (len(pictures) * channels)) ** 0.5)
    side = max(SMALLEST_SIDE, min(usual, most, LARGEST_SIDE))
    return channels, side, side


def _named(data: Data, pictures: Sequence[_Picture], broken: Mapping[str, str]) -> Data:
    given = {
        part: np.array([at for at, picture in enumerate(pictures) if picture.part == part], dtype=np.int64)
        for part in dict.fromkeys(picture.part for picture in pictures)
        if part
    }
    return replace(
        data,
        row_names=tuple(picture.name for picture in pictures),
        given=given,
        left_out=len(broken),
        skipped=tuple(broken),
    )


def _positive(root: Path, classes: Sequence[str], wanted: str | None) -> str:
    if wanted is None or wanted in classes:
        return wanted or classes[-1]
    raise LoopwiseError(
        Text(
            en=f"{root.name} has no class {wanted!r}; it has {', '.join(classes)}.",
            ko=f"{root.name}: 없는 클래스입니다: {wanted!r}. 있는 클래스: {', '.join(classes)}",
        ),
        fix=f"--positive {classes[-1]}",
    )


def _broken_told(broken: Mapping[str, str]) -> Text:
    named = "; ".join(f"{name} ({why})" for name, why in list(broken.items())[:NAMED])
    more = " ..." if len(broken) > NAMED else ""
    return Text(
        en=f"{len(broken)} files cannot be read as pictures and are left out: {named}{more}",
        ko=f"그림으로 읽을 수 없어 뺀 파일 {len(broken)}개: {named}{more}",
    )


def _no_classes(root: Path, classes: Sequence[str]) -> LoopwiseError:
    told = Text(en=f"one class, {classes[0]!r}", ko=f"클래스 하나({classes[0]})") if classes else None
    endings = ", ".join(sorted(ENDINGS))
    return LoopwiseError(
        Text(
            en=f"{root.name} has {told.en if told else 'no folder of pictures'}; pictures end in {endings}.",
            ko=f"{root.name}: {told.ko if told else '그림이 든 폴더가 없습니다'}. 읽을 수 있는 그림: {endings}",
        ),
        fix=f"{root.name}/train/cat/1.png, {root.name}/train/dog/2.png ...",
    )


def _too_few(root: Path, count: int) -> LoopwiseError:
    return LoopwiseError(
        Text(
            en=f"{root.name} has {count} pictures that can be read; at least {FEWEST_ROWS} are needed.",
            ko=f"{root.name}: 읽을 수 있는 그림이 {count}장뿐입니다. {FEWEST_ROWS}장 이상 필요합니다.",
        ),
        fix=Text(en="add pictures", ko="그림을 더 추가하세요"),
    )
