"""Figures of gradient descent: the surface with the path down it, the fitted line step by step, contours, maps.

three_panels(paths)      # surface, data or height over the steps, contours: they play together
rates_row(paths)         # contours for each rate, titled with rate, last gradient and verdict
race(paths)              # every rule from one start, and what each remembers
steps_to_converge(map)   # rate x start or rate x momentum
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from loopwise.descent.maps import StepsMap, steps_map
from loopwise.descent.paths import Paths, Run
from loopwise.descent.rules import rule_named
from loopwise.descent.surfaces import Fitted
from loopwise.descent.viewing import View, view
from loopwise.descent.walking import lengths
from loopwise.figures.description import Axis, Field, Figure, Legend, Panel, Role, Series
from loopwise.text import Text

Array = NDArray[np.float64]

STEP = Axis(Text(en="step", ko="스텝(step)"))
HEIGHT = Text(en="f", ko="f")
COST = Text(en="cost", ko="비용(cost)")
POWERS = Text(en="log10({height} - lowest)", ko="log10({height} - 최솟값)")
PATH = Text(en="path", ko="경로")
DATA = Text(en="data", ko="데이터")
LINES = 11  # of the fitted model that the legend names: all of ten steps
CURVE = 60  # points of a fitted curve
DIGITS = 5  # significant, of what is drawn: a screen shows no more
LIFT = 0.015  # of the heights' range: a path drawn in the surface itself would flicker through it
_ROLES: tuple[Role, ...] = ("accent", "second", "third", "alarm", "quiet", "fourth", "fifth")  # seven rules


def three_panels(paths: Paths, run: int = 0) -> Figure:
    """Return one run: the surface with the path, the fitted line (or the height) step by step, the contours."""
    middle = fitted_lines(paths, run) if isinstance(paths.surface, Fitted) else height_curve(paths, [run])
    title = Text(en="{name}: {rule}, rate {lr:g} - {verdict}", ko="{name}: {rule}, 학습률 {lr:g} - {verdict}").format(
        name=_name(paths), rule=rule_named(paths.runs[run].rule).title, lr=paths.runs[run].lr,
        verdict=paths.verdict[run].text,
    )  # fmt: skip
    return Figure(
        title, (in_space(paths, [run]), middle, on_contours(paths, [run])), across=3, steps=paths.steps
    )


def rates_row(paths: Paths, across: int = 3) -> Figure:
    """Return one panel of contours a run, titled with rate, last gradient and verdict."""
    seen = view(paths)
    panels = tuple(
        on_contours(paths, [run], seen, title=_run_title(paths, run)) for run in range(len(paths.runs))
    )
    title = Text(en="{name}: what the rate decides", ko="{name}: 학습률(learning rate)이 정하는 것").format(
        name=_name(paths)
    )
    return Figure(title, panels, across=min(across, max(len(panels), 1)), steps=paths.steps)


def race(paths: Paths) -> Figure:
    """Return all runs on one surface, their heights, and the inner terms of rules that have any."""
    runs = range(len(paths.runs))
    title = Text(en="{name}: from one start", ko="{name}: 같은 시작점에서").format(name=_name(paths))
    terms = tuple(_term(paths, name) for name in paths.terms)
    return Figure(title, (on_contours(paths, runs), height_curve(paths, runs), *terms), steps=paths.steps)


def steps_to_converge(found: StepsMap) -> Figure:
    """Return the map: how many steps each run takes; blank where it does not arrive in time."""
    rates, beside = _tuple(np.log10(found.rates)), _tuple(found.beside)
    label = Text(en="steps to converge", ko="수렴까지의 스텝(step) 수")
    y = Text(en="momentum", ko="모멘텀(momentum)") if found.along == "momentum" else Text(
        en="start: {x}", ko="시작점: {x}").format(x=found.surface.axes[0])  # fmt: skip
    edge = found.limit and found.along == "start"
    series = (
        (Series(Text(en="limit of theory", ko="이론상의 한계"), (math.log10(found.limit),) * 2,
                (beside[0], beside[-1]), kind="dashes", role="alarm"),)
        if found.limit and edge else ()
    )  # fmt: skip
    title = Text(en="{name}, {rule}; blank: over {most}", ko="{name}, {rule}; 빈 곳: {most}번 초과").format(
        name=_of(found.surface.title, found.surface.name),
        rule=rule_named(found.rule).title,
        most=found.most,
    )
    x = Axis(Text(en="log10(rate)", ko="log10(학습률)"), (rates[0], rates[-1]))
    field = Field(label, rates, beside, _rows(found.steps), kind="squares")
    return Figure(title, (Panel(title, x, Axis(y, (beside[0], beside[-1])), series, field=field),))


def in_space(paths: Paths, runs: Sequence[int], seen: View | None = None) -> Panel:
    """Return the surface in space with some paths on it."""
    seen = seen or view(paths)
    x, y = _axes(paths, seen)
    series = tuple(_space_path(paths, run, seen, at) for at, run in enumerate(runs))
    title = Text(en="the surface", ko="곡면")
    return Panel(title, x, y, series, field=_field(paths, seen), z=Axis(_height(paths, seen)))


def on_contours(
    paths: Paths, runs: Sequence[int], seen: View | None = None, *, title: Text | None = None
) -> Panel:
    """Return the contours with some paths on them: one in the colours of its steps, several by role."""
    seen = seen or view(paths)
    x, y = _axes(paths, seen)
    lines = [flat_path(paths, run, seen, at if len(runs) > 1 else None) for at, run in enumerate(runs)]
    title = title or Text(en="contours", ko="등고선")
    legend: Legend = "above" if len(runs) > 1 else "none"
    return Panel(title, x, y, (*lines, *_minima(paths, seen)), field=_field(paths, seen), legend=legend)


def fitted_lines(paths: Paths, run: int) -> Panel:
    """Return the data, and the model of each step in that step's colour; the legend tells its parameters."""
    surface = paths.surface
    assert isinstance(surface, Fitted)
    x = np.linspace(surface.x.min(), surface.x.max(), CURVE)
    middle = getattr(surface, "middle", 0.0)  # what a parabola fits without
    data = Series(DATA, _tuple(surface.x), _tuple(surface.y + middle), kind="crosses")
    named = set(_some(paths.steps))
    lines = []
    for step in range(paths.steps + 1) if paths.steps <= 100 else sorted(named):
        theta = paths.xy[run, step]
        label = Text(en="{step}: ({a:.3g}, {b:.3g})", ko="{step}: ({a:.3g}, {b:.3g})").format(
            step=step, a=theta[0], b=theta[1]
        )
        curve = surface.predicted(float(theta[0]), float(theta[1]), x) + middle
        lines.append(
            Series(
                label,
                _tuple(x),
                _tuple(curve),
                shades=(_place(step, paths.steps),),
                step=step,
                named=step in named,
            )
        )
    x_axis, y_axis = (Axis(Text(en=name, ko=name)) for name in surface.names)
    y_axis = replace(y_axis, range=_span(surface.y + middle, lines[0].y))
    title = Text(en="the fit, step: ({a}, {b})", ko="스텝별 모델: ({a}, {b})").format(
        a=surface.axes[0], b=surface.axes[1]
    )
    return Panel(title, x_axis, y_axis, (data, *lines), legend="beside")


def _span(data: Array, first: Sequence[float]) -> tuple[float, float]:
    """Return the heights to show: the data, and the first line where it is not far off."""
    size = float(np.ptp(data)) or 1.0
    low, high = float(data.min()), float(data.max())
    near = [y for y in first if low - 2 * size <= y <= high + 2 * size]
    return min([low, *near]) - 0.1 * size, max([high, *near]) + 0.1 * size


def height_curve(paths: Paths, runs: Sequence[int]) -> Panel:
    """Return the height over the steps."""
    seen = view(paths)
    log = seen.powers or (len(runs) > 1 and bool((paths.loss[list(runs)] > 0).all()))
    steps = tuple(float(step) for step in range(paths.steps + 1))
    series = tuple(
        Series(
            _run_name(paths, run) if len(runs) > 1 else PATH,
            steps,
            _tuple(paths.loss[run]),
            kind="path" if len(runs) == 1 else "line",
            role=_ROLES[at % len(_ROLES)],
            shades=_shades(paths.steps) if len(runs) == 1 else (),
        )
        for at, run in enumerate(runs)
    )
    title = Text(en="height over the steps", ko="스텝에 따른 높이")
    return Panel(title, STEP, Axis(_cost(paths), log=log), series)


def flat_path(paths: Paths, run: int, seen: View, at: int | None = None) -> Series:
    """Return a path on the contours; at: its place among several, whose roles tell them apart."""
    xy = seen.near(paths.xy[run])
    label, role = (PATH, "quiet") if at is None else (_run_name(paths, run), _ROLES[at % len(_ROLES)])
    shades = _shades(paths.steps) if at is None else ()
    return Series(label, _tuple(xy[:, 0]), _tuple(xy[:, 1]), kind="path", role=role, shades=shades)  # type: ignore[arg-type]


def _space_path(paths: Paths, run: int, seen: View, at: int) -> Series:
    xy = seen.inside(paths.xy[run])
    height = np.where(
        np.isnan(xy[:, 0]),
        np.nan,
        seen.shown(paths.loss[run]) + LIFT * float(np.nanmax(seen.z) - np.nanmin(seen.z)),
    )
    return Series(
        _run_name(paths, run), _tuple(xy[:, 0]), _tuple(xy[:, 1]), kind="path",
        role=_ROLES[at % len(_ROLES)], z=_tuple(height), shades=_shades(paths.steps),
    )  # fmt: skip


def _term(paths: Paths, name: str) -> Panel:
    """Return how large an inner term is over the steps, for the rules that have it."""
    says, axis = {
        "velocity": (
            Text(en="velocity: its length", ko="속도(velocity)의 크기"),
            Text(en="velocity", ko="속도(velocity)"),
        ),
        "squares": (
            Text(en="root of the squared gradients", ko="제곱 기울기 누적값의 제곱근"),
            Text(en="root", ko="제곱근"),
        ),
    }[name]
    values = paths.terms[name]  # (R, steps, 2)
    size = lengths(np.sqrt(values) if name == "squares" else values)
    steps = tuple(float(step) for step in range(1, paths.steps + 1))
    series = tuple(
        Series(_run_name(paths, run), steps, _tuple(size[run]), role=_ROLES[run % len(_ROLES)])
        for run in range(len(paths.runs))
        if np.isfinite(size[run]).any()
    )
    return Panel(says, STEP, Axis(axis), series)


@lru_cache(maxsize=8)
def _field_of(seen: View, label: Text) -> Field:
    """Return the heights as a field, made once for a view: a slider draws it again and again."""
    return Field(label, _tuple(seen.x), _tuple(seen.y), _rows(seen.z))


def _field(paths: Paths, seen: View) -> Field:
    return _field_of(seen, _height(paths, seen))


def _minima(paths: Paths, seen: View) -> tuple[Series, ...]:
    """Return the known minima as small marks."""
    known = seen.inside(np.array(paths.surface.minima).reshape(-1, 2))
    known = known[np.isfinite(known).all(axis=1)]
    if not len(known):
        return ()
    label = Text(en="minimum", ko="최솟값")
    return (Series(label, _tuple(known[:, 0]), _tuple(known[:, 1]), kind="crosses", role="quiet"),)


def _axes(paths: Paths, seen: View) -> tuple[Axis, Axis]:
    x, y = paths.surface.axes
    return Axis(Text(en=x, ko=x), seen.window[0]), Axis(Text(en=y, ko=y), seen.window[1])


def _height(paths: Paths, seen: View) -> Text:
    return POWERS.format(height=_cost(paths)) if seen.powers else _cost(paths)


def _cost(paths: Paths) -> Text:
    return COST if isinstance(paths.surface, Fitted) else HEIGHT


def _name(paths: Paths) -> Text:
    return _of(paths.surface.title, paths.surface.name)


def _of(title: Text, name: str = "") -> Text:
    """Return the title, or what was typed where it has none of its own."""
    from loopwise.descent.surfaces import surface_names

    return title if not name or name in surface_names() else Text(en=name, ko=name)


def _run_title(paths: Paths, run: int) -> Text:
    size = float(lengths(paths.gradient[run, -1]))
    end = (
        Text(en=f"{size:.3g}", ko=f"{size:.3g}")
        if math.isfinite(size)
        else Text(en="no number", ko="수가 아님")
    )
    return Text(en="{name}: |g| {size}, {verdict}", ko="{name}: |g| {size}, {verdict}").format(
        name=_run_name(paths, run), size=end, verdict=paths.verdict[run].short
    )


def _run_name(paths: Paths, run: int) -> Text:
    """Name a run by what tells it apart from the others."""
    one = paths.runs[run]
    parts = [one.rule] if _differ(paths.runs, "rule") else []
    if _differ(paths.runs, "lr") or not parts:
        parts.append(f"lr {one.lr:.4g}")
    if _differ(paths.runs, "start"):
        parts.append(f"({one.start[0]:g}, {one.start[1]:g})")
    return Text(en=" ".join(parts), ko=" ".join(parts))


def _differ(runs: Iterable[Run], what: str) -> bool:
    return len({getattr(run, what) for run in runs}) > 1


def _some(steps: int) -> list[int]:
    """Return the steps a legend names: the first ones, where the most happens, and the last."""
    if steps < LINES:
        return list(range(steps + 1))
    return sorted(
        {*range(LINES // 2), *np.linspace(LINES // 2, steps, LINES // 2).round().astype(int).tolist()}
    )


def _shades(steps: int) -> tuple[float, ...]:
    return tuple(_place(step, steps) for step in range(steps + 1))


def _place(step: int, steps: int) -> float:
    return round(step / max(steps, 1), 4)


def _tuple(values: Array) -> tuple[float, ...]:
    """Return numbers as drawn: few digits are a quarter of the bytes on the way to a browser."""
    return tuple(float(f"{value:.{DIGITS}g}") for value in np.asarray(values).tolist())


def _rows(values: Array) -> tuple[tuple[float, ...], ...]:
    return tuple(_tuple(row) for row in values)


def map_of(paths: Paths, *, along: str = "start") -> Figure:
    """Return the map of steps to converge around the first run of some paths."""
    one = paths.runs[0]
    found = steps_map(paths.surface, along=along, rule=one.rule, start=one.start, **paths.how.settings)
    return steps_to_converge(found)
