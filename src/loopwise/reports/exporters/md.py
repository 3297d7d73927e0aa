r"""Markdown for GitHub: the form as a table of HTML whose cells are ordinary Markdown, pictures as files beside it.

A blank line after a cell's tag makes GitHub (and CommonMark) read what follows as Markdown: lists, code with its
language, $LaTeX$ and tables stay what they are in the week's own text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from loopwise.reports.blocks import (
    Block,
    Break,
    Bullets,
    Equation,
    Inline,
    Link,
    Listing,
    Maths,
    Missing,
    Mono,
    Paragraph,
    Picture,
    Quote,
    Table,
    Words,
)
from loopwise.reports.document import Document, Gallery, Line, Members, Pairs, People, Wide
from loopwise.reports.exporters._exporter import Exporter
from loopwise.reports.exporters._words import clean
from loopwise.reports.markdown import is_followed

_MARKS = re.compile(r"([\\`*_\[\]<>#$|~&{}!])")
_LINE_MARKS = re.compile(r"^(\s*)([-+=]|\d+[.)])", re.M)  # what begins a list or underlines a heading
_SHORT_RULE = {"left": ":--", "right": "--:", "center": ":-:", "": "---"}


class MdExporter(Exporter):
    """The report's Markdown, and its pictures in a folder beside it."""

    media_type = "text/markdown"

    def files(self, document: Document) -> Mapping[str, bytes]:
        """Return the text, then the pictures it shows."""
        folder = f"{document.name}_files"
        writer = _Writer(folder)
        rows = "\n".join(row for line in document.lines for row in writer.line(line))
        text = f"# {_words(document.title)}\n\n<table>\n{rows}\n</table>\n"
        pictures = {f"{folder}/{one.name}": one.data for one in document.pictures}
        return {f"{document.name}.md": text.encode(), **pictures}


class _Writer:
    def __init__(self, folder: str) -> None:
        self._folder = folder

    def line(self, line: Line) -> Iterator[str]:
        match line:
            case Pairs(pairs):
                span = "" if len(pairs) > 1 else ' colspan="3"'
                cells = (f"<th>{_html(a)}</th><td{span}>{_html(b)}</td>" for a, b in pairs)
                yield f"<tr>{''.join(cells)}</tr>"
            case Wide():
                yield self._row(line.label, self.blocks(line.blocks))
            case Members():
                parts = [f"**{_words(name)}**\n\n{self.blocks(blocks)}" for name, blocks in line.members]
                yield self._row(line.label, "\n\n".join(filter(None, [self.blocks(line.intro), *parts])))
            case People():
                if line.intro:
                    yield self._row(line.label, self.blocks(line.intro))
                for at, (name, blocks) in enumerate(line.members):
                    label = f'<th rowspan="{len(line.members)}">{_html(line.label)}</th>' if at == 0 else ""
                    yield f"<tr>{label}<td>{_html(name)}</td>{self._cell(self.blocks(blocks), 2)}</tr>"
            case Gallery():
                shown = [self._block(picture) for picture in line.pictures]
                yield self._row(line.label, "\n\n".join(filter(None, [*shown, self.blocks(line.others)])))

    def _row(self, label: str, body: str) -> str:
        return f"<tr><th>{_html(label)}</th>{self._cell(body, 3)}</tr>"

    def _cell(self, body: str, span: int) -> str:
        return f'<td colspan="{span}">\n\n{body}\n\n</td>'

    def blocks(self, blocks: Iterable[Block], between: str = "\n\n") -> str:
        return between.join(filter(None, map(self._block, blocks)))

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(inlines):
                return _paragraph(inlines)
            case Bullets(items, first):
                return "\n".join(self._item(item, at, first) for at, item in enumerate(items))
            case Listing(text, language):
                fence = "`" * (3 + max((len(run) for run in re.findall("`{3,}", text)), default=0))
                return f"{fence}{re.sub(r'[^-+#.0-9A-Za-z]', '', language)}\n{clean(text)}\n{fence}"
            case Equation(latex):
                return f"$$\n{_flat(latex)}\n$$"
            case Table():
                return _table(block)
            case Quote(inner):
                return "\n".join(f"> {line}".rstrip() for line in self.blocks(inner).split("\n"))
            case Picture():
                caption = f"\n\n*{_words(block.caption)}*" if block.caption else ""
                return f"![{_words(block.alt)}]({self._folder}/{block.name}){caption}"
            case Missing(told):
                return f"> **{_words(told)}**"
        raise TypeError(f"{type(block).__name__} was not resolved")

    def _item(self, item: tuple[Block, ...], at: int, first: int | None) -> str:
        mark = "- " if first is None else f"{first + at}. "
        between = "\n" if all(isinstance(one, (Paragraph, Bullets)) for one in item) else "\n\n"
        body = self.blocks(item, between) or "&#8203;"  # an item must have something in it
        return mark + body.replace("\n", "\n" + " " * len(mark))


def _html(text: str) -> str:
    return escape(clean(text).replace("\n", " "))


def _flat(text: str) -> str:
    """Return LaTeX without blank lines or dollar signs, which would end it."""
    return re.sub(r"\n\s*\n", "\n", clean(text)).replace("$", r"\$").strip()


def _paragraph(inlines: Iterable[Inline]) -> str:
    return _LINE_MARKS.sub(r"\1\\\2", _inlines(inlines).strip()).replace("\\1.", "1\\.")


def _inlines(inlines: Iterable[Inline]) -> str:
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    match inline:
        case Words():
            return _styled(inline)
        case Mono(text):
            ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
            pad = " " if text.startswith("`") or text.endswith("`") else ""
            return f"{ticks}{pad}{clean(text)}{pad}{ticks}"
        case Maths(latex):
            return f"${_flat(latex)}$"
        case Link(url, inner):
            if is_followed(url) and inner == (Words(url),):
                return f"<{clean(url)}>"
            shown = _inlines(inner)
            return f"[{shown}](<{clean(url)}>)" if is_followed(url) else shown
        case Break():
            return "\\\n"


def _words(text: str) -> str:
    return _MARKS.sub(r"\\\1", clean(text).replace("\n", " "))


def _styled(words: Words) -> str:
    told = _words(words.text)
    body = told.strip()
    if not body:
        return told
    before, after = told[: len(told) - len(told.lstrip())], told[len(told.rstrip()) :]
    for wanted, mark in ((words.slanted, "*"), (words.strong, "**"), (words.struck, "~~")):
        body = f"{mark}{body}{mark}" if wanted else body
    return f"{before}{body}{after}"


def _table(table: Table) -> str:
    rules = (_SHORT_RULE[align] for align in table.align)
    rows = [_row(table.header), f"|{'|'.join(rules)}|", *map(_row, table.rows)]
    caption = f"{_words(table.caption)}\n\n" if table.caption else ""
    return caption + "\n".join(rows)


def _row(cells: Iterable[tuple[Inline, ...]]) -> str:
    told = (_inlines(cell).replace("\\\n", "<br>").replace("\n", " ") or " " for cell in cells)
    return f"| {' | '.join(told)} |"
