"""Before the meeting: gather each member's `notes/NAME.md` into the report, and tell whose are missing.

    gathered = collect(load_week("2025-05-08.md"))
    gathered.missing        # ("팀원 C",)

A part that holds something already is left as it is: notes never overwrite what was written in the report.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from loopwise.errors import LoopwiseError
from loopwise.reports.blocks import Attached, Reference, every
from loopwise.reports.editing import part_named, with_part
from loopwise.reports.markdown import blocks_of, sections
from loopwise.reports.week import Week
from loopwise.text import Text

NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came together. text: the whole file; taken, left, missing: names of members."""

    text: str
    taken: tuple[str, ...]
    left: tuple[str, ...]
    missing: tuple[str, ...]


def collect(week: Week, folder: Path | None = None) -> Gathered:
    """Put the notes of every participant into the report's text. folder: of the notes; None: `notes` beside it."""
    folder = folder or week.path.parent / NOTES
    text = week.source
    told: dict[str, list[str]] = {"taken": [], "left": [], "missing": []}
    for name in week.participants:
        note = _note(folder, name)
        key = f"studied/{name}"
        found = part_named(text, key)
        if found and found.text.strip():
            told["left"].append(name)
        elif note is None:
            told["missing"].append(name)
        else:
            text = with_part(text, key, _fitted(note, folder, week.path.parent))
            told["taken"].append(name)
    return Gathered(text, **{state: tuple(names) for state, names in told.items()})


def _note(folder: Path, name: str) -> str | None:
    """Return a member's note; None where there is none or it is empty."""
    file = folder / f"{name.replace('/', '_')}.md"
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as problem:
        raise LoopwiseError(
            Text(en=f"{file} cannot be read: {problem}.", ko=f"파일을 읽을 수 없습니다: {file} ({problem})")
        ) from problem
    return text.replace("\r\n", "\n").strip() or None


def _fitted(note: str, folder: Path, report: Path) -> str:
    """Return a note as it may stand in the report: headings made smaller, files named from where the report lies."""
    lines = note.split("\n")
    underlines = []
    for heading in sections(note, 0):
        if not heading.level:
            continue
        if lines[heading.line].lstrip().startswith("#"):
            lines[heading.line] = re.sub(r"#+", "#" * min(heading.level + 2, 6), lines[heading.line], count=1)
        else:  # underlined with = or -
            lines[heading.line] = "#" * (heading.level + 2) + " " + lines[heading.line].strip()
            underlines.append(heading.line + 1)
    for line in reversed(underlines):
        del lines[line]
    text = "\n".join(lines)
    for named in _files_in(note):
        if (folder / named).is_file() and not (report / named).is_file():
            near = Path(os.path.relpath(folder / named, report)).as_posix()
            text = text.replace(f"]({named}", f"]({near}").replace(f" {named}", f" {near}")
    return text


def _files_in(note: str) -> list[str]:
    """Return the files a note names: its pictures, and kept results that are files."""
    found = [one for one in every(blocks_of(note)) if isinstance(one, (Attached, Reference))]
    names = [one.path if isinstance(one, Attached) else one.which for one in found]
    return [name for name in dict.fromkeys(names) if "://" not in name and not name.isdecimal()]
