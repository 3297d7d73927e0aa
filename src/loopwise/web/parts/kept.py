"""Kept results as a list: what it was, when, and the two or three numbers that tell it apart."""

from __future__ import annotations

from collections.abc import Iterable

from dash import dcc, html
from dash.development.base_component import Component

from loopwise.recipes import metric, recipes
from loopwise.store import Kept
from loopwise.store.kinds import kind_named
from loopwise.text import Text
from loopwise.web.visit import Visit

METRICS = {name for recipe in recipes() for name in recipe.metrics}

STATES = {
    "running": Text(en="running", ko="실행 중"),
    "interrupted": Text(en="interrupted", ko="중단됨"),
}


def kept_list(visit: Visit, found: Iterable[Kept], under: str = "/kept") -> Component:
    """Return one line a result; each opens it. under: the page that shows it."""
    return html.Ul([html.Li(_line(visit, one, under)) for one in found], className="lw-list")


def moment(one: Kept) -> str:
    """Return when it was kept, in this computer's time."""
    return one.created.astimezone().strftime("%Y-%m-%d %H:%M")


def _line(visit: Visit, one: Kept, under: str) -> list[Component]:
    state = f" · {STATES[one.state]}" if one.state in STATES else ""
    numbers = [f"{_label(one, name)} {_shown(value)}" for name, value in one.headline.items()]
    return [
        dcc.Link(one.title, href=visit.link(f"{under}/{one.number}")),
        html.Div(" · ".join((str(one.label), moment(one))) + state, className="lw-quiet lw-small"),
        html.Div(" · ".join(numbers), className="lw-small"),
    ]


def _label(one: Kept, name: str) -> str:
    """Return what a number of the headline is called: by its kind, else as a metric."""
    known = kind_named(one.kind)
    if known and name in known.labels:
        return str(known.labels[name])
    return str(metric(name).label) if name in METRICS else name


def _shown(value: float | str) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
