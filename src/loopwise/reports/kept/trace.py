"""A trace in a report: the model's modules with what each gives and costs, and the totals."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.records.traced import Trace
from loopwise.rendering.operations import lengths
from loopwise.rendering.traced import LAYER, OUTPUT, PARAMETERS, PRODUCTS, TOTAL, inputs_told, row_title
from loopwise.reports.blocks import Block
from loopwise.reports.kept._shown import Card, Shown, table
from loopwise.text import Text
from loopwise.tracing.tree import depth_for, rows, tree_of

MOST = 40  # rows: what a page takes beside text
CAPTION = Text(en="{model}, input {inputs}", ko="{model}, 입력 {inputs}")
QUESTION = Text(
    en="{model}: how many parameters has it, and which layer has most?",
    ko="{model}: 파라미터는 모두 몇 개이고, 어느 층에 가장 많은가요?",
)
ANSWER = Text(
    en="{count:,} parameters; most in {layer} ({most:,}).",
    ko="파라미터 {count:,}개. 가장 많은 층: {layer} ({most:,}개)",
)


class TraceShown(Shown):
    """Layers, shapes and costs."""

    def caption(self, record: Trace) -> Text:
        """Return model and input."""
        return CAPTION.format(model=record.model, inputs=inputs_told(record))

    def blocks(self, record: Trace, caption: str) -> Iterator[Block]:
        """Yield the table: as many levels of modules as are read easily."""
        root = tree_of(record)
        told: list[tuple[object, ...]] = [
            (
                "\u00a0\u00a0" * level + row_title(node),
                lengths(node.last.shape),
                f"{node.parameters:,}",
                f"{node.multiply_adds:,}",
            )
            for level, node in rows(root, depth_for(root, MOST))
        ]
        told.append((TOTAL, "", f"{record.parameters:,}", f"{record.multiply_adds:,}"))
        yield table((LAYER, OUTPUT, PARAMETERS, PRODUCTS), told, caption)

    def cards(self, record: Trace) -> Iterator[Card]:
        """Ask where the parameters are."""
        most = max(record.operations, key=lambda one: one.parameters, default=None)
        if most is not None and most.parameters:
            told = {"count": record.parameters, "layer": most.path or most.name, "most": most.parameters}
            yield Card(QUESTION.format(model=record.model), ANSWER.format(**told), source=record.model)
