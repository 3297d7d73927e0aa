"""What stays the same from week to week, in `team.toml`: name, members, place, time, folder on GitHub, Slack channel.

>>> team_from('''name = "3조"
... members = ["팀원 A", "팀원 B"]''').members
('팀원 A', '팀원 B')
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from loopwise.errors import LoopwiseError
from loopwise.text import Text

TEAM_FILE = "team.toml"


@dataclass(frozen=True, slots=True)
class Team:
    """A team.

    github: address of the folder that holds one folder a week; local: the same folder here, beside team.toml.
    slack: id of the channel ("C0123ABCD"); not its name, which Slack does not take for files.
    time: "17:30-18:30". first: day of the first meeting, from which weeks are counted.
    """

    name: str = ""
    members: tuple[str, ...] = ()
    submitter: str = ""
    place: str = ""
    time: str = ""
    github: str = ""
    local: str = ""
    slack: str = ""
    language: str = ""
    first: str = ""
    path: Path | None = None

    @property
    def folder(self) -> Path | None:
        """Return the folder of team.toml."""
        return self.path.parent if self.path else None


def team_from(text: str, path: Path | None = None) -> Team:
    """Read team.toml; LoopwiseError names the key that is wrong."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise LoopwiseError(
            Text(
                en=f"{TEAM_FILE} is not valid TOML: {problem}",
                ko=f"TOML 형식이 아닙니다: {TEAM_FILE} ({problem})",
            )
        ) from problem
    known = {one.name for one in fields(Team)} - {"path"}
    for key, value in given.items():
        _refuse_wrong(key, value, known)
    typed = {key: tuple(value) if key == "members" else str(value) for key, value in given.items()}
    return Team(**typed, path=path)  # type: ignore[arg-type]


def team_of(folder: Path, given: Path | None = None) -> Team:
    """Return the team of a report's folder: the file given, else team.toml there or up to three folders above."""
    folder = folder.resolve()
    found = given or next(
        (one / TEAM_FILE for one in (folder, *folder.parents[:3]) if (one / TEAM_FILE).is_file()), None
    )
    if found is None:
        return Team()
    try:
        return team_from(found.read_text(encoding="utf-8-sig"), found)
    except (OSError, UnicodeDecodeError) as problem:
        raise LoopwiseError(
            Text(en=f"{found} cannot be read: {problem}.", ko=f"파일을 읽을 수 없습니다: {found} ({problem})")
        ) from problem


def _refuse_wrong(key: str, value: object, known: set[str]) -> None:
    if key not in known:
        raise LoopwiseError(
            Text(
                en=f"{TEAM_FILE}: there is no key {key!r}; keys are {', '.join(sorted(known))}.",
                ko=f"{TEAM_FILE}: 없는 항목입니다: {key!r}. 쓸 수 있는 항목: {', '.join(sorted(known))}",
            )
        )
    if key == "members":
        fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
    else:
        fits = isinstance(value, str) or (key == "first" and isinstance(value, date))
    if not fits:
        wanted = '["A", "B"]' if key == "members" else '"..."'
        raise LoopwiseError(
            Text(
                en=f"{TEAM_FILE}: {key} is {value!r}; it should be {wanted}.",
                ko=f"{TEAM_FILE}: {key} 값({value!r})을 쓸 수 없습니다. 쓸 수 있는 형태: {wanted}",
            )
        )
