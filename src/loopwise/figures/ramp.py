"""Colours along a ramp: steps of a path from the first to the last, heights of a field from low to high.

>>> between(("#000000", "#ffffff"), 0.5)
'#808080'
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def between(colours: Sequence[str], place: float) -> str:
    """Return the colour at 0 (the first) to 1 (the last), mixed linearly between neighbours."""
    at = min(max(place, 0.0), 1.0) * (len(colours) - 1)
    left = min(math.floor(at), len(colours) - 2)
    share = at - left
    mixed = (
        round(a + (b - a) * share) for a, b in zip(_rgb(colours[left]), _rgb(colours[left + 1]), strict=True)
    )
    return "#" + "".join(f"{value:02x}" for value in mixed)


def scale(colours: Sequence[str]) -> list[list[float | str]]:
    """Return the ramp as plotly's colour scale: [[0, "#..."], ..., [1, "#..."]]."""
    return [[at / (len(colours) - 1), colour] for at, colour in enumerate(colours)]


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
