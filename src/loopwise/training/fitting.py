"""Fit a model to data with a recipe, and measure it beside its baselines  ->  fit("breast_cancer").

result = fit("my.csv", target="sold", epochs=50)
result.metrics["test"]["accuracy"], result.metrics["linear"]["accuracy"]

Split first; scaling and imputation learn from training rows; early stopping watches validation rows, or where rows
are few all of them in turn (`folds`); the test rows are used once, at the end, and where rows are very few every row is
a test row in one of several rounds. The same seed gives the same numbers; the caller's random state is left alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from loopwise import __version__
from loopwise.data import Data
from loopwise.recipes import Recipe
from loopwise.records import Epoch, FitResult, Rows
from loopwise.training import scoring
from loopwise.training.baselines import baselines
from loopwise.training.choices import Choices, data_for, device_for, recipe_of
from loopwise.training.preparing import Parts, rounds_of
from loopwise.training.task import Task, task_of
from loopwise.training.trained import Trained, train_task

Sink = Callable[[Epoch], object]
Progress = Callable[[int, int], object]


def fit(
    data: str | Path | Data,
    *,
    target: str | None = None,
    positive: str | None = None,
    recipe: str | None = None,
    model: str = "mlp",
    epochs: int | None = None,
    lr: float = 1e-3,
    batch_size: int = 32,
    seed: int = 0,
    optimizer: str = "adam",
    device: str = "cpu",
    weight_decay: float | None = None,
    keep_path: bool = False,
    sink: Sink | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FitResult:
    """Fit `model` to `data` and measure it once on rows it never saw.

    data: a name ("breast_cancer"), a .csv or .tsv file, or a Data.
    target, positive: of a file, the column to predict and the class that precision and recall are about.
    recipe: guessed from the target unless given.
    epochs: at most so many; None: 100, or as many as make 2,000 steps where rows are few.
    weight_decay: None: the optimiser's own; of fewer than 50 rows 2 / training rows (of amounts 4 / rows).
    keep_path: keep the weights of every epoch, for a landscape with the path on it.
    sink: called with each Epoch (of several rounds, those of the first). progress: called with (epochs done, at most).
    cancelled: asked after each epoch; True ends the training and keeps what was learnt, as Ctrl-C does (the other
        rounds then train as long as the first did).

    Raises LoopwiseError for input that cannot be learnt from, and where the loss stops being a number.
    """

    def after_epoch(epoch: Epoch) -> bool:
        if sink:
            sink(epoch)
        if progress:
            progress(epoch.epoch, most * len(rounds))
        return not (cancelled and cancelled())

    began = time.perf_counter()
    choices = Choices(model, epochs, lr, batch_size, seed, optimizer, device, weight_decay)
    table = data_for(data, target, positive, recipe)
    chosen = recipe_of(table, recipe)
    first, *others = rounds = rounds_of(table, seed)
    if others:
        choices = choices.for_very_few(len(first.train), of_squares=chosen.target in ("amount", "amounts"))
    most = choices.most_epochs(len(first.train))
    truth = chosen.truth(table.target, table.classes.index(table.positive) if table.positive else 0)
    place = device_for(device)

    def task(parts: Parts) -> Task:
        return task_of(table, chosen, parts, truth, choices)

    with torch.random.fork_rng(devices=[place] if place.type == "cuda" else []):
        done = [
            train_task(task, first, choices, after_epoch, steady=most if others else 0, keep_path=keep_path)
        ]
        for at, parts in enumerate(others, 2):
            done.append(train_task(task, parts, choices, after_epoch, steady=done[0].best_epoch))
            if progress:
                progress(at * most, most * len(rounds))
    return _result(table, chosen, rounds, truth, choices, done, time.perf_counter() - began)


def _result(
    data: Data,
    recipe: Recipe,
    rounds: Sequence[Parts],
    truth: NDArray[Any],
    choices: Choices,
    done: Sequence[Trained],
    seconds: float,
) -> FitResult:
    """Measure once on the test rows of all rounds, beside the baselines; tell the first round's training."""
    first, parts, test = done[0], rounds[0], np.concatenate([one.test for one in rounds])
    of_test, answered = truth[test], np.concatenate([one.test for one in done])
    beside = [baselines(data, recipe, one, truth) for one in rounds]
    predictions = {"test": answered} | {
        who: np.concatenate([one[who] for one in beside]) for who in ("dummy", "linear")
    }
    return FitResult(
        data=data.name,
        recipe=recipe.name,
        model=choices.model,
        seed=choices.seed,
        epochs=len(first.history),
        best_epoch=first.best_epoch,
        lr=choices.lr,
        batch_size=choices.batch_size,
        optimizer=choices.optimizer,
        weight_decay=choices.weight_decay,
        device=choices.device,
        parameters=first.parameters,
        rows=Rows(len(parts.train), len(parts.validation), len(test)),
        folds=len(parts.folds),
        rounds=len(rounds),
        columns=data.columns,
        left_out=data.left_out,
        skipped=data.skipped,
        copies=sum(data.copies(one.known, one.test) for one in rounds),
        classes=data.classes,
        positive=data.positive if recipe.name == "binary" else "",
        history=first.history,
        metrics={name: scoring.measured(recipe, of_test, one) for name, one in predictions.items()},
        intervals={
            scoring.judged_by(recipe, of_test): scoring.interval(recipe, of_test, answered, choices.seed)
        },
        outputs=data.outputs,
        by_output=scoring.by_output(recipe, data, of_test, recipe.decide(answered)),
        worst=scoring.worst(recipe, data, test, of_test, answered),
        ended=first.ended,
        seconds=round(seconds, 3),
        path=first.path,
        weights=first.weights,
        versions=_versions(),
        **_single_rows(data, recipe, of_test, answered, truth[parts.validated], first.validation),
    )


def _single_rows(
    data: Data,
    recipe: Recipe,
    labels: NDArray[Any],
    answered: NDArray[np.float64],
    of_validation: NDArray[Any],
    validation: NDArray[np.float64],
) -> dict[str, Any]:
    """Return what a result holds of single rows: scores to move a threshold over, or answers and their matrix.

    labels, answered: truth and prediction of the test rows; the other two are those of validation rows.
    """
    decided = recipe.decide(answered)
    if recipe.name == "binary":
        return {
            "confusion": scoring.confusion(labels, decided),
            "validation": scoring.scores(of_validation, validation[:, 0]),
            "test": scoring.scores(labels, answered[:, 0]),
            "curves": scoring.curves(labels, answered[:, 0]),
        }
    counts = scoring.matrix(labels, decided, len(data.classes)) if recipe.target == "class" else ()
    told = {"answers": scoring.answers(labels, answered), "matrix": counts}
    if recipe.target == "labels":
        told["validated"] = scoring.answers(of_validation, validation)
    return told


def _versions() -> dict[str, str]:
    return {"loopwise": __version__} | {name: version(name) for name in ("torch", "scikit-learn", "numpy")}
