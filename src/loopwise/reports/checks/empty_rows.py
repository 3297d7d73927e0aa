"""No row of the form is missing or empty."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.reports.blocks import Attached, Equation, Listing, Picture, Reference, every, text_of
from loopwise.reports.checks._check import Check, Desk
from loopwise.reports.problems import Problem
from loopwise.reports.rows import ROWS
from loopwise.text import Text

MISSING = Text(
    en="this row is not in the file; write it as `# {title}`.",
    ko="파일에 없는 항목입니다. `# {title}` 제목으로 적으세요.",
)
EMPTY = Text(en="this row is empty.", ko="비어 있는 항목입니다.")
EMPTY_MEMBER = Text(en="nothing is written below {name!r}.", ko="아래에 내용이 없는 이름입니다: {name!r}")
AS_GIVEN = Text(
    en="this row still says what the empty form says.", ko="빈 양식의 안내 문구가 그대로 남아 있습니다."
)
_SHOWN = (Attached, Reference, Picture, Listing, Equation)


class EmptyRows(Check):
    """Asks every row of the form for something to read."""

    def problems(self, desk: Desk) -> Iterator[Problem]:
        """Yield rows and members without content."""
        for kind in ROWS:
            row = desk.week.row(kind.key)
            if row is None:
                yield self.at(kind.key, len(desk.week.source.split("\n")), MISSING.format(title=kind.label))
                continue
            if not row.members and not _has_content(row.all_blocks):
                yield self.at(kind.key, row.line, EMPTY)
            elif row.text.strip() and row.text.strip() in (_bare(kind.hint.en), _bare(kind.hint.ko)):
                yield self.at(kind.key, row.line, AS_GIVEN)
            for member in row.members:
                if not _has_content(member.blocks):
                    yield self.at(kind.key, member.line, EMPTY_MEMBER.format(name=member.name))


def _has_content(blocks: tuple[object, ...]) -> bool:
    return bool(text_of(blocks).strip()) or any(isinstance(one, _SHOWN) for one in every(blocks))  # type: ignore[arg-type]


def _bare(hint: str) -> str:
    return hint.removeprefix("- ")
