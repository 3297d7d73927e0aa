"""A fitted model is kept as numbers: curves, scores of single rows, metrics; never the rows themselves."""

from __future__ import annotations

from dataclasses import replace

from loopwise.records.fitted import Epoch, FitResult
from loopwise.store.kinds._kind import Headline, Kind
from loopwise.text import Text

TELLING = ("accuracy", "recall")  # what the first of a recipe's metrics would hide: the misses


class FitKind(Kind[FitResult]):
    """Grows by epochs. They may be a thousand a minute, so at most the last half second is lost."""

    name = "fit"
    label = Text(en="fit", ko="학습")
    record = FitResult
    pause = 0.5
    # Metrics have no label: a list shows them by scikit-learn's names, as a line has 80 columns.
    labels = {"epochs": Text(en="epochs", ko="에폭(epoch)")}

    def title(self, record: FitResult) -> str:
        """Return data and model."""
        return f"{record.data}, {record.model}"

    def headline(self, record: FitResult) -> Headline:
        """Return two metrics on the test rows; before there are any, how many epochs have run."""
        test = record.metrics.get("test", {})
        shown = [name for name in TELLING if name in test] or list(test)[:2]
        return {name: test[name] for name in shown} or {"epochs": record.epochs}

    def begin(self, title: str) -> FitResult:
        """Return a result without epochs."""
        return FitResult(data=title, recipe="", ended="interrupted")

    def grow(self, record: FitResult, part: Epoch) -> FitResult:
        """Add an epoch."""
        return replace(record, epochs=part.epoch, history=(*record.history, part))
