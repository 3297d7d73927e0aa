"""Markdown whose marks may touch hangul: `**재현율(recall)**을` is bold, as every Korean writer expects.

CommonMark (6.2) lets a mark between punctuation and a letter neither end nor begin anything, and Korean writes its
particles right behind a word without a blank. A hangul letter is no bar here; every other rule stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline

from loopwise.text import has_hangul

if TYPE_CHECKING:
    from markdown_it.token import Token


def commonmark() -> MarkdownIt:
    """Return a CommonMark parser that takes HTML for text and lets marks touch hangul."""
    parser = MarkdownIt()
    parser.inline = _Inline()
    return parser.configure("commonmark", {"html": False})


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        found = super().scanDelims(start, canSplitWord)
        if not canSplitWord:  # an underscore stays inside its word
            return found
        before, after = self.src[:start][-1:], self.src[start + found.length :][:1]
        opens = has_hangul(before) and bool(after.strip())
        closes = has_hangul(after) and bool(before.strip())
        return Scanned(found.can_open or opens, found.can_close or closes, found.length)


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens
