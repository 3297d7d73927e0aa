"""Links are well-formed, and one into the team's own repository leads to a folder that is there.

The real report links `week8_...`, the folder is `week08_...`: the link is dead, and nobody had clicked it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote, urlsplit

from loopwise.reports.blocks import Link, links
from loopwise.reports.checks._check import Check, Desk
from loopwise.reports.markdown import is_followed
from loopwise.reports.problems import Problem
from loopwise.reports.team import Team
from loopwise.text import Text

MALFORMED = Text(
    en="{url!r} is no address; it should begin with https://",
    ko="올바른 주소가 아닙니다: {url!r}. https://로 시작해야 합니다.",
)
DEAD = Text(en="{path!r} is not in the team's repository.", ko="팀 저장소에 없는 경로입니다: {path!r}")
DEAD_NEAR = Text(
    en="{path!r} is not in the team's repository; is {near!r} meant?",
    ko="팀 저장소에 없는 경로입니다: {path!r}. 혹시 {near!r}인가요?",
)
NO_LINK = Text(en="there is no link in this row.", ko="이 항목에 링크가 없습니다.")


class Links(Check):
    """Compares links with the local tree; nothing is asked of the network."""

    def problems(self, desk: Desk) -> Iterator[Problem]:
        """Yield malformed and dead links."""
        for row in desk.week.rows:
            found = list(links(row.all_blocks))
            if row.kind.key == "results" and not found and row.text.strip():
                yield self.at("results", row.line, NO_LINK, severity="note")
            for link in found:
                if told := _wrong(link, desk.team):
                    column = desk.column(link.line, link.url)
                    yield self.at(row.kind.key, link.line, told, column=column, severity="error")


def _wrong(link: Link, team: Team) -> Text | None:
    if not is_well_formed(link.url):
        return MALFORMED.format(url=link.url)
    inside = path_inside(link.url, team.github)
    if inside is None or team.folder is None or not inside:
        return None
    root = team.folder / team.local
    if not root.is_dir() or (root / inside).exists():
        return None
    near = _near(root, inside)
    return DEAD_NEAR.format(path=inside, near=near) if near else DEAD.format(path=inside)


def is_well_formed(url: str) -> bool:
    """Tell whether this is an address of the web or of mail.

    >>> is_well_formed("https://github.com/a/b"), is_well_formed("github.com/a"), is_well_formed("https://")
    (True, False, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    named = bool(re.fullmatch(r"[^\s.]+(?:\.[^\s.]+)+", parts.hostname or "")) or parts.scheme == "mailto"
    return is_followed(url) and named and not re.search(r"\s", url)


def path_inside(url: str, github: str) -> str | None:
    """Return the part of a link below the team's folder on GitHub; None for a link elsewhere.

    >>> path_inside("https://github.com/t/study/tree/main/codes/week8_x", "https://github.com/t/study/tree/main/codes")
    'week8_x'
    """
    address, _, _ = url.partition("#")
    base = github.rstrip("/")
    if not base or not (address + "/").lower().startswith(base.lower() + "/"):
        return None
    return unquote(address[len(base) :].partition("?")[0]).strip("/")


def _near(root: Path, inside: str) -> str | None:
    """Return the path that comes nearest: week08_... for week8_..."""
    folder, first = root, ""
    for part in Path(inside).parts:
        if (folder / part).exists():
            folder, first = folder / part, f"{first}{part}/"
            continue
        names = [one.name for one in folder.iterdir()] if folder.is_dir() else []
        near = get_close_matches(part, names, 1)
        return f"{first}{near[0]}" if near else None
    return None
