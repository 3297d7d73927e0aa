"""A formula as an SVG picture, drawn without a network, the LaTeX as its alternative text.

    svg(fault.formula)

Needs ziamath (extra `lab`); without it MissingExtra tells the line to type.
"""

from __future__ import annotations

from html import escape

from loopwise.errors import MissingExtra
from loopwise.text import Formula


def svg(formula: Formula | str, *, size: float = 18, font: str | None = None) -> str:
    """Return the formula (or one piece of LaTeX) as SVG. size: of a letter, in pixels; font: ziamath's name for it.

    It takes the colour of the text around it, so it is readable on light and dark pages.
    """
    try:
        import ziamath
    except ModuleNotFoundError as problem:
        raise MissingExtra("ziamath", "lab") from problem
    latex = formula if isinstance(formula, str) else formula.latex
    drawn: str = ziamath.Latex(latex, size=size, color="currentColor", font=font).svg()
    opening, rest = drawn.split(">", 1)
    return f'{opening} role="img" aria-label="{escape(latex)}"><title>{escape(latex)}</title>{rest}'
