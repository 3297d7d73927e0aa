"""What a repair changes, as text: the repaired source, and the change in one line where it is one.

>>> source = "y = F.softmax(x)\\n"
>>> applied(source, [Edit(Place("a.py", 1, 5, 1, 17), "x")])
'y = x\\n'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from loopwise.program.sources import lines_of
from loopwise.records import Edit, Finding
from loopwise.text import Text

ADD = Text(en="before line {line}, add {code}", ko="{line}번째 줄 앞에 추가: {code}")
DELETE = Text(en="delete line {line}", ko="{line}번째 줄 삭제")


def applied(source: str, edits: Iterable[Edit]) -> str:
    """Return the source with the edits of one text put in, the last place first."""
    starts = _line_starts(source)
    for edit in sorted(edits, key=lambda edit: (edit.place.line, edit.place.column), reverse=True):
        place = edit.place
        start = _offset(starts, place.line, place.column)
        end = _offset(starts, place.end_line or place.line, place.end_column or place.column)
        source = source[:start] + edit.text + source[end:]
    return source


def change_in_words(finding: Finding, sources: Mapping[str, str]) -> list[str]:
    """Return what the repair changes, one string a changed place; empty where there is no edit to show."""
    edits = finding.repair.edits if finding.repair else ()
    told: list[str] = []
    for name in dict.fromkeys(edit.place.source for edit in edits):
        if name in sources:
            here = [edit for edit in edits if edit.place.source == name]
            told += _told(lines_of(sources[name]), lines_of(applied(sources[name], here)))
    return told


def _told(old: list[str], new: list[str]) -> Iterable[str]:
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        code = "; ".join(line.strip() for line in new[k:m])
        if kind == "replace":
            yield code
        elif kind == "insert":
            yield str(ADD.format(line=i + 1, code=code))
        elif kind == "delete":
            yield str(DELETE.format(line="-".join(map(str, dict.fromkeys((i + 1, j))))))


def _line_starts(source: str) -> list[int]:
    starts = [0]
    for line in lines_of(source):
        starts.append(starts[-1] + len(line))
    return starts


def _offset(starts: list[int], line: int, column: int) -> int:
    return starts[min(line, len(starts)) - 1] + column - 1
