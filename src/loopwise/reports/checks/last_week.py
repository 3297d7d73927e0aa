"""Beside last week's report: what was copied from it unchanged, and its homework without an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loopwise.reports.blocks import Block, Bullets, Paragraph, text_of
from loopwise.reports.checks._check import Check, Desk
from loopwise.reports.problems import Problem
from loopwise.reports.week import Week
from loopwise.text import Text

SHORTEST = 30  # letters: shorter rows may well be equal
ANSWERED = 0.5  # share of an item's words that this week's report takes up
SAME = Text(
    en="this is word for word what last week's report says.", ko="지난주 보고서와 글자까지 똑같은 내용입니다."
)
SAME_MEMBER = Text(
    en="what {name!r} writes is word for word last week's.",
    ko="지난주와 글자까지 똑같은 내용입니다: {name!r}",
)
OPEN = Text(
    en="last week's homework {item!r} is not taken up anywhere in this report.",
    ko="지난주 과제에 대한 내용이 이번 보고서에 없습니다: {item!r}",
)


class LastWeek(Check):
    """Compares two weeks."""

    def problems(self, desk: Desk) -> Iterator[Problem]:
        """Yield equal rows, and homework nobody came back to."""
        if desk.last is None:
            return
        for row in desk.week.rows:
            before = desk.last.row(row.kind.key)
            if before and len(row.text) >= SHORTEST and row.text == before.text:
                yield self.at(row.kind.key, row.line, SAME)
                continue
            old = {one.name: text_of(one.blocks) for one in before.members} if before else {}
            for member in row.members:
                text = text_of(member.blocks)
                if len(text) >= SHORTEST and text == old.get(member.name):
                    yield self.at(row.kind.key, member.line, SAME_MEMBER.format(name=member.name))
        for item in unanswered(desk.week, desk.last):
            yield self.at("homework", 1, OPEN.format(item=item[:60]), severity="note")


def unanswered(week: Week, last: Week) -> list[str]:
    """Return the items of last week's homework that this week's goals, contents and results do not take up."""
    told = "\n".join(row.text for row in week.rows if row.kind.key not in ("homework", "plan"))
    known = _words(told)
    homework = last.row("homework")
    return [one for one in items(homework.blocks if homework else ()) if not _taken_up(one, known)]


def items(blocks: tuple[Block, ...]) -> list[str]:
    """Return the first line of every item of a row's outermost lists."""
    found = [item[0] for block in blocks if isinstance(block, Bullets) for item in block.items if item]
    return [one.text.strip() for one in found if isinstance(one, Paragraph)]


def _taken_up(item: str, known: set[str]) -> bool:
    words = _words(item)
    return not words or len(words & known) / len(words) >= ANSWERED


def _words(text: str) -> set[str]:
    """Return stems: two letters of a Korean word, the whole of any other, so that particles do not matter."""
    found = re.findall(r"[가-힣]{2,}|[A-Za-z][A-Za-z0-9_]+|\d+", text)
    return {word[:2] if "가" <= word[0] <= "힣" else word.lower() for word in found}
