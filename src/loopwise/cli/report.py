"""`loopwise report`: the weekly report, from one text file.

loopwise report new
loopwise report check reports/2025-05-08.md
loopwise report build reports/2025-05-08.md --to pdf,docx --out out
"""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path

import click

from loopwise import settings
from loopwise.cli import _problems, _report_sharing
from loopwise.cli._console import echo, echo_json, width
from loopwise.cli._options import json_option, option, speak_as
from loopwise.cli._subcommands import Subcommands
from loopwise.errors import LoopwiseError
from loopwise.records import SCHEMA
from loopwise.text import LANGUAGES, Text, speaking

LOOK = 0.3  # seconds between two looks at a file that is being written
DAY = Text(
    en="Day of the meeting, like 2025-05-08; default today.", ko="모임 날짜. 예: 2025-05-08. 기본값 오늘"
)
TEAM = Text(
    en="The team's data; default team.toml here or above.",
    ko="팀 정보 파일. 기본값은 이 폴더나 위 폴더의 team.toml",
)
FOLDER = Text(en="Folder of the reports; default reports.", ko="보고서 폴더. 기본값 reports")
TO = Text(en="Formats, e.g. pdf,docx,html,md; default pdf.", ko="형식. 예: pdf,docx,html,md. 기본값 pdf")
OUT = Text(en="Folder to write to; default the report's own.", ko="저장할 폴더. 기본값은 보고서가 있는 폴더")
IN = Text(en="Language of the form.", ko="양식의 언어")
WATCH = Text(en="Build again whenever the file is saved.", ko="파일을 저장할 때마다 다시 만듭니다.")
FAIL_ON = Text(
    en="Exit with 1 on problems this grave; default warning.",
    ko="이 등급 이상의 문제가 있으면 1로 종료합니다. 기본값 warning",
)
NOT_A_DAY = Text(en="{given!r} is no day.", ko="날짜로 읽을 수 없습니다: {given!r}")
EXISTS = Text(
    en="{path} exists already; it was left as it is.", ko="이미 있는 파일이라 그대로 두었습니다: {path}"
)
WRITTEN = Text(en="Written: {path}", ko="만든 파일: {path}")
DRAFT = Text(
    en="A draft: {count} to mend (loopwise report check {path})",
    ko="초안입니다. 고칠 곳 {count} (loopwise report check {path})",
)
WATCHING = Text(
    en="Waiting for changes; Ctrl+C ends it.", ko="파일이 바뀌기를 기다립니다. 끝내려면 Ctrl+C를 누르세요."
)
BEGUN = Text(en="Begun: {path}", ko="새 보고서: {path}")
NEXT = Text(en="Then: loopwise report build {path}", ko="다 쓴 뒤: loopwise report build {path}")
NO_TEAM = Text(
    en="There is no team.toml yet; with it names, place and time are filled in. An example:",
    ko="아직 team.toml이 없습니다. 만들어 두면 이름, 장소, 시간이 채워집니다. 예:",
)
TEAM_EXAMPLE = """\
    name = "3조"
    members = ["팀원 A", "팀원 B", "팀원 C"]
    place = "Zoom"
    time = "17:30-18:30"
    github = "https://github.com/OWNER/REPO/tree/main/codes"
    local = "codes"
    slack = "C0123ABCD"\
"""

file_argument = click.argument("file", type=click.Path(path_type=Path))


@click.group("report", cls=Subcommands)
def command() -> None:
    """Write the weekly report."""


@command.part("new", Text(en="Begin this week's file.", ko="이번 주 보고서 파일을 만듭니다."))
@option("--date", "day", metavar="DAY", says=DAY)
@option("--team", type=click.Path(path_type=Path), metavar="FILE", says=TEAM)
@option("--folder", type=click.Path(path_type=Path), default=Path("reports"), says=FOLDER)
def new(day: str | None, team: Path | None, folder: Path) -> None:
    """Write the form with what is known already; an existing file is never overwritten."""
    from loopwise.reports.beginning import kept_this_week, new_week
    from loopwise.reports.building import latest_before
    from loopwise.reports.team import team_of

    meeting = _day(day)
    path = folder / f"{meeting.isoformat()}.md"
    if path.exists():
        raise LoopwiseError(EXISTS.format(path=path), fix="loopwise report new --date DAY")
    known = team_of(folder, team)
    last = latest_before(folder, meeting)
    with speaking(known.language or (last.language if last else str(Text(en="en", ko="ko")))):
        text = new_week(known, meeting, last, kept_this_week(meeting))
    _save(path, text)
    echo(f"{BEGUN.format(path=path)}\n{NEXT.format(path=path)}")
    if known.path is None:
        echo(f"\n{NO_TEAM}\n{TEAM_EXAMPLE}")


@command.part(
    "check", Text(en="Read a report like an editor.", ko="보고서를 꼼꼼히 읽고 고칠 곳을 알려 줍니다.")
)
@file_argument
@option("--team", type=click.Path(path_type=Path), metavar="FILE", says=TEAM)
@option("--fail-on", type=click.Choice(settings.FAIL_ON), default="warning", says=FAIL_ON)
@json_option
def check(file: Path, team: Path | None, fail_on: str, as_json: bool) -> int:
    """Tell what a careful reader would, with row, line and column."""
    from loopwise.reports.building import desk_for
    from loopwise.reports.checks import problems

    desk = desk_for(file, team)
    speak_as(desk.week.source)
    found = problems(desk)
    if as_json:
        echo_json({"schema": SCHEMA, "file": str(file), "problems": _problems.as_json(found)})
    else:
        echo("\n".join(_problems.told(str(file), found, width())))
    return _problems.exit_code(found, fail_on)


@command.part(
    "build", Text(en="Write PDF, Word, HTML, Markdown.", ko="PDF, Word, HTML, Markdown으로 만듭니다.")
)
@file_argument
@option("--to", "formats", default="pdf", metavar="FORMATS", says=TO)
@option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", says=OUT)
@option("--language", type=click.Choice(LANGUAGES), says=IN)
@option("--watch", is_flag=True, says=WATCH)
@json_option
def build(
    file: Path, formats: str, out: Path | None, language: str | None, watch: bool, as_json: bool
) -> None:
    """Write the report; one with problems is written as a draft that says so."""
    wanted = tuple(part.strip() for part in formats.split(",") if part.strip())
    seen = _stamp(file)  # before it is read: what is saved meanwhile is built again
    _build(file, wanted, out or file.parent, language, as_json=as_json)
    if not watch:
        return
    echo(str(WATCHING), err=True)
    while True:
        time.sleep(LOOK)
        if (now := _stamp(file)) != seen:
            seen = now
            try:
                _build(file, wanted, out or file.parent, language, as_json=as_json)
            except LoopwiseError as problem:  # half a file: the next save mends it
                echo(str(problem), err=True)


_report_sharing.add_to(command)


def _build(file: Path, formats: tuple[str, ...], out: Path, language: str | None, *, as_json: bool) -> None:
    from loopwise.reports.building import build as write_report
    from loopwise.reports.building import desk_for
    from loopwise.reports.checks import problems

    desk = desk_for(file)
    speak_as(desk.week.source)
    written = write_report(desk.week, formats, out, language=language)
    found = problems(desk)
    if as_json:
        told = {"files": [str(path) for path in written], "problems": _problems.as_json(found)}
        echo_json({"schema": SCHEMA, **told})
        return
    for path in written:
        echo(str(WRITTEN.format(path=path)))
    if found:
        echo(str(DRAFT.format(count=len(found), path=file)))


def _day(given: str | None) -> date:
    try:
        return date.fromisoformat(given) if given else datetime.now().astimezone().date()
    except ValueError as problem:
        raise LoopwiseError(NOT_A_DAY.format(given=given), fix="--date 2025-05-08") from problem


def _save(path: Path, text: str) -> None:
    from loopwise.reports.building import write

    write(path.parent, {path.name: text.encode()})


def _stamp(file: Path) -> tuple[int, int]:
    try:
        told = file.stat()
    except OSError:  # between an editor's removing and renaming
        return (0, 0)
    return told.st_mtime_ns, told.st_size
