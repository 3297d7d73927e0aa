"""A descent in a report: a line a run with its verdict, then the three panels of one run, or a row of rates.

The paths are walked again from the question that was kept; where that cannot be done here (its data file lies on
another computer), the table stands alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from loopwise.descent import Paths, descend, rule_named
from loopwise.descent.verdicts import Verdict
from loopwise.errors import LoopwiseError
from loopwise.figures import Figure
from loopwise.figures.descended import race, rates_row, three_panels
from loopwise.records.descended import DescentRecord, DescentRun
from loopwise.reports.blocks import Block
from loopwise.reports.kept._shown import Card, Shown, picture, table
from loopwise.text import Text

RULE, RATE = Text(en="rule", ko="규칙"), Text(en="rate", ko="학습률(learning rate)")
HEIGHT, VERDICT = Text(en="f after {steps} steps", ko="{steps}스텝 뒤의 f"), Text(en="verdict", ko="판정")
CAPTION = Text(
    en="Gradient descent on {surface}, {steps} steps", ko="경사하강법: {surface}, 스텝(step) {steps}번"
)
QUESTION = Text(
    en="{rule} with rate {lr:g} on {surface}: does it converge, and why?",
    ko="{surface}에서 {rule}, 학습률 {lr:g}: 수렴할까요? 왜 그런가요?",
)
ANSWER = Text(
    en="After {steps} steps f is {loss} and the gradient {gradient}: {verdict}.",
    ko="{steps}스텝 뒤 f는 {loss}, 기울기(gradient)의 크기는 {gradient}입니다. {verdict}.",
)


class DescentShown(Shown):
    """Verdicts and paths."""

    def caption(self, record: DescentRecord) -> Text:
        """Return the surface and the steps."""
        return CAPTION.format(surface=record.surface, steps=record.steps)

    def blocks(self, record: DescentRecord, caption: str) -> Iterator[Block]:
        """Yield a table where there are several runs, and the figure where the paths can be walked again."""
        if len(record.runs) > 1:
            header = (RULE, RATE, HEIGHT.format(steps=record.steps), VERDICT)
            rows = [(one.rule, f"{one.lr:g}", f"{one.loss:.4g}", _verdict(one)) for one in record.runs]
            yield table(header, list(rows), caption)
        with suppress(LoopwiseError):
            yield picture(_figure(_walked(record)), caption)

    def cards(self, record: DescentRecord) -> Iterator[Card]:
        """Ask about each rate, at most four."""
        for one in record.runs[:4]:
            rule = rule_named(one.rule).title
            question = QUESTION.format(rule=rule, lr=one.lr, surface=record.surface)
            told = {
                "loss": f"{one.loss:.4g}",
                "gradient": f"{one.gradient:.4g}",
                "verdict": _verdict(one),
            }
            source = f"{record.surface} {one.rule} {one.lr:g}"
            yield Card(question, ANSWER.format(steps=record.steps, **told), source=source)


def _walked(record: DescentRecord) -> Paths:
    """Walk the same question again: the same seed, the same paths."""
    runs = record.runs
    return descend(
        record.surface,
        list(dict.fromkeys(one.start for one in runs)),
        list(dict.fromkeys(one.lr for one in runs)),
        list(dict.fromkeys(one.rule for one in runs)),
        record.steps,
        schedule=record.schedule,
        batch=record.batch,
        ascend=record.ascend,
        seed=record.seed,
        **record.settings,
    )


def _figure(paths: Paths) -> Figure:
    """Return the three panels of one run, a race of rules, or the rates two a row, which paper can show."""
    if len(paths.runs) == 1:
        return three_panels(paths)
    rules = {run.rule for run in paths.runs}
    return race(paths) if len(rules) == len(paths.runs) else rates_row(paths, across=2)


def _verdict(run: DescentRun) -> Text:
    return Verdict(run.verdict, run.step).text
