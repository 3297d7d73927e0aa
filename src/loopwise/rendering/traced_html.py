"""A trace as HTML: its graph, and its modules to fold and unfold; no script, light and dark.

show(trace)             # a piece for a notebook
show_page(trace)        # a page in a file
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from loopwise._version import __version__
from loopwise.figures.scheme import variables
from loopwise.records.traced import Operation, Trace
from loopwise.rendering.graph_svg import show_graph
from loopwise.rendering.operations import lengths, short, worked
from loopwise.rendering.roles import ROLES
from loopwise.rendering.traced import row_title, show_stopped, summary
from loopwise.text import Text, current_language
from loopwise.tracing.tree import Node, tree_of

GRAPH = Text(en="Graph", ko="그래프")
MODULES = Text(en="Modules", ko="모듈")
MADE_BY = Text(
    en="Made by loopwise {version} on this computer. This file asks nothing of any other.",
    ko="loopwise {version} 버전으로 이 컴퓨터에서 만들었습니다. 이 파일은 외부에 아무것도 요청하지 않습니다.",
)
_STYLE = """
.lwt{font:14px/1.55 system-ui,sans-serif;max-width:64em;word-break:keep-all}
.lwt summary{cursor:pointer;display:flex;gap:1em;align-items:baseline;padding:.1em 0}
.lwt summary::before{content:"+";width:.8em;flex:none;opacity:.6}
.lwt details[open]>summary::before{content:"-"}
.lwt .n{flex:1;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px;overflow-wrap:anywhere}
.lwt .v{flex:none;min-width:6.5em;text-align:right;font-variant-numeric:tabular-nums;opacity:.85}
.lwt .in{padding-left:1.4em;border-left:1px solid rgba(127,127,127,.35);margin-left:.3em}
.lwt .d{padding:.1em 0 .5em 2em;opacity:.9}
.lwt code,.lwt pre{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:12.5px}
.lwt pre{margin:.2em 0;white-space:pre-wrap}
.lwt .g{overflow:auto;max-height:44em;margin:.5em 0}
.lwt ul{margin:.3em 0;padding-left:1.2em}
"""
# The promise of the footer, kept by the browser.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def show(trace: Trace) -> str:
    """Return a trace as a piece of HTML, in the reader's language."""
    facts = "".join(f"<li>{escape(line)}</li>" for line in summary(trace))
    tree = "".join(_node(node, trace) for node in tree_of(trace).children)
    stopped = f"<pre>{escape(chr(10).join(show_stopped(trace, 100)))}</pre>" if trace.stopped else ""
    return (
        f'<div class="lwt"><style>{_STYLE}</style><b>{escape(trace.model)}</b><ul>{facts}</ul>{stopped}'
        f'<details><summary>{GRAPH}</summary><div class="g">{show_graph(trace)}</div></details>'
        f"<details open><summary>{MODULES}</summary>{tree}</details></div>"
    )


def show_page(trace: Trace) -> str:
    """Return a whole page that loads nothing."""
    light, dark = variables(dark=False), variables(dark=True)
    return (
        f'<!doctype html>\n<html lang="{current_language()}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(trace.model)}</title><style>:root{{color-scheme:light dark;{light}}}"
        f"@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
        "body{background:var(--lw-page);color:var(--lw-ink);margin:1.5rem auto;max-width:64rem;padding:0 1rem}"
        f"footer{{opacity:.7;font:13px system-ui,sans-serif;margin-top:2rem}}</style></head><body>{show(trace)}"
        f"<footer>{MADE_BY.format(version=__version__)}</footer></body></html>\n"
    )


def _node(node: Node, trace: Trace) -> str:
    if node.operation is not None:
        return _operation(node, node.operation, trace)
    inside = "".join(_node(child, trace) for child in node.children)
    return f'<details><summary>{_cells(node)}</summary><div class="in">{inside}</div></details>'


def _cells(node: Node) -> str:
    values = (
        lengths(node.last.shape),
        short(node.parameters) if node.parameters else "-",
        short(node.multiply_adds) if node.multiply_adds else "-",
    )
    return f'<span class="n">{escape(row_title(node))}</span>' + "".join(
        f'<span class="v">{v}</span>' for v in values
    )


def _operation(node: Node, one: Operation, trace: Trace) -> str:
    before = trace.operations[one.inputs[0]].shape if one.inputs else ()
    told = "".join(f"<div>{line}</div>" for line in _explained(one, before))
    return f'<details><summary>{_cells(node)}</summary><div class="d">{told}</div></details>'


def _explained(one: Operation, before: tuple[int, ...]) -> Iterator[str]:
    """Yield what one operation is for, its numbers in its formulas, and its line of source, as HTML."""
    yield escape(str(ROLES[one.role]))
    for line in worked(one, before):
        yield f"<code>{escape(line)}</code>"
    if one.place:
        place = escape(f"{one.place.source}:{one.place.line}")
        yield f"<code>{escape(one.code)}</code> <small>{place}</small>"
