"""What the Report page asks of `reports`: which file, its parts as the form has them, its page as pictures.

open_report("reports/2025-05-08.md").parts[0].key     # "pairs"
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from loopwise.errors import LoopwiseError
from loopwise.reports.building import desk_for, weeks_in, write
from loopwise.reports.checks import Desk, problems
from loopwise.reports.composing import compose
from loopwise.reports.editing import PAIRS, Part, parts
from loopwise.reports.exporters.pdf import pages
from loopwise.reports.pictures import prepared
from loopwise.reports.problems import Problem
from loopwise.reports.rows import FIELDS, ROWS
from loopwise.reports.saving import Saved, save_part, written_at
from loopwise.text import Text

FOLDERS = (".", "reports")  # where a report of this folder lies
LARGEST = 2_000_000  # characters of a part
PPI = 88  # of the page on the screen
_NUMBERED = re.compile(r"[^\w.-]+")

BASICS = Text(en="Team, people, date", ko="팀, 참여자, 일시")
INTRO = Text(en="{row}: one line for all", ko="{row}: 전체 한 줄")


@dataclass(frozen=True, slots=True)
class FormPart:
    """One box of the form. title: what stands above it; member: whose it is, "" for everybody's."""

    key: str
    title: Text | str
    member: str
    text: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A report that is open: its desk and its boxes in the order of the form. at: when it was written (us)."""

    desk: Desk
    parts: tuple[FormPart, ...]
    at: int

    @property
    def path(self) -> Path:
        """Return the report's file."""
        return self.desk.week.path


def reports_here() -> list[Path]:
    """Return the reports of the folder the lab was started in, the newest first."""
    found = [week for folder in FOLDERS if Path(folder).is_dir() for week in weeks_in(Path(folder))]
    return [week.path for week in sorted(found, key=lambda week: str(week.date), reverse=True)]


def report_file(given: str) -> Path:
    """Return the file of a report of this computer; LoopwiseError for anything else, which is never written to."""
    path = Path(given).expanduser()
    if path.suffix != ".md" or not path.is_file():
        raise LoopwiseError(
            Text(en=f"there is no report {given}.", ko=f"보고서 파일이 없습니다: {given}"),
            fix="loopwise report new",
        )
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        if file.readline().strip() != "---":
            raise LoopwiseError(Text(en=f"{given} is no report.", ko=f"보고서 파일이 아닙니다: {given}"))
    return path


def open_report(given: str) -> Opened:
    """Read a report with all of its boxes: those its file does not have yet stand empty."""
    path = report_file(given)
    at = written_at(path)  # before it is read: what is written meanwhile counts as newer
    desk = desk_for(path)
    found = {one.key: one for one in parts(desk.week.source)}
    told = problems(desk)
    boxes = [
        FormPart(key, title, member, found[key].text if key in found else "", _of(told, key, found))
        for key, title, member in _boxes(desk.week.participants, tuple(found))
    ]
    return Opened(desk, tuple(boxes), at)


_saving = threading.Lock()
_last: dict[
    tuple[Path, str], tuple[str, str]
] = {}  # (file, part) -> the page that saved it last, and its text


def save_from(page: str, path: Path, key: str, text: str, base: str) -> Saved:
    """Save a part for an open page, in the order of asking.

    A page that writes faster than its answers come back starts from an older base: its own last text is no conflict.
    """
    with _saving:
        writer, last = _last.get((path, key), ("", ""))
        answer = save_part(path, key, text, base, mine=last if writer == page else None, writer=page)
        if answer.conflict is None:
            _last[path, key] = page, answer.base
    return answer


def page_pictures(opened: Opened) -> list[bytes]:
    """Return the pages as they would be printed now."""
    return pages(compose(opened.desk.week), PPI)


def stamp(path: Path) -> str:
    """Return what changes whenever the file does."""
    told = path.stat()
    return f"{told.st_mtime_ns}.{told.st_size}"


def attach(path: Path, name: str, data: bytes) -> str:
    """Put a picture beside the report, small and without what a camera wrote into it; return its line of Markdown."""
    made = prepared(data, name)
    stem = _NUMBERED.sub("_", Path(name).stem).strip("_.") or "picture"
    ending = "jpg" if made.kind == "jpeg" else "png"
    folder = path.parent / "pictures"
    file = folder / f"{stem}.{ending}"
    number = 2
    while file.exists() and file.read_bytes() != made.data:
        file = folder / f"{stem}-{number}.{ending}"
        number += 1
    write(folder, {file.name: made.data})
    return f"![{Path(name).stem}](pictures/{file.name})"


def _boxes(people: Sequence[str], there: Sequence[str]) -> list[tuple[str, Text | str, str]]:
    """Return (key, title, member) of every box, in the order of the form."""
    boxes: list[tuple[str, Text | str, str]] = [(PAIRS, BASICS, "")]
    for row in ROWS:
        if row.shape not in ("members", "people"):
            boxes.append((row.key, row.label, ""))
            continue
        if row.shape == "members" or row.key in there:
            boxes.append((row.key, INTRO.format(row=row.label), ""))
        written = [key.partition("/")[2] for key in there if key.startswith(f"{row.key}/")]
        boxes += [(f"{row.key}/{name}", row.label, name) for name in dict.fromkeys((*people, *written))]
    return boxes


def _of(told: Sequence[Problem], key: str, found: Mapping[str, Part]) -> tuple[Problem, ...]:
    """Return the problems that stand in a box: by their row, and where a row has members by their lines too."""
    if key == PAIRS:
        fields = {one.key for one in FIELDS}
        return tuple(one for one in told if one.row in fields or not one.row)
    row, _, member = key.partition("/")
    mine = [one for one in told if one.row == row]
    if member:
        return tuple(one for one in mine if key in found and _stands_in(one, found[key]))
    members = [part for part in found.values() if part.row == row and part.member]
    return tuple(one for one in mine if not any(_stands_in(one, part) for part in members))


def _stands_in(problem: Problem, part: Part) -> bool:
    return (
        part.first <= problem.line <= part.stop
    )  # lines count from 1, a part from the line behind its heading
