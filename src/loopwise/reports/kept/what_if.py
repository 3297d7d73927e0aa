"""A what-if in a report: the curves as the program is and with the repair in force."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.figures.what_if import what_if_curves
from loopwise.records.what_if import WhatIf
from loopwise.rendering.labels import known_fault
from loopwise.reports.blocks import Block
from loopwise.reports.kept._shown import Shown, picture
from loopwise.text import Text

CAPTION = Text(
    en="{script}, run again with the repair: {fault}", ko="{script}: 고쳐서 다시 돌려 본 결과 ({fault})"
)


class WhatIfShown(Shown):
    """The figure."""

    def caption(self, record: WhatIf) -> Text:
        """Return the script and the fault."""
        fault = known_fault(record.fault)
        return CAPTION.format(script=record.script, fault=fault.title if fault else record.fault)

    def blocks(self, record: WhatIf, caption: str) -> Iterator[Block]:
        """Yield both curves."""
        if any(run.loss.steps for run in record.runs):
            yield picture(what_if_curves(record), caption)
