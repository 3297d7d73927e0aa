"""A ready experiment in a report: what was measured as a figure, then what its numbers say and do not."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.experiments import experiment_named
from loopwise.figures import Figure
from loopwise.figures.experiments import experiment_figure
from loopwise.figures.landscapes import beside_each_other
from loopwise.records.experiments import Outcome
from loopwise.reports.blocks import Block, Bullets, Paragraph, Words
from loopwise.reports.kept._shown import Card, Shown, picture
from loopwise.text import Text


class ExperimentShown(Shown):
    """Figure and words."""

    def caption(self, record: Outcome) -> Text:
        """Return the experiment's question."""
        return experiment_named(record.experiment).asks

    def blocks(self, record: Outcome, caption: str) -> Iterator[Block]:
        """Yield the figure, and a bullet a sentence."""
        experiment = experiment_named(record.experiment)
        if record.rows:
            yield picture(experiment_figure(experiment, record), caption)
            if planes := experiment.planes(record):
                yield picture(Figure(experiment.title, beside_each_other(planes)), caption)
            yield Bullets(tuple((Paragraph((Words(str(one)),)),) for one in experiment.tells(record)))

    def cards(self, record: Outcome) -> Iterator[Card]:
        """Ask what the experiment asked."""
        experiment = experiment_named(record.experiment)
        if told := experiment.tells(record) if record.rows else []:
            yield Card(experiment.asks, told[0], tuple(told[1:]), source=record.experiment)
