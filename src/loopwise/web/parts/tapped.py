"""A formula to tap: a symbol, what it means, the line of code, and the number it had in the run at hand.

tapped(formula, numbers={"z": 2.31, "p": 0.91})
"""

from __future__ import annotations

from collections.abc import Mapping

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from loopwise.text import Formula, Text
from loopwise.text.text import placeholders
from loopwise.web.parts.formulas import drawn

TAP = Text(en="Tap a symbol", ko="기호를 눌러 보세요")
HERE = Text(en="in your last run", ko="최근 실행에서")
WORKED = Text(en="With numbers of your last run", ko="최근 실행의 숫자를 넣으면")


def tapped(formula: Formula, numbers: Mapping[str, float]) -> Component:
    """Return the formula with one tab for every symbol; arrow keys move between them."""
    symbols = list(formula.symbols.items())
    tabs = [
        dmc.TabsTab(drawn(latex, size=18), value=str(n), className="lw-symbol")
        for n, (latex, _) in enumerate(symbols)
    ]
    panels = [
        dmc.TabsPanel(_meaning(latex, text, formula, numbers), value=str(n), className="lw-meaning")
        for n, (latex, text) in enumerate(symbols)
    ]
    return html.Div(
        [
            html.Div(drawn(formula.latex, size=26), className="lw-formula"),
            dmc.Tabs([dmc.TabsList(tabs, **{"aria-label": str(TAP)}), *panels], value="0", variant="pills"),
            *([html.Pre(formula.code, className="lw-code lw-single")] if formula.code else []),
            *_worked(formula, numbers),
        ],
        className="lw-stack lw-tight lw-tapped",
    )


def _meaning(latex: str, text: Text, formula: Formula, numbers: Mapping[str, float]) -> list[Component]:
    name = latex.strip("\\")
    here = [html.Div([html.Strong(f"{numbers[name]:.4g}"), f" {HERE}"])] if name in numbers else []
    return [html.Div(str(text)), *here]


def _worked(formula: Formula, numbers: Mapping[str, float]) -> list[Component]:
    if not formula.worked or not placeholders(formula.worked) <= numbers.keys():
        return []
    line = html.Pre(formula.worked.format(**numbers), className="lw-code lw-single")
    return [html.Div([html.Div(str(WORKED), className="lw-quiet lw-small"), line])]
