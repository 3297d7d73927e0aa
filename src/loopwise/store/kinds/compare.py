"""Two models that were put side by side."""

from __future__ import annotations

from loopwise.records.compared import Comparison
from loopwise.store.kinds._kind import Headline, Kind
from loopwise.text import Text


class CompareKind(Kind[Comparison]):
    """Both traces, and what follows from them."""

    name = "compare"
    record = Comparison
    label = Text(en="Comparison", ko="모델 비교")

    def title(self, record: Comparison) -> str:
        """Return both names."""
        return f"{record.first.model} / {record.second.model}"

    def headline(self, record: Comparison) -> Headline:
        """Return the parameters of both."""
        return {record.first.model: record.first.parameters, record.second.model: record.second.parameters}
