"""Ordinary Markdown to blocks: nested lists, code with a language, $LaTeX$, tables, pictures, references.

>>> [type(block).__name__ for block in sections("- a\\n\\n$$x^2$$\\n")[0].blocks]
['Bullets', 'Equation']

HTML is text here, as everything a person writes is data and never markup of the exporters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from loopwise.errors import MissingExtra
from loopwise.reports.blocks import (
    Align,
    Attached,
    Block,
    Break,
    Bullets,
    Equation,
    Inline,
    Link,
    Listing,
    Maths,
    Mono,
    Paragraph,
    Quote,
    Reference,
    Table,
    Words,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_REFERENCE = re.compile(r"\{\{\s*loopwise:\s*(\S+)\s+(\S+?)\s*(?:\|\s*(.*?)\s*)?\}\}")
_URL = re.compile(r"https?://[^\s<>\"'）)\]]+[^\s<>\"'）)\].,;:!?]")
_BREAKS = ("softbreak", "hardbreak")
_SAFE = re.compile(r"(?:https?://|mailto:)", re.I)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text and what stands below it, up to the next. level 0: before the first heading."""

    level: int
    title: str
    line: int
    blocks: tuple[Block, ...]


@lru_cache(maxsize=32)  # a report is read, checked and cut into parts from one and the same text
def sections(text: str, first_line: int = 1) -> tuple[Heading, ...]:
    """Return the text cut at its headings. first_line: number of its first line in the file."""
    tokens = _parser().parse(text)
    made: list[Heading] = []
    level, title, line, start = 0, "", first_line, 0
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0:
            made.append(Heading(level, title, line, _blocks(tokens[start:at], first_line)))
            level, title = int(token.tag[1]), tokens[at + 1].content.strip()
            line, start = first_line + _first(token), at + 3
    made.append(Heading(level, title, line, _blocks(tokens[start:], first_line)))
    return tuple(one for one in made if one.level or one.blocks)


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text without headings of the form, such as a cell's or a note's."""
    return tuple(block for section in sections(text) for block in _with_title(section))


def _with_title(section: Heading) -> tuple[Block, ...]:
    title = (Paragraph((Words(section.title, strong=True),)),) if section.title else ()
    return (*title, *section.blocks)


@cache
def _parser() -> MarkdownIt:
    try:
        from mdit_py_plugins.dollarmath import dollarmath_plugin

        from loopwise.reports.korean_marks import commonmark
    except ModuleNotFoundError as problem:
        raise MissingExtra(problem.name or "markdown-it-py", "report") from problem
    parser = commonmark().enable(["table", "strikethrough"])
    # "$5 and $6" are prices: no formula begins with a blank or ends before a digit.
    return parser.use(dollarmath_plugin, allow_space=False, allow_digits=False)


def _first(token: Token) -> int:
    return token.map[0] if token.map else 0


def _blocks(tokens: Sequence[Token], offset: int) -> tuple[Block, ...]:
    return tuple(_Reader(tokens, offset).blocks())


class _Reader:
    """Walks tokens once. Unknown tokens (rules, HTML that was switched off) leave nothing."""

    def __init__(self, tokens: Sequence[Token], offset: int) -> None:
        self._tokens = tokens
        self._at = 0
        self._offset = offset

    def blocks(self, until: str = "") -> Iterator[Block]:
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.type == until:
                return
            yield from self._block(token)

    def _block(self, token: Token) -> Iterator[Block]:
        line = self._offset + _first(token)
        match token.type:
            case "paragraph_open":
                yield from _paragraph(self._inline(), line)
                self._at += 1
            case "heading_open":  # inside a list or quote: a bold line
                yield Paragraph(tuple(_bold(_inlines(self._inline().children or (), line))))
                self._at += 1
            case "bullet_list_open":
                yield Bullets(tuple(self._items("bullet_list_close")))
            case "ordered_list_open":
                yield Bullets(
                    tuple(self._items("ordered_list_close")), first=int(token.attrs.get("start", 1))
                )
            case "blockquote_open":
                yield Quote(tuple(self.blocks("blockquote_close")))
            case "fence" | "code_block":
                language = token.info.strip().split(" ")[0]
                yield Listing(token.content.rstrip("\n"), language, line)
            case "math_block" | "math_block_label":
                yield Equation(token.content.strip(), line)
            case "table_open":
                yield self._table(line)

    def _inline(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _items(self, until: str) -> Iterator[tuple[Block, ...]]:
        while self._tokens[self._at].type != until:
            self._at += 1  # list_item_open
            yield tuple(self.blocks("list_item_close"))
        self._at += 1

    def _table(self, line: int) -> Table:
        rows: list[list[tuple[Inline, ...]]] = []
        align: list[Align] = []
        while (token := self._inline()).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                rows[-1].append(tuple(_inlines(self._inline().children or (), line)))
            if token.type == "th_open":
                align.append(_alignment(str(token.attrs.get("style", ""))))
        header, *others = (tuple(row) for row in rows)
        return Table(header, tuple(others), tuple(align), line=line)


def _alignment(style: str) -> Align:
    word = style.removeprefix("text-align:")
    return word if word in ("left", "center", "right") else ""  # type: ignore[return-value]


def _paragraph(token: Token, line: int) -> Iterator[Block]:
    """Yield a paragraph's blocks: pictures and references alone on a line are blocks of their own."""
    for at, part in _parts(token.children or ()):
        only = _alone(part)
        if isinstance(only, re.Match):
            yield Reference(only[1], only[2], only[3] or "", line + at)
        elif only:
            caption = only.content or str(only.attrs.get("title", ""))
            yield Attached(str(only.attrs.get("src", "")), caption, line + at)
        elif inlines := tuple(_inlines(part, line + at)):
            yield Paragraph(inlines)


def _parts(children: Iterable[Token]) -> Iterator[tuple[int, list[Token]]]:
    """Yield (line, tokens): lines that run on stay together, what is alone on its line does not."""
    lines: list[list[Token]] = [[]]
    for child in children:
        lines[-1].append(child)
        if child.type in _BREAKS:
            lines.append([])
    part: list[Token] = []
    began = 0
    for number, tokens in enumerate(lines):
        if _alone(tokens) is None:
            began = began if part else number
            part += tokens
            continue
        if part:
            yield began, part[:-1]
        yield number, tokens
        part = []
    if part:
        yield began, part


def _alone(tokens: Sequence[Token]) -> Token | re.Match[str] | None:
    """Return the picture, or the match of the reference, that is all there is on a line."""
    shown = [t for t in tokens if t.type not in _BREAKS and (t.type != "text" or t.content.strip())]
    if len(shown) == 1 and shown[0].type == "image":
        return shown[0]
    if all(token.type == "text" for token in shown):
        return _REFERENCE.fullmatch("".join(token.content for token in shown).strip())
    return None


def _bold(inlines: Iterable[Inline]) -> Iterator[Inline]:
    for inline in inlines:
        yield replace(inline, strong=True) if isinstance(inline, Words) else inline


def _inlines(children: Iterable[Token], line: int) -> Iterator[Inline]:
    marks = dict.fromkeys(("strong", "em", "s"), 0)
    link: tuple[str, list[Inline]] | None = None
    for child in children:
        name, _, edge = child.type.rpartition("_")
        if name in marks:
            marks[name] += 1 if edge == "open" else -1
            continue
        if child.type == "link_open":
            link = (str(child.attrs.get("href", "")), [])
        elif child.type == "link_close" and link:
            yield _linked(*link, line)
            link = None
        else:
            style = Words("", bool(marks["strong"]), bool(marks["em"]), bool(marks["s"]))
            made = list(_leaf(child, style, line, bare=link is None))
            line += child.type in _BREAKS
            if link:
                link[1].extend(made)
            else:
                yield from made


def _linked(url: str, inlines: list[Inline], line: int) -> Inline:
    return Link(url, tuple(inlines) or (Words(url),), line)


def _leaf(token: Token, style: Words, line: int, *, bare: bool) -> Iterator[Inline]:
    match token.type:
        case "text":
            yield from _text(token.content, style, line, bare=bare)
        case "code_inline":
            yield Mono(token.content)
        case "math_inline" | "math_inline_double":
            yield Maths(token.content.strip())
        case "softbreak":
            yield replace(style, text=" ")
        case "hardbreak":
            yield Break()
        case "image":  # within a line: its words
            yield replace(style, text=token.content)


def _text(text: str, style: Words, line: int, *, bare: bool) -> Iterator[Inline]:
    """Yield words, and bare addresses as links."""
    last = 0
    for found in _URL.finditer(text) if bare else ():
        if found.start() > last:
            yield replace(style, text=text[last : found.start()])
        yield Link(found[0], (replace(style, text=found[0]),), line)
        last = found.end()
    if text[last:]:
        yield replace(style, text=text[last:])


def is_followed(url: str) -> bool:
    """Tell whether exporters make a link of it: the web and mail, never a script or a file."""
    return _SAFE.match(url) is not None
