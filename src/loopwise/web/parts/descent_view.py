"""What the Descent page shows of some paths: three figures, the verdict, the numbers, the comparisons.

drawn(paths, "dark")        # graph -> what plotly draws there
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from loopwise.descent import Paths, Theory, all_rules, rule_named
from loopwise.descent.surfaces import Fitted
from loopwise.descent.viewing import window_of
from loopwise.descent.walking import lengths
from loopwise.figures import Figure, to_plotly
from loopwise.figures.descended import (
    fitted_lines,
    height_curve,
    in_space,
    map_of,
    on_contours,
    race,
    rates_row,
)
from loopwise.figures.description import Panel
from loopwise.text import Text
from loopwise.web.parts.curves import BLANK, CONFIG
from loopwise.web.parts.descent_asked import Asked

SPACE, MIDDLE, CONTOURS = GRAPHS = ("descent-space", "descent-middle", "descent-contours")
NUMBERS = {
    "height": Text(en="height at the end", ko="끝점의 높이"),
    "cost": Text(en="cost at the end", ko="끝점의 비용(cost)"),
    "gradient": Text(en="length of the gradient there", ko="끝점의 기울기(gradient) 크기"),
    "limit": Text(en="converges below this rate", ko="수렴하는 학습률의 한계"),
    "best": Text(en="fastest rate", ko="가장 빠른 학습률"),
    "condition": Text(en="condition number", ko="조건수(condition number)"),
    "factor": Text(en="factor a step, along each axis", ko="한 스텝(step)에 곱해지는 값, 축마다"),
    "steps": Text(en="steps there: theory / walked", ko="도착까지의 스텝: 이론 / 실제"),
}
ENDED = Text(en="It ended at ({x:.4g}, {y:.4g}): {what}.", ko="끝점 ({x:.4g}, {y:.4g}): {what}")
NO_THEORY = Text(
    en="{rule} divides by the size of past gradients: no constant rate describes it, only the walk does.",
    ko="{rule}: 지난 기울기의 크기로 나누므로 하나의 상수로 설명되지 않습니다. 직접 걸어 봐야 압니다.",
)
NEVER = Text(en="never", ko="없음")


def drawn(paths: Paths, scheme: object, *, moving: bool = False) -> dict[str, dict[str, Any]]:
    """Return graph -> figure, of one run; moving: without the surfaces, which stay as they are."""
    middle = fitted_lines(paths, 0) if isinstance(paths.surface, Fitted) else height_curve(paths, [0])
    panels = {SPACE: in_space(paths, [0]), MIDDLE: middle, CONTOURS: on_contours(paths, [0])}
    if moving:
        panels = {name: replace(panel, field=None) for name, panel in panels.items()}
    return {name: alone(panel, paths.steps, scheme) for name, panel in panels.items()}


def alone(panel: Panel, steps: int, scheme: object, *, titled: bool = False) -> dict[str, Any]:
    """Return one panel as a figure that fills its place; the page says its title, where it is not `titled`."""
    figure = to_plotly(Figure(panel.title, (panel,), steps=steps), dark=scheme == "dark")
    layout = figure["layout"]
    layout["uirevision"] = "kept"  # a turned or zoomed picture stays so while the rate moves
    named = panel.legend != "none" and sum(series.named for series in panel.series) > 1
    layout["margin"] |= {"t": (96 if named else 44) if titled else 12, "r": 12}
    layout["title"]["font"]["size"] = 13
    if not titled:
        layout["title"]["text"] = ""
    if panel.z:
        layout["margin"] = {"l": 0, "r": 0, "t": 36 if titled else 0, "b": 0}
        layout["scene"]["uirevision"] = "kept"
    else:
        layout["dragmode"] = False  # a press in the contours is a new start, and a phone scrolls
    return figure


def in_front(paths: Paths, scheme: object) -> dict[str, Any]:
    """Return what changes where only a rate, a rule or a start did: the traces in front of the surface.

    keep: traces that stay as they are. The middle figure has no surface; its axes go along.
    """
    figures = drawn(paths, scheme, moving=True)
    told: dict[str, Any] = {
        name: {"keep": 0 if name == MIDDLE else 1, "traces": figure["data"]}
        for name, figure in figures.items()
    }
    told[MIDDLE]["layout"] = figures[MIDDLE]["layout"]
    return told


def key_of(asked: Asked, paths: Paths, scheme: object, language: str) -> str:
    """Return what the surfaces drawn depend on: as long as it is the same, they stay."""
    surface = (asked.surface, asked.function, asked.a, asked.b, asked.loss, asked.file, asked.x, asked.y)
    return repr((surface, window_of(paths), scheme, language))


def told(paths: Paths) -> list[Component]:
    """Return the verdict, where it ended, and the numbers with what theory says of them."""
    verdict, end, xy, theory = paths.verdict[0], paths.ends[0], paths.xy[0, -1], paths.theory()
    ended = ENDED.format(x=float(xy[0]), y=float(xy[1]), what=end.text)
    lines = [html.P(str(verdict), className="lw-lead lw-sentence", **{"data-verdict": verdict.kind})]
    if end.kind != "nowhere":
        lines.append(html.P(str(ended), className="lw-quiet"))
    numbers = [
        html.Div([html.Dt(str(NUMBERS[name])), html.Dd(value)])
        for name, value in _numbers(paths, theory).items()
    ]
    lines.append(html.Dl(numbers, className="lw-numbers lw-many"))
    rule = rule_named(paths.runs[0].rule)
    lines.append(html.Pre(rule.code, className="lw-code lw-single"))
    if theory is None and "squares" in rule.remembers:
        lines.append(html.P(str(NO_THEORY.format(rule=rule.title)), className="lw-quiet lw-small"))
    return lines


def compared(asked: Asked, how: str, rates: list[float], scheme: object) -> list[Component]:
    """Return small figures: the same start at several rates, by every rule, or a map."""
    if how == "rules":
        figure = race(asked.paths(rule=[rule.name for rule in all_rules()]))
    elif how in ("start", "momentum"):
        figure = map_of(asked.paths(rule="momentum" if how == "momentum" else asked.rule), along=how)
    else:
        figure = rates_row(asked.paths(lr=rates))
    return [_small(panel, figure.steps, scheme) for panel in figure.panels]


def place(name: str, title: Text) -> Component:
    """Return a figure's place with its title above."""
    graph = dcc.Graph(id=name, config=CONFIG, className="lw-graph", figure=BLANK)
    return html.Figure(
        [html.Figcaption(str(title), className="lw-quiet lw-small"), graph], className="lw-figure"
    )


def _small(panel: Panel, steps: int, scheme: object) -> Component:
    return dcc.Graph(figure=alone(panel, steps, scheme, titled=True), config=CONFIG, className="lw-graph")


def _numbers(paths: Paths, theory: Theory | None) -> dict[str, str]:
    size = float(lengths(paths.gradient[0, -1]))
    height = "cost" if isinstance(paths.surface, Fitted) else "height"
    told = {height: _short(float(paths.loss[0, -1])), "gradient": _short(size)}
    if theory is None:
        return told
    predicted = str(NEVER) if theory.steps is None else f"{theory.steps:,}"
    seen = int(paths.arrived[0])
    walked = f"{seen}" if seen >= 0 else f"> {paths.steps}"
    return told | {
        "steps": f"{predicted} / {walked}",
        "limit": _short(theory.limit),
        "best": _short(theory.best_lr),
        "factor": f"{theory.contraction[0]:.3g}, {theory.contraction[1]:.3g}",
        "condition": _short(theory.condition),
    }


def _short(value: float) -> str:
    return f"{value:.4g}" if math.isfinite(value) else "-"
