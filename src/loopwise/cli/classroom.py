"""`loopwise class`: who handed in, which faults how many met, whom to look at first, what to explain again.

loopwise class week8/ --roster names.txt --html week8.html --csv week8.csv
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loopwise.cli._console import echo, echo_json, width
from loopwise.cli._options import json_option, option, speak_as
from loopwise.errors import LoopwiseError
from loopwise.records import SCHEMA
from loopwise.rendering.columns import columns, fitted, padded, wrapped
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.reports.classroom import Room

ROSTER = Text(
    en="A file of names, one a line, or team.toml.", ko="이름을 한 줄에 하나씩 적은 파일이나 team.toml"
)
HTML = Text(en="Write it as a page.", ko="웹 페이지로 저장합니다.")
CSV = Text(en="Write it for Excel.", ko="Excel에서 여는 CSV로 저장합니다.")
MASK = Text(en="Leave the names out.", ko="이름을 가립니다.")
LEARNER = Text(en="Learner", ko="학생")
EMPTY = Text(en="There is nothing to read in {folder}.", ko="읽을 파일이 없습니다: {folder}")
WRITTEN = Text(en="Written: {path}", ko="만든 파일: {path}")
READING = Text(en="reading {done}/{total}", ko="읽는 중 {done}/{total}")


@click.command("class")
@click.argument("folder", type=click.Path(path_type=Path))
@option("--roster", type=click.Path(path_type=Path), metavar="FILE", says=ROSTER)
@option("--html", type=click.Path(path_type=Path), metavar="FILE", says=HTML)
@option("--csv", type=click.Path(path_type=Path), metavar="FILE", says=CSV)
@option("--mask", is_flag=True, says=MASK)
@json_option
def command(
    folder: Path, roster: Path | None, html: Path | None, csv: Path | None, mask: bool, as_json: bool
) -> None:
    """Read a folder of hand-ins; nothing in them is run."""
    from loopwise.reports.class_page import class_csv, show_class
    from loopwise.reports.classroom import masked, read_folder

    names = _names(roster) if roster else ()
    room = read_folder(folder, roster=names, told=_told)
    speak_as(*names, *(one.name for one in room.learners))
    if mask:
        room = masked(room, str(LEARNER))
    if as_json:
        echo_json({"schema": SCHEMA, **_as_json(room)})
    else:
        echo("\n".join(_lines(room, folder)))
    if html:
        _write(html, show_class(room, folder.name).encode(), err=as_json)
    if csv:
        _write(csv, class_csv(room), err=as_json)


def _write(path: Path, data: bytes, *, err: bool) -> None:
    from loopwise.reports.building import write

    write(path.parent, {path.name: data})
    echo(str(WRITTEN.format(path=path)), err=err)


def _told(done: int, total: int) -> None:
    if done and done % 20 == 0:
        echo(str(READING.format(done=done, total=total)), err=True)


def _names(roster: Path) -> tuple[str, ...]:
    from loopwise.reports.team import team_from

    try:
        text = roster.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise LoopwiseError(
            Text(
                en=f"{roster} cannot be read: {problem}.", ko=f"파일을 읽을 수 없습니다: {roster} ({problem})"
            )
        ) from problem
    if roster.suffix == ".toml":
        return team_from(text, roster).members
    return tuple(dict.fromkeys(name for line in text.splitlines() if (name := line.strip())))


def _lines(room: Room, folder: Path) -> Iterator[str]:
    """Yield the room in 80 columns."""
    from loopwise.reports import class_page as words

    if not room.learners and not room.unread:
        yield str(EMPTY.format(folder=folder))
    counts = {"count": len(room.learners), "missing": len(room.missing), "unread": len(room.unread)}
    yield str(words.SUMMARY.format(**counts))
    if room.faults:
        yield f"\n{words.EXPLAIN}"
        for name, count in room.faults.items():
            yield fitted(f"  {count:>3}  {words.title_of(name)}  ({name})", width())
    if room.learners:
        yield f"\n{words.FIRST}"
        room_for = max(columns(one.name) for one in room.learners)
        for one in room.learners:
            yield fitted(f"  {padded(one.name, room_for)}  {words.state(one)}", width())
    if room.missing:
        yield from wrapped(", ".join(room.missing), width(), first=f"\n{words.MISSING}:", indent="  ")
    if room.unread:
        yield f"\n{words.UNREAD}"
        for unread in room.unread:
            yield from wrapped(f"{unread.file}: {unread.why}", width(), first=" ", indent="    ")


def _as_json(room: Room) -> dict[str, object]:
    learners = [
        {
            "name": one.name,
            "files": list(one.files),
            "faults": [found.fault for found in one.findings],
            "training_loop": one.understood,
            "report": one.report,
        }
        for one in room.learners
    ]
    unread = [{"file": one.file, "why": str(one.why)} for one in room.unread]
    return {"learners": learners, "missing": list(room.missing), "faults": room.faults, "unread": unread}
