"""Two models side by side in a report: their totals, then what each does better."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.records.compared import Comparison
from loopwise.rendering.compared import FACTS, facts, point_told
from loopwise.reports.blocks import Block, Bullets, Paragraph, Words
from loopwise.reports.kept._shown import Card, Shown, table
from loopwise.text import Text

CAPTION = Text(en="{first} beside {second}", ko="{first} 모델과 {second} 모델 비교")
QUESTION = Text(
    en="{first} or {second}: which has more parameters, and by how much?",
    ko="{first}, {second}: 파라미터는 어느 쪽이 얼마나 더 많은가요?",
)
ANSWER = Text(en="{first}: {one:,}; {second}: {two:,}.", ko="{first} {one:,}개, {second} {two:,}개입니다.")


class CompareShown(Shown):
    """Totals and points."""

    def caption(self, record: Comparison) -> Text:
        """Return both names."""
        return CAPTION.format(first=record.first.model, second=record.second.model)

    def blocks(self, record: Comparison, caption: str) -> Iterator[Block]:
        """Yield the table, and a bullet a point."""
        first, second = facts(record.first), facts(record.second)
        rows = [(label, first.get(key, "-"), second.get(key, "-")) for key, label in FACTS.items()]
        yield table(("", record.first.model, record.second.model), list(rows), caption)
        if record.points:
            told = (point_told(record, point) for point in record.points)
            yield Bullets(tuple((Paragraph((Words(one),)),) for one in told))

    def cards(self, record: Comparison) -> Iterator[Card]:
        """Ask which is larger."""
        names = {"first": record.first.model, "second": record.second.model}
        counts = {"one": record.first.parameters, "two": record.second.parameters}
        source = " / ".join(names.values())
        yield Card(QUESTION.format(**names), ANSWER.format(**names, **counts), source=source)
