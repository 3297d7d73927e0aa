"""`loopwise report collect | cards | send | publish`: before and after the meeting.

loopwise report collect 2025-05-08.md
loopwise report send 2025-05-08.md --slack --dry-run
loopwise report publish 2025-05-08.md --code week8.ipynb
"""

from __future__ import annotations

from pathlib import Path

import click

from loopwise.cli._console import echo, echo_json, width
from loopwise.cli._options import json_option, option, speak_as
from loopwise.cli._subcommands import Subcommands
from loopwise.errors import LoopwiseError
from loopwise.records import SCHEMA
from loopwise.rendering.columns import wrapped
from loopwise.text import Text

COLLECT = Text(en="Gather the members' notes/NAME.md.", ko="팀원의 notes/이름.md를 모읍니다.")
NOTES = Text(
    en="Folder of the notes; default notes beside the report.", ko="노트 폴더. 기본값은 보고서 옆의 notes"
)
TAKEN = Text(en="Put into the report", ko="보고서에 넣음")
LEFT = Text(en="Has text already, left as it is", ko="이미 내용이 있어 그대로 둠")
MISSING = Text(en="Missing", ko="아직 없음")
CARDS = Text(en="Make question cards for the meeting.", ko="모임에서 쓸 질문 카드를 만듭니다.")
NO_CARDS = Text(
    en="No cards: the report shows no kept result and names no fault.",
    ko="카드가 없습니다. 보고서에 저장한 결과나 학습 문제 이름이 없습니다.",
)
SEND = Text(en="Send the PDF to Slack.", ko="PDF를 Slack에 올립니다.")
SLACK = Text(en="To the channel of team.toml.", ko="team.toml의 채널로 보냅니다.")
DRY = Text(en="Show what would be sent, send nothing.", ko="보낼 내용만 보여 주고 보내지 않습니다.")
YES = Text(en="Do not ask before sending the same again.", ko="같은 파일이어도 묻지 않고 다시 보냅니다.")
WHERE = Text(en="say where to send it: --slack", ko="어디로 보낼지 적어 주세요: --slack")
WOULD = Text(
    en="Would send {name} ({size:,} bytes) to {where}, with:",
    ko="보낼 파일 {name} ({size:,}바이트), 받을 곳 {where}, 요약:",
)
WOULD_SUMMARY = Text(
    en="Would send this summary by the webhook (no file):", ko="webhook으로 보낼 요약(파일 없음):"
)
AGAIN = Text(
    en="These very bytes were sent to {where} on {when}. Send them again?",
    ko="같은 파일을 이미 보냈습니다(받은 곳 {where}, 보낸 때 {when}). 다시 보낼까요?",
)
SENT = Text(en="Sent to {where}.", ko="보냈습니다: {where}")
PUBLISH = Text(en="Write and commit the week's folder.", ko="이번 주 폴더를 만들어 커밋합니다.")
CODE = Text(
    en="File or folder of code to put in; may be repeated.",
    ko="함께 넣을 코드 파일이나 폴더. 여러 번 쓸 수 있습니다.",
)
NAME = Text(en="What follows week8_ in a new folder's name.", ko="새 폴더 이름에서 week8_ 뒤에 붙일 말")
PUSH = Text(en="Push after the commit.", ko="커밋한 뒤 push합니다.")
NO_COMMIT = Text(en="Write the files only.", ko="파일만 만들고 커밋하지 않습니다.")
WRITTEN = Text(en="Written: {path}", ko="만든 파일: {path}")
COMMITTED = Text(en="Committed: {message}", ko="커밋했습니다: {message}")
UNCHANGED = Text(en="Nothing had changed: no commit.", ko="바뀐 내용이 없어 커밋하지 않았습니다.")
PUSHED = Text(en="Pushed.", ko="push했습니다.")

file_argument = click.argument("file", type=click.Path(path_type=Path))


def add_to(report: Subcommands) -> None:
    """Register the four commands."""
    report.part("collect", COLLECT)(collect)
    report.part("cards", CARDS)(cards)
    report.part("send", SEND)(send)
    report.part("publish", PUBLISH)(publish)


@file_argument
@option("--notes", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", says=NOTES)
@json_option
def collect(file: Path, notes: Path | None, as_json: bool) -> int:
    """Put notes into empty parts; exit with 1 where somebody's are missing."""
    from loopwise.reports.collecting import collect as gather
    from loopwise.reports.saving import replace_file
    from loopwise.reports.week import load_week

    week = load_week(file)
    speak_as(week.source)
    gathered = gather(week, notes)
    if gathered.taken:
        replace_file(file, gathered.text.encode())
    told = {TAKEN: gathered.taken, LEFT: gathered.left, MISSING: gathered.missing}
    if as_json:
        names = {"taken": gathered.taken, "left": gathered.left, "missing": gathered.missing}
        echo_json({"schema": SCHEMA, **{state: list(found) for state, found in names.items()}})
    else:
        for label, found in told.items():
            if found:
                echo(f"{label}: {', '.join(found)}")
    return int(bool(gathered.missing))


@file_argument
@option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    says=Text(en="Folder to write to.", ko="저장할 폴더"),
)
@json_option
def cards(file: Path, out: Path | None, as_json: bool) -> None:
    """Write the cards as a page; the answers are folded behind the questions."""
    from loopwise.reports.building import write
    from loopwise.reports.cards import cards_for, show_cards
    from loopwise.reports.week import load_week

    week = load_week(file)
    speak_as(week.source)
    found = cards_for(week)
    if as_json:
        shown = [
            {
                "question": str(one.question),
                "answer": str(one.answer),
                "evidence": [str(e) for e in one.evidence],
            }
            for one in found
        ]
        echo_json({"schema": SCHEMA, "cards": shown})
        return
    if not found:
        echo(str(NO_CARDS))
        return
    for at, one in enumerate(found, 1):
        echo("\n".join(wrapped(str(one.question), width(), first=f"{at}.", indent="   ")))
    page = show_cards(found, week, week.language)
    (path,) = write(out or file.parent, {f"{file.stem}.cards.html": page.encode()})
    echo(str(WRITTEN.format(path=path)))


@file_argument
@option("--slack", is_flag=True, says=SLACK)
@option("--dry-run", is_flag=True, says=DRY)
@option("--yes", is_flag=True, says=YES)
def send(file: Path, slack: bool, dry_run: bool, yes: bool) -> None:
    """Build the PDF and send it with a summary; never the same bytes twice without asking."""
    from loopwise.reports import sending
    from loopwise.reports.building import desk_for
    from loopwise.reports.composing import compose
    from loopwise.reports.exporters import exporter_named

    if not slack:
        raise click.UsageError(str(WHERE))
    desk = desk_for(file)
    speak_as(desk.week.source)
    text = sending.summary(desk.week, desk.week.language)
    document = compose(desk.week)
    ((name, data),) = exporter_named("pdf").files(document).items()
    token, hook, channel = sending.token(), sending.webhook(), desk.team.slack
    by_hook = token is None and hook is not None
    if dry_run:
        told = WOULD_SUMMARY if by_hook else WOULD.format(name=name, size=len(data), where=channel or "-")
        echo(f"{told}\n\n{text}")
        return
    if token is None and hook is None:
        raise LoopwiseError(sending.NO_TOKEN)
    if not by_hook and not channel:
        raise LoopwiseError(sending.NO_CHANNEL)
    where = "webhook" if by_hook else channel
    sent = text.encode() if by_hook else data
    if (when := sending.sent_before(sent, where)) and not yes:
        click.confirm(str(AGAIN.format(where=where, when=when)), abort=True, err=True)
    if by_hook and hook:
        sending.send_summary(text, hook)
    elif token:
        sending.send_file(data, name, text, channel=channel, token=token, title=document.title)
    sending.remember(sent, where)
    echo(str(SENT.format(where=where)))


@file_argument
@option("--code", multiple=True, type=click.Path(path_type=Path), metavar="PATH", says=CODE)
@option("--name", default="", metavar="WORDS", says=NAME)
@option("--push", is_flag=True, says=PUSH)
@option("--no-commit", is_flag=True, says=NO_COMMIT)
def publish(file: Path, code: tuple[Path, ...], name: str, push: bool, no_commit: bool) -> None:
    """Write report, figures, code and the index of weeks; commit them; push only when told."""
    from loopwise.reports import publishing
    from loopwise.reports.building import desk_for

    desk = desk_for(file)
    speak_as(desk.week.source)
    made = publishing.publish(desk, code=code, name=name)
    for path in made.files:
        echo(str(WRITTEN.format(path=path)))
    if no_commit:
        return
    changed = publishing.commit(made, push=push)
    echo(str(COMMITTED.format(message=made.message) if changed else UNCHANGED))
    if push:
        echo(str(PUSHED))
