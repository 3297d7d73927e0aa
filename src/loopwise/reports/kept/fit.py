"""A fit in a report: its metrics beside the baselines, then its figures."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.figures import fit_overview
from loopwise.recipes import metric
from loopwise.records import FitResult
from loopwise.reports.blocks import Block
from loopwise.reports.kept._shown import Card, Shown, picture, table
from loopwise.text import Text

ROWS = Text(en="on {rows} test rows", ko="테스트 데이터 {rows}행")
MODEL = Text(en="model", ko="모델")
LINEAR = Text(en="linear", ko="선형")
DUMMY = Text(en="dummy", ko="더미")
CAPTION = Text(
    en="{data}: recipe {recipe}, {epochs} epochs, seed {seed}",
    ko="{data}: 레시피 {recipe}, 에폭(epoch) {epochs}개, 시드(seed) {seed}",
)
QUESTION = Text(
    en="On {data} the model reaches {name} {value:.3f}. Is that better than always answering the same?",
    ko="{data} 데이터에서 모델의 값은 {name} {value:.3f}입니다. 항상 같은 답을 하는 것보다 나은가요?",
)
ANSWER = Text(
    en="On the same test rows an answer that looks at no feature gives {dummy:.3f}, a linear model {linear:.3f}.",
    ko="같은 테스트 데이터에서 특성(feature)을 보지 않고 답하면 {dummy:.3f}, 선형 모델은 {linear:.3f}입니다.",
)


class FitShown(Shown):
    """Metrics and figures of a fit."""

    def caption(self, record: FitResult) -> Text:
        """Return data, recipe, epochs and seed."""
        return CAPTION.format(data=record.data, recipe=record.recipe, epochs=record.epochs, seed=record.seed)

    def blocks(self, record: FitResult, caption: str) -> Iterator[Block]:
        """Yield the table of metrics, and the figures of a fit that reached its end."""
        header = (ROWS.format(rows=record.rows.test), MODEL, LINEAR, DUMMY)
        rows = [
            (metric(name).label, *(record.metrics[who][name] for who in ("test", "linear", "dummy")))
            for name in record.metrics.get("test", {})
        ]
        yield table(header, list(rows), caption)
        if record.curves or record.answers.truth:
            yield picture(fit_overview(record), caption)

    def cards(self, record: FitResult) -> Iterator[Card]:
        """Ask what the first metric is worth."""
        if not {"test", "dummy", "linear"} <= set(record.metrics):
            return
        name, value = next(iter(record.metrics["test"].items()))
        others = {who: record.metrics[who][name] for who in ("dummy", "linear")}
        question = QUESTION.format(data=record.data, name=metric(name).label, value=value)
        yield Card(question, ANSWER.format(**others), source=record.data)
