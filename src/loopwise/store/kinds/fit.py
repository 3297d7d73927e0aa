"""A fitted model is kept as numbers: curves, scores of single rows, metrics; never the rows themselves."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from loopwise.records.fitted import Epoch, FitResult
from loopwise.store.kinds._kind import Headline, Kind
from loopwise.text import Text


class FitKind(Kind[FitResult]):
    """Grows by epochs. They may be a thousand a minute, so at most the last half second is lost."""

    name = "fit"
    label = Text(en="fit", ko="모델 학습")
    record = FitResult
    pause = 0.5
    labels = {
        "accuracy": Text(en="accuracy", ko="정확도(accuracy)"),
        "precision": Text(en="precision", ko="정밀도(precision)"),
        "recall": Text(en="recall", ko="재현율(recall)"),
        "epochs": Text(en="epochs", ko="에폭(epoch)"),
    }

    def title(self, record: FitResult) -> str:
        """Return data, recipe and model."""
        return f"{record.data} ({record.recipe}, {record.model})"

    def headline(self, record: FitResult) -> Headline:
        """Return the first three metrics on the test rows; before there are any, how many epochs have run."""
        test = record.metrics.get("test", {})
        return dict(islice(test.items(), 3)) or {"epochs": record.epochs}

    def begin(self, title: str) -> FitResult:
        """Return a result without epochs."""
        return FitResult(data=title, recipe="", ended="interrupted")

    def grow(self, record: FitResult, part: Epoch) -> FitResult:
        """Add an epoch."""
        return replace(record, epochs=part.epoch, history=(*record.history, part))
