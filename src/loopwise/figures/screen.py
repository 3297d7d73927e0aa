"""Draw a figure for the screen: a plotly figure as plain dicts, {"data": [...], "layout": {...}}.

Plain dicts on purpose: building the same with graph_objects validates every number and costs 80 times the
maths.
No plotly is imported here.
"""

from __future__ import annotations

import math
from typing import Any

from loopwise.figures.description import Axis, Cells, Figure, Panel, Series
from loopwise.figures.look import LINE, PANEL_HEIGHT, PANEL_WIDTH, POINT, SIZES, Look, cell_size, look
from loopwise.figures.screen_fields import colour_of, finite, flat_field, path_trace, scene, space

FONT = "Pretendard, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', system-ui, sans-serif"
_HEAD = 64  # px above the axes of a panel: its title and its legend
_FOOT = 62  # px below them: ticks and the axis' label
_SIDE = 64  # px left of them, in the figure's margin
_BETWEEN = 84  # px left of them, between panels
_NARROW = 290  # px of a legend's row on a phone
_BESIDE = 0.64  # of a panel's width is left to its axes where the legend stands beside them

Json = dict[str, Any]


def to_plotly(figure: Figure, *, dark: bool = False) -> Json:
    """Return the figure as plotly's JSON, in the reader's language.

    A figure of one panel has no size of its own and fills what holds it; several have a fixed size.
    """
    now, alone = look(dark=dark), len(figure.panels) == 1
    across = min(figure.across, len(figure.panels))
    down = -(-len(figure.panels) // across)
    data: list[Json] = []
    layout = _layout(figure, now)
    for at, panel in enumerate(figure.panels):
        number = "" if at == 0 else str(at + 1)
        x = _domain(at % across, across, _BETWEEN / PANEL_WIDTH)
        y = _domain(down - 1 - at // across, down, _FOOT / PANEL_HEIGHT, 0 if alone else _HEAD / PANEL_HEIGHT)
        layout |= _axes(panel, number, x, y, now)
        if not alone:
            layout["annotations"].append(_title(panel, x[0], y[1], now))
        data += _traces(panel, number, now)
    if figure.steps:
        layout["meta"] = {"steps": figure.steps}
    if not alone:
        layout |= {"width": across * PANEL_WIDTH, "height": down * PANEL_HEIGHT + 50}
    return {"data": data, "layout": layout}


def _layout(figure: Figure, now: Look) -> Json:
    return {
        "title": {"text": str(figure.title), "x": 0.01, "xanchor": "left", "font": {"size": SIZES["title"]}},
        "font": {"family": FONT, "size": SIZES["label"], "color": now.ink},
        "paper_bgcolor": now.page,
        "plot_bgcolor": now.page,
        "margin": {"l": _SIDE, "r": 16, "t": _above(figure), "b": _FOOT},
        "hovermode": "closest",
        "annotations": [],
    }


def _above(figure: Figure) -> int:
    """Return the px above the axes: of one panel the title and its legend's rows, as many as a phone needs."""
    if len(figure.panels) > 1:
        return 50
    [panel] = figure.panels
    rows, left = 1, float(_NARROW)
    for series in panel.series if panel.legend == "above" else ():
        wide = (
            44 + 6.5 * len(str(series.label)) if series.named else 0
        )  # a line's sample, and letters of 11 px
        if wide > left:
            rows, left = rows + 1, _NARROW
        left -= wide
    return max(84, 46 + 19 * min(rows, 6))


def _domain(at: int, of: int, before: float, after: float = 0.0) -> list[float]:
    """Return the share of the figure that cell `at` of `of` takes; parts of the cell are left empty for text.

    The figure's own margin is before the first cell.
    """
    return [(at + (before if at else 0.0)) / of, (at + 1 - after) / of]


def _axes(panel: Panel, number: str, x: list[float], y: list[float], now: Look) -> Json:
    """Return the layout of one panel's axes and legend. x, y: the share of the figure it takes."""
    if panel.z:
        return {f"scene{number}": scene(panel, now) | {"domain": {"x": x, "y": y}}}
    drawn = {f"legend{number}": _legend(x[0], y[1])}
    if panel.legend == "beside":
        wide = x[1] - x[0]
        drawn = {f"legend{number}": _legend(x[0] + wide * _BESIDE, y[1], beside=True)}
        x = [x[0], x[0] + wide * _BESIDE]
    reversed_ = {"autorange": "reversed", "dtick": 1} if panel.cells else {}  # every row has its name
    return drawn | {
        f"xaxis{number}": _axis(panel.x, now) | {"domain": x, "anchor": f"y{number}"},
        f"yaxis{number}": _axis(panel.y, now) | {"domain": y, "anchor": f"x{number}"} | reversed_,
    }


def _axis(axis: Axis, now: Look) -> Json:
    drawn: Json = {
        "title": {"text": str(axis.label), "standoff": 8},
        "gridcolor": now.grid,
        "linecolor": now.grid,
        "zeroline": False,
        "tickfont": {"size": SIZES["tick"], "color": now.quiet},
        "automargin": True,
    }
    drawn |= {"type": "log"} if axis.log else {}
    return drawn | ({"range": list(axis.range)} if axis.range else {})


def _legend(x: float, y: float, *, beside: bool = False) -> Json:
    return {
        "orientation": "v" if beside else "h",
        "x": x,
        "y": y,
        "xanchor": "left",
        "yanchor": "top" if beside else "bottom",
        "bgcolor": "rgba(0,0,0,0)",
        "font": {"size": SIZES["tick"]},
    }


def _title(panel: Panel, x: float, y: float, now: Look) -> Json:
    return {
        "text": f"<b>{panel.title}</b>",
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 30,
        "showarrow": False,
        "font": {"size": SIZES["panel"], "color": now.ink},
    }


def _traces(panel: Panel, number: str, now: Look) -> list[Json]:
    if panel.z:
        behind = 1 if panel.field else 0
        traces = [trace | {"scene": f"scene{number}"} for trace in space(panel, now)]
        return traces[:behind] + [
            _playing(series, trace) for series, trace in zip(panel.series, traces[behind:], strict=True)
        ]
    on = {"xaxis": f"x{number}", "yaxis": f"y{number}"}
    if panel.cells:
        return [_heat(panel.cells, now) | on]
    heights = [y for series in panel.series for y in series.y if math.isfinite(y)] or [0.0, 1.0]
    ends = (min(heights), max(heights))
    behind_it = [flat_field(panel.field, now) | on] if panel.field else []
    shown = {"legend": f"legend{number}"}
    return behind_it + [
        _playing(series, _trace(series, ends, now)) | on | shown | _legend_entry(series, panel)
        for series in panel.series
    ]


def _legend_entry(series: Series, panel: Panel) -> Json:
    return {} if series.named and panel.legend != "none" else {"showlegend": False}


def _playing(series: Series, trace: Json) -> Json:
    """Say what the player does with a trace: it grows to so many points, or appears at a step."""
    if series.kind == "path":
        return trace | {"meta": {"grows": len(series.x)}}
    return trace | {"meta": {"from": series.step}} if series.step is not None else trace


def _trace(series: Series, ends: tuple[float, float], now: Look) -> Json:
    """Return one series as a scatter trace. ends: lowest and highest y of the panel, for upright lines."""
    colour = colour_of(series, now)
    trace: Json = {"type": "scatter", "name": str(series.label), "x": finite(series.x), "y": finite(series.y)}
    if series.kind == "path":
        return trace | path_trace(series, now)
    if series.kind == "points":
        return trace | {"mode": "markers", "marker": {"color": colour, "size": POINT}}
    if series.kind == "crosses":
        return trace | {
            "mode": "markers",
            "marker": {"color": now.ink, "size": POINT - 2, "symbol": "x-thin-open"},
        }
    if series.kind == "upright":
        x = [value for at in series.x for value in (at, at, None)]
        y = [value for _ in series.x for value in (*ends, None)]
        return trace | {
            "x": x,
            "y": y,
            "mode": "lines",
            "line": {"color": colour, "width": LINE, "dash": "dot"},
        }
    dash = "dash" if series.kind == "dashes" else "solid"
    return trace | {"mode": "lines", "line": {"color": colour, "width": LINE, "dash": dash}}


def _heat(cells: Cells, now: Look) -> Json:
    return {
        "type": "heatmap",
        "x": [str(column) for column in cells.columns],
        "y": [str(row) for row in cells.rows],
        "z": [list(row) for row in cells.counts],
        "texttemplate": "%{z}",
        "textfont": {"size": SIZES[cell_size(len(cells.rows))], "color": now.ink},
        "colorscale": [[0, now.shades[0]], [1, now.shades[1]]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }
