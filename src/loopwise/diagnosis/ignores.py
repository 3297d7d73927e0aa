"""The comments by which a person silences a finding, and which of them silence nothing.

loss = criterion(probabilities, y)  # loopwise: ignore[softmax-before-cross-entropy]
x = x.view(-1, 784)  # loopwise: ignore
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Collection, Iterable, Iterator

from loopwise.program.source.sources import Source
from loopwise.records import Finding, IgnoreComment, Place

EVERY = "*"  # the name of a comment without names
_IGNORE = r"(?i)#\s*loopwise:\s*ignore(?:\[([^\]]*)\])?"


class Ignores:
    """The comments of one program; they remember what they silenced."""

    def __init__(self, sources: Iterable[Source]) -> None:
        found = (comment for source in sources for comment in _comments(source))
        self._comments: dict[tuple[str, int], tuple[Place, tuple[str, ...]]] = {
            (place.source, place.line): (place, names) for place, names in found
        }
        self._used: set[tuple[str, int, str]] = set()

    def silences(self, finding: Finding) -> bool:
        """Tell whether a comment on the finding's line silences it."""
        at = (finding.place.source, finding.place.line)
        if at not in self._comments:
            return False
        hit = {EVERY, finding.fault}.intersection(self._comments[at][1])
        self._used |= {(*at, name) for name in hit}
        return bool(hit)

    def unused(self, asked: Collection[str], *, everything: bool) -> Iterator[IgnoreComment]:
        """Yield every comment with its names that silenced nothing, one that silenced all it names with none.

        asked: the faults looked for; a name that was not looked for may be right. everything: all were.
        """
        for at, (place, names) in self._comments.items():
            idle = [name for name in names if (*at, name) not in self._used]
            yield IgnoreComment(place, tuple(name for name in idle if everything or name in asked))


def joined(comments: Iterable[IgnoreComment]) -> tuple[IgnoreComment, ...]:
    """Return each comment once: a module that two programs import needs its comment if one of them does."""
    unused: dict[Place, tuple[str, ...]] = {}
    for comment in comments:
        before = unused.get(comment.place, comment.unused)
        unused[comment.place] = tuple(name for name in before if name in comment.unused)
    return tuple(IgnoreComment(place, names) for place, names in sorted(unused.items(), key=_order))


def _order(item: tuple[Place, tuple[str, ...]]) -> tuple[str, int, int]:
    return item[0].path, item[0].cell or 0, item[0].line


def _comments(source: Source) -> Iterator[tuple[Place, tuple[str, ...]]]:
    if "loopwise:" not in source.text.lower():  # tokenising costs more than reading
        return
    for line, column, text in _all_comments(source):
        if match := re.search(_IGNORE, text):
            names = (EVERY,) if match[1] is None else tuple(filter(None, re.split(r"[,\s]+", match[1])))
            start = column + match.start()
            yield source.span(line, start, line, start + len(match[0])), names


def _all_comments(source: Source) -> Iterator[tuple[int, int, str]]:
    """Yield (line, column, text) of the comments; a cell with shell lines is no Python: its lines from "#"."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source.text, newline="").readline))
    except (tokenize.TokenError, SyntaxError):
        for number, line in enumerate(source.lines, start=1):
            yield number, 1, line
        return
    for token in tokens:
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.start[1] + 1, token.string
