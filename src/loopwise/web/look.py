"""One look, decided once: colours, type and spacing of every page, in light and dark. Figures share it.

theme()         -> what dmc.MantineProvider takes
stylesheet()    -> the same decisions as CSS variables, for assets/lab.css
"""

from __future__ import annotations

from loopwise.figures.scheme import MONO, SANS, variables

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

# A type scale of 1.25 around 16 px.
SIZES = {"xs": "0.8rem", "sm": "0.9rem", "md": "1rem", "lg": "1.25rem", "xl": "1.563rem"}


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
    return (
        f":root{{--lw-sans:{SANS};--lw-mono:{MONO};{variables(dark=False)}color-scheme:light}}"
        f":root[data-mantine-color-scheme=dark]{{{variables(dark=True)}color-scheme:dark}}"
    )
