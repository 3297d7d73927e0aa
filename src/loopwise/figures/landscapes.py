"""Figures of a loss landscape: seen from above and in space, the exact points marked, a path with its shadow.

overview(found)          # all of them in one figure
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from loopwise.descent.landscapes import smooth
from loopwise.figures.description import Axis, Field, Figure, Panel, Series
from loopwise.figures.screen_fields import ends
from loopwise.records.landscapes import Landscape
from loopwise.text import Text

FINE = 65  # points a side of what is drawn, whatever is computed
LIFT = 0.02
DIGITS = 5
LOG_LOSS = Text(en="log10(loss)", ko="log10(손실)")
LOSS = Text(en="loss", ko="손실(loss)")
PATH = Text(en="path of the training", ko="학습 경로")
ALONG = Text(
    en="from above; the path goes from light to dark", ko="위에서 본 지형; 경로는 밝은 색에서 짙은 색으로"
)
SAME_COLOURS = Text(
    en="{name} from above; the same colour is the same loss", ko="위에서 본 {name}; 같은 색이 같은 손실"
)
EXACT = Text(en="computed points", ko="계산한 점")
COUNTED = {
    "epoch": Text(en="epoch", ko="에폭(epoch)"),
    "step": Text(en="step", ko="스텝(step)"),
}
SHORT = (  # in space a long name would be cut
    Text(en="component 1 ({share:.0%})", ko="주성분 1 ({share:.0%})"),
    Text(en="component 2 ({share:.0%})", ko="주성분 2 ({share:.0%})"),
)
AXES = {
    "random": (
        Text(en="random direction 1", ko="무작위 방향 1"),
        Text(en="random direction 2", ko="무작위 방향 2"),
    ),
    "points": (
        Text(en="to the second model", ko="두 번째 모델 쪽"),
        Text(en="towards the third", ko="세 번째 모델 쪽"),
    ),
    "path": (
        Text(en="first component of the path ({share:.0%})", ko="경로의 첫째 주성분 ({share:.0%})"),
        Text(en="second component ({share:.0%})", ko="둘째 주성분 ({share:.0%})"),
    ),
}


def overview(found: Landscape) -> Figure:
    """Return the landscape from above and in space; with a path, its true loss beside the plane's."""
    title = Text(
        en="{data}, {model}: loss on {side} x {side} points",
        ko="{data}, {model}: 점 {side} x {side}개의 손실(loss)",
    ).format(data=found.data, model=found.model, side=found.side)
    panels = (from_above(found), in_space(found), *([true_and_shadow(found)] if found.path else []))
    return Figure(title, panels, across=3, steps=len(found.path.steps) - 1 if found.path else 0)


def from_above(found: Landscape) -> Panel:
    """Return the contours of log-loss, the computed points while they are few, the path."""
    x, y = _axes(found)
    series = [_exact(found)] if found.side <= 17 else []
    if path := found.path:
        series.append(
            Series(PATH, _told(path.x), _told(path.y), kind="path", role="quiet", shades=_shades(path.steps))
        )
    title = ALONG if found.path else Text(en="from above", ko="위에서 본 지형")
    return Panel(title, x, y, tuple(series), field=_field(found), legend="none")


def beside_each_other(found: Mapping[Text, Landscape]) -> tuple[Panel, ...]:
    """Return each from above under its name; the same loss has the same colour in all of them."""
    lows, highs = zip(*(ends(_field(one).z) for one in found.values()), strict=True)
    shared = (min(lows), max(highs))
    panels = {name: from_above(one) for name, one in found.items()}
    return tuple(
        replace(
            panel, title=SAME_COLOURS.format(name=name), field=replace(panel.field, range=shared), series=()
        )
        for name, panel in panels.items()
        if panel.field
    )


def in_space(found: Landscape) -> Panel:
    """Return the surface of log-loss, and the path on it: on the plane, where the loss is the shadow's."""
    x, y = _axes(found, short=True)
    series: tuple[Series, ...] = ()
    if path := found.path:
        heights = [math.log10(max(value, 1e-12)) + LIFT for value in path.shadow]
        series = (
            Series(
                PATH, _told(path.x), _told(path.y), kind="path", z=_told(heights), shades=_shades(path.steps)
            ),
        )
    title = Text(en="in space", ko="입체로 본 지형")
    return Panel(title, x, y, series, field=_field(found), z=Axis(LOG_LOSS))


def true_and_shadow(found: Landscape) -> Panel:
    """Return the true loss along the path, and that of its shadow on the plane: they are two different models."""
    path = found.path
    assert path
    steps = tuple(map(float, path.steps))
    series = (
        Series(Text(en="true loss", ko="실제 손실"), steps, _told(path.loss)),
        Series(
            Text(en="on the plane", ko="평면 위의 손실"),
            steps,
            _told(path.shadow),
            kind="dashes",
            role="second",
        ),
    )
    title = Text(
        en="true loss of the path; {off:.0%} of the way is off the plane",
        ko="경로의 실제 손실; 평면을 벗어난 거리 {off:.0%}",
    ).format(off=path.off[0])
    log = min(*path.loss, *path.shadow) > 0
    return Panel(title, Axis(COUNTED[found.counted]), Axis(LOSS, log=log), series)


def _field(found: Landscape) -> Field:
    if found.side < 2:
        return Field(LOG_LOSS, found.x, found.y, tuple((math.nan,) * len(found.x) for _ in found.y))
    x, y, z = smooth(found, max(FINE, found.side))
    rows = tuple(_told(row) for row in np.log10(np.maximum(z, 1e-12)))
    return Field(LOG_LOSS, _told(x), _told(y), rows)


def _exact(found: Landscape) -> Series:
    stride = (len(found.x) - 1) // (found.side - 1) if found.side > 1 else 1
    places = [(a, b) for b in found.y[::stride] for a in found.x[::stride]]
    return Series(EXACT, tuple(a for a, _ in places), tuple(b for _, b in places), kind="crosses")


def _axes(found: Landscape, *, short: bool = False) -> tuple[Axis, Axis]:
    names = SHORT if short and found.path else AXES.get(found.plane, AXES["random"])
    if found.path:
        names = (names[0].format(share=found.path.variance[0]), names[1].format(share=found.path.variance[1]))
    ends = [(row[0], row[-1]) if row else None for row in (found.x, found.y)]
    return Axis(names[0], ends[0]), Axis(names[1], ends[1])


def _shades(steps: tuple[int, ...]) -> tuple[float, ...]:
    return tuple(round(at / max(len(steps) - 1, 1), 4) for at in range(len(steps)))


def _told(values: object) -> tuple[float, ...]:
    return tuple(float(f"{value:.{DIGITS}g}") for value in np.asarray(values, dtype=float).tolist())
