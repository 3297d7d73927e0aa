"""A landscape is kept as its heights, which grow grid by grid."""

from __future__ import annotations

from loopwise.records.landscapes import Landscape
from loopwise.store.kinds._kind import Headline, Kind
from loopwise.text import Text


class LandscapeKind(Kind[Landscape]):
    """Every grid replaces the coarser one."""

    name = "landscape"
    label = Text(en="landscape", ko="손실 지형")
    record = Landscape
    labels = {
        "side": Text(en="points a side", ko="한 변의 점"),
        "lowest": Text(en="lowest loss", ko="가장 작은 손실"),
    }

    def title(self, record: Landscape) -> str:
        """Return model and data."""
        return f"{record.data}, {record.model}"

    def headline(self, record: Landscape) -> Headline:
        """Return how fine it is, and its lowest loss."""
        heights = [value for row in record.loss for value in row if value == value]
        return {"side": record.side, "lowest": min(heights, default=float("nan"))}

    def begin(self, title: str) -> Landscape:
        """Return a landscape without heights."""
        return Landscape(model="", data=title, plane="", ended="interrupted")

    def grow(self, record: Landscape, part: Landscape) -> Landscape:
        """Take the finer one."""
        return part
