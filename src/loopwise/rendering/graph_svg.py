"""A trace's graph as SVG: one picture for files, pages and notebooks, in light and in dark.

Path("resnet18.svg").write_text(show_graph(trace), encoding="utf-8")
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from loopwise.figures.look import DARK, LIGHT, Look
from loopwise.records.traced import Operation, Stopped, Trace
from loopwise.rendering.columns import fitted
from loopwise.rendering.graph_layout import Box, Graph, laid_out, name_of
from loopwise.rendering.operations import detail
from loopwise.rendering.roles import ROLES
from loopwise.text import Text

GRAPH_OF = Text(en="Graph of {model}", ko="{model} 구조")
STOPS = Text(en="stops here", ko="여기서 멈춤")
_STOP_WIDE, _STOP_TALL, _STOP_GAP = 250, 40, 6  # px
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
    drawn = f"{''.join(_lines(graph))}{''.join(map(_box, graph.boxes))}"
    width, height = graph.width, graph.height
    if trace.stopped:
        drawn += _stop(trace.stopped, _above(graph, trace.stopped), height + _STOP_GAP)
        width, height = max(width, _STOP_WIDE + 20), height + _STOP_GAP + _STOP_TALL + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{label}"><title>{label}</title>'
        f'{style()}<rect class="g-page" width="100%" height="100%"/>{drawn}</svg>'
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
        f".g-page{{fill:{now.page}}}.g-box{{fill:{now.page};stroke-width:1.5}}{families}.g-quiet{{stroke:{now.grid}}}"
        f".g-t{{font:12px ui-monospace,Menlo,Consolas,monospace;fill:{now.ink}}}"
        f".g-s{{font:11px ui-monospace,Menlo,Consolas,monospace;fill:{now.quiet}}}"
        f".g-flow{{fill:none;stroke:{now.quiet};stroke-width:1.2}}"
        f".g-skip{{fill:none;stroke:{now.roles['alarm']};stroke-width:2.2}}"
        f".g-stop{{stroke:{now.roles['alarm']};stroke-width:2;stroke-dasharray:5 3}}"
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
    return _arrowhead(box.middle, box.y, kind)


def _arrowhead(x: float, y: float, kind: str) -> str:
    return f'<path class="g-{kind}" d="M{x - 4:.0f},{y - 6:.0f}L{x:.0f},{y:.0f}L{x + 4:.0f},{y - 6:.0f}"/>'


def _above(graph: Graph, stopped: Stopped) -> Box | None:
    """Return the box whose result the failing operation was given; the last one where nobody knows."""
    last = max(stopped.inputs, default=-1)
    return next(
        (box for box in graph.boxes if box.number >= last >= 0), graph.boxes[-1] if graph.boxes else None
    )


def _stop(stopped: Stopped, above: Box | None, top: float) -> str:
    """Draw the operation that failed, and what to change."""
    tried = Operation(-1, stopped.name or stopped.kind, settings=stopped.settings)
    told = " ".join(filter(None, (name_of(stopped.path), tried.name, detail(tried))))
    setting, now, fits = stopped.change or (stopped.kind, None, None)
    change = f"{setting}={now} → {fits}" if stopped.change else setting
    x, middle = 10.0, above.middle if above else 10 + _STOP_WIDE / 2
    x = max(x, middle - _STOP_WIDE / 2)
    line = f'<path class="g-flow" d="M{middle:.0f},{above.y + above.height:.0f}V{top:.0f}"/>' if above else ""
    line += _arrowhead(middle, top, "flow") if above else ""
    return (
        f"<g><title>{escape(stopped.message)}</title>{line}"
        f'<rect class="g-box g-stop" x="{x:.0f}" y="{top:.0f}" width="{_STOP_WIDE}" height="{_STOP_TALL}" rx="5"/>'
        f'<text class="g-t" x="{x + 9:.0f}" y="{top + 17:.0f}">{escape(fitted(told, 33))}</text>'
        f'<text class="g-s" x="{x + 9:.0f}" y="{top + 32:.0f}">{escape(fitted(f"{STOPS}: {change}", 35))}</text></g>'
    )


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
