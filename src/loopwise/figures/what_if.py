"""Figures of a WhatIf: the loss of each run as it is and with the repair; the held-out loss where there is one."""

from __future__ import annotations

import math

from loopwise.figures.description import Axis, Figure, Kind, Panel, Series
from loopwise.figures.watched import STEP
from loopwise.records.what_if import Rerun, WhatIf
from loopwise.text import Text

AS_IS = Text(en="as it is", ko="그대로")
REPAIRED = Text(en="repaired", ko="고친 뒤")
LOSS = Text(en="loss", ko="손실(loss)")
HELD_OUT = Text(en="held-out loss", ko="검증 손실")
_FAR = 100.0  # times: beyond it only powers of ten show both curves


def what_if_curves(answer: WhatIf) -> Figure:
    """Return one panel of training losses, and one of held-out losses if the program evaluates."""
    panels = [_panel(answer, LOSS, "loss")]
    if any(run.held_out.steps for run in answer.runs):
        panels.append(_panel(answer, HELD_OUT, "held_out"))
    title = Text(en="{fault}: as it is, and repaired", ko="{fault}: 그대로, 그리고 고친 뒤").format(
        fault=answer.fault
    )
    return Figure(title, tuple(panels))


def _panel(answer: WhatIf, label: Text, curve: str) -> Panel:
    rows = tuple(row for run in answer.runs if (row := _row(answer, run, curve)) is not None)
    values = [value for row in rows for value in row.y]
    log = bool(values) and min(values) > 0 and max(values) > _FAR * min(values)
    return Panel(label, STEP, Axis(label, log=log), rows)


def _row(answer: WhatIf, run: Rerun, curve: str) -> Series | None:
    """Return a run's curve; the first seed's is named, the others are drawn alike and thin."""
    series = run.loss if curve == "loss" else run.held_out
    points = [
        (float(step), value)
        for step, value in zip(series.steps, series.values, strict=True)
        if math.isfinite(value)
    ]
    if not points:
        return None
    first = min(one.seed for one in answer.runs)
    label = REPAIRED if run.repaired else AS_IS
    if run.seed != first:
        label = Text(en=f"{label.en}, seed {run.seed}", ko=f"{label.ko}, 시드 {run.seed}")
    kind: Kind = ("line" if run.seed == first else "dashes") if len(points) > 1 else "points"
    steps, values = zip(*points, strict=True)
    return Series(label, steps, values, kind, role="accent" if run.repaired else "alarm")
