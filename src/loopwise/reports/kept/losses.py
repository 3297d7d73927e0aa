"""Every activation trained with every loss, in a report: a line a pair, and whether its score shows the mistake."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.records.losses import LossCell, LossGrid
from loopwise.reports.blocks import Block
from loopwise.reports.kept._shown import Card, Shown, table
from loopwise.store.kinds.losses import LossesKind
from loopwise.text import Text

ACTIVATION, LOSS = Text(en="activation", ko="활성화 함수"), Text(en="loss function", ko="손실 함수")
FINAL, SCORE = (
    Text(en="last training loss", ko="마지막 학습 손실"),
    Text(en="test {metric}", ko="테스트 {metric}"),
)
VERDICT, RAISES = Text(en="verdict", ko="판정"), Text(en="raises an error", ko="에러가 남")
NONE = Text(en="none", ko="없음")
CAPTION = Text(
    en="{data}: every activation with every loss, {epochs} epochs, {seeds} seeds",
    ko="{data}: 활성화 함수와 손실 함수의 모든 조합, 에폭(epoch) {epochs}개, 시드(seed) {seeds}개",
)
QUESTION = Text(
    en="{data}: {activation} at the output with {loss}. Is that right, and does the score show it?",
    ko="{data}: 출력에 {activation}, 손실 함수는 {loss}. 맞는 조합인가요? 점수에서 보이나요?",
)
ANSWER = Text(en="{verdict}: test {metric} {score}.", ko="{verdict}: 테스트 {metric} {score}")


class LossesShown(Shown):
    """The grid as a table."""

    def caption(self, record: LossGrid) -> Text:
        """Return data, epochs and seeds."""
        return CAPTION.format(data=record.data, epochs=record.epochs, seeds=record.seeds)

    def blocks(self, record: LossGrid, caption: str) -> Iterator[Block]:
        """Yield the table."""
        header = (ACTIVATION, LOSS, FINAL, SCORE.format(metric=record.metric), VERDICT)
        rows = [
            (cell.activation or NONE, cell.loss, _number(cell.final), _number(cell.score), _verdict(cell))
            for cell in record.cells
        ]
        yield table(header, list(rows), caption)

    def cards(self, record: LossGrid) -> Iterator[Card]:
        """Ask about the pairs that are wrong and do not show it, at most three."""
        for cell in [one for one in record.cells if one.verdict == "hides"][:3]:
            asked = {"data": record.data, "activation": cell.activation or NONE, "loss": cell.loss}
            told = {"verdict": _verdict(cell), "metric": record.metric, "score": _number(cell.score)}
            source = f"{cell.activation} {cell.loss}"
            yield Card(QUESTION.format(**asked), ANSWER.format(**told), source=source)


def _verdict(cell: LossCell) -> Text:
    return LossesKind.labels.get(cell.verdict, RAISES)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
