"""HTML: one file that asks nothing of any other - pictures and formulas inside, no script - for screen and paper."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from html import escape as escaped
from importlib.resources import files

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
from loopwise.reports.formulas import Drawing, drawn
from loopwise.reports.markdown import is_followed

# The browser holds it: nothing is loaded and nothing runs, not even what we failed to escape.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class HtmlExporter(Exporter):
    """One page."""

    media_type = "text/html"

    def files(self, document: Document) -> Mapping[str, bytes]:
        """Return the page alone."""
        style = files(__package__).joinpath("form.css").read_text(encoding="utf-8")
        rows = "\n".join(row for line in document.lines for row in _line(line))
        page = (
            f'<!doctype html>\n<html lang="{document.language}"><head><meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="author" content="{_safe(document.author)}">\n'
            f"<title>{_safe(document.title)}</title>\n<style>\n{style}</style></head>\n<body><main>\n"
            f"<h1>{_safe(document.title)}</h1>\n<table class=form>\n{rows}\n</table>\n</main></body></html>\n"
        )
        return {f"{document.name}.html": page.encode()}


def _safe(text: str) -> str:
    return escaped(clean(text))


def _line(line: Line) -> Iterator[str]:
    match line:
        case Pairs(pairs):
            span = 4 if len(pairs) == 1 else 2
            first, *others = pairs
            cells = f"<th scope=row>{_safe(first[0])}</th><td colspan={span}>{_safe(first[1])}</td>"
            cells += "".join(f"<th scope=row>{_safe(a)}</th><td>{_safe(b)}</td>" for a, b in others)
            yield f"<tr>{cells}</tr>"
        case Wide():
            yield f"<tr>{_label(line.label)}<td colspan=4>{_blocks(line.blocks)}</td></tr>"
        case Members():
            parts = [f"<h2>{_safe(name)}</h2>\n{_blocks(blocks)}" for name, blocks in line.members]
            bodies = [_blocks(line.intro), *parts] if line.intro or not parts else parts
            yield from _spanned(line.label, [f"<td colspan=4>{body}</td>" for body in bodies])
        case People():
            intro = [f"<td colspan=4>{_blocks(line.intro)}</td>"] if line.intro else []
            rows = [
                f"<th scope=row class=name>{_safe(name)}</th><td colspan=3>{_blocks(blocks)}</td>"
                for name, blocks in line.members
            ]
            yield from _spanned(line.label, [*intro, *rows])
        case Gallery():
            shown = "\n".join(map(_picture, line.pictures))
            body = f"<div class=gallery>{shown}</div>{_blocks(line.others)}"
            yield f"<tr>{_label(line.label)}<td colspan=4>{body}</td></tr>"


def _label(label: str, span: int = 1) -> str:
    """Return a header cell; its text stays in sight while a long row goes by."""
    return f"<th scope=row rowspan={span}><span>{_safe(label)}</span></th>"


def _spanned(label: str, bodies: list[str]) -> Iterator[str]:
    for at, body in enumerate(bodies):
        yield f"<tr>{_label(label, len(bodies)) if at == 0 else ''}{body}</tr>"


def _blocks(blocks: Iterable[Block]) -> str:
    return "\n".join(map(_block, blocks))


def _block(block: Block) -> str:
    match block:
        case Paragraph(inlines):
            return f"<p>{_inlines(inlines)}</p>"
        case Bullets(items, first):
            tag, start = ("ul", "") if first is None else ("ol", f" start={first}")
            return f"<{tag}{start}>{''.join(f'<li>{_item(item)}</li>' for item in items)}</{tag}>"
        case Listing(text):
            return f"<pre><code>{_safe(text)}</code></pre>"
        case Equation(latex):
            return f"<div class=equation>{_formula(latex)}</div>"
        case Table():
            return _table(block)
        case Quote(inner):
            return f"<blockquote>{_blocks(inner)}</blockquote>"
        case Picture():
            return _picture(block)
        case Missing(told):
            return f"<p class=missing>{_safe(told)}</p>"
    raise TypeError(f"{type(block).__name__} was not resolved")


def _item(item: tuple[Block, ...]) -> str:
    """Return an item; its first paragraph without tags, so that tight lists stay tight."""
    if item and isinstance(item[0], Paragraph):
        return _inlines(item[0].inlines) + _blocks(item[1:])
    return _blocks(item)


def _table(table: Table) -> str:
    styles = [f' style="text-align:{align}"' if align else "" for align in table.align]

    def row(cells: tuple[tuple[Inline, ...], ...], tag: str, scope: str = "") -> str:
        pairs = zip(cells, styles, strict=True)
        return (
            f"<tr>{''.join(f'<{tag}{scope}{style}>{_inlines(cell)}</{tag}>' for cell, style in pairs)}</tr>"
        )

    caption = f"<caption>{_safe(table.caption)}</caption>" if table.caption else ""
    head = f"<thead>{row(table.header, 'th', ' scope=col')}</thead>"
    body = "".join(row(cells, "td") for cells in table.rows)
    return f"<div class=wide><table>{caption}{head}<tbody>{body}</tbody></table></div>"


def _picture(picture: Picture) -> str:
    data = base64.b64encode(picture.data).decode()
    caption = f"<figcaption>{_safe(picture.caption)}</figcaption>" if picture.caption else ""
    shown = (
        f'<img src="data:image/{picture.kind};base64,{data}" alt="{_safe(picture.alt)}" '
        f'width="{_px(picture.width, picture)}" height="{_px(picture.height, picture)}">'
    )
    return f"<figure>{shown}{caption}</figure>"


def _px(side: int, picture: Picture) -> int:
    """Return a side in CSS pixels, 96 to the inch as points are 72."""
    return max(1, round(side * picture.points * 96 / 72))


def _inlines(inlines: Iterable[Inline]) -> str:
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    match inline:
        case Words():
            return _styled(inline)
        case Mono(text):
            return f"<code>{_safe(text)}</code>"
        case Maths(latex):
            return _formula(latex)
        case Link(url, inner):
            shown = _inlines(inner)
            return f'<a href="{_safe(url)}" rel="noreferrer">{shown}</a>' if is_followed(url) else shown
        case Break():
            return "<br>"


def _styled(words: Words) -> str:
    told = _safe(words.text)
    for wanted, tag in ((words.slanted, "em"), (words.strong, "strong"), (words.struck, "s")):
        told = f"<{tag}>{told}</{tag}>" if wanted else told
    return told


def _formula(latex: str) -> str:
    drawing = drawn(latex)
    return _placed(drawing) if drawing else f"<code>{_safe(latex)}</code>"


def _placed(drawing: Drawing) -> str:
    """Return the drawing in the size of the text around it, on its line."""
    size = f"width:{drawing.width:.3f}em;height:{drawing.height:.3f}em;vertical-align:{-drawing.depth:.3f}em"
    return clean(drawing.svg).replace("<svg ", f'<svg style="{size}" ', 1)
