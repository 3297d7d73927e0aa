"""The one description of a figure: panels of series with labels and axes; both drawers read it.

Figure(Text(en="Loss", ko="손실(loss)"), (Panel(x=Axis(...), y=Axis(...), series=(Series(...),)),))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from loopwise.text import Text

Kind = Literal["line", "points", "dashes", "upright"]
Role = Literal["accent", "second", "third", "quiet", "alarm"]


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis shows. range: None where the values decide. log: by powers of ten."""

    label: Text
    range: tuple[float, float] | None = None
    log: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One named row of numbers, x and y equally long.

    kind: "line"; "points"; "dashes" (a line to compare with); "upright" (vertical lines at x; y is not read).
    role: of the look, which has a colour for it in light and dark.
    """

    label: Text
    x: tuple[float, ...]
    y: tuple[float, ...]
    kind: Kind = "line"
    role: Role = "accent"


@dataclass(frozen=True, slots=True)
class Cells:
    """A small table of counts, drawn as shaded squares with the count in each.

    rows, columns: what each row and column is; the first row is drawn on top. counts: rows of counts.
    """

    rows: tuple[Text, ...]
    columns: tuple[Text, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes with series, or with cells."""

    title: Text
    x: Axis
    y: Axis
    series: tuple[Series, ...] = ()
    cells: Cells | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """Panels side by side, at most `across` in a row, under one title."""

    title: Text
    panels: tuple[Panel, ...]
    across: int = 2
