"""LaTeX as an SVG drawing with the depth of its baseline, for exporters that place it in a line of text.

>>> drawing = drawn("x^2")
>>> drawing.width > 0 and 0 <= drawing.depth < drawing.height
True
>>> print(drawn(r"\\\\frac{a"))
None
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import lru_cache

from loopwise.errors import LoopwiseError
from loopwise.rendering import formulas
from loopwise.text import has_hangul

SIZE = 14.0  # px of a letter as drawn; exporters scale
LONGEST = 2000  # characters of LaTeX
_BOX = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')


@dataclass(frozen=True, slots=True)
class Drawing:
    """A formula as SVG; sizes in em of the text around it. depth: how far it reaches below the line."""

    svg: str
    width: float
    height: float
    depth: float


@lru_cache(maxsize=4096)
def drawn(latex: str) -> Drawing | None:
    """Return the drawing; None where it is no LaTeX that can be drawn, or has letters the font lacks (hangul)."""
    if not latex.strip() or len(latex) > LONGEST or has_hangul(latex):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # ziafont finds its fonts the old way
            svg = formulas.svg(latex, size=SIZE)
    except LoopwiseError:
        raise
    except Exception:  # noqa: BLE001  # a parser of others, given whatever a person types: any failure means no
        return None
    box = _BOX.search(svg)
    if box is None:
        return None
    _, top, width, height = map(float, box.groups())
    return Drawing(svg, width / SIZE, height / SIZE, max(0.0, top + height) / SIZE)
