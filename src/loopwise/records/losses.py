"""What training every output activation with every loss gave: a grid of cells, numbers and keys only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["right", "hides", "visible", "raises"]


@dataclass(frozen=True, slots=True)
class LossCell:
    """One activation at the model's end with one loss, trained from several seeds.

    units: of the output layer. target: dtype and shape of what the loss was given.
    verdict: "right" (a recipe's line, or the same function); of the others "raises" (the loss refuses), "visible" (the
        score shows it), "hides" (it does not).
    why: key of the sentence that says what happens.
    scores: (seeds,) on test rows, outputs read as what they are (squashed: 0.5, raw: 0, several: the largest).
    read_by_loss: mean score where outputs are read as the loss reads them (BCEWithLogitsLoss: sigmoid once more).
    losses: (epochs,) of training, mean over rows, of the first seed. final: mean of the last over the seeds.
    reached: what the same loss reaches with its own activation; None where it has none in this recipe.
    low, high: smallest and largest output on test rows. row_sum: mean sum of a row's outputs.
    counts: (bins,) outputs of the first seed between low and high.
    calibration: how far probabilities, read by the loss, are from how often they are right (0 is best); None without.
    gradient: norm of the last layer's gradient at the first step, first seed.
    constant: share of seeds whose outputs do not vary at all.
    error: what torch said where it raised.
    """

    activation: str
    loss: str
    units: int
    target: str
    verdict: Verdict
    why: str
    scores: tuple[float, ...] = ()
    read_by_loss: float | None = None
    losses: tuple[float, ...] = ()
    final: float | None = None
    reached: float | None = None
    low: float = 0.0
    high: float = 0.0
    row_sum: float = 0.0
    counts: tuple[int, ...] = ()
    calibration: float | None = None
    gradient: float = 0.0
    constant: float = 0.0
    error: str = ""

    @property
    def score(self) -> float | None:
        """Mean score over the seeds; None where it raised."""
        return sum(self.scores) / len(self.scores) if self.scores else None


@dataclass(frozen=True, slots=True)
class LossGrid:
    """The whole experiment: cells in the order of the activations, in each that of the losses.

    metric: what a score is, by name. seeds: how many. classes: of the target, 0 for amounts and labels.
    ended: "finished" or "interrupted", with the cells that were ready.
    """

    data: str
    recipe: str
    metric: str = ""
    optimizer: str = ""
    lr: float = 0.0
    epochs: int = 0
    batch_size: int = 0
    seeds: int = 0
    classes: int = 0
    cells: tuple[LossCell, ...] = ()
    ended: str = "finished"
    seconds: float = 0.0
    versions: Mapping[str, str] = field(default_factory=dict)

    def cell(self, activation: str, loss: str, target: str = "") -> LossCell | None:
        """Return the cell of that activation and loss; target: where a loss is used with two kinds of it."""
        found = (
            c for c in self.cells if c.activation == activation and c.loss == loss and target in c.target
        )
        return next(found, None)
