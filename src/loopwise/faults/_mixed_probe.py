"""Probes of faults that mix the samples of a batch: a sample's answer changes with the others, asked again after a run.

class Probe(MixedProbe):
    by = ("softmax",)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from loopwise.faults._fault import Measure
from loopwise.faults._probe import Probe
from loopwise.records import Finding
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.runtime.events import RunEnd

MIXED = {  # what every such finding carries
    "rows": Measure(Text(en="rows of the batch asked again", ko="다시 물어본 배치의 샘플 수"), digits=0),
    "changed": Measure(
        Text(
            en="largest change of an answer beside other samples",
            ko="다른 샘플과 묶었을 때 답의 가장 큰 변화",
        )
    ),
    "scale": Measure(Text(en="size of a typical answer", ko="보통 답의 크기")),
}


class MixedProbe(Probe):
    """Yields for every model that mixes by one of these: "softmax", or the class of a recurrent layer."""

    by: ClassVar[tuple[str, ...]] = ()
    refutes = False

    def mixes(self, run: RunEnd) -> Iterator[Finding]:
        """Yield a finding for each such model."""
        for mixed in run.mixed:
            if mixed.by in self.by:
                yield self.measured(
                    mixed.place, step=mixed.step, rows=mixed.rows, changed=mixed.changed, scale=mixed.scale
                )

    def on_end(self, run: RunEnd) -> Iterator[Finding]:
        """Yield what the trial after the run has shown."""
        yield from self.mixes(run)
