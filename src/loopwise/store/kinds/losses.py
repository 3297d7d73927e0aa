"""Every loss trained with every activation, kept as a grid of numbers."""

from __future__ import annotations

from dataclasses import replace

from loopwise.records.losses import LossCell, LossGrid
from loopwise.store.kinds._kind import Headline, Kind
from loopwise.text import Text


class LossesKind(Kind[LossGrid]):
    """Grows by cells."""

    name = "losses"
    label = Text(en="losses trained", ko="손실 함수 비교")
    record = LossGrid
    pause = 0.5
    labels = {
        "right": Text(en="right", ko="맞음"),
        "hides": Text(en="wrong and hidden", ko="틀렸지만 안 보임"),
        "visible": Text(en="wrong and visible", ko="틀린 것이 보임"),
    }

    def title(self, record: LossGrid) -> str:
        """Return data and optimiser."""
        return f"{record.data}, {record.optimizer}"

    def headline(self, record: LossGrid) -> Headline:
        """Return how many pairs are right, how many wrong ones hide, how many show."""
        return {name: sum(cell.verdict == name for cell in record.cells) for name in self.labels}

    def begin(self, title: str) -> LossGrid:
        """Return a grid without cells."""
        return LossGrid(data=title, recipe="", ended="interrupted")

    def grow(self, record: LossGrid, part: LossCell) -> LossGrid:
        """Add a cell."""
        return replace(record, cells=(*record.cells, part))
