"""Where the boxes of a trace's graph stand: layers from the top, ways that part side by side.

graph = laid_out(trace, depth=2)
graph.boxes[0].x, graph.lines[0].points

The graphs are nearly chains. A box stands one layer below the last of those it takes from; boxes of one layer stand
in the order of where their inputs come from; a line over several layers bends round at the right.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from loopwise.records.traced import Trace
from loopwise.rendering.columns import fitted
from loopwise.rendering.operations import detail, lengths, short
from loopwise.tracing.tree import Node, depth_for, rows, tree_of

MOST_BOXES = 60
_WIDE, _TALL, _SMALL = 250, 40, 24  # px
_ACROSS, _DOWN = 22, 16  # px between boxes
_LETTER = 6.6  # px of a column at 12 px
_MARGIN = 10
_QUIET = (
    "activation",
    "normaliser",
    "regulariser",
    "relayout",
    "flatten",
    "padding",
    "constant",
    "arithmetic",
)


@dataclass(slots=True)
class Box:
    """One operation, or a folded call. number: of the last operation in it. kind: a role's family, or "block"."""

    node: Node
    number: int
    kind: str
    title: str
    told: str
    layer: int
    slack: int = 0  # layers it could stand lower: what lies on a shorter way
    x: float = 0.0
    y: float = 0.0
    width: float = _WIDE
    height: float = _TALL

    @property
    def right(self) -> float:
        """Return the x of its right edge."""
        return self.x + self.width

    @property
    def middle(self) -> float:
        """Return the x of its middle."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Line:
    """From one box to another. kind: "flow" or "skip". path: as SVG's `d`."""

    source: int
    target: int
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes and lines, and the size of the whole."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


def laid_out(trace: Trace, depth: int | None = None) -> Graph:
    """Return the graph of a trace. depth: levels of modules shown; None for as many as are read easily, 0 for all."""
    root = tree_of(trace)
    levels = depth_for(root, MOST_BOXES) if depth is None else depth or None
    shown = [node for level, node in rows(root, levels) if not node.children or level + 1 == levels]
    at = {one.number: index for index, node in enumerate(shown) for one in node.operations()}
    edges = sorted({(at[a], at[b]) for a, b in trace.edges if at[a] != at[b] and at[a] < at[b]})
    boxes = _boxes(shown, edges)
    _place(boxes, edges)
    skips = {
        (at[one.source], at[one.operation]) for one in trace.skips if not shown[at[one.operation]].children
    }
    lines, right = _lines(boxes, edges, skips)
    height = max((box.y + box.height for box in boxes), default=0.0)
    return Graph(tuple(boxes), tuple(lines), right + _MARGIN, height + _MARGIN)


def _boxes(shown: list[Node], edges: list[tuple[int, int]]) -> list[Box]:
    layers = [0] * len(shown)
    for source, target in edges:  # sorted: a source's own layer is known before it is used
        layers[target] = max(layers[target], layers[source] + 1)
    lowest = [max(layers, default=0)] * len(shown)
    for source, target in reversed(edges):
        lowest[source] = min(lowest[source], lowest[target] - 1)
    boxes = [_box(node, layer) for node, layer in zip(shown, layers, strict=True)]
    for box, low in zip(boxes, lowest, strict=True):
        box.slack = low - box.layer
    return boxes


def _box(node: Node, layer: int) -> Box:
    one = node.operation
    last = node.last
    told = lengths(last.shape)
    if one is None:
        told += f" · {short(node.parameters)} · {short(node.multiply_adds)}"
        return Box(
            node,
            last.number,
            "block",
            f"{node.call.path if node.call else node.title} {node.kind}",
            told,
            layer,
        )
    name = name_of(node.call.path) if node.call else ""
    title = " ".join(dict.fromkeys(filter(None, (name, one.name, detail(one)))))
    if one.role in _QUIET:
        title = " ".join(
            filter(None, (one.name, detail(one), lengths(one.shape) if one.role == "flatten" else ""))
        )
        return Box(node, one.number, "quiet", title, "", layer, height=_SMALL, width=170)
    told += f" · {short(one.multiply_adds)}" if one.multiply_adds else ""
    return Box(node, one.number, _family(one.role), title, told, layer)


def name_of(path: str) -> str:
    """Return the last part of a module's path; a number is told with the list that it stands in."""
    *outer, last = path.split(".")
    return f"{outer[-1]}.{last}" if outer and last.isdigit() else last


def _family(role: str) -> str:
    if role in ("down_sampler", "global_pool", "pool", "resizer", "up_sampler", "reduction"):
        return "resolution"
    if role in ("identity_shortcut", "projected_shortcut", "skip_concatenation", "branches_join", "gate"):
        return "merge"
    return "dense" if role in ("hidden_layer", "head") else "input" if role == "input" else "feature"


def _place(boxes: list[Box], edges: list[tuple[int, int]]) -> None:
    """Give every box its x and y, layer by layer."""
    before: dict[int, list[int]] = defaultdict(list)
    for source, target in edges:
        before[target].append(source)
    layers: dict[int, list[int]] = defaultdict(list)
    for index, box in enumerate(boxes):
        layers[box.layer].append(index)
    for index, box in enumerate(boxes):
        room = int((box.width - 16) / _LETTER)
        boxes[index].title, boxes[index].told = fitted(box.title, room), fitted(box.told, room)
    y = float(_MARGIN)
    for layer in sorted(layers):
        members = sorted(layers[layer], key=lambda n: (_wanted(boxes, before[n]), boxes[n].slack, n))
        _in_a_row(boxes, members, before, y)
        y += max(boxes[index].height for index in members) + _DOWN
    left = min(box.x for box in boxes)
    for box in boxes:
        box.x += _MARGIN - left


def _wanted(boxes: list[Box], before: list[int]) -> float:
    """Return where the middle of a box would stand by itself: below what it takes from."""
    return sum(boxes[one].middle for one in before) / len(before) if before else 0.0


def _in_a_row(boxes: list[Box], members: list[int], before: dict[int, list[int]], y: float) -> None:
    """Stand each where it wants to, push those apart that overlap, and put the whole row back to its middle."""
    wanted = [_wanted(boxes, before[index]) for index in members]
    free = float("-inf")
    for index, middle in zip(members, wanted, strict=True):
        box = boxes[index]
        box.x, box.y = max(middle - box.width / 2, free), y
        free = box.right + _ACROSS
    pushed = [boxes[index].middle - middle for index, middle in zip(members, wanted, strict=True)]
    for index in members:
        boxes[index].x -= sum(pushed) / len(pushed)


def _lines(
    boxes: list[Box], edges: list[tuple[int, int]], skips: set[tuple[int, int]]
) -> tuple[list[Line], float]:
    lanes: list[tuple[int, int]] = []  # spans of layers that are taken, one a lane
    right = max((box.right for box in boxes), default=0.0)
    edge = right
    lines = []
    for source, target in sorted(edges, key=lambda one: boxes[one[1]].layer - boxes[one[0]].layer):
        a, b = boxes[source], boxes[target]
        kind = "skip" if (source, target) in skips else "flow"
        if b.layer - a.layer == 1:
            lines.append(Line(source, target, kind, _down(a, b)))
            continue
        lane = next((n for n, (_, end) in enumerate(lanes) if end <= a.layer), len(lanes))
        lanes[lane : lane + 1] = [(a.layer, b.layer)]
        out = max(_clear(boxes, a.layer, b.layer) + 14, a.right + 14) + 9 * lane
        right = max(right, out)
        beside = any(box.layer == a.layer and box.x > a.x for box in boxes)
        lines.append(Line(source, target, kind, _around(a, b, out, below=beside)))
    return lines, max(right, edge)


def _clear(boxes: list[Box], first: int, last: int) -> float:
    return max(box.right for box in boxes if first <= box.layer <= last)


def _down(a: Box, b: Box) -> str:
    top, bottom = a.y + a.height, b.y
    if abs(a.middle - b.middle) < 1:
        return f"M{a.middle:.0f},{top:.0f}V{bottom:.0f}"
    half = (top + bottom) / 2
    return f"M{a.middle:.0f},{top:.0f}C{a.middle:.0f},{half:.0f} {b.middle:.0f},{half:.0f} {b.middle:.0f},{bottom:.0f}"


def _around(a: Box, b: Box, out: float, *, below: bool) -> str:
    """Run down outside, and come back at the right. Leave at the right, or below where another box stands there."""
    y2, r = b.y + b.height / 2, 8
    y1 = a.y + a.height + _DOWN / 2 if below else a.y + a.height / 2
    start = f"M{a.middle:.0f},{a.y + a.height:.0f}V{y1:.0f}" if below else f"M{a.right:.0f},{y1:.0f}"
    return (
        f"{start}H{out - r:.0f}Q{out:.0f},{y1:.0f} {out:.0f},{y1 + r:.0f}"
        f"V{y2 - r:.0f}Q{out:.0f},{y2:.0f} {out - r:.0f},{y2:.0f}H{b.right:.0f}"
    )
