"""The one description of a figure: panels of series with labels and axes; both drawers read it.

Figure(Text(en="Loss", ko="손실(loss)"), (Panel(x=Axis(...), y=Axis(...), series=(Series(...),)),))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from loopwise.text import Text

Kind = Literal["line", "points", "dashes", "upright", "crosses", "path"]
Role = Literal["accent", "second", "third", "fourth", "fifth", "quiet", "alarm"]
Legend = Literal["above", "beside", "none"]


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis shows. range: None where the values decide. log: by powers of ten."""

    label: Text
    range: tuple[float, float] | None = None
    log: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One named row of numbers, x and y equally long; z too, in a panel of three axes.

    kind: "line"; "points"; "dashes" (a line to compare with); "upright" (vertical lines at x; y is not read);
        "crosses" (data); "path" (points joined by a thin line, one a step).
    role: of the look, which has a colour for it in light and dark.
    shades: places on the look's ramp, 0 to 1, in place of the role: one for a line, one a point for a path.
    step: of a figure that plays, the step from which the series is shown; a path grows point by point.
    named: whether the legend has it.
    """

    label: Text
    x: tuple[float, ...]
    y: tuple[float, ...]
    kind: Kind = "line"
    role: Role = "accent"
    z: tuple[float, ...] = ()
    shades: tuple[float, ...] = ()
    step: int | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class Cells:
    """A small table of counts, drawn as shaded squares with the count in each.

    rows, columns: what each row and column is; the first row is drawn on top. counts: rows of counts.
    """

    rows: tuple[Text, ...]
    columns: tuple[Text, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A height over two numbers: contours, the surface itself where the panel has a z axis, or a map of squares.

    z: rows of heights, one row for each of y; not-a-number where there is none. label: what the height is.
    kind: "squares" is a map whose numbers a bar tells.
    range: the heights that contours and their colours span, for fields to be compared; None: its own.
    """

    label: Text
    x: tuple[float, ...]
    y: tuple[float, ...]
    z: tuple[tuple[float, ...], ...]
    kind: Literal["contours", "squares"] = "contours"
    range: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes with series, or with cells; a field lies behind the series; with z, three axes."""

    title: Text
    x: Axis
    y: Axis
    series: tuple[Series, ...] = ()
    cells: Cells | None = None
    field: Field | None = None
    z: Axis | None = None
    legend: Legend = "above"


@dataclass(frozen=True, slots=True)
class Figure:
    """Panels side by side, at most `across` in a row, under one title.

    steps: of a figure that plays, the last step; its paths grow and its later series appear. 0: it stands still.
    """

    title: Text
    panels: tuple[Panel, ...]
    across: int = 2
    steps: int = 0
