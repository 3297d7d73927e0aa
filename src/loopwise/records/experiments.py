"""What an experiment measured: one row a run, labels and values, whatever the experiment is.

outcome.rows[0].labels["net"], outcome.rows[0].values["training_error"]
outcome.spread("training_error", net="plain", depth=20)      # (mean, lowest, highest) over seeds
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Label = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Measured:
    """One run. labels: what was set (net, depth, seed). values: what came out. series: values over epochs or layers."""

    labels: Mapping[str, Label]
    values: Mapping[str, float]
    series: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spread:
    """A value over seeds."""

    mean: float
    lowest: float
    highest: float
    runs: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of an experiment.

    experiment: its name. settings: by which it ran. ended: "finished" or "interrupted".
    """

    experiment: str
    settings: Mapping[str, Label] = field(default_factory=dict)
    rows: tuple[Measured, ...] = ()
    ended: str = "finished"
    seconds: float = 0.0

    def where(self, **labels: Label) -> tuple[Measured, ...]:
        """Return the rows with these labels."""
        return tuple(
            row for row in self.rows if all(row.labels.get(key) == value for key, value in labels.items())
        )

    def spread(self, value: str, **labels: Label) -> Spread | None:
        """Return a value over the rows with these labels; None where there is none."""
        found = [row.values[value] for row in self.where(**labels) if value in row.values]
        return Spread(sum(found) / len(found), min(found), max(found), len(found)) if found else None

    def each(self, label: str) -> tuple[Label, ...]:
        """Return the values that a label takes, in the order of the rows."""
        return tuple(dict.fromkeys(row.labels[label] for row in self.rows if label in row.labels))
