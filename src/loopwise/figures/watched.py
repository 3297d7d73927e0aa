"""Figures of a WatchReport: the loss, and the steps at which findings began; one measured number over the steps."""

from __future__ import annotations

import math
from collections.abc import Iterable

from loopwise.figures.description import Axis, Figure, Kind, Panel, Role, Series
from loopwise.records import Series as Measured
from loopwise.records import WatchReport
from loopwise.text import Text

FAR = 1000.0  # times: a loss that goes well falls by less in most runs
STEP = Axis(Text(en="step", ko="스텝(step)"))
_ROLES: tuple[Role, ...] = ("accent", "second", "third")


def watch_loss(report: WatchReport) -> Figure:
    """Return every loss of the run over its sampled steps, an upright line where each finding was first
    seen."""
    losses = tuple(
        Series(
            Text(en=name, ko=name),
            tuple(map(float, series.steps)),
            series.values,
            _kind(series),
            role=_ROLES[at % len(_ROLES)],
        )
        for at, (name, series) in enumerate(report.losses.items())
    )
    began: dict[str, int] = {}
    for finding in report.findings:
        if finding.step is not None:
            began[finding.fault] = min(finding.step, began.get(finding.fault, finding.step))
    marks = tuple(
        Series(Text(en=name, ko=name), (float(step),), (), kind="upright", role="alarm")
        for name, step in began.items()
    )
    title = Text(
        en="Loss of {script}, and where findings began", ko="손실(loss)과 문제가 나타난 스텝(step): {script}"
    ).format(script=report.script)
    loss = Axis(Text(en="loss", ko="손실(loss)"), log=_far_apart(report.losses.values()))
    return Figure(title, (Panel(title, STEP, loss, (*losses, *marks)),), across=1)


def measured_series(title: Text, unit: str, series: Measured) -> Figure:
    """Return one number of a finding's evidence over the steps on which it was measured."""
    row = Series(title, tuple(map(float, series.steps)), series.values, _kind(series))
    return Figure(title, (Panel(title, STEP, Axis(Text(en=unit, ko=unit)), (row,)),), across=1)


def _far_apart(losses: Iterable[Measured]) -> bool:
    """Whether only powers of ten show both ends: a loss that diverged flattens everything before it."""
    values = [value for series in losses for value in series.values if math.isfinite(value)]
    return bool(values) and min(values) > 0 and max(values) > FAR * min(values)


def _kind(series: Measured) -> Kind:
    """Return how it is drawn: a line of one point could not be seen."""
    return "line" if len(series.steps) > 1 else "points"
