"""Two models drawn side by side on one vertical axis of resolution, or of depth.

A bar is a layer: its colour says what it is, its width the logarithm of its channels. Bands are resolutions; arcs
at the right are skip connections.

    Path("beside.svg").write_text(show_beside(comparison), encoding="utf-8")
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from loopwise.figures.look import DARK, LIGHT, Look
from loopwise.records.compared import Comparison
from loopwise.records.traced import Operation, Trace
from loopwise.rendering.columns import columns
from loopwise.rendering.operations import detail, lengths, short
from loopwise.rendering.roles import ROLES
from loopwise.text import Text

BESIDE = Text(en="{first} beside {second}", ko="{first}, {second} 나란히")
LEGEND = (
    ("conv", Text(en="convolution", ko="합성곱(convolution)")),
    ("pool", Text(en="pooling", ko="풀링")),
    ("fc", Text(en="fully connected", ko="완전연결층(FC)")),
    ("merge", Text(en="skip, sum or join", ko="스킵 연결, 합치기")),
)
PIXELS = Text(en="{side} px", ko="{side}픽셀")
VECTOR = Text(en="classifier", ko="분류기")
_ROLES = {"conv": "accent", "pool": "third", "fc": "second", "merge": "alarm"}
_COLUMN, _AXIS, _TOP = 164, 66, 58  # px; together little wider than a phone, so that all of it is seen there
_WIDEST = 120.0  # px of the widest bar
_GAP, _BAND = 2.0, 12.0  # px between bars, and around a band
_ROW = 20.0  # px between the two rows of the legend
_MERGES = ("identity_shortcut", "projected_shortcut", "skip_concatenation", "branches_join")

Placed = list[tuple[Operation, float]]


def show_beside(comparison: Comparison, *, axis: str = "resolution") -> str:
    """Return the SVG. axis: "resolution" (bands of one size stand side by side) or "depth" (layer by layer)."""
    traces = comparison.first, comparison.second
    layers = [_layers(trace) for trace in traces]
    bar = max(3.0, min(12.0, 620 / max(len(one) for one in layers)))
    bands = _bands(comparison, layers, bar) if axis == "resolution" else []
    placed = [_placed(one, bands, side, bar) for side, one in enumerate(layers)]
    bottom = max((y for column in placed for _, y in column), default=_TOP) + bar + _BAND
    width, height = _AXIS + 2 * _COLUMN, bottom + 34 + _ROW
    label = escape(str(BESIDE.format(first=traces[0].model, second=traces[1].model)))
    drawn = "".join(
        _column(trace, column, bar, _AXIS + at * _COLUMN)
        for at, (trace, column) in enumerate(zip(traces, placed, strict=True))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height:.0f}" '
        f'viewBox="0 0 {width} {height:.0f}" role="img" aria-label="{label}"><title>{label}</title>'
        f"<style>{_rules(LIGHT)}@media(prefers-color-scheme:dark){{{_rules(DARK)}}}</style>"
        f'<rect class="c-page" width="100%" height="100%"/>'
        f"{''.join(_axis(bands, width))}{drawn}{''.join(_legend(bottom + 20, width))}</svg>"
    )


def scheme_of(svg: str, *, dark: bool) -> str:
    """Return the picture in one scheme only, whatever the system prefers: a page has its own switch."""
    start, end = svg.index("<style>"), svg.index("</style>")
    return f"{svg[:start]}<style>{_rules(DARK if dark else LIGHT)}{svg[end:]}"


def _rules(now: Look) -> str:
    colours = "".join(f".c-{kind}{{fill:{now.roles[role]}}}" for kind, role in _ROLES.items())
    return (
        f".c-page{{fill:{now.page}}}{colours}.c-t{{font:600 14px Pretendard,system-ui,sans-serif;fill:{now.ink}}}"
        f".c-s{{font:12px Pretendard,system-ui,sans-serif;fill:{now.quiet}}}"
        f".c-line{{stroke:{now.grid};stroke-width:1}}"
        f".c-arc{{fill:none;stroke:{now.roles['alarm']};stroke-width:1.4}}"
    )


def _layers(trace: Trace) -> list[Operation]:
    return [one for one in trace.operations if _kind(one)]


def _kind(one: Operation) -> str:
    if one.name.startswith("conv"):
        return "conv"
    if one.name == "linear":
        return "fc"
    if "pool" in one.name or one.role == "global_pool":
        return "pool"
    return "merge" if one.role in _MERGES else ""


@dataclass(frozen=True, slots=True)
class _Band:
    """One resolution: its name, where it begins, and the operations of both that lie in it."""

    name: str
    top: float
    members: tuple[frozenset[int], frozenset[int]]


def _bands(comparison: Comparison, layers: Sequence[list[Operation]], bar: float) -> list[_Band]:
    bands, y = list[_Band](), float(_TOP)
    for stage in comparison.stages:
        members = frozenset(stage.first.operations), frozenset(stage.second.operations)
        most = max(
            sum(one.number in own for one in column) for own, column in zip(members, layers, strict=True)
        )
        if most:
            name = str(PIXELS.format(side=stage.resolution) if stage.resolution else VECTOR)
            bands.append(_Band(name, y, members))
            y += most * (bar + _GAP) + 2 * _BAND
    return bands


def _placed(layers: list[Operation], bands: list[_Band], side: int, bar: float) -> Placed:
    """Return each layer's y: below one another, each in the band of its resolution."""
    if not bands:
        return [(one, _TOP + at * (bar + _GAP)) for at, one in enumerate(layers)]
    placed: Placed = []
    for band in bands:
        inside = [one for one in layers if one.number in band.members[side]]
        placed += [(one, band.top + _BAND + at * (bar + _GAP)) for at, one in enumerate(inside)]
    return placed


def _axis(bands: list[_Band], width: float) -> Iterator[str]:
    for band in bands:
        yield f'<path class="c-line" d="M0,{band.top:.0f}H{width}"/>'
        yield f'<text class="c-s" x="6" y="{band.top + 18:.0f}">{escape(band.name)}</text>'


def _column(trace: Trace, placed: Placed, bar: float, left: float) -> str:
    middle = left + _WIDEST / 2 + 6
    told = f"{short(trace.parameters)} · {short(trace.multiply_adds)}"
    parts = [
        f'<text class="c-t" x="{left:.0f}" y="22">{escape(trace.model)}</text>',
        f'<text class="c-s" x="{left:.0f}" y="41">{told}</text>',
    ]
    at = {one.number: (y, _width(one)) for one, y in placed}
    for one, y in placed:
        title = escape(
            f"{one.path or one.name}: {one.name} {detail(one)}, {lengths(one.shape)} - {ROLES[one.role]}"
        )
        parts.append(
            f'<rect class="c-{_kind(one)}" x="{middle - _width(one) / 2:.1f}" y="{y:.1f}" width="{_width(one):.1f}" '
            f'height="{bar:.1f}" rx="{min(bar / 3, 2):.1f}"><title>{title}</title></rect>'
        )
    parts += (_arc(trace, merge.source, merge.operation, at, bar, middle) for merge in trace.skips)
    return "".join(parts)


def _width(one: Operation) -> float:
    """Return a bar's width: 3 channels are a tenth of 4096."""
    channels = one.shape[1] if len(one.shape) > 1 and len(one.shape) != 3 else one.shape[-1]
    return max(_WIDEST * math.log2(max(channels, 2)) / 12.5, 12.0)


def _arc(
    trace: Trace, source: int, target: int, at: dict[int, tuple[float, float]], bar: float, middle: float
) -> str:
    """Draw a skip at the right, from the last drawn layer that its shorter way comes from."""
    while source not in at and trace.operations[source].inputs:
        source = trace.operations[source].inputs[0]
    if source not in at or target not in at:
        return ""
    (y1, w1), (y2, w2) = at[source], at[target]
    y1, y2 = y1 + bar / 2, y2 + bar / 2
    out = middle + max(w1, w2) / 2 + min(14 + (y2 - y1) / 4, 44)
    x1, x2 = middle + w1 / 2, middle + w2 / 2
    return f'<path class="c-arc" d="M{x1:.1f},{y1:.1f}C{out:.1f},{y1:.1f} {out:.1f},{y2:.1f} {x2:.1f},{y2:.1f}"/>'


def _legend(y: float, width: float) -> Iterator[str]:
    x = 6.0
    for kind, name in LEGEND:
        room = 34 + 7.2 * columns(str(name))
        if x + room > width:
            x, y = 6.0, y + _ROW
        yield f'<rect class="c-{kind}" x="{x:.0f}" y="{y - 9:.0f}" width="14" height="9"/>'
        yield f'<text class="c-s" x="{x + 19:.0f}" y="{y:.0f}">{escape(str(name))}</text>'
        x += room
