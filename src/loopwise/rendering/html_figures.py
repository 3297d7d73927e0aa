"""Figures of a page in a file: the drawing as SVG in the page, title and legend as the page's own text.

    loss_figure(report)                  # the losses, and the steps at which findings began
    series_figures(finding, "f0")        # what the finding measured, a small figure each

Both raise MissingExtra where matplotlib is not installed.
"""

from __future__ import annotations

import math
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from loopwise.figures import Panel, Series, measured_series, watch_layers, watch_loss, what_if_curves
from loopwise.figures.inline import inline_svg, page_colour
from loopwise.figures.look import LIGHT
from loopwise.figures.ramp import between
from loopwise.records import Finding, WatchReport
from loopwise.rendering.labels import known_fault
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.records.what_if import WhatIf

LOSS = Text(en="The loss, step by step", ko="스텝(step)별 손실(loss)")
LOSS_AND_MARKS = Text(en="The loss, and where findings began", ko="손실(loss)과 문제가 나타난 스텝(step)")
FROM_STEP = Text(en="{name}, from step {step:.0f}", ko="{name}, 스텝 {step:.0f}부터")
NOT_FINITE = Text(
    en="{name} (nan or inf from step {step:.0f})", ko="{name} (스텝 {step:.0f}부터 nan 또는 inf)"
)
_WIDE, _NARROW, _SMALL = (800, 290), (328, 250), (328, 180)  # px: laptop, phone, one of several


def loss_figure(report: WatchReport) -> str:
    """Return every loss over the steps, drawn for a laptop and for a phone: letters keep their size."""
    panel = watch_loss(report).panels[0]
    title = LOSS_AND_MARKS if any(one.kind == "upright" for one in panel.series) else LOSS
    return (
        f"<figure><figcaption><h2>{title}</h2>{_legend(panel)}</figcaption>"
        f'<div class="wide">{_svg(panel, "loss", _WIDE)}</div>'
        f'<div class="narrow">{_svg(panel, "loss-narrow", _NARROW)}</div></figure>'
    )


def layer_figures(report: WatchReport) -> str:
    """Return gradients, updates and flat units layer by layer, as far as they were measured."""
    drawn = ""
    for at, figure in enumerate(watch_layers(report)):
        panel = figure.panels[0]
        caption = f"<figcaption>{escape(str(panel.title))}{_legend(panel)}</figcaption>"
        drawn += f"<figure>{caption}{_svg(panel, f'layers-{at}', _SMALL)}</figure>"
    return f'<div class="series">{drawn}</div>' if drawn else ""


def series_figures(finding: Finding, name: str) -> str:
    """Return what was measured over the steps. name: what the ids in the drawings begin with."""
    fault = known_fault(finding.fault)
    drawn = ""
    for at, (key, series) in enumerate(finding.series.items()):
        measure = fault.measures.get(key) if fault else None
        label, unit = (measure.label, measure.unit) if measure else (Text(en=key, ko=key), "")
        panel = measured_series(label, unit, series).panels[0]
        caption = f"<figcaption>{escape(_told(panel.series[0]))}</figcaption>"
        drawn += f"<figure>{caption}{_svg(panel, f'{name}-{at}', _SMALL)}</figure>"
    return f'<div class="series">{drawn}</div>' if drawn else ""


def what_if_figures(answer: WhatIf) -> str:
    """Return the runs as they are and repaired, side by side: training loss, and held-out loss where there is one."""
    drawn = ""
    for at, panel in enumerate(what_if_curves(answer).panels):
        named = [one for one in panel.series if one.kind != "dashes"]
        legend = _legend(replace(panel, series=tuple(named)))
        drawing = _svg(panel, f"what-if-{at}", _NARROW)
        drawn += f"<figure><figcaption><h3>{panel.title}</h3>{legend}</figcaption>{drawing}</figure>"
    return f'<div class="series">{drawn}</div>'


def _svg(panel: Panel, name: str, size: tuple[int, int]) -> str:
    return inline_svg(panel, name=name, width=size[0], height=size[1])


def _legend(panel: Panel) -> str:
    rows = (
        f'<li class="{series.kind}" style="--role:{_colour(series)}">{escape(_told(series))}</li>'
        for series in panel.series
    )
    return f'<ul class="legend">{"".join(rows)}</ul>'


def _colour(series: Series) -> str:
    """Return the colour it is drawn in."""
    drawn = between(LIGHT.ramp, series.shades[0]) if series.shades else LIGHT.roles[series.role]
    return page_colour(drawn)


def _told(series: Series) -> str:
    """Name a series; with the step a mark stands at, or from which there was no number to draw."""
    if series.kind == "upright":
        fault = known_fault(series.label.en)
        return str(FROM_STEP.format(name=fault.title if fault else series.label, step=series.x[0]))
    lost = next((x for x, y in zip(series.x, series.y, strict=True) if not math.isfinite(y)), None)
    return str(series.label if lost is None else NOT_FINITE.format(name=series.label, step=lost))
