"""A new week's file: the form with the team's data in it, last week's plan and homework offered as goals.

    text = new_week(team, day, last=load_week("reports/2025-05-01.md"), offers=kept_this_week())

Everything offered is ordinary Markdown to keep, change or delete.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from loopwise import store
from loopwise.errors import MissingExtra
from loopwise.reports.checks.last_week import items
from loopwise.reports.rows import FIELDS, ROWS, RowKind
from loopwise.reports.team import Team
from loopwise.reports.week import Week
from loopwise.text import Text, current_language

DAYS = 7
OFFERED = Text(
    en="Kept this week; leave in what you want to show:",
    ko="이번 주에 저장한 결과입니다. 보여 줄 것만 남기세요:",
)
FAULTS = Text(en="Faults met this week: {faults}", ko="이번 주에 만난 학습 문제: {faults}")
SCREEN = Text(
    en="![Meeting {number}](pictures/meeting{number}.png)",
    ko="![스터디 화면 {number}](pictures/meeting{number}.png)",
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A kept result that may go into the report. faults: names of those it found."""

    kind: str
    number: int
    title: str
    faults: tuple[str, ...] = ()


def new_week(team: Team, day: date, last: Week | None = None, offers: Sequence[Offer] = ()) -> str:
    """Return the text of a new week's file, in the language in force."""
    members = team.members or (last.participants if last else ())
    values = {
        "team": team.name or (last.field("team") if last else ""),
        "submitter": team.submitter or (members[0] if members else ""),
        "participants": ", ".join(members),
        "date": day.isoformat(),
        "time": team.time or (last.field("time") if last else ""),
        "place": team.place or (last.field("place") if last else ""),
        "attendance": str(len(members) or ""),
        "week": str(_number(team, day, last) or ""),
        "language": current_language(),
    }
    pairs = "\n".join(f"{kind.label}: {values[kind.key]}".rstrip() for kind in FIELDS)
    rows = "\n\n".join(f"# {kind.label}\n\n{_body(kind, members, last, offers, team, day)}" for kind in ROWS)
    return f"---\n{pairs}\n---\n\n{rows}\n"


def kept_this_week(until: date) -> list[Offer]:
    """Return what was kept in the seven days up to the meeting, the oldest first; nothing without a store."""
    try:
        found = store.kept()
    except MissingExtra:
        return []
    end = datetime.combine(until + timedelta(1), datetime.min.time()).astimezone(UTC)
    begin = end - timedelta(DAYS + 1)
    fresh = [one for one in found if begin <= one.created.astimezone(UTC) < end and one.state == "finished"]
    return [_offer(one) for one in reversed(fresh)]


def _offer(one: store.Kept) -> Offer:
    faults = tuple(f.fault for f in one.result.findings) if one.kind == "watch" else ()
    return Offer(one.kind, one.number, one.title, tuple(dict.fromkeys(faults)))


def _number(team: Team, day: date, last: Week | None) -> int | None:
    """Return the week's number: counted from the team's first meeting, else one after last week's."""
    try:
        return (day - date.fromisoformat(team.first)).days // DAYS + 1
    except ValueError:
        return last.number + 1 if last and last.number else None


def _body(
    kind: RowKind, members: Sequence[str], last: Week | None, offers: Sequence[Offer], team: Team, day: date
) -> str:
    if kind.key == "goals" and (goals := _goals(last)):
        return "\n".join(f"- {goal}" for goal in goals)
    if kind.key == "attachments":
        return "\n".join(str(SCREEN.format(number=number)) for number in (1, 2))
    if kind.key == "results" and team.github:
        return f"- {team.github.rstrip('/')}/"
    if kind.shape in ("members", "people") and members:
        parts = [f"## {name}\n" for name in members]
        intro = [str(kind.hint), *_offered(offers)] if kind.shape == "members" else []
        return "\n\n".join([*intro, *(part.rstrip() for part in parts)])
    return str(kind.hint)


def _goals(last: Week | None) -> list[str]:
    """Return last week's plan, then its homework, each line once."""
    rows = [last.row(key) for key in ("plan", "homework")] if last else []
    return list(dict.fromkeys(item for row in rows if row for item in items(row.blocks)))


def _offered(offers: Sequence[Offer]) -> Iterator[str]:
    if not offers:
        return
    yield str(OFFERED)
    for one in offers:
        yield f"{{{{ loopwise: {one.kind} {one.number} | {one.title} }}}}"
    if faults := list(dict.fromkeys(fault for one in offers for fault in one.faults)):
        yield str(FAULTS.format(faults=", ".join(faults)))
