"""Every output activation with every loss that runs, wrong ones too, on the same data, body and budget.

    grid = train_losses("digits", optimizer="sgd", lr=0.1, workers=2)

Which pairs are right is the recipes' matter; whether a wrong one shows in the score is measured here, against the
right ones. On easy data, and with Adam, most do not: the loss's floor, the outputs and the calibration tell.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import suppress
from importlib.metadata import version
from multiprocessing import get_context
from typing import Any

import numpy as np

from loopwise.data import load
from loopwise.errors import LoopwiseError
from loopwise.experiments.loss_grid.judging import judged
from loopwise.experiments.loss_grid.reasons import reason_of
from loopwise.experiments.loss_grid.training import Budget, LabelledRows, Trained, trained
from loopwise.experiments.loss_grid.uses import ACTIVATIONS, Use, is_right, uses_for
from loopwise.records import LossCell, LossGrid
from loopwise.text import Text
from loopwise.training.choices import recipe_of
from loopwise.training.preparing import Preparation, Scale, split

STEPS = 600  # of the optimiser, where no epochs are asked for: enough for the right pairs to be done
METRICS = {"class": "accuracy", "labels": "f1_micro", "amounts": "r2"}

Pair = tuple[str, Use]


Progress = Callable[[int, int], object]


def train_losses(
    data: str = "digits",
    *,
    optimizer: str = "adam",
    lr: float = 1e-3,
    epochs: int | None = None,
    batch_size: int = 32,
    seeds: int = 3,
    workers: int = 1,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    sink: Callable[[LossCell], object] | None = None,
) -> LossGrid:
    """Train a small MLP for each pair and seed; the test rows measure, and choose nothing.

    epochs: as many as give some 600 steps, unless given. workers: processes at once.
    progress: called with (runs done, runs in all).

    sink is called with each LossCell. Ctrl-C, or `cancelled`, ends it with the cells that are ready.
    """
    _ask(seeds, lr, epochs, workers)
    began = time.perf_counter()
    rows, recipe_name, lines, classes = _prepared(data)
    epochs = epochs or max(2, round(STEPS * batch_size / len(rows.x)))
    budget = Budget(optimizer, lr, epochs, batch_size)
    kind = "binary" if recipe_name == "binary" else rows.kind
    outputs = rows.truth.shape[1] if rows.truth.ndim > 1 else 1
    pairs = [
        (activation, use)
        for activation in ACTIVATIONS
        for use in uses_for(kind, classes=classes, outputs=outputs)
    ]
    found: dict[Pair, dict[int, Trained]] = {pair: {} for pair in pairs}
    cells: dict[Pair, LossCell] = {}
    ended = "interrupted"
    with suppress(KeyboardInterrupt):
        for pair, seed, one in _all_trained(pairs, budget, rows, seeds, workers):
            found[pair][seed] = one
            if len(found[pair]) == seeds:  # whichever process was done first
                cells[pair] = _cell(pair, [found[pair][at] for at in range(seeds)], lines)
                if sink:
                    sink(cells[pair])
            if progress:
                progress(sum(map(len, found.values())), len(pairs) * seeds)
            if cancelled and cancelled():
                break
        else:
            ended = "finished"
    return LossGrid(
        data=data,
        recipe=recipe_name,
        metric=METRICS[rows.kind],
        optimizer=optimizer,
        lr=lr,
        epochs=epochs,
        batch_size=batch_size,
        seeds=seeds,
        classes=classes,
        cells=judged([cells[pair] for pair in pairs if pair in cells]),
        ended=ended,
        seconds=round(time.perf_counter() - began, 3),
        versions={name: version(name) for name in ("torch", "scikit-learn", "numpy")},
    )


def _prepared(name: str) -> tuple[LabelledRows, str, set[tuple[str, str, bool]], int]:
    """Return the rows, split and scaled; the recipe's name and its lines; the number of classes."""
    data = load(name)
    recipe = recipe_of(data, None)
    parts = split(data, seed=0)
    ready = Preparation.fitted(data, parts.known)
    truth = recipe.truth(data.target, data.classes.index(data.positive) if data.positive else 0)
    kind = "amounts" if recipe.target.startswith("amount") else recipe.target
    if kind == "amounts":
        truth = Scale.of(truth[parts.known]).apply(truth).reshape(len(truth), -1)
    x, x_test = (
        ready.apply(data, rows).reshape(len(rows), -1).astype(np.float32)
        for rows in (parts.known, parts.test)
    )
    lines = {(line.loss, line.in_model, line.dtype == "int64") for line in recipe.losses}
    if recipe.name == "ordinal":  # trained as classes: without their order
        lines = {("CrossEntropyLoss", "none", True)}
    return (
        LabelledRows(kind, x, truth[parts.known], x_test, truth[parts.test]),
        recipe.name,
        lines,
        len(data.classes),
    )


def _all_trained(
    pairs: Sequence[Pair], budget: Budget, rows: LabelledRows, seeds: int, workers: int
) -> Iterator[tuple[Pair, int, Trained]]:
    """Yield every pair and seed as it is done; in this process, or in several that each hold the rows once."""
    wanted = [(activation, use, seed) for seed in range(seeds) for activation, use in pairs]
    if workers == 1:
        for activation, use, seed in wanted:
            yield (activation, use), seed, trained(use, activation, budget, rows, seed)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_hold, initargs=(rows,))
    try:
        futures: dict[Future[Trained], tuple[Pair, int]] = {
            pool.submit(_of_held_rows, use, activation, budget, seed): ((activation, use), seed)
            for activation, use, seed in wanted
        }
        for done in as_completed(futures):
            yield *futures[done], done.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_held: list[LabelledRows] = []  # of a worker process: sent once, not with every pair


def _hold(rows: LabelledRows) -> None:
    _held[:] = [rows]


def _of_held_rows(use: Use, activation: str, budget: Budget, seed: int) -> Trained:
    return trained(use, activation, budget, _held[0], seed)


def _cell(pair: Pair, runs: Sequence[Trained], lines: set[tuple[str, str, bool]]) -> LossCell:
    """Return the cell of all seeds; whether a wrong one shows is judged when all cells are there."""
    activation, use = pair
    right = is_right(use, activation, lines)
    same = right and (use.loss, activation, use.target == "ids") not in lines
    why = "identical" if same else "right" if right else reason_of(use, activation)
    error = next((run.error for run in runs if run.error), "")
    told: dict[str, Any] = {
        "activation": activation,
        "loss": use.loss,
        "units": use.units,
        "target": use.told,
        "verdict": "raises" if error else "right" if right else "hides",
        "why": why,
    }
    if error:
        return LossCell(**told, error=error)
    calibrations = [run.calibration for run in runs if run.calibration is not None]
    return LossCell(
        **told,
        scores=tuple(run.score for run in runs),
        read_by_loss=_mean([run.read_by_loss for run in runs]),
        losses=runs[0].losses,
        final=_mean([run.losses[-1] for run in runs]),
        low=min(run.low for run in runs),
        high=max(run.high for run in runs),
        row_sum=_mean([run.row_sum for run in runs]),
        counts=runs[0].counts,
        calibration=_mean(calibrations) if calibrations else None,
        gradient=runs[0].gradient,
        constant=_mean([float(run.is_constant) for run in runs]),
    )


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if all(map(math.isfinite, values)) else math.nan


def usual_workers() -> int:
    """Return how many processes to train with: one a core, four at most."""
    return min(4, os.cpu_count() or 1)


def _ask(seeds: int, lr: float, epochs: int | None, workers: int) -> None:
    for option, value in {"--seeds": seeds, "--epochs": epochs or 1, "--workers": workers}.items():
        if value < 1:
            raise LoopwiseError(
                Text(
                    en=f"{option} is {value}; it can be 1, 2, 3 ...",
                    ko=f"{option} 값({value})을 쓸 수 없습니다. 1 이상의 정수여야 합니다.",
                )
            )
    if not 0 < lr < math.inf:
        raise LoopwiseError(
            Text(
                en=f"--lr is {lr}; it can be a number above 0.",
                ko=f"--lr 값({lr})을 쓸 수 없습니다. 0보다 커야 합니다.",
            )
        )
