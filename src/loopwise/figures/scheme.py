"""Colours and type of a page that figures stand in, light and dark: the lab's, and those of a page in a file.

variables(dark=True)     # "--lw-page:#14181e;--lw-ink:..."
"""

from __future__ import annotations

from loopwise.figures.look import DARK, LIGHT, OKABE_ITO
from loopwise.figures.screen import FONT

SANS = FONT
MONO = "ui-monospace, 'SF Mono', Menlo, Consolas, 'D2Coding', 'Liberation Mono', Pretendard, monospace"

LIGHT_CSS: dict[str, str] = {
    "page": LIGHT.page,
    "raised": "#f6f8fa",
    "ink": LIGHT.ink,
    "quiet": LIGHT.quiet,
    "line": LIGHT.grid,
    "accent": OKABE_ITO["blue"],
    "error": "#b84e00",  # vermilion, darkened until it reads as text: 5.3:1
    "warning": "#8a6000",  # orange, likewise: 5.6:1
    "note": OKABE_ITO["blue"],
    "good": "#007a59",
    "mark": "#ffe2cc",
    "removed": "#fdebe0",
    "added": "#def3ec",
    "comment": "#66707d",
    "keyword": "#7a3e9d",
    "string": "#0a6b4f",
}

DARK_CSS: dict[str, str] = {
    "page": DARK.page,
    "raised": "#1b2028",
    "ink": DARK.ink,
    "quiet": DARK.quiet,
    "line": DARK.grid,
    "accent": OKABE_ITO["sky"],
    "error": "#ff9a5c",
    "warning": "#f0b93a",
    "note": OKABE_ITO["sky"],
    "good": "#4fd1a8",
    "mark": "#5a3212",
    "removed": "#3b2316",
    "added": "#12352b",
    "comment": "#98a2b0",
    "keyword": "#d7a6f0",
    "string": "#7fd8b8",
}


def variables(*, dark: bool) -> str:
    """Return the colours of one scheme as CSS variables."""
    colours = DARK_CSS if dark else LIGHT_CSS
    return "".join(f"--lw-{name}:{value};" for name, value in colours.items())
