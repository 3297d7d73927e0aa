"""The parts of a week's file that are written one by one: the pairs, a row, a member's part of a row.

>>> text = "---\\nteam: 3\\n---\\n# 과제\\n- a\\n"
>>> [(part.key, part.text) for part in parts(text)]
[('pairs', 'team: 3'), ('homework', '- a')]
>>> with_part(text, "homework", "- b").endswith("# 과제\\n\\n- b\\n")
True
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loopwise.errors import LoopwiseError
from loopwise.reports.markdown import sections
from loopwise.reports.rows import ROWS, RowKind, row_named, row_of
from loopwise.text import Text

PAIRS = "pairs"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")


@dataclass(frozen=True, slots=True)
class Part:
    """One part. key: "pairs", "goals", "studied", "studied/NAME". first, stop: its lines, from 0; stop is not in it."""

    key: str
    title: str
    first: int
    stop: int
    text: str

    @property
    def row(self) -> str:
        """Return the key of its row."""
        return self.key.partition("/")[0]

    @property
    def member(self) -> str:
        """Return the member whose part it is, "" for none."""
        return self.key.partition("/")[2]


def parts(text: str) -> list[Part]:
    """Return every part of the file in its order; a row the form does not have is none."""
    lines = text.split("\n")
    starts = list(_starts(text, lines))
    stops = [start for _, _, start, _ in starts[1:]] + [len(lines)]
    return [
        Part(key, title, body, stop, "\n".join(lines[body:stop]).strip("\n"))
        for (key, title, _, body), stop in zip(starts, stops, strict=True)
        if key
    ]


def part_named(text: str, key: str) -> Part | None:
    """Return one part; None where the file does not have it yet."""
    return next((one for one in parts(text) if one.key == key), None)


def with_part(text: str, key: str, new: str) -> str:
    """Return the file with one part written anew; a part it does not have yet is put where the form has it.

    A fence that is still open is closed in the file: while somebody types ``` the parts below are not its code.
    Raises LoopwiseError where the new text would begin another part, or take others in: no part is ever lost.
    """
    _refuse_headings(key, new)
    body = new.strip("\n")
    for end in ("", open_fence(body)):
        made = _replaced(text, key, body + end)
        if _others(made, key) == _others(text, key):
            return made
    raise LoopwiseError(
        Text(
            en="this text would take in the parts below it; something in it is not closed.",
            ko="닫히지 않은 표시가 있어 아래 항목까지 이 글에 들어가게 됩니다.",
        )
    )


def open_fence(text: str) -> str:
    """Return the line that closes a fence left open at the end of a text, "" where none is.

    >>> open_fence("a\\n```python\\nx = 1")
    '\\n```'
    """
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if found is None:
            continue
        marks, rest = found.groups()
        if not fence:
            fence = "" if marks[0] == "`" and "`" in rest else marks
        elif marks.startswith(fence) and not rest.strip():
            fence = ""
    return f"\n{fence}" if fence else ""


def _others(text: str, key: str) -> list[tuple[str, str]]:
    """Return every other part with its text; of a member's row that is made for the member, nothing."""
    row = key.partition("/")[0]
    return [(one.key, one.text) for one in parts(text) if one.key != key and (one.key != row or one.text)]


def _replaced(text: str, key: str, body: str) -> str:
    found = part_named(text, key)
    if found is None:
        return _inserted(text, key, body)
    lines = text.split("\n")
    middle = body.split("\n") if key == PAIRS else ["", *body.split("\n"), ""] if body else [""]
    behind = lines[found.stop :] if found.stop < len(lines) else ([] if middle[-1] == "" else [""])
    return "\n".join([*lines[: found.first], *middle, *behind])


def _starts(text: str, lines: list[str]) -> Iterator[tuple[str, str, int, int]]:
    """Yield (key, title, line of the heading, first line of the body); "" for what belongs to no part."""
    end = 0
    if lines[0].strip() == "---":
        end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    if end:
        yield PAIRS, "", 0, 1
        yield "", "", end, end + 1
    row: RowKind | None = None
    for heading in sections("\n".join(lines[end + 1 if end else 0 :]), end + 1 if end else 0):
        below = _body_line(lines, heading.line)
        if heading.level == 1:
            row = row_named(heading.title)
            yield (row.key if row else ""), heading.title, heading.line, below
        elif heading.level == 2 and row and row.shape in ("members", "people"):
            yield f"{row.key}/{heading.title}", heading.title, heading.line, below


def _body_line(lines: list[str], line: int) -> int:
    """Return the line behind a heading, which has two where it is underlined."""
    return line + (1 if lines[line].lstrip().startswith("#") else 2)


def _refuse_headings(key: str, new: str) -> None:
    levels = {heading.level for heading in sections(new)} if key != PAIRS else set()
    lines = [line.strip() for line in new.split("\n")]
    if not levels & ({1, 2} if "/" in key or row_shape(key) in ("members", "people") else {1}) and (
        key != PAIRS or "---" not in lines
    ):
        return
    raise LoopwiseError(
        Text(
            en="a heading of level 1 or 2 would begin another part of the form; use ### or deeper.",
            ko="# 또는 ## 제목은 양식의 다른 항목을 시작합니다. ### 이하의 제목을 쓰세요.",
        )
    )


def row_shape(key: str) -> str:
    """Return the shape of a part's row."""
    return "" if key == PAIRS else row_of(key.partition("/")[0]).shape


def _inserted(text: str, key: str, body: str) -> str:
    row, _, member = key.partition("/")
    if member and part_named(text, row) is None:
        text = _inserted(text, row, "")
    title = f"## {member}" if member else f"# {row_of(row).label}"
    lines = text.rstrip("\n").split("\n")
    order = [one.key for one in ROWS]
    if member:
        same = [one for one in parts(text) if one.row == row]
        at = same[-1].stop
    else:
        earlier = [one for one in parts(text) if one.key != PAIRS and order.index(one.row) < order.index(row)]
        at = max((one.stop for one in earlier), default=_behind_pairs(text))
    at = min(at, len(lines))
    before, after = lines[:at], lines[at:]
    while before and not before[-1].strip():
        before.pop()
    told = ["", title, "", *([body, ""] if body else [])]
    return "\n".join([*before, *told, *after]).rstrip("\n") + "\n"


def _behind_pairs(text: str) -> int:
    lines = text.split("\n")
    return next((n + 1 for n, line in enumerate(lines) if n and line.strip() == "---"), 0)
