"""Figures of a WatchReport: the loss, and the steps at which findings began; one measured number over the steps."""

from __future__ import annotations

import math
from collections.abc import Iterable

from loopwise.figures.description import Axis, Figure, Kind, Panel, Role, Series
from loopwise.records import Series as Measured
from loopwise.records import WatchReport
from loopwise.text import Text

LOSS = Text(en="Loss, and where problems began", ko="손실(loss)과 문제가 나타난 스텝(step)")
LOSS_ALONE = Text(en="Loss", ko="손실(loss)")
GRADIENTS = Text(en="Gradient flow", ko="층별 기울기(gradient)")
UPDATES = Text(en="Size of the updates", ko="층별 업데이트 크기")
RATE = Text(en="Learning rate", ko="학습률(learning rate)")
FLAT = Text(en="Units in the flat part of their activation", ko="활성화 함수의 평평한 구간에 있는 유닛")
TYPICAL = Text(en="gradient of a typical weight", ko="가중치 하나의 기울기(gradient) 크기")
CHANGE = Text(en="change in a step / weight", ko="한 스텝의 변화량 / 가중치")
SHARE = Text(en="share of units", ko="유닛의 비율")
FAR = 1000.0  # times: a loss that goes well falls by less in most runs
STEP = Axis(Text(en="step", ko="스텝(step)"))
_ROLES: tuple[Role, ...] = ("accent", "second", "third")


def watch_loss(report: WatchReport) -> Figure:
    """Return every loss of the run over its sampled steps, an upright line where each root cause was first seen."""
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
        if finding.step is not None and not finding.follows:
            began[finding.fault] = min(finding.step, began.get(finding.fault, finding.step))
    marks = tuple(
        Series(Text(en=name, ko=name), (float(step),), (), kind="upright", role="alarm")
        for name, step in began.items()
    )
    title = LOSS if marks else LOSS_ALONE
    loss = Axis(Text(en="loss", ko="손실(loss)"), log=_far_apart(report.losses.values()))
    return Figure(title, (Panel(title, STEP, loss, (*losses, *marks)),), across=1)


def watch_layers(report: WatchReport) -> tuple[Figure, ...]:
    """Return, over the steps, the layers' gradients, updates and flat units, and the learning rate if it changes."""
    gradients = [(one.name, one.gradient) for one in report.layers]
    updates = [(one.name, one.update) for one in report.layers]
    units = [(one.name, one.flat) for one in report.units]
    figures = (
        _by_layer(GRADIENTS, Axis(TYPICAL, log=True), gradients),
        _by_layer(UPDATES, Axis(CHANGE, log=True), updates),
        _by_layer(FLAT, Axis(SHARE, range=(0.0, 1.0)), units),
        measured_series(RATE, "", report.rates) if len(set(report.rates.values)) > 1 else None,
    )
    return tuple(figure for figure in figures if figure is not None)


def _by_layer(title: Text, axis: Axis, rows: list[tuple[str, Measured]]) -> Figure | None:
    """Return one line a layer, from the first (dark) to the last; None where there is nothing to draw."""
    shown = [
        (name, series) for name, series in rows if any(_drawable(one, axis.log) for one in series.values)
    ]
    if not shown:
        return None
    last = max(1, len(shown) - 1)
    lines = tuple(_line(name, one, axis.log, at / last) for at, (name, one) in enumerate(shown))
    return Figure(title, (Panel(title, STEP, axis, lines),), across=1)


def _line(name: str, measured: Measured, log: bool, shade: float) -> Series:
    points = zip(measured.steps, measured.values, strict=True)
    kept = [(float(step), value) for step, value in points if _drawable(value, log)]
    steps, values = tuple(step for step, _ in kept), tuple(value for _, value in kept)
    return Series(Text(en=name, ko=name), steps, values, _kind(measured), shades=(shade,))


def _drawable(value: float, log: bool) -> bool:
    return math.isfinite(value) and (value > 0 or not log)


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
