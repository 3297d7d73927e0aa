"""A person's code on the page: numbered lines, quiet colours, and the span a finding is about.

code_view("x = F.softmax(x)\\n", [Place("a.py", 1, 5, 1, 17)])
diff_view(before, after)
"""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from dash import html
from dash.development.base_component import Component

from loopwise.records import Place
from loopwise.text import Text

AROUND = 4  # lines shown above and below what is marked
WHOLE = 40  # lines up to which everything is shown

FOLDED = Text(en="{lines} more lines", ko="{lines}줄 생략")
CODE = Text(en="code", ko="코드")

Span = tuple[int, int, str]  # first column, column after the last (0-based), class


def code_view(source: str, marks: Sequence[Place] = (), *, numbered: bool = True) -> Component:
    """Return the lines of a program with `marks` underlined; long stretches without a mark are folded."""
    lines = source.splitlines() or [""]
    spans = _token_spans(source, len(lines))
    for place in marks:
        for line, span in _mark_spans(place, lines):
            spans[line].append(span)
    rows = []
    for shown in _windows(len(lines), [place.line - 1 for place in marks]):
        if isinstance(shown, range):
            rows += [_line(n, lines[n], spans[n], numbered) for n in shown]
        else:
            rows.append(html.Div(str(FOLDED.format(lines=shown)), className="lw-folded"))
    return html.Div(rows, className="lw-code", tabIndex="0", role="region", **{"aria-label": str(CODE)})


def diff_view(before: str, after: str) -> Component:
    """Return the lines that change, with two lines around them, `-` before `+`."""
    old, new = before.splitlines(), after.splitlines()
    rows: list[Component] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(2):
        for kind, old_from, old_to, new_from, new_to in group:
            if kind == "equal":
                rows += [_changed(" ", line) for line in old[old_from:old_to]]
            else:
                rows += [_changed("-", line) for line in old[old_from:old_to]]
                rows += [_changed("+", line) for line in new[new_from:new_to]]
    return html.Div(rows, className="lw-code lw-diff", tabIndex="0", role="region", **{"aria-label": "diff"})


def _changed(sign: str, line: str) -> Component:
    kind = {"-": "lw-removed", "+": "lw-added"}.get(sign, "")
    content = html.Span(line or " ", className="lw-text")
    return html.Div([html.Span(sign, className="lw-sign"), content], className=f"lw-line {kind}")


def _windows(count: int, marked: Sequence[int]) -> Iterator[range | int]:
    """Yield ranges of lines to show and, between them, how many are folded away."""
    if count <= WHOLE or not marked:
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


def _line(number: int, text: str, spans: list[Span], numbered: bool) -> Component:
    content = html.Span(list(_pieces(text, spans)) or " ", className="lw-text")
    marked = any(kind == "lw-mark" for _, _, kind in spans)
    gutter = (
        [html.Span(str(number + 1), className="lw-number", **{"aria-hidden": "true"})] if numbered else []
    )
    return html.Div([*gutter, content], className="lw-line lw-marked" if marked else "lw-line")


def _pieces(text: str, spans: Iterable[Span]) -> Iterator[Component | str]:
    """Cut a line where any span begins or ends; each piece carries the classes of all that cover it."""
    spans = list(spans)
    cuts = sorted({0, len(text), *(min(cut, len(text)) for start, stop, _ in spans for cut in (start, stop))})
    for start, stop in pairwise(cuts):
        kinds = sorted({kind for first, last, kind in spans if first <= start and stop <= last})
        piece = text[start:stop]
        if "lw-mark" in kinds:
            yield html.Mark(piece, className=" ".join(kinds))
        else:
            yield html.Span(piece, className=" ".join(kinds)) if kinds else piece


def _mark_spans(place: Place, lines: Sequence[str]) -> Iterator[tuple[int, Span]]:
    last = place.end_line or place.line
    for number in range(place.line, min(last, len(lines)) + 1):
        text = lines[number - 1]
        first = place.column - 1 if number == place.line else len(text) - len(text.lstrip())
        stop = (place.end_column - 1) if place.end_column and number == last else len(text)
        yield number - 1, (first, max(stop, first + 1), "lw-mark")


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
        return "lw-keyword"
    return {tokenize.COMMENT: "lw-comment", tokenize.STRING: "lw-string"}.get(token.type, "")


def _spread(token: tokenize.TokenInfo, kind: str, spans: list[list[Span]]) -> None:
    (first, start), (last, stop) = token.start, token.end
    for line in range(first, min(last, len(spans)) + 1):
        left = start if line == first else 0
        right = stop if line == last else 10_000
        spans[line - 1].append((left, right, kind))
