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
from functools import cache, lru_cache
from typing import Any

from loopwise.errors import LoopwiseError
from loopwise.rendering import formulas
from loopwise.reports.fonts import fonts
from loopwise.text import has_hangul

FONT = "loopwise-korean"
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
    """Return the drawing; None where it is no LaTeX that can be drawn."""
    if not latex.strip() or len(latex) > LONGEST:
        return None
    font = _with_hangul() if has_hangul(latex) else None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # ziafont finds its fonts the old way
            svg = formulas.svg(latex, size=SIZE, font=font)
    except LoopwiseError:
        raise
    except Exception:  # noqa: BLE001  # a parser of others, given whatever a person types: any failure means no
        return None
    box = _BOX.search(svg)
    if box is None:
        return None
    _, top, width, height = map(float, box.groups())
    return Drawing(svg, width / SIZE, height / SIZE, max(0.0, top + height) / SIZE)


@cache
def _with_hangul() -> str:
    """Return the name under which ziamath has its own maths font with the hangul of Nanum Gothic."""
    from ziafont import Font
    from ziamath.mathfont import MathFont
    from ziamath.zmath import loadedfonts

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        hangul = Font(fonts() / "NanumGothic.ttf")

        class KoreanMaths(MathFont):  # type: ignore[misc]  # ziamath has no types
            def findglyph(self, char: str, variant: Any) -> Any:
                return hangul.glyph(char) if has_hangul(char) else super().findglyph(char, variant)

        loadedfonts[FONT] = KoreanMaths(loadedfonts["default"].fname)
    return FONT
