"""What a repair changes, in a line a person reads: the repaired line itself, or where a line comes or goes.

>>> from loopwise.records import Edit, Finding, Place, Repair
>>> place = Place("a.py", 1, 5, 1, 17)
>>> finding = Finding("a-fault", place, "error", repair=Repair(safe=True, edits=(Edit(place, "x"),)))
>>> changes_in_words(finding, {"a.py": "y = F.softmax(x)\\n"})
['y = x']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from loopwise.program.source.edits import apply
from loopwise.program.source.sources import lines_of
from loopwise.records import Finding
from loopwise.text import Text

ADD = Text(en="before line {line}, add {code}", ko="{line}번째 줄 앞에 추가: {code}")
DELETE = Text(en="delete line {line}", ko="{line}번째 줄 삭제")


def changes_in_words(finding: Finding, sources: Mapping[str, str]) -> list[str]:
    """Return what the repair changes, one string a changed place; empty where there is no edit to show."""
    edits = finding.repair.edits if finding.repair else ()
    told: list[str] = []
    for name in dict.fromkeys(edit.place.source for edit in edits):
        if name in sources:
            here = [edit for edit in edits if edit.place.source == name]
            told += _told(lines_of(sources[name]), lines_of(apply(sources[name], here)))
    return told


def _told(old: list[str], new: list[str]) -> Iterator[str]:
    from difflib import SequenceMatcher  # only where there is a repair to show

    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        code = "; ".join(line.strip() for line in new[k:m] if line.strip())
        if kind == "replace":
            yield code
        elif kind == "insert":
            yield str(ADD.format(line=i + 1, code=code))
        elif kind == "delete":
            yield str(DELETE.format(line="-".join(map(str, dict.fromkeys((i + 1, j))))))
