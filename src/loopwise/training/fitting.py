"""Fit a model to data with a recipe, and measure it beside its baselines  ->  fit("breast_cancer").

result = fit("my.csv", target="sold", epochs=50)
result.metrics["test"]["accuracy"], result.metrics["linear"]["accuracy"]

Split first; scaling and imputation learn from training rows; early stopping watches validation rows; the test
rows are used once, at the end. The same seed gives the same numbers; the caller's random state is left alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from loopwise import __version__
from loopwise.data import Data
from loopwise.descent.moments import Moments
from loopwise.descent.weights import packed, vector
from loopwise.recipes import Recipe
from loopwise.records import Epoch, FitResult, Rows
from loopwise.records.landscapes import WeightPath
from loopwise.training import scoring
from loopwise.training.baselines import baselines
from loopwise.training.choices import Choices, data_for, device_for, recipe_of
from loopwise.training.cumulative import CumulativeLink
from loopwise.training.loop import train
from loopwise.training.models import model_for
from loopwise.training.optimizers import optimizer_for
from loopwise.training.preparing import Indices, Parts, Preparation, Scale, split

PATIENCE = 20  # epochs without a better validation loss
PREDICTED_AT_ONCE = 1024  # rows
MOST_KEPT = 400_000  # weights: 2 MB as kept

Sink = Callable[[Epoch], object]
Progress = Callable[[int, int], object]


def fit(
    data: str | Path | Data,
    *,
    target: str | None = None,
    positive: str | None = None,
    recipe: str | None = None,
    model: str = "mlp",
    epochs: int = 100,
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
    keep_path: keep the weights of every epoch, for a landscape with the path on it.
    sink: called with each Epoch. progress: called with (epochs done, epochs at most).
    cancelled: asked after each epoch; True ends the training and keeps what was learnt, as Ctrl-C does.

    Raises LoopwiseError for input that cannot be learnt from, and where the loss stops being a number.
    """

    def after_epoch(epoch: Epoch) -> bool:
        if sink:
            sink(epoch)
        if progress:
            progress(epoch.epoch, epochs)
        return not (cancelled and cancelled())

    began = time.perf_counter()
    choices = Choices(model, epochs, lr, batch_size, seed, optimizer, device)
    table = data_for(data, target, positive, recipe)
    chosen = recipe_of(table, recipe)
    parts = split(table, seed)
    truth = chosen.truth(table.target, table.classes.index(table.positive) if table.positive else 0)
    trained = _train(table, chosen, parts, truth, choices, after_epoch, keep_path=keep_path)
    return _result(table, chosen, parts, truth, choices, trained, time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class _Trained:
    """What training leaves: predictions for the rows it did not train on, and how it went."""

    history: tuple[Epoch, ...]
    best_epoch: int
    ended: str
    parameters: int
    validation: NDArray[np.float64]  # (n, units), after the activation, in the target's own unit
    test: NDArray[np.float64]
    path: WeightPath | None = None
    weights: WeightPath | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What is trained: a model at its first weights, its loss, and rows ready for it, (x, y) each."""

    model: nn.Module
    criterion: nn.Module
    train: tuple[Tensor, Tensor]
    validation: tuple[Tensor, Tensor]
    test: tuple[Tensor, Tensor]
    scale: Scale | None


def task_of(data: Data, recipe: Recipe, parts: Parts, truth: NDArray[Any], choices: Choices) -> Task:
    """Prepare rows and build the model. Seeds torch with the choices' seed: inside a random state of its own."""
    device, line, classes = device_for(choices.device), recipe.recommended, len(data.classes)
    ready = Preparation.fitted(data, parts.train)
    scale = Scale.of(truth[parts.train]) if recipe.target in ("amount", "amounts") else None
    target = recipe.encode(scale.apply(truth) if scale else truth, classes)

    def rows(part: Indices) -> tuple[Tensor, Tensor]:
        return torch.from_numpy(ready.apply(data, part)).to(device), torch.from_numpy(target[part]).to(device)

    train_set = rows(parts.train)
    torch.manual_seed(choices.seed)  # the model's first weights, and dropout
    model = model_for(choices.model, tuple(train_set[0].shape[1:]), recipe.units(classes, len(data.outputs)))
    if recipe.name == "ordinal":
        model = CumulativeLink(model, classes)
    criterion = getattr(nn, line.loss)()
    return Task(model.to(device), criterion, train_set, rows(parts.validation), rows(parts.test), scale)


def _train(
    data: Data,
    recipe: Recipe,
    parts: Parts,
    truth: NDArray[Any],
    choices: Choices,
    after_epoch: Callable[[Epoch], bool],
    *,
    keep_path: bool = False,
) -> _Trained:
    """Prepare, build and train, inside a random state of its own."""
    device, line = device_for(choices.device), recipe.recommended
    history: list[Epoch] = []

    def note(epoch: Epoch) -> bool:
        history.append(epoch)
        if path:
            path.add(epoch.epoch, vector(task.model).cpu())
        return after_epoch(epoch)

    def predicted(x: Tensor) -> NDArray[np.float64]:
        values = predict(task.model, x, line.to_predict)
        return task.scale.undo(values) if task.scale else values

    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        task = task_of(data, recipe, parts, truth, choices)
        path = Moments() if keep_path else None
        if path:
            path.add(0, vector(task.model).cpu())
        best_epoch, ended = train(
            task.model,
            task.criterion,
            optimizer_for(task.model, choices.optimizer, choices.lr),
            task.train,
            task.validation,
            epochs=choices.epochs,
            batch_size=choices.batch_size,
            patience=PATIENCE,
            shuffle=torch.Generator().manual_seed(choices.seed),
            after_epoch=note,
        )
    return _Trained(
        tuple(history),
        best_epoch,
        ended,
        sum(p.numel() for p in task.model.parameters()),
        predicted(task.validation[0]),
        predicted(task.test[0]),
        path.packed() if path else None,
        _kept_weights(task, best_epoch),
    )


def _kept_weights(task: Task, epoch: int) -> WeightPath | None:
    """Return the weights of a small model of pictures, from which its feature maps can be drawn."""
    sees_pictures, weights = task.train[0].dim() == 4, vector(task.model)
    has_buffers = any(True for _ in task.model.buffers())  # they are no part of the vector
    return (
        packed([epoch], [weights])
        if sees_pictures and not has_buffers and len(weights) <= MOST_KEPT
        else None
    )


@torch.no_grad()
def predict(model: nn.Module, x: Tensor, activation: str) -> NDArray[np.float64]:
    """Return what the model predicts for rows: (n, units). activation: torch's, by name."""
    model.eval()
    # float64: a float32 sigmoid is 1 from a logit of 17 on
    logits = torch.cat([model(some) for some in torch.split(x, PREDICTED_AT_ONCE)]).cpu().double()
    options = {"dim": 1} if activation == "softmax" else {}
    predicted = logits if activation == "none" else getattr(torch, activation)(logits, **options)
    values: NDArray[np.float64] = predicted.numpy()
    return values


def _result(
    data: Data,
    recipe: Recipe,
    parts: Parts,
    truth: NDArray[Any],
    choices: Choices,
    trained: _Trained,
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
        columns=data.columns,
        left_out=data.left_out,
        skipped=data.skipped,
        classes=data.classes,
        positive=data.positive if recipe.name == "binary" else "",
        history=trained.history,
        metrics={name: scoring.measured(recipe, of_test, one) for name, one in predictions.items()},
        intervals={recipe.metrics[0]: scoring.interval(recipe, of_test, trained.test, choices.seed)},
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
    data: Data, recipe: Recipe, parts: Parts, truth: NDArray[Any], trained: _Trained
) -> dict[str, Any]:
    """Return what a result holds of single rows: scores to move a threshold over, or answers and their matrix."""
    labels, decided = truth[parts.test], recipe.decide(trained.test)
    if recipe.name == "binary":
        return {
            "confusion": scoring.confusion(labels, decided),
            "validation": scoring.scores(truth[parts.validation], trained.validation[:, 0]),
            "test": scoring.scores(labels, trained.test[:, 0]),
            "curves": scoring.curves(labels, trained.test[:, 0]),
        }
    counts = scoring.matrix(labels, decided, len(data.classes)) if recipe.target == "class" else ()
    told = {"answers": scoring.answers(labels, trained.test), "matrix": counts}
    if recipe.target == "labels":
        told["validated"] = scoring.answers(truth[parts.validation], trained.validation)
    return told


def _versions() -> dict[str, str]:
    return {"loopwise": __version__} | {name: version(name) for name in ("torch", "scikit-learn", "numpy")}
