"""Fields and paths for the screen, as plotly traces: contours, surfaces in space, maps of squares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from loopwise.figures.description import Axis, Field, Panel, Series
from loopwise.figures.look import LINE, SIZES, Look
from loopwise.figures.ramp import between, scale

Json = dict[str, Any]

LEVELS = 16  # of contours
PATH_POINT = 7.0  # px
MOST_DOTS = 200  # of a path: more are a line without dots
FEW_DOTS = 60  # more stand so close that their rims would cover them


def flat_field(field: Field, now: Look) -> Json:
    """Return contours, or squares with a bar that tells their numbers."""
    height = numbers(field.z)
    trace: Json = {
        "name": str(field.label),
        "x": list(field.x),
        "y": list(field.y),
        "z": height,
        "colorscale": scale(now.counts if field.kind == "squares" else now.heights),
        "hovertemplate": "%{x:.4g}, %{y:.4g}<br>%{z:.4g}<extra></extra>",
    }
    if field.kind == "squares":
        bar = {"title": {"text": str(field.label), "side": "right"}, "thickness": 12, "outlinewidth": 0}
        return trace | {"type": "heatmap", "colorbar": bar | {"tickfont": {"size": SIZES["tick"]}}}
    low, high = field.range or ends(field.z)
    size = (high - low) / LEVELS or 1.0
    contours = {"start": low + size / 2, "end": high - size / 2, "size": size, "coloring": "fill"}
    line = {"width": 0.6, "color": now.page}
    return trace | {
        "type": "contour",
        "contours": contours,
        "line": line,
        "showscale": False,
        "zmin": low,
        "zmax": high,
        "autocontour": False,
    }


def space(panel: Panel, now: Look) -> list[Json]:
    """Return the traces of a panel of three axes: the surface, then its series."""
    traces = [_solid(panel.field, now)] if panel.field else []
    return traces + [_in_space(series, now) for series in panel.series]


def scene(panel: Panel, now: Look) -> Json:
    """Return the layout of three axes."""
    assert panel.z
    axes = {
        f"{name}axis": _scene_axis(axis, now)
        for name, axis in (("x", panel.x), ("y", panel.y), ("z", panel.z))
    }
    eye = {"x": -1.35, "y": -1.55, "z": 1.05}  # from the front left, a little above
    return axes | {"camera": {"eye": eye, "center": {"x": 0, "y": 0, "z": -0.15}}, "aspectmode": "cube"}


def path_trace(series: Series, now: Look) -> Json:
    """Return a flat path: dots in the colours of their steps on a thin line."""
    dots = len(series.x) <= MOST_DOTS
    colours = [between(now.ramp, shade) for shade in series.shades] or now.roles[series.role]
    marker = {"color": colours, "size": PATH_POINT, "line": {"color": now.page, "width": rim(len(series.x))}}
    line = {"color": now.roles[series.role], "width": LINE * 0.75}
    return {"mode": "lines+markers" if dots else "lines", "marker": marker, "line": line}


def rim(dots: int) -> float:
    """Return the width of the rim that tells a path's dots from what is behind them, px."""
    return 0.8 if dots <= FEW_DOTS else 0.0


def colour_of(series: Series, now: Look) -> str:
    """Return the one colour of a series that is no path."""
    return between(now.ramp, series.shades[0]) if series.shades else now.roles[series.role]


def ends(rows: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Return the lowest and highest finite number; 0 and 1 where there is none."""
    finite = [value for row in rows for value in row if math.isfinite(value)]
    return (min(finite), max(finite)) if finite else (0.0, 1.0)


def numbers(rows: Sequence[Sequence[float]]) -> list[list[float | None]]:
    """Return rows as JSON has them: nothing where there is no finite number."""
    return [finite(row) for row in rows]


def finite(row: Sequence[float]) -> list[float | None]:
    """Return a row as JSON has it."""
    return [value if math.isfinite(value) else None for value in row]


def _solid(field: Field, now: Look) -> Json:
    return {
        "type": "surface",
        "name": str(field.label),
        "x": list(field.x),
        "y": list(field.y),
        "z": numbers(field.z),
        "colorscale": scale(now.heights),
        "showscale": False,
        "opacity": 0.8,
        "lighting": {"ambient": 0.75, "diffuse": 0.5, "specular": 0.05, "roughness": 0.9},
        "contours": {axis: {"highlight": False} for axis in "xyz"},
        "hovertemplate": "%{x:.4g}, %{y:.4g}<br>%{z:.4g}<extra></extra>",
    }


def _in_space(series: Series, now: Look) -> Json:
    drawn = {
        "type": "scatter3d",
        "name": str(series.label),
        "x": finite(series.x),
        "y": finite(series.y),
        "z": finite(series.z),
        "showlegend": False,
        "hoverinfo": "skip",
    }
    look = path_trace(series, now)
    look["marker"] = look["marker"] | {"size": PATH_POINT * 0.6}
    look["line"] = {"color": now.roles[series.role], "width": 2 * LINE}
    if series.kind == "points":
        look["mode"] = "markers"
    return drawn | look


def _scene_axis(axis: Axis, now: Look) -> Json:
    drawn: Json = {
        "title": {"text": str(axis.label), "font": {"size": SIZES["tick"]}},
        "gridcolor": now.grid,
        "zeroline": False,
        "showbackground": False,
        "tickfont": {"size": SIZES["tick"] - 1, "color": now.quiet},
        "nticks": 5,
        "showspikes": False,
    }
    return drawn | ({"range": list(axis.range)} if axis.range else {})
