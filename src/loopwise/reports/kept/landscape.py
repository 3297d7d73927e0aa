"""A loss landscape in a report: from above and in space, with the path of training where it was kept."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.figures.landscapes import overview
from loopwise.records.landscapes import Landscape
from loopwise.reports.blocks import Block
from loopwise.reports.kept._shown import Shown, picture
from loopwise.text import Text

CAPTION = Text(en="Loss landscape of {model} on {data}", ko="손실 지형(loss landscape): {data}, {model}")


class LandscapeShown(Shown):
    """The figure."""

    def caption(self, record: Landscape) -> Text:
        """Return model and data."""
        return CAPTION.format(model=record.model, data=record.data)

    def blocks(self, record: Landscape, caption: str) -> Iterator[Block]:
        """Yield the figure, of one that has heights."""
        if record.side >= 2:
            yield picture(overview(record), caption)
