"""What one number of a fault's evidence is."""

from __future__ import annotations

from dataclasses import dataclass

from loopwise.text import Text


@dataclass(frozen=True, slots=True)
class Measure:
    """The label of a number, its unit, how many digits a reader wants."""

    label: Text
    unit: str = ""
    digits: int = 3
