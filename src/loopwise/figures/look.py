"""The look both drawers share: Okabe-Ito colours by role, one accent, sizes; in light and in dark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Okabe & Ito 2008, Color Universal Design: told apart by every reader, on white and on near-black.
OKABE_ITO = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "purple": "#CC79A7",
}

SIZES = {"title": 16, "panel": 13, "label": 12, "tick": 11}  # px on screen, points in files at 100 dpi
LINE = 2.0
POINT = 9.0
PANEL_WIDTH, PANEL_HEIGHT = 480, 380  # px


MOST_ROWS = 10  # of a table of cells whose numbers are as large as a title


def cell_size(rows: int) -> str:
    """Return which of SIZES the numbers of a table of cells have: many rows leave less room for each."""
    return "title" if rows <= MOST_ROWS else "tick"


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of one scheme.

    roles: what a series is -> its colour; shades: of cells, from none to all.
    heights: of a field, from low to high; counts: of squares, none of which may look like the page.
    ramp: of the steps of a path, from the first to the last.
    """

    page: str
    ink: str
    quiet: str
    grid: str
    roles: Mapping[str, str]
    shades: tuple[str, str]
    heights: tuple[str, ...]
    counts: tuple[str, ...]
    ramp: tuple[str, ...]


LIGHT = Look(
    page="#ffffff",
    ink="#1a1f26",
    quiet="#56606d",
    grid="#d9dee5",
    roles={
        "accent": OKABE_ITO["blue"],
        "second": OKABE_ITO["orange"],
        "third": OKABE_ITO["green"],
        "fourth": OKABE_ITO["purple"],
        "fifth": OKABE_ITO["black"],
        "quiet": "#7d8794",
        "alarm": OKABE_ITO["vermilion"],
    },
    shades=("#ffffff", "#8cc2e4"),
    heights=("#7fb3d5", "#b3d1e6", "#dbe7f0", "#f4f7fa"),  # a valley is the deepest blue
    counts=("#1f5f8b", "#7fb3d5", "#c3d9e8"),
    ramp=("#e69f00", "#d55e00", "#a2337a", "#3a1d6e"),  # light to dark: told apart without colour, too
)
DARK = Look(
    page="#14181e",
    ink="#e4e8ed",
    quiet="#a3acb8",
    grid="#353c47",
    roles={
        "accent": OKABE_ITO["sky"],
        "second": OKABE_ITO["orange"],
        "third": "#2fbf95",  # Okabe-Ito green, lighter until it stands out from near-black
        "fourth": OKABE_ITO["purple"],
        "fifth": OKABE_ITO["yellow"],
        "quiet": "#8d96a3",
        "alarm": "#ff8a4c",  # vermilion, likewise
    },
    shades=("#14181e", "#1f5f8b"),
    heights=("#0c3c61", "#22506f", "#40667c", "#628191"),
    counts=("#0c3c61", "#2f6a94", "#8fb4cc"),
    ramp=("#fff0b3", "#f5b942", "#f2784b", "#e05aa0"),
)


def look(*, dark: bool) -> Look:
    """Return the look of one scheme."""
    return DARK if dark else LIGHT
