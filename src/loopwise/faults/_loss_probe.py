"""Probes of faults that a single loss shows: say what numbers show it, the rest is done here.

class Probe(LossProbe):
    losses = ("bce_with_logits",)

    def shown(self, loss):
        received = loss.gets("sigmoid", "bce_with_logits")
        return {"largest": received.largest} if received else None
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from loopwise.faults._fault import Fault, Measure
from loopwise.faults._probe import Probe
from loopwise.records import Confidence, Evidence, Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.runtime.events import LossEvent

RUN = {  # what every such finding carries
    "loss": Measure(Text(en="loss at the end", ko="마지막 손실 값")),
    "steps": Measure(Text(en="steps seen", ko="관찰한 스텝 수"), digits=0),
}


class LossProbe(Probe):
    """Yields at every loss that shows the fault, so that a run that is killed has it; the last one stands."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self._first: dict[str, LossEvent] = {}  # by the loss's name

    def shown(self, loss: LossEvent) -> Mapping[str, Evidence] | None:
        """Return the numbers with which a loss shows the fault; None where it does not."""
        raise NotImplementedError

    def sure(self, loss: LossEvent) -> Confidence:
        """Tell how sure it is of a loss that shows the fault."""
        return "certain"

    def on_loss(self, loss: LossEvent) -> Iterator[Finding]:
        """Yield what `shown` gives, with the loss and its series beside it."""
        numbers = self.shown(loss)
        if numbers is not None and all(map(_is_finite, numbers.values())):
            first = self._first.setdefault(loss.name, loss)
            value = {"loss": loss.value} if math.isfinite(loss.value) else {}
            finding = self.measured(
                first.place,
                step=first.step,
                confidence=self.sure(loss),
                series={"loss": loss.history},
            )
            yield replace(finding, evidence={**value, "steps": loss.step + 1, **numbers})


def _is_finite(number: Evidence) -> bool:
    return not isinstance(number, float) or math.isfinite(number)
