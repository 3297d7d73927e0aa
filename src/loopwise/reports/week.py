"""A week's text file: front matter as the form's pairs, headings as its rows, a heading for each member.

>>> week = read_week('''---
... team: 3조
... date: 2025-05-08
... ---
... # 학습목표
... - 손실 함수 고르기
... ''')
>>> week.field("team"), week.date.day, [row.kind.key for row in week.rows]
('3조', 8, ['goals'])
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path

from loopwise.errors import LoopwiseError
from loopwise.reports.blocks import Block, Paragraph, Words, text_of
from loopwise.reports.markdown import Heading, sections
from loopwise.reports.problems import Problem
from loopwise.reports.rows import RowKind, field_named, row_named
from loopwise.text import LANGUAGES, Text, has_hangul

LARGEST = 2_000_000  # characters; a real week has ten thousand
_TIMES = re.compile(r"\s*(\d{1,2})[:시]\s*(\d{2})?\s*분?\s*[-~–]\s*(\d{1,2})[:시]\s*(\d{2})?\s*분?\s*")
_DATE = re.compile(r"\s*(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*일?\s*")


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the front matter. column: where the value begins, from 1."""

    value: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Member:
    """What stands under one member's heading."""

    name: str
    line: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class RowText:
    """One row of the form as written: what stands under its heading, then its members."""

    kind: RowKind
    title: str
    line: int
    blocks: tuple[Block, ...] = ()
    members: tuple[Member, ...] = ()

    @property
    def all_blocks(self) -> tuple[Block, ...]:
        """Return the blocks of the row and of all its members."""
        return (*self.blocks, *(block for member in self.members for block in member.blocks))

    @property
    def text(self) -> str:
        """Return the row's text without its members' names."""
        return text_of(self.all_blocks)


@dataclass(frozen=True)
class Week:
    """A week as read. Every rule that reading itself can judge is in `problems`."""

    path: Path
    source: str
    fields: Mapping[str, Field]
    rows: tuple[RowText, ...]
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    def field(self, key: str) -> str:
        """Return a field's value, "" where there is none."""
        return self.fields[key].value if key in self.fields else ""

    def row(self, key: str) -> RowText | None:
        """Return a row by its key."""
        return next((row for row in self.rows if row.kind.key == key), None)

    @property
    def participants(self) -> tuple[str, ...]:
        """Return the names, as written."""
        return tuple(name for part in self.field("participants").split(",") if (name := part.strip()))

    @cached_property
    def date(self) -> date | None:
        """Return the day of the meeting; None where it cannot be read."""
        found = _DATE.fullmatch(self.field("date"))
        try:
            return date(*map(int, found.groups())) if found else None
        except ValueError:
            return None

    @cached_property
    def times(self) -> tuple[time, time] | None:
        """Return start and end of the meeting; None where they cannot be read."""
        found = _TIMES.fullmatch(self.field("time"))
        try:
            return (_time(found[1], found[2]), _time(found[3], found[4])) if found else None
        except ValueError:
            return None

    @property
    def number(self) -> int | None:
        """Return the number of the week; None where none is given."""
        digits = re.sub(r"\D", "", self.field("week"))
        return int(digits) if digits and len(digits) < 5 else None

    @property
    def language(self) -> str:
        """Return the report's language: as its file says, else Korean where it holds hangul."""
        said = self.field("language").strip().lower()
        return said if said in LANGUAGES else "ko" if has_hangul(self.source) else "en"

    @property
    def moment(self) -> datetime:
        """Return when the meeting was: the date of every file made of it, so that bytes repeat."""
        day = self.date or date(2000, 1, 1)
        return datetime.combine(day, self.times[0] if self.times else time())


def load_week(path: str | Path) -> Week:
    """Read a week's file; LoopwiseError where it is none."""
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise LoopwiseError(
            Text(en=f"{path} is not UTF-8 text.", ko=f"UTF-8 텍스트가 아닙니다: {path}"),
            fix=Text(en="save it as UTF-8", ko="UTF-8로 저장하세요"),
        ) from problem
    except OSError as problem:
        raise LoopwiseError(
            Text(
                en=f"{path} cannot be read: {problem.strerror}.",
                ko=f"파일을 읽을 수 없습니다: {path} ({problem.strerror})",
            ),
            fix="loopwise report new",
        ) from problem
    return read_week(text, file)


def read_week(text: str, path: str | Path = "report.md") -> Week:
    """Read a week from its text. Whatever is unusual becomes a problem, never an exception."""
    if len(text) > LARGEST:
        raise LoopwiseError(
            Text(
                en=f"{path} has more than {LARGEST:,} characters.",
                ko=f"{LARGEST:,}자가 넘는 파일입니다: {path}",
            )
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    problems: list[Problem] = []
    fields, body, first_line = _front_matter(text, problems)
    rows = _rows(sections(body, first_line), problems)
    return Week(Path(path), text, fields, tuple(rows), tuple(problems))


def _front_matter(text: str, problems: list[Problem]) -> tuple[dict[str, Field], str, int]:
    """Return the fields, the text behind them, and the number of its first line."""
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if lines[0].strip() != "---" or end is None:
        told = Text(
            en="the file does not begin with the form's pairs between two lines of ---.",
            ko="파일 맨 앞에 --- 두 줄로 감싼 기본 정보가 없습니다.",
        )
        problems.append(Problem("", 1, 1, "error", told))
        return {}, text, 1
    fields: dict[str, Field] = {}
    for number, line in enumerate(lines[1:end], 2):
        _field(line, number, fields, problems)
    return fields, "\n".join(lines[end + 1 :]), end + 2


def _field(line: str, number: int, fields: dict[str, Field], problems: list[Problem]) -> None:
    name, colon, value = line.partition(":")
    if not line.strip():
        return
    kind = field_named(name) if colon else None
    if kind is None:
        told = Text(
            en=f"{name.strip()!r} is no pair of the form.", ko=f"양식에 없는 항목입니다: {name.strip()!r}"
        )
        problems.append(Problem("", number, 1, "warning", told))
        return
    column = len(name) + 2 + len(value) - len(value.lstrip())
    fields[kind.key] = Field(value.strip().strip("\"'"), number, column)


def _rows(headings: Sequence[Heading], problems: list[Problem]) -> list[RowText]:
    rows: list[RowText] = []
    known = False  # whether what comes now stands below a row of the form
    for heading in headings:
        kind = row_named(heading.title) if heading.level == 1 else None
        if heading.level >= 2 and known:
            _below(rows, heading)
            continue
        known = kind is not None
        if kind is None:
            problems.append(_lost(heading))
        elif any(row.kind is kind for row in rows):
            problems.append(_twice(kind, heading))
            rows.append(
                _with(rows.pop(next(n for n, row in enumerate(rows) if row.kind is kind)), heading.blocks)
            )
        else:
            rows.append(RowText(kind, heading.title, heading.line, heading.blocks))
    return rows


def _below(rows: list[RowText], heading: Heading) -> None:
    """Put a heading below a row: a member's where the row has members, a bold line elsewhere."""
    row = rows[-1]
    if row.kind.shape in ("members", "people") and heading.level == 2:
        member = Member(heading.title, heading.line, heading.blocks)
        rows[-1] = RowText(row.kind, row.title, row.line, row.blocks, (*row.members, member))
    else:
        title = Paragraph((Words(heading.title, strong=True),))
        rows[-1] = _with(row, (title, *heading.blocks))


def _with(row: RowText, blocks: tuple[Block, ...]) -> RowText:
    """Return the row with more blocks at its end."""
    if not row.members:
        return RowText(row.kind, row.title, row.line, (*row.blocks, *blocks))
    *others, last = row.members
    last = Member(last.name, last.line, (*last.blocks, *blocks))
    return RowText(row.kind, row.title, row.line, row.blocks, (*others, last))


def _lost(heading: Heading) -> Problem:
    if not heading.level:
        told = Text(
            en="this text stands above the first row and is not printed.",
            ko="첫 항목 제목보다 위에 있어 인쇄되지 않는 내용입니다.",
        )
        return Problem("", heading.line, 1, "warning", told)
    told = Text(
        en=f"the form has no row {heading.title!r}; what stands below it is not printed.",
        ko=f"양식에 없는 항목이라 아래 내용이 인쇄되지 않습니다: {heading.title!r}",
    )
    return Problem("", heading.line, 3, "warning", told)


def _twice(kind: RowKind, heading: Heading) -> Problem:
    told = Text(
        en="this row is there twice; both are printed.", ko="같은 항목이 두 번 있습니다. 둘 다 인쇄됩니다."
    )
    return Problem(kind.key, heading.line, 3, "warning", told)


def _time(hours: str, minutes: str | None) -> time:
    return time(int(hours), int(minutes or 0))
