"""Apply repairs to the text of a file. What no edit touches stays byte for byte, in notebooks too.

>>> apply("x = f(1)\\r\\n", [Edit(Place("a.py", 1, 5, 1, 9), "2")])
'x = 2\\r\\n'
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from loopwise.program.source.sources import lines_of
from loopwise.records import Edit, Place, Repair

_STRING = r'(?s)"(?:[^"\\]|\\.)*"'
_TOKEN = r'(?s)"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+'


def apply(source: str, edits: Iterable[Edit]) -> str:
    """Return the text with the edits made; of two that overlap the first stands."""
    lines = lines_of(source)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    result = source
    for start, end, text in sorted(_apart(edits, starts), reverse=True):
        result = result[:start] + text + result[end:]
    return result


def compatible(repairs: Iterable[Repair]) -> list[Edit]:
    """Return the edits of repairs that can be made together: each whole or not at all, of two that clash the first."""
    chosen: list[Edit] = []
    for repair in repairs:
        new = [edit for edit in repair.edits if edit not in chosen]
        if not any(_clash(one, other) for one in new for other in chosen):
            chosen += new
    return chosen


def _clash(one: Edit, other: Edit) -> bool:
    """Whether two edits change some of the same text."""
    first, second = one.place, other.place
    if (first.path, first.cell) != (second.path, second.cell):
        return False
    return _start(first) < _end(second) and _start(second) < _end(first)


def _start(place: Place) -> tuple[int, int]:
    return place.line, place.column


def _end(place: Place) -> tuple[int, int]:
    return place.end_line or place.line, place.end_column or place.column


def apply_to_notebook(document: str, edits: Iterable[Edit]) -> str:
    """Return a notebook's JSON with the edits made: only the `source` of their cells changes."""
    by_cell: dict[int, list[Edit]] = {}
    for edit in edits:
        by_cell.setdefault(edit.place.cell or 0, []).append(edit)
    spans = _source_spans(document)
    result = document
    for number in sorted(by_cell, reverse=True):
        if 0 < number <= len(spans) and (span := spans[number - 1]):
            start, end = span
            result = result[:start] + _changed(document, start, end, by_cell[number]) + result[end:]
    return result


def _apart(edits: Iterable[Edit], starts: list[int]) -> list[tuple[int, int, str]]:
    """Return (start, end, text) of the edits that do not overlap one before them; doubles are one."""
    taken: list[tuple[int, int, str]] = []
    for edit in edits:
        start, end = _offset(starts, edit.place, end=False), _offset(starts, edit.place, end=True)
        span = (start, end, edit.text)
        if span not in taken and all(end <= s or start >= e for s, e, _ in taken):
            taken.append(span)
    return taken


def _offset(starts: list[int], place: Place, *, end: bool) -> int:
    line = (place.end_line or place.line) if end else place.line
    column = (place.end_column or place.column) if end else place.column
    if line > len(starts):
        return starts[-1]
    return min(starts[line - 1] + column - 1, starts[-1])


def _changed(document: str, start: int, end: int, edits: list[Edit]) -> str:
    """Return the JSON of one cell's source after the edits, written as it was: a text, or a list of lines."""
    import json  # only notebooks need it

    raw = document[start:end]
    value = json.loads(raw)
    ascii_only = raw.isascii()
    if isinstance(value, str):
        return json.dumps(apply(value, edits), ensure_ascii=ascii_only)
    changed = lines_of(apply("".join(value), edits))
    written = [json.dumps(line, ensure_ascii=ascii_only) for line in changed]
    opening, between, closing = _spacing(raw)
    return "[" + opening + ("," + between).join(written) + closing + "]"


def _spacing(raw: str) -> tuple[str, str, str]:
    """Return the blanks of a JSON list of texts: before the first, between the first two, behind the last."""
    outside = re.sub(_STRING, '"', raw)
    between = outside.split(",")[1].partition('"')[0] if "," in outside else " "
    first, _, rest = outside[1:-1].partition('"')
    return first, between if "," in outside else first or between, rest.rpartition('"')[2]


def _source_spans(document: str) -> list[tuple[int, int] | None]:
    """Return where each cell's `source` (nbformat 3: `input`) stands in the JSON text, cell by cell."""
    spans: list[tuple[int, int] | None] = []
    path: list[str] = []  # keys and brackets from the outside in
    key = ""
    tokens = list(re.finditer(_TOKEN, document))
    for i, token in enumerate(tokens):
        text = token.group()
        if text in "[{":
            path.append(key if text == "[" else "{" + key)
            key = ""
            if text == "{" and _is_cell(path):
                spans.append(None)
        elif text in "]}":
            path.pop()
        elif text.startswith('"') and i + 1 < len(tokens) and tokens[i + 1].group() == ":":
            key = text[1:-1]
            if _is_cell(path) and key in ("source", "input"):
                spans[-1] = (tokens[i + 2].start(), _end_of_value(tokens, i + 2))
        elif text == ",":
            key = ""
    return spans


def _is_cell(path: list[str]) -> bool:
    return path in (["{", "cells", "{"], ["{", "worksheets", "{", "cells", "{"])


def _end_of_value(tokens: list[re.Match[str]], at: int) -> int:
    depth = 0
    for token in tokens[at:]:
        depth += (token.group() in "[{") - (token.group() in "]}")
        if depth == 0:
            return token.end()
    return tokens[-1].end()
