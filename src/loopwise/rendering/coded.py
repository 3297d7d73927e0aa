"""A person's code line by line, for any page: quiet colours, the span a finding is about, and what a repair changes.

>>> lines = code_lines("x = F.softmax(x)\\n", [Place("a.py", 1, 5, 1, 17)])
>>> [(piece.text, *sorted(piece.kinds)) for piece in next(lines).pieces]
[('x = ',), ('F.softmax(x)', 'mark')]
>>> list(changed_lines("a\\nb\\n", "a\\nc\\n"))
[(' ', 'a'), ('-', 'b'), ('+', 'c')]
"""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from loopwise.program.source.sources import lines_of
from loopwise.records import Place

AROUND = 4  # lines shown above and below what is marked
WHOLE = 40  # lines up to which everything is shown
_BESIDE_A_CHANGE = 2  # lines shown above and below what a repair changes

Span = tuple[int, int, str]  # first column, column after the last (0-based), kind


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line. kinds: of "mark", "keyword", "comment", "string"."""

    text: str
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line of a program, 1-based."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def marked(self) -> bool:
        """Whether a part of it is marked."""
        return any("mark" in piece.kinds for piece in self.pieces)


def code_lines(source: str, marks: Sequence[Place] = (), *, whole: int = WHOLE) -> Iterator[CodeLine | int]:
    """Yield the lines of a program; where it has more than `whole`, far from a mark, how many are left out."""
    lines = _lines(source) or [""]
    spans = _token_spans(source, len(lines))
    for place in marks:
        for line, span in _mark_spans(place, lines):
            spans[line].append(span)
    for shown in _windows(len(lines), [place.line - 1 for place in marks], whole):
        if isinstance(shown, range):
            yield from (CodeLine(n + 1, tuple(_pieces(lines[n], spans[n]))) for n in shown)
        else:
            yield shown


def changed_lines(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield the lines that change, with two lines around them, "-" before "+"; " " for those that stay."""
    old, new = _lines(before), _lines(after)
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_BESIDE_A_CHANGE):
        for kind, old_from, old_to, new_from, new_to in group:
            if kind == "equal":
                yield from ((" ", line) for line in old[old_from:old_to])
            else:
                yield from (("-", line) for line in old[old_from:old_to])
                yield from (("+", line) for line in new[new_from:new_to])


def _lines(source: str) -> list[str]:
    """Split as places count lines; `str.splitlines` splits at more, at a form feed for one."""
    return [line.rstrip("\r\n") for line in lines_of(source)]


def _windows(count: int, marked: Sequence[int], whole: int) -> Iterator[range | int]:
    """Yield ranges of lines to show and, between them, how many are left out."""
    if count <= whole or not marked:
        yield range(count)
        return
    wanted = {n for line in marked for n in range(line - AROUND, line + AROUND + 1) if 0 <= n < count}
    start = 0
    while start < count:
        stop = start
        while stop < count and (stop in wanted) == (start in wanted):
            stop += 1
        yield range(start, stop) if start in wanted else stop - start
        start = stop


def _pieces(text: str, spans: Iterable[Span]) -> Iterator[Piece]:
    """Cut a line where any span begins or ends; each piece is of the kinds of all that cover it."""
    spans = list(spans)
    cuts = sorted({0, len(text), *(min(cut, len(text)) for start, stop, _ in spans for cut in (start, stop))})
    for start, stop in pairwise(cuts):
        kinds = frozenset(kind for first, last, kind in spans if first <= start and stop <= last)
        yield Piece(text[start:stop], kinds)


def _mark_spans(place: Place, lines: Sequence[str]) -> Iterator[tuple[int, Span]]:
    last = place.end_line or place.line
    for number in range(place.line, min(last, len(lines)) + 1):
        text = lines[number - 1]
        first = place.column - 1 if number == place.line else len(text) - len(text.lstrip())
        stop = (place.end_column - 1) if place.end_column and number == last else len(text)
        yield number - 1, (first, max(stop, first + 1), "mark")


def _token_spans(source: str, count: int) -> list[list[Span]]:
    """Return for every line the keywords, comments and strings in it; what cannot be read stays plain."""
    spans: list[list[Span]] = [[] for _ in range(count)]
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if kind := _kind(token):
                _spread(token, kind, spans)
    except (tokenize.TokenError, SyntaxError):
        pass  # colours are a courtesy: a broken program is shown all the same
    return spans


def _kind(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NAME and keyword.iskeyword(token.string):
        return "keyword"
    return {tokenize.COMMENT: "comment", tokenize.STRING: "string"}.get(token.type, "")


def _spread(token: tokenize.TokenInfo, kind: str, spans: list[list[Span]]) -> None:
    (first, start), (last, stop) = token.start, token.end
    for line in range(first, min(last, len(spans)) + 1):
        left = start if line == first else 0
        right = stop if line == last else 10_000
        spans[line - 1].append((left, right, kind))
