"""The rows of the form (what a school's weekly report asks for), in order, with their labels in both languages.

>>> row_named("학습 목표").key
'goals'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from loopwise.text import Text

Shape = Literal["blocks", "members", "people", "pictures"]


@dataclass(frozen=True, slots=True)
class RowKind:
    """One row under the pairs at the top.

    shape: "blocks"; "members" (an intro, then blocks per member); "people" (a cell per member); "pictures" (a grid).
    hint: what `report new` writes into an empty one. also: other headings it is known by.
    """

    key: str
    label: Text
    hint: Text
    shape: Shape = "blocks"
    also: tuple[str, ...] = ()


ROWS = (
    RowKind(
        "goals",
        Text(en="Learning goals", ko="학습목표"),
        Text(
            en="- What do we want to be able to explain next week?",
            ko="- 이번 주가 끝나면 무엇을 설명할 수 있어야 하나요?",
        ),
        also=("goals", "목표"),
    ),
    RowKind(
        "studied",
        Text(en="What was studied", ko="학습내용"),
        Text(en="One line: what the week was about.", ko="이번 주에 다룬 내용을 한 줄로 적습니다."),
        shape="members",
        also=("studied", "내용"),
    ),
    RowKind(
        "evaluation",
        Text(en="Self-evaluation", ko="활동평가"),
        Text(en="What is clear now, what is not yet?", ko="무엇이 분명해졌고, 무엇이 아직 어려운가요?"),
        shape="people",
        also=("evaluation", "평가"),
    ),
    RowKind(
        "homework",
        Text(en="Homework", ko="과제"),
        Text(en="- What until the next meeting?", ko="- 다음 모임까지 무엇을 하나요?"),
        also=("숙제",),
    ),
    RowKind(
        "plan",
        Text(en="Plan", ko="향후 계획"),
        Text(en="- What comes next week?", ko="- 다음 주에는 무엇을 하나요?"),
        also=("계획",),
    ),
    RowKind(
        "attachments",
        Text(en="Attachments", ko="첨부 자료"),
        Text(en="![Meeting 1](pictures/meeting1.png)", ko="![스터디 화면 1](pictures/meeting1.png)"),
        shape="pictures",
        also=("첨부", "사진"),
    ),
    RowKind(
        "results",
        Text(en="Results", ko="결과물"),
        Text(en="- the week's folder on GitHub", ko="- 이번 주 GitHub 폴더"),
        also=("링크", "links"),
    ),
)

TITLE = Text(en="Weekly activity report", ko="주간 활동 보고서")
TITLE_OF_WEEK = Text(en="Weekly activity report, week {week}", ko="주간 활동 보고서 ({week}주차)")


@dataclass(frozen=True, slots=True)
class FieldKind:
    """One line of the front matter, and a cell at the top of the form."""

    key: str
    label: Text
    also: tuple[str, ...] = ()
    needed: bool = True


FIELDS = (
    FieldKind("team", Text(en="Team", ko="팀명"), ("팀",)),
    FieldKind("submitter", Text(en="Submitter", ko="제출자 성명"), ("제출자",)),
    FieldKind("participants", Text(en="Participants", ko="참여 명단"), ("참여자", "명단")),
    FieldKind("date", Text(en="Date", ko="날짜"), ("일자",)),
    FieldKind("time", Text(en="Time", ko="시간"), ("시각",)),
    FieldKind("place", Text(en="Place", ko="장소")),
    FieldKind("attendance", Text(en="Attendance", ko="출석 인원"), ("출석",)),
    FieldKind("week", Text(en="Week", ko="주차"), needed=False),
    FieldKind("language", Text(en="Language", ko="언어"), needed=False),
)
WHEN = Text(en="Date and time", ko="모임 일시")


def row_named(title: str) -> RowKind | None:
    """Return the row a heading means, in either language; None for one the form does not have."""
    wanted = _bare(title)
    return next(
        (row for row in ROWS if wanted in map(_bare, (row.key, row.label.en, row.label.ko, *row.also))), None
    )


def row_of(key: str) -> RowKind:
    """Return the row of that key."""
    return next(row for row in ROWS if row.key == key)


def field_named(name: str) -> FieldKind | None:
    """Return the field a line of the front matter means; None for an unknown one."""
    wanted = _bare(name)
    return next(
        (one for one in FIELDS if wanted in map(_bare, (one.key, one.label.en, one.label.ko, *one.also))),
        None,
    )


def field_of(key: str) -> FieldKind:
    """Return the field of that key."""
    return next(one for one in FIELDS if one.key == key)


def _bare(name: str) -> str:
    return "".join(name.split()).casefold()
