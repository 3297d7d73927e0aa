"""A formula on the page: drawn on the server, read aloud as LaTeX, every symbol explained.

formula_view(fault.formula)
"""

from __future__ import annotations

import base64
from functools import lru_cache

from dash import html
from dash.development.base_component import Component

from loopwise.rendering.formulas import svg
from loopwise.text import Formula, Text

SYMBOL = Text(en="symbol", ko="기호")
MEANING = Text(en="meaning", ko="뜻")


def formula_view(formula: Formula) -> Component:
    """Return the formula, its symbols with their meaning, and the line of code."""
    rows = [
        html.Tr([html.Th(drawn(latex), scope="row"), html.Td(str(text))])
        for latex, text in formula.symbols.items()
    ]
    head = html.Thead(html.Tr([html.Th(str(SYMBOL)), html.Th(str(MEANING))]), className="lw-hidden")
    return html.Div(
        [
            html.Div(drawn(formula.latex, size=24), className="lw-formula"),
            html.Table([head, html.Tbody(rows)], className="lw-symbols"),
            *([html.Pre(formula.code, className="lw-code lw-single")] if formula.code else []),
        ],
        className="lw-stack",
    )


def drawn(latex: str, size: float = 16) -> Component:
    """Return one piece of LaTeX as a picture whose alternative text is the LaTeX itself."""
    return html.Img(src=_picture(latex, size), alt=latex, className="lw-math")


@lru_cache(maxsize=512)
def _picture(latex: str, size: float) -> str:
    drawing = svg(latex, size=size)
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode()
