"""The pairs at the top: each is there, one date, an end after the start, attendance that is a number and fits."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.reports.checks._check import Check, Desk
from loopwise.reports.problems import Problem
from loopwise.reports.rows import FIELDS
from loopwise.text import LANGUAGES, Text

NONE = Text(en="nothing is written here; the form asks for it.", ko="양식에 필요한 항목인데 비어 있습니다.")
NO_DATE = Text(
    en="{given!r} is no date; write it like 2025-05-08.",
    ko="날짜로 읽을 수 없습니다: {given!r}. 2025-05-08처럼 적으세요.",
)
NO_TIME = Text(
    en="{given!r} is no start and end; write them like 17:30-18:30.",
    ko="시작과 끝 시각으로 읽을 수 없습니다: {given!r}. 17:30-18:30처럼 적으세요.",
)
BACKWARDS = Text(
    en="the meeting ends ({end}) before it begins ({start}).",
    ko="모임이 시작({start})보다 먼저 끝납니다({end}).",
)
NO_COUNT = Text(en="{given!r} is no number of people.", ko="출석 인원이 숫자가 아닙니다: {given!r}")
OTHER_COUNT = Text(
    en="attendance is {given}, but {count} participants are named.",
    ko="출석 인원({given})과 참여 명단의 인원({count})이 다릅니다.",
)
NO_LANGUAGE = Text(
    en="{given!r} is no language; ko or en.", ko="쓸 수 없는 언어입니다: {given!r}. ko 또는 en"
)


class Pairs(Check):
    """Reads the front matter."""

    def problems(self, desk: Desk) -> Iterator[Problem]:
        """Yield what is missing or wrong."""
        week = desk.week
        for kind in FIELDS:
            if kind.needed and not week.field(kind.key):
                yield self.at_field(desk, kind.key, NONE)
        if week.field("date") and not week.date:
            yield self.at_field(desk, "date", NO_DATE.format(given=week.field("date")), severity="error")
        if week.field("language") and week.field("language").lower() not in LANGUAGES:
            yield self.at_field(desk, "language", NO_LANGUAGE.format(given=week.field("language")))
        yield from self._time(desk)
        yield from self._attendance(desk)

    def _time(self, desk: Desk) -> Iterator[Problem]:
        given, times = desk.week.field("time"), desk.week.times
        if given and not times:
            yield self.at_field(desk, "time", NO_TIME.format(given=given), severity="error")
        elif times and times[1] <= times[0]:
            start, end = (one.strftime("%H:%M") for one in times)
            yield self.at_field(desk, "time", BACKWARDS.format(start=start, end=end), severity="error")

    def _attendance(self, desk: Desk) -> Iterator[Problem]:
        given = desk.week.field("attendance").removesuffix("명").strip()
        count = len(desk.week.participants)
        if given and not given.isdecimal():
            yield self.at_field(desk, "attendance", NO_COUNT.format(given=given), severity="error")
        elif given and count and int(given[:9]) != count:
            yield self.at_field(desk, "attendance", OTHER_COUNT.format(given=given, count=count))
