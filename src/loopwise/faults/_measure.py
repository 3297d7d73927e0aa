"""What one number of a fault's evidence is."""

from __future__ import annotations

from typing import NamedTuple

from loopwise.text import Text


class Measure(NamedTuple):
    """The label of a number, its unit, how many digits a reader wants."""

    label: Text
    unit: str = ""
    digits: int = 3
