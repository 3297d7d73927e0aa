"""One calm line where something did not work: what, and the line that mends it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from loopwise.errors import LoopwiseError
from loopwise.text import Text


def notice(problem: LoopwiseError | Text) -> Component:
    """Return a message with its place and its fix, in the reader's language."""
    if isinstance(problem, Text):
        return html.Div(str(problem), className="lw-notice", role="alert")
    return html.Div(
        [
            *([html.Div(str(problem.place), className="lw-place")] if problem.place else []),
            html.Div(str(problem.message)),
            *([html.Div(str(problem.fix), className="lw-fix")] if problem.fix else []),
        ],
        className="lw-notice",
        role="alert",
    )


def empty(message: Text, *more: Component) -> Component:
    """Return what a list says when there is nothing in it yet, and what to do."""
    return html.Div([html.P(str(message)), *more], className="lw-empty")
