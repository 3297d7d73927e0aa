"""Which letters the report's fonts have. A letter they lack is shown as a box, and `report check` names it.

>>> printable("손실 → 0.3 \U0001f9e0")
'손실 → 0.3 □'
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from loopwise.reports.fonts import fonts

BOX = "□"
_SILENT = {"Cf", "Cc", "Cs", "Co", "Cn"}  # joiners, controls, half letters: they leave nothing
_KEPT = "\n\t\u00a0"


def printable(text: str) -> str:
    """Return the text as the fonts can print it: unknown letters as a box, silent ones left out."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text)  # macOS writes hangul in pieces
    return "".join(map(_one, text))


def lacking(text: str) -> list[str]:
    """Return the letters of a text that no font of the report has, each once."""
    normal = unicodedata.normalize("NFC", text)
    return [one for one in dict.fromkeys(normal) if one != BOX and _one(one) == BOX]


@cache
def _one(letter: str) -> str:
    if letter in _KEPT or " " <= letter <= "~":
        return letter
    if unicodedata.category(letter) in _SILENT or 0xFE00 <= ord(letter) <= 0xFE0F:
        return ""
    if letter.isspace():
        return " "
    return letter if ord(letter) in _known() else BOX


@cache
def _known() -> frozenset[int]:
    """Return the code points of Nanum Gothic, from the wheel that carries it."""
    from fontTools.ttLib import TTFont

    found: set[int] = set()
    for name in ("NanumGothic.ttf", "NanumGothicBold.ttf"):
        with TTFont(fonts() / name, lazy=True) as font:
            known = set(font.getBestCmap())
        found = found & known if found else known
    return frozenset(found | _dejavu())


def _dejavu() -> set[int]:
    """Return the code points of DejaVu Sans Mono, which typst brings; matplotlib ships the same font as a file."""
    from fontTools.ttLib import TTFont

    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        return set()
    file = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSansMono.ttf"
    with TTFont(file, lazy=True) as font:
        return set(font.getBestCmap())
