"""From a week's file to files for people: read, look at it, write every format asked for.

desk = desk_for("reports/2025-05-08.md")
build(desk.week, ("pdf", "docx"), Path("out"))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from loopwise.errors import LoopwiseError
from loopwise.reports.checks import Desk
from loopwise.reports.composing import compose
from loopwise.reports.exporters import exporter_named
from loopwise.reports.team import team_of
from loopwise.reports.week import Week, load_week
from loopwise.text import Text


def desk_for(path: str | Path, team: Path | None = None) -> Desk:
    """Read a report, its team's data and last week's report."""
    week = load_week(path)
    return Desk(week, team_of(week.path.parent, team), last_before(week))


def last_before(week: Week) -> Week | None:
    """Return the report beside this one with the nearest earlier date; None where there is none."""
    if week.date is None:
        return None
    return latest_before(week.path.parent, week.date)


def latest_before(folder: Path, day: date) -> Week | None:
    """Return the latest report of a folder from before that day; None where there is none."""
    earlier = {one.date: one for one in weeks_in(folder) if one.date and one.date < day}
    return earlier[max(earlier)] if earlier else None


def weeks_in(folder: Path) -> Iterator[Week]:
    """Yield the reports of a folder, by name: Markdown files that begin with the form's pairs and name a date."""
    for file in sorted(folder.glob("*.md")):
        try:
            week = load_week(file)
        except LoopwiseError:
            continue  # another file of the folder
        if week.date:
            yield week


def build(week: Week, formats: Sequence[str], out: Path, *, language: str | None = None) -> list[Path]:
    """Write the report in every format and return the files, the first of each format first.

    language: "ko" or "en"; None: the report's own. Raises LoopwiseError for a folder that cannot be written.
    """
    exporters = [exporter_named(name) for name in formats]  # before any work
    document = compose(week, language)
    files = [one.files(document) for one in exporters]
    for name in (name for made in files for name in made):
        if (out / name).resolve() == week.path.resolve():
            raise _its_own_text(out / name)
    return [path for made in files for path in write(out, made)]


def _its_own_text(path: Path) -> LoopwiseError:
    return LoopwiseError(
        Text(
            en=f"{path} is the report's own text; it was left as it is.",
            ko=f"보고서의 원본 파일이라 덮어쓰지 않았습니다: {path}",
        ),
        fix="--out out",
    )


def write(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files below a folder, each wholly or not at all."""
    written = []
    for name, data in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.part")
            beside.write_bytes(data)
            beside.replace(path)
        except OSError as problem:
            raise LoopwiseError(
                Text(
                    en=f"{path} cannot be written: {problem.strerror}.",
                    ko=f"파일을 쓸 수 없습니다: {path} ({problem.strerror})",
                ),
                fix="--out DIR",
            ) from problem
        written.append(path)
    return written
