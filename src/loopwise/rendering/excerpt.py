"""The line of a person's code that a finding is about, with carets under the span.

>>> print(*excerpt("    return F.softmax(x)\\n", Place("a.py", 1, 12, 1, 24), width=40), sep="\\n")
    1 |     return F.softmax(x)
      |            ^^^^^^^^^^^^
"""

from __future__ import annotations

from loopwise.program.source.sources import lines_of
from loopwise.records import Place
from loopwise.rendering.columns import columns, fitted

_GUTTER = 8  # columns of "   12 | "
_AROUND = 8  # columns kept at least on either side of a span in a line that is cut
_TAB = 4


def spanned(source: str, place: Place) -> tuple[str, str, str] | None:
    """Return the place's first line in three: before the span, the span, after it."""
    lines = lines_of(source)
    if not 1 <= place.line <= len(lines):
        return None
    line = lines[place.line - 1].rstrip("\r\n")
    start = min(place.column - 1, len(line))
    ends_here = place.end_column and place.end_line in (None, place.line)
    stop = max(place.end_column - 1 if ends_here and place.end_column else len(line.rstrip()), start + 1)
    return _untabbed(line[:start]), _untabbed(line[start:stop]), _untabbed(line[stop:])


def excerpt(source: str, place: Place, *, width: int) -> list[str]:
    """Return the numbered line and the carets below it; nothing where the source does not have that line."""
    parts = spanned(source, place)
    if parts is None:
        return []
    before, span, after = _cut(*parts, width - _GUTTER)
    return [
        f"{place.line:>5} | {before}{span}{after}".rstrip(),
        f"{'':>5} | {' ' * columns(before)}{'^' * max(columns(span), 1)}",
    ]


def _untabbed(text: str) -> str:
    """Put blanks for tabs, so that the carets stand below the span in every terminal."""
    return text.replace("\t", " " * _TAB)


def _cut(before: str, span: str, after: str, width: int) -> tuple[str, str, str]:
    """Cut a long line around its span, "..." where something is left out."""
    if columns(before + span + after) <= width:
        return before, span, after
    span = fitted(span, width - 2 * _AROUND)
    room = width - columns(span)
    after = fitted(after, max(room - columns(before), _AROUND)) if after else ""
    return _tail(before, room - columns(after)), span, after


def _tail(text: str, width: int) -> str:
    """Cut a text's beginning."""
    if columns(text) <= width:
        return text
    while columns(text) > width - 3:
        text = text[max(1, (columns(text) - width + 3) // 2) :]
    return "..." + text
