"""A trace's graph as SVG: one picture for files, pages and notebooks, in light and in dark.

Path("resnet18.svg").write_text(show_graph(trace), encoding="utf-8")
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from loopwise.figures.look import DARK, LIGHT, Look
from loopwise.records.traced import Trace
from loopwise.rendering.graph_layout import Box, Graph, laid_out
from loopwise.rendering.roles import ROLES
from loopwise.text import Text

GRAPH_OF = Text(en="Graph of {model}", ko="{model} 구조")
_FAMILIES = {
    "feature": "accent",
    "resolution": "third",
    "merge": "alarm",
    "dense": "second",
    "block": "accent",
    "input": "quiet",
    "quiet": "quiet",
}


def show_graph(trace: Trace, *, depth: int | None = None) -> str:
    """Return the SVG. depth: levels of modules shown; None for as many as are read easily, 0 for all."""
    graph = laid_out(trace, depth)
    label = escape(str(GRAPH_OF.format(model=trace.model)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{graph.width:.0f}" height="{graph.height:.0f}" '
        f'viewBox="0 0 {graph.width:.0f} {graph.height:.0f}" role="img" aria-label="{label}">'
        f"<title>{label}</title>{style()}{''.join(_lines(graph))}{''.join(map(_box, graph.boxes))}</svg>"
    )


def show_lines(graph: Graph, *, dark: bool) -> str:
    """Return the lines alone, in the colours of one scheme: what stands behind the boxes of a page."""
    now = DARK if dark else LIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{graph.width:.0f}" height="{graph.height:.0f}">'
        f"<style>{_rules(now)}</style>{''.join(_lines(graph))}</svg>"
    )


def style() -> str:
    """Return the style sheet, of this picture alone: class names begin with `g-`."""
    return f"<style>{_rules(LIGHT)}@media(prefers-color-scheme:dark){{{_rules(DARK)}}}</style>"


def _rules(now: Look) -> str:
    families = "".join(f".g-{name}{{stroke:{now.roles[role]}}}" for name, role in _FAMILIES.items())
    return (
        f".g-box{{fill:{now.page};stroke-width:1.5}}{families}.g-quiet{{stroke:{now.grid}}}"
        f".g-t{{font:12px ui-monospace,Menlo,Consolas,monospace;fill:{now.ink}}}"
        f".g-s{{font:11px ui-monospace,Menlo,Consolas,monospace;fill:{now.quiet}}}"
        f".g-flow{{fill:none;stroke:{now.quiet};stroke-width:1.2}}"
        f".g-skip{{fill:none;stroke:{now.roles['alarm']};stroke-width:2.2}}"
    )


def _lines(graph: Graph) -> Iterator[str]:
    for line in graph.lines:
        yield f'<path class="g-{line.kind}" d="{line.path}"/>'
        target = graph.boxes[line.target]
        yield _arrow(target, line.kind, from_right="H" in line.path)


def _arrow(box: Box, kind: str, *, from_right: bool) -> str:
    if from_right:
        x, y = box.right, box.y + box.height / 2
        return (
            f'<path class="g-{kind}" d="M{x + 6:.0f},{y - 4:.0f}L{x:.0f},{y:.0f}L{x + 6:.0f},{y + 4:.0f}"/>'
        )
    x, y = box.middle, box.y
    return f'<path class="g-{kind}" d="M{x - 4:.0f},{y - 6:.0f}L{x:.0f},{y:.0f}L{x + 4:.0f},{y - 6:.0f}"/>'


def _box(box: Box) -> str:
    one = box.node.operation
    told = f"<title>{escape(str(ROLES[one.role]))}</title>" if one else ""
    double = (
        f'<rect class="g-box g-block" x="{box.x + 3:.0f}" y="{box.y + 3:.0f}" width="{box.width:.0f}" '
        f'height="{box.height:.0f}" rx="5"/>'
        if box.kind == "block"
        else ""
    )
    middle = box.y + box.height / 2
    first = middle + 4 if not box.told else middle - 3
    second = (
        f'<text class="g-s" x="{box.x + 9:.0f}" y="{middle + 12:.0f}">{escape(box.told)}</text>'
        if box.told
        else ""
    )
    return (
        f"<g>{told}{double}"
        f'<rect class="g-box g-{box.kind}" x="{box.x:.0f}" y="{box.y:.0f}" width="{box.width:.0f}" '
        f'height="{box.height:.0f}" rx="5"/>'
        f'<text class="g-t" x="{box.x + 9:.0f}" y="{first:.0f}">{escape(box.title)}</text>{second}</g>'
    )
