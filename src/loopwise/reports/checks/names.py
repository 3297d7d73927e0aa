"""Names: everybody who is named is a participant, spelt one way; the submitter is one of them; nobody is forgotten.

The real report spells one member's name two ways; the nearest participant is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from loopwise.reports.blocks import Block, Bullets, Paragraph, every
from loopwise.reports.checks._check import Check, Desk
from loopwise.reports.problems import Problem
from loopwise.text import Text

NEAR = 0.6  # share of letters two spellings have in common: 김민수 and 김민슈 have two of three
NOT_NAMED = Text(en="{name!r} is not among the participants.", ko="참여 명단에 없는 이름입니다: {name!r}")
MEANT = Text(
    en="{name!r} is not among the participants; is {near!r} meant?",
    ko="참여 명단에 없는 이름입니다: {name!r}. 혹시 {near!r}인가요?",
)
TWICE = Text(en="{name!r} is named twice.", ko="두 번 적힌 이름입니다: {name!r}")
NOTHING_OF = Text(en="nothing is written for {name!r}.", ko="내용이 없는 참여자입니다: {name!r}")
_LEAD = re.compile(r"\s*([^\s:：][^:：]{0,19}?)\s*[:：]\s")


class Names(Check):
    """Compares every name with the list of participants."""

    def problems(self, desk: Desk) -> Iterator[Problem]:
        """Yield unknown, doubled and forgotten names."""
        week = desk.week
        present = week.participants
        yield from self._listed(desk)
        if (submitter := week.field("submitter")) and present and submitter not in present:
            yield self.at_field(desk, "submitter", _unknown(submitter, present), severity="error")
        for row in week.rows:
            if row.kind.shape not in ("members", "people"):
                yield from self._led(desk, row.kind.key, row.line, row.blocks)
                continue
            for member in row.members:
                if present and member.name not in present:
                    told = _unknown(member.name, present)
                    yield self.at(row.kind.key, member.line, told, column=4, severity="error")
            named = {member.name for member in row.members}
            named |= {near for name in named - set(present) if (near := nearest(name, present))}
            for name in present if row.members else ():
                if name not in named:
                    yield self.at(row.kind.key, row.line, NOTHING_OF.format(name=name))

    def _listed(self, desk: Desk) -> Iterator[Problem]:
        """Yield names listed twice, and those the team does not know."""
        present, members = desk.week.participants, desk.team.members
        for at, name in enumerate(present):
            if name in present[:at]:
                yield self.at_field(desk, "participants", TWICE.format(name=name))
            elif members and name not in members and (near := nearest(name, members)):
                yield self.at_field(desk, "participants", MEANT.format(name=name, near=near))

    def _led(self, desk: Desk, key: str, line: int, blocks: tuple[Block, ...]) -> Iterator[Problem]:
        """Yield what a bullet such as `김민슈: ...` begins with, where it is nearly a participant's name."""
        present = desk.week.participants
        for text in _leads(blocks):
            if (
                (found := _LEAD.match(text))
                and found[1] not in present
                and (near := nearest(found[1], present))
            ):
                where = next(
                    (
                        n
                        for n, one in enumerate(desk.week.source.split("\n"), 1)
                        if n > line and found[1] in one
                    ),
                    line,
                )
                told = MEANT.format(name=found[1], near=near)
                yield self.at(key, where, told, column=desk.column(where, found[1]))


def nearest(name: str, known: tuple[str, ...]) -> str | None:
    """Return the known name that this is nearly, None where none is near.

    >>> nearest("김민슈", ("이수진", "김민수"))
    '김민수'
    """
    scored = [(SequenceMatcher(None, name, one).ratio(), one) for one in known if one != name]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= NEAR else None


def _unknown(name: str, present: tuple[str, ...]) -> Text:
    near = nearest(name, present)
    return MEANT.format(name=name, near=near) if near else NOT_NAMED.format(name=name)


def _leads(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in every(blocks):
        if isinstance(block, Bullets):
            yield from (item[0].text for item in block.items if item and isinstance(item[0], Paragraph))
