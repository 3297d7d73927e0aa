"""One look, decided once: colours, type and spacing of every page, in light and dark. Figures share it.

theme()         -> what dmc.MantineProvider takes
stylesheet()    -> the same decisions as CSS variables, for assets/lab.css
"""

from __future__ import annotations

from loopwise.figures.look import DARK as DARK_FIGURES
from loopwise.figures.look import LIGHT as LIGHT_FIGURES
from loopwise.figures.look import OKABE_ITO
from loopwise.figures.screen import FONT as SANS

# Ten shades around Okabe-Ito blue, light to dark, as Mantine wants them. Shade 6 has 5.2:1 on white.
ACCENT = (
    "#e7f4fc", "#cfe6f5", "#9ccbea", "#66afdf", "#3c98d6",
    "#1f89d0", "#0072b2", "#0065a0", "#005489", "#003f6b",
)  # fmt: skip

# Ten greys with a breath of blue for the dark scheme (Mantine: text first, page last).
DARK = (
    "#d5d9df", "#b9bfc8", "#8d96a3", "#6b7482", "#454d5a",
    "#353c47", "#262c35", "#1b2028", "#14181e", "#0e1116",
)  # fmt: skip

MONO = "ui-monospace, 'SF Mono', Menlo, Consolas, 'D2Coding', 'Liberation Mono', Pretendard, monospace"

# A type scale of 1.25 around 16 px.
SIZES = {"xs": "0.8rem", "sm": "0.9rem", "md": "1rem", "lg": "1.25rem", "xl": "1.563rem"}

LIGHT_CSS = {
    "page": LIGHT_FIGURES.page,
    "raised": "#f6f8fa",
    "ink": LIGHT_FIGURES.ink,
    "quiet": LIGHT_FIGURES.quiet,
    "line": LIGHT_FIGURES.grid,
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

DARK_CSS = {
    "page": DARK_FIGURES.page,
    "raised": DARK[7],
    "ink": DARK_FIGURES.ink,
    "quiet": DARK_FIGURES.quiet,
    "line": DARK_FIGURES.grid,
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


def theme() -> dict[str, object]:
    """Return the Mantine theme."""
    return {
        "primaryColor": "accent",
        "primaryShade": {"light": 6, "dark": 4},
        "colors": {"accent": list(ACCENT), "dark": list(DARK)},
        "fontFamily": SANS,
        "fontFamilyMonospace": MONO,
        "headings": {"fontFamily": SANS, "fontWeight": "600"},
        "fontSizes": SIZES,
        "defaultRadius": "sm",
        "autoContrast": True,
        "respectReducedMotion": True,
    }


def stylesheet() -> str:
    """Return the colours and type as CSS variables, one set for each scheme."""
    light = "".join(f"--lw-{name}:{value};" for name, value in LIGHT_CSS.items())
    dark = "".join(f"--lw-{name}:{value};" for name, value in DARK_CSS.items())
    return (
        f":root{{--lw-sans:{SANS};--lw-mono:{MONO};{light}color-scheme:light}}"
        f":root[data-mantine-color-scheme=dark]{{{dark}color-scheme:dark}}"
    )
