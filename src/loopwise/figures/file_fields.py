"""Fields and paths in files: contours, surfaces in space and maps of squares, by matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from loopwise.figures.description import Field, Panel, Series
from loopwise.figures.look import LINE, Look
from loopwise.figures.ramp import between
from loopwise.figures.screen_fields import LEVELS, MOST_DOTS, PATH_POINT, colour_of, ends, rim

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import LinearSegmentedColormap


def draw_field(axes: Axes, field: Field, now: Look, font: Any) -> None:
    """Draw contours, or squares with a bar that tells their numbers. font: of the bar's label."""
    heights = np.array(field.z, dtype=float)
    low, high = field.range or ends(field.z)
    if field.kind == "squares":
        drawn = axes.pcolormesh(
            field.x, field.y, heights, cmap=_colours(now.counts), shading="nearest", rasterized=True
        )
        bar = axes.figure.colorbar(drawn, ax=axes)
        bar.outline.set_visible(False)
        bar.set_label(str(field.label), color=now.ink, **font)
        bar.ax.tick_params(colors=now.quiet, length=0, labelsize=8)
        return
    size = (high - low) / LEVELS or 1.0
    levels = low + size * (np.arange(LEVELS + 1))
    axes.contourf(field.x, field.y, heights, levels=levels, cmap=_colours(now.heights), extend="both")
    axes.contour(
        field.x, field.y, heights, levels=levels, colors=now.page, linewidths=0.5, linestyles="solid"
    )


def draw_space(axes: Any, panel: Panel, now: Look, font: dict[str, Any]) -> None:
    """Draw a panel of three axes: the surface, then its series."""
    assert panel.z
    axes.computed_zorder = False  # or the surface hides the path that lies on it
    if panel.field:
        x, y = np.meshgrid(panel.field.x, panel.field.y)
        heights = np.array(panel.field.z, dtype=float)
        axes.plot_surface(
            x, y, heights, cmap=_colours(now.heights), alpha=0.75, linewidth=0, rstride=2, cstride=2, zorder=1
        )
    for series in panel.series:
        _in_space(axes, series, now)
    for name, axis in (("x", panel.x), ("y", panel.y), ("z", panel.z)):
        getattr(axes, f"set_{name}label")(str(axis.label), color=now.ink, **font)
        if axis.range:
            getattr(axes, f"set_{name}lim")(*axis.range)
        pane = getattr(axes, f"{name}axis")
        pane.set_pane_color((0, 0, 0, 0))
        pane.line.set_color(now.grid)
        pane._axinfo["grid"]["color"] = now.grid  # the only way matplotlib has
        pane.set_major_locator(_few())
    axes.view_init(elev=24, azim=-131)
    axes.set_box_aspect(None, zoom=0.9)


def draw_path(axes: Any, series: Series, now: Look) -> None:
    """Draw a path: dots in the colours of their steps on a thin line."""
    rows = [series.x, series.y]
    axes.plot(
        *rows, "-", color=now.roles[series.role], linewidth=LINE * 0.6, label=str(series.label), zorder=3
    )
    if len(series.x) <= MOST_DOTS:
        axes.scatter(
            *rows,
            c=_dots(series, now),
            s=(PATH_POINT * 0.7) ** 2,
            edgecolors=now.page,
            linewidths=0.6 * rim(len(series.x)),
            zorder=4,
        )


def _in_space(axes: Any, series: Series, now: Look) -> None:
    rows = [series.x, series.y, series.z]
    if series.kind != "points":
        axes.plot(
            *rows, "-", color=now.roles[series.role], linewidth=LINE * 0.8, label=str(series.label), zorder=9
        )
    if len(series.x) <= MOST_DOTS:
        axes.scatter(*rows, c=_dots(series, now), s=14, depthshade=False, zorder=10)


def _dots(series: Series, now: Look) -> Sequence[str]:
    return [between(now.ramp, shade) for shade in series.shades] or [colour_of(series, now)] * len(series.x)


def _colours(steps: tuple[str, ...]) -> LinearSegmentedColormap:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("heights", steps)


def _few() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(4)
