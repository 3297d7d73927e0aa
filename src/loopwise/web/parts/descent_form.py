"""The controls of the Descent page: surface, rate, rule, start - each an input with a name of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from loopwise.descent import all_rules, surface_named, surface_names
from loopwise.descent.schedules import SCHEDULES
from loopwise.descent.surfaces._least_squares import LOSSES
from loopwise.text import Text
from loopwise.web.parts.descent_asked import (
    MOMENTUM,
    MOST_STEPS,
    OVER_DATA,
    RATES,
    TYPED,
    WITH_LOSS,
    Asked,
    place_of,
)
from loopwise.web.parts.own_table import own_table

SURFACE = Text(en="Surface", ko="곡면")
FUNCTION = Text(en="f(x, y)", ko="f(x, y)")
OWN = Text(en="a function of your own", ko="직접 쓰는 함수")
RATE = Text(en="Learning rate", ko="학습률(learning rate)")
RULE = Text(en="Update rule", ko="갱신 규칙")
STEPS = Text(en="Steps", ko="스텝(step) 수")
START = Text(en="Start", ko="시작점")
CLICK = Text(en="or click into the contours", ko="등고선을 눌러도 됩니다")
SCHEDULE = Text(en="Schedule", ko="학습률 스케줄")
BATCH = Text(en="Rows a step (0: all)", ko="배치 크기 (0: 전체)")
ASCEND = Text(en="uphill instead", ko="내려가지 않고 올라가기")
LOSS = Text(en="Cost", ko="비용(cost)")
MOMENTUM_SAYS = Text(en="Momentum", ko="모멘텀(momentum)")
MORE = Text(en="Schedule, batches, uphill", ko="스케줄, 배치, 오르막")
X_COLUMN, Y_COLUMN = Text(en="Column x", ko="x로 쓸 열"), Text(en="Column y", ko="y로 쓸 열")
SCHEDULE_NAMES = {
    "constant": Text(en="constant", ko="일정하게"),
    "step": Text(en="step: a tenth after each third", ko="계단식: 1/3마다 1/10로"),
    "cosine": Text(en="cosine", ko="코사인"),
    "warmup": Text(en="warm-up", ko="웜업(warm-up)"),
}

# What the form says: name -> (component, property), in the order in which callbacks take them.
FORM: dict[str, tuple[str, str]] = {
    "surface": ("descent-surface", "value"),
    "function": ("descent-function", "value"),
    "a": ("descent-a", "value"),
    "b": ("descent-b", "value"),
    "loss": ("descent-loss", "value"),
    "file": ("descent-file", "data"),
    "x_column": ("descent-x-column", "value"),
    "y_column": ("descent-y-column", "value"),
    "rate": ("descent-rate", "value"),
    "rule": ("descent-rule", "value"),
    "momentum": ("descent-momentum", "value"),
    "steps": ("descent-steps", "value"),
    "schedule": ("descent-schedule", "value"),
    "batch": ("descent-batch", "value"),
    "ascend": ("descent-ascend", "checked"),
    "start_x": ("descent-x", "value"),
    "start_y": ("descent-y", "value"),
}
GROUPS = ("descent-of-bowl", "descent-of-typed", "descent-of-data", "descent-of-fit", "descent-of-momentum")


def hidden(asked: Asked) -> tuple[bool, ...]:
    """Return which of GROUPS have nothing to say."""
    return (
        asked.surface != "bowl",
        asked.surface != TYPED,
        asked.surface not in OVER_DATA,
        asked.surface not in WITH_LOSS,
        asked.rule not in MOMENTUM,
    )


def form(asked: Asked) -> Component:
    """Return all controls, filled."""
    closed = dict(zip(GROUPS, hidden(asked), strict=True))
    return html.Div(
        [
            _surface(asked),
            html.Div(_of_bowl(asked), id=GROUPS[0], hidden=closed[GROUPS[0]], className="lw-row lw-sliders"),
            html.Div(_of_typed(asked), id=GROUPS[1], hidden=closed[GROUPS[1]]),
            html.Div(_of_data(asked), id=GROUPS[2], hidden=closed[GROUPS[2]], className="lw-stack lw-tight"),
            _rate(asked),
            html.Div(
                [
                    dmc.Select(
                        id="descent-rule",
                        label=str(RULE),
                        data=[{"value": rule.name, "label": str(rule.title)} for rule in all_rules()],
                        value=asked.rule,
                        allowDeselect=False,
                        w="14rem",
                    ),
                    *_start(asked),
                ],
                className="lw-row lw-bottom",
            ),
            html.Div(
                slider("descent-momentum", MOMENTUM_SAYS, asked.momentum, 0, 0.99, 0.01),
                id=GROUPS[4],
                hidden=closed[GROUPS[4]],
            ),
            slider("descent-steps", STEPS, asked.steps, 1, 200, 1),
            _more(asked, hide_batch=closed[GROUPS[2]]),
        ],
        className="lw-stack",
    )


def slider(name: str, says: Text, value: float, least: float, most: float, step: float) -> Component:
    """Return a labelled slider that answers while it is drawn; arrow keys move it by one step."""
    return html.Div(
        [
            html.Div(
                [
                    html.Span(str(says)),
                    html.Output(f"{value:g}", id=f"{name}-told", className="lw-number-now"),
                ],
                className="lw-row lw-label",
            ),
            dmc.Slider(
                id=name,
                value=min(max(value, least), most),
                min=least,
                max=most,
                step=step,
                precision=2,
                label=None,
                updatemode="drag",
                thumbLabel=str(says),
            ),
        ],
        className="lw-slide",
    )


def _surface(asked: Asked) -> Component:
    names = [{"value": name, "label": str(surface_named(name).title)} for name in _ordered()]
    return dmc.Select(
        id="descent-surface",
        label=str(SURFACE),
        data=[names[0], {"value": TYPED, "label": str(OWN)}, *names[1:]],
        value=asked.surface,
        allowDeselect=False,
        maxDropdownHeight=420,
    )


def _ordered() -> Sequence[str]:
    """Return the surfaces as a lesson has them: the bowl, what is fitted to data, the famous ones."""
    first = ("bowl", *OVER_DATA)
    return (*first, *(name for name in surface_names() if name not in first))


def _of_bowl(asked: Asked) -> list[Component]:
    says = Text(en="a in a·x² + b·y²", ko="a·x² + b·y²의 a"), Text(en="b", ko="b")
    return [
        slider("descent-a", says[0], asked.a, -2, 8, 0.1),
        slider("descent-b", says[1], asked.b, -2, 8, 0.1),
    ]


def _of_typed(asked: Asked) -> Component:
    return dmc.TextInput(
        id="descent-function",
        label=str(FUNCTION),
        value=asked.function,
        debounce=300,
        className="lw-source",
        **{"spellCheck": "false"},
    )


def _of_data(asked: Asked) -> list[Any]:
    chosen = [{"value": name, "label": name} for name in (asked.x, asked.y) if name]
    return [
        dcc.Store(id="descent-file", data={"key": asked.file} if asked.file else None),
        own_table("descent-drop", "descent-file-name"),
        html.Div(
            [
                dmc.Select(id="descent-x-column", label=str(X_COLUMN), data=chosen, value=asked.x or None, w="12rem"),
                dmc.Select(id="descent-y-column", label=str(Y_COLUMN), data=chosen, value=asked.y or None, w="12rem"),
                html.Div(
                    dmc.Select(
                        id="descent-loss", label=str(LOSS), data=list(LOSSES), value=asked.loss,
                        allowDeselect=False, w="9rem",
                    ),
                    id=GROUPS[3],
                    hidden=asked.surface not in WITH_LOSS,
                ),
            ],
            className="lw-row lw-bottom",
        ),
    ]  # fmt: skip


def _rate(asked: Asked) -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.Span(str(RATE)),
                    html.Output(f"{asked.lr:g}", id="descent-rate-told", className="lw-number-now"),
                ],
                className="lw-row lw-label",
            ),
            dmc.Slider(
                id="descent-rate",
                value=place_of(asked.lr),
                min=0,
                max=len(RATES) - 1,
                step=1,
                label=None,
                updatemode="drag",
                thumbLabel=str(RATE),
                marks=[{"value": at, "label": f"{rate:g}"} for at, rate in enumerate(RATES) if at % 12 == 0],
                className="lw-marked",
            ),
        ]
    )


def _start(asked: Asked) -> list[Component]:
    return [
        dmc.NumberInput(
            id="descent-x", label=f"{START}: x", value=asked.start[0], step=0.5, w="7rem", debounce=200
        ),
        dmc.NumberInput(id="descent-y", label="y", value=asked.start[1], step=0.5, w="7rem", debounce=200),
        html.Span(str(CLICK), className="lw-quiet lw-small"),
    ]


def _more(asked: Asked, *, hide_batch: bool) -> Component:
    names = [{"value": name, "label": str(SCHEDULE_NAMES[name])} for name in SCHEDULES]
    return html.Details(
        [
            html.Summary(str(MORE)),
            html.Div(
                [
                    dmc.Select(
                        id="descent-schedule", label=str(SCHEDULE), data=names, value=asked.schedule,
                        allowDeselect=False, w="16rem",
                    ),
                    dmc.NumberInput(
                        id="descent-batch", label=str(BATCH), value=asked.batch, min=0, w="11rem", disabled=hide_batch,
                        debounce=200,
                    ),
                    dmc.Switch(id="descent-ascend", label=str(ASCEND), checked=asked.ascend),
                ],
                className="lw-row lw-bottom",
            ),
        ],
        open=bool(asked.batch or asked.ascend or asked.schedule != "constant"),
    )  # fmt: skip


__all__ = ["FORM", "GROUPS", "MOST_STEPS", "form", "hidden", "slider"]
