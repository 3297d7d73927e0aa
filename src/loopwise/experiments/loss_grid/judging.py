"""Verdicts of a grid: whether a wrong pair shows is measured against the pairs that are right. No torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from loopwise.experiments.loss_grid.uses import ACTIVATIONS
from loopwise.records import LossCell

CLEARLY = 0.05  # below the right pairs by more than this, and by more than the seeds differ: visible


def judged(cells: Sequence[LossCell]) -> tuple[LossCell, ...]:
    """Return the cells with their verdicts: of those that are not right, "visible" where the score tells."""
    right = [cell for cell in cells if cell.verdict == "right" and cell.score is not None]
    best = max((cell.score or 0.0 for cell in right), default=0.0)
    spread = max((max(cell.scores) - min(cell.scores) for cell in right), default=0.0)
    reached = {(cell.loss, cell.target): cell.final for cell in right}
    judged_cells = []
    for cell in cells:
        verdict = cell.verdict
        if verdict == "hides" and (cell.score or 0.0) < best - max(CLEARLY, spread):
            verdict = "visible"
        judged_cells.append(replace(cell, verdict=verdict, reached=reached.get((cell.loss, cell.target))))
    return tuple(judged_cells)


def in_order(cells: Sequence[LossCell]) -> list[LossCell]:
    """Return cells as they came, by activation, and within it by loss as the first activation has them."""
    columns = list(dict.fromkeys((cell.loss, cell.units, cell.target) for cell in sorted(cells, key=_row)))
    return sorted(cells, key=lambda cell: (_row(cell), columns.index((cell.loss, cell.units, cell.target))))


def _row(cell: LossCell) -> int:
    return ACTIVATIONS.index(cell.activation)
