"""LaTeX as a Word equation: latex2mathml, then mathml2omml.

>>> "<m:f>" in omml(r"\\\\frac{1}{2}")
True
"""

from __future__ import annotations

from functools import lru_cache
from xml.etree import ElementTree

from loopwise.errors import MissingExtra
from loopwise.reports.exporters._words import clean

_SPACE = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
_WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@lru_cache(maxsize=4096)
def omml(latex: str) -> str:
    """Return the equation's XML with its namespaces; "" for LaTeX that cannot be read."""
    try:
        from latex2mathml.converter import convert as to_mathml
        from mathml2omml import convert as to_omml
    except ModuleNotFoundError as problem:
        raise MissingExtra(problem.name or "latex2mathml", "report") from problem
    if not latex.strip():
        return ""
    try:
        made: str = to_omml(to_mathml(clean(latex)))
        made = made.replace("<m:oMath", f"<m:oMath {_SPACE} {_WORDS}", 1) if _SPACE not in made else made
        ElementTree.fromstring(made)
    except Exception:  # noqa: BLE001  # parsers of others, given whatever a person types: any failure means no
        return ""
    return made
