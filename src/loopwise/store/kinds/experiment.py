"""What an experiment measured, run by run."""

from __future__ import annotations

from dataclasses import replace

from loopwise.records.experiments import Measured, Outcome
from loopwise.store.kinds._kind import Headline, Kind
from loopwise.text import Text


class ExperimentKind(Kind[Outcome]):
    """Grows by runs."""

    name = "experiment"
    record = Outcome
    label = Text(en="Experiment", ko="실험")
    labels = {"runs": Text(en="runs", ko="실행"), "seconds": Text(en="seconds", ko="초")}

    def title(self, record: Outcome) -> str:
        """Return the experiment's name."""
        return record.experiment

    def headline(self, record: Outcome) -> Headline:
        """Return how much was measured."""
        return {"runs": len(record.rows), "seconds": record.seconds}

    def begin(self, title: str) -> Outcome:
        """Return an outcome without runs."""
        return Outcome(title, ended="interrupted")

    def grow(self, record: Outcome, part: Measured) -> Outcome:
        """Add a run."""
        return replace(record, rows=(*record.rows, part))
