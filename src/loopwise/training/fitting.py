"""Fit a model to data with a recipe, and measure it beside its baselines  ->  fit("breast_cancer").

result = fit("my.csv", target="sold", epochs=50)
result.metrics["test"]["accuracy"], result.metrics["linear"]["accuracy"]

Split first; scaling and imputation learn from training rows; early stopping watches validation rows, or where rows
are few all of them in turn (`folds`); the test rows are used once, at the end. The same seed gives the same numbers;
the caller's random state is left alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from numpy.typing import NDArray

from loopwise import __version__
from loopwise.data import Data
from loopwise.recipes import Recipe
from loopwise.records import Epoch, FitResult, Rows
from loopwise.training import scoring
from loopwise.training.baselines import baselines
from loopwise.training.choices import Choices, data_for, device_for, recipe_of
from loopwise.training.preparing import Parts, split, with_folds
from loopwise.training.task import task_of
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
    keep_path: keep the weights of every epoch, for a landscape with the path on it.
    sink: called with each Epoch. progress: called with (epochs done, epochs at most).
    cancelled: asked after each epoch; True ends the training and keeps what was learnt, as Ctrl-C does.

    Raises LoopwiseError for input that cannot be learnt from, and where the loss stops being a number.
    """

    def after_epoch(epoch: Epoch) -> bool:
        if sink:
            sink(epoch)
        if progress:
            progress(epoch.epoch, most)
        return not (cancelled and cancelled())

    began = time.perf_counter()
    choices = Choices(model, epochs, lr, batch_size, seed, optimizer, device)
    table = data_for(data, target, positive, recipe)
    chosen = recipe_of(table, recipe)
    parts = with_folds(split(table, seed), table, seed)
    most = choices.most_epochs(len(parts.train))
    truth = chosen.truth(table.target, table.classes.index(table.positive) if table.positive else 0)
    place = device_for(device)
    with torch.random.fork_rng(devices=[place] if place.type == "cuda" else []):
        trained = train_task(
            lambda some: task_of(table, chosen, some, truth, choices),
            parts,
            choices,
            after_epoch,
            keep_path=keep_path,
        )
    return _result(table, chosen, parts, truth, choices, trained, time.perf_counter() - began)


def _result(
    data: Data,
    recipe: Recipe,
    parts: Parts,
    truth: NDArray[Any],
    choices: Choices,
    trained: Trained,
    seconds: float,
) -> FitResult:
    """Measure once on the test rows, beside the baselines."""
    of_test = truth[parts.test]
    predictions = {"test": trained.test, **baselines(data, recipe, parts, truth)}
    return FitResult(
        data=data.name,
        recipe=recipe.name,
        model=choices.model,
        seed=choices.seed,
        epochs=len(trained.history),
        best_epoch=trained.best_epoch,
        lr=choices.lr,
        batch_size=choices.batch_size,
        optimizer=choices.optimizer,
        device=choices.device,
        parameters=trained.parameters,
        rows=Rows(len(parts.train), len(parts.validation), len(parts.test)),
        folds=len(parts.folds),
        columns=data.columns,
        left_out=data.left_out,
        skipped=data.skipped,
        copies=data.copies(parts.known, parts.test),
        classes=data.classes,
        positive=data.positive if recipe.name == "binary" else "",
        history=trained.history,
        metrics={name: scoring.measured(recipe, of_test, one) for name, one in predictions.items()},
        intervals={
            scoring.judged_by(recipe, of_test): scoring.interval(recipe, of_test, trained.test, choices.seed)
        },
        outputs=data.outputs,
        by_output=scoring.by_output(recipe, data, of_test, recipe.decide(trained.test)),
        worst=scoring.worst(recipe, data, parts.test, of_test, trained.test),
        ended=trained.ended,
        seconds=round(seconds, 3),
        path=trained.path,
        weights=trained.weights,
        versions=_versions(),
        **_single_rows(data, recipe, parts, truth, trained),
    )


def _single_rows(
    data: Data, recipe: Recipe, parts: Parts, truth: NDArray[Any], trained: Trained
) -> dict[str, Any]:
    """Return what a result holds of single rows: scores to move a threshold over, or answers and their matrix."""
    labels, decided = truth[parts.test], recipe.decide(trained.test)
    if recipe.name == "binary":
        return {
            "confusion": scoring.confusion(labels, decided),
            "validation": scoring.scores(truth[parts.validated], trained.validation[:, 0]),
            "test": scoring.scores(labels, trained.test[:, 0]),
            "curves": scoring.curves(labels, trained.test[:, 0]),
        }
    counts = scoring.matrix(labels, decided, len(data.classes)) if recipe.target == "class" else ()
    told = {"answers": scoring.answers(labels, trained.test), "matrix": counts}
    if recipe.target == "labels":
        told["validated"] = scoring.answers(truth[parts.validated], trained.validation)
    return told


def _versions() -> dict[str, str]:
    return {"loopwise": __version__} | {name: version(name) for name in ("torch", "scikit-learn", "numpy")}
