"""The loss landscape of a fit that kept its path  ->  landscape_of(kept(12).result); or around any model on data.

The rows, the model and the loss are made again from what the result says; the weights come from its path.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn

from loopwise.data import Data
from loopwise.descent.landscapes import landscape
from loopwise.errors import LoopwiseError
from loopwise.recipes import recipe_named
from loopwise.records import FitResult
from loopwise.records.landscapes import Landscape
from loopwise.text import Text
from loopwise.training.choices import Choices, data_for, recipe_of
from loopwise.training.preparing import rounds_of, split, with_folds
from loopwise.training.task import Task, task_of


def landscape_of(result: FitResult, *, data: str | Path | Data | None = None, **options: Any) -> Landscape:
    """Return the landscape of the training loss on the plane of a fit's path.

    data: where the rows are, of a fit to a file of one's own; it has to be the same file. options: side, sink,
    progress, cancelled, as `loopwise.descent.landscape` takes them. The seed is the fit's.
    """
    if result.path is None:
        raise LoopwiseError(
            Text(
                en="this fit kept no path of its weights.",
                ko="가중치의 경로를 저장하지 않은 학습 결과입니다.",
            ),
            fix=f"loopwise fit {result.data} --keep-path",
        )
    task = task_again(result, data)
    return landscape(
        task.model,
        task.train,
        task.criterion,
        path=result.path,
        seed=result.seed,
        names=(result.model, result.data),
        **options,
    )


def task_again(result: FitResult, data: str | Path | Data | None = None) -> Task:
    """Return the model and rows of a fit as they were before its first step."""
    target = ",".join(column.name for column in result.columns if column.kind == "target")
    table = data_for(data or result.data, target if data else None, result.positive or None, result.recipe)
    recipe = recipe_named(result.recipe)
    if result.rounds > 1:
        rounds = rounds_of(table, result.seed)[: result.rounds]
    else:
        parts = split(table, result.seed)
        rounds = (with_folds(parts, table, result.seed) if result.folds else parts,)
    parts, tested = rounds[0], sum(len(one.test) for one in rounds)
    if (len(parts.train), tested) != (result.rows.train, result.rows.test):
        raise LoopwiseError(
            Text(
                en=f"{table.name} has other rows than the fit saw ({result.rows.train} to train on).",
                ko=f"{table.name}: 학습할 때와 행의 수가 다릅니다(학습 데이터 {result.rows.train}행).",
            ),
            fix=Text(en="give the file it was fitted to", ko="학습에 쓴 파일을 지정하세요"),
        )
    truth = recipe.truth(table.target, table.classes.index(table.positive) if table.positive else 0)
    choices = Choices(
        result.model,
        lr=result.lr,
        batch_size=result.batch_size,
        seed=result.seed,
        from_zero=result.rounds > 1,
    )
    with torch.random.fork_rng(devices=[]):
        return task_of(table, recipe, parts, truth, choices)


def landscape_around(
    model: str,
    data: str | Path | Data,
    *,
    weights: Mapping[str, Any] | None = None,
    target: str | None = None,
    seed: int = 0,
    **options: Any,
) -> Landscape:
    """Return the landscape around a model of one's own ("net.py:Net") on the training rows of a data set.

    weights: its state_dict; None: as it is built. The loss is the one the data's recipe recommends.
    """
    table = data_for(data, target)
    recipe = recipe_of(table, None)
    truth = recipe.truth(table.target, table.classes.index(table.positive) if table.positive else 0)
    with torch.random.fork_rng(devices=[]):
        task = task_of(table, recipe, split(table, seed), truth, Choices(model, seed=seed))
    if weights is not None:
        _load(task.model, weights)
    return landscape(task.model, task.train, task.criterion, seed=seed, names=(model, table.name), **options)


def _load(model: nn.Module, weights: Mapping[str, Any]) -> None:
    try:
        model.load_state_dict(weights)
    except RuntimeError as problem:
        lines = [line.strip() for line in str(problem).splitlines()]
        raise LoopwiseError(
            Text(
                en=f"these weights are not this model's: {' '.join(lines[1:3])}",
                ko=f"이 모델의 가중치가 아닙니다: {' '.join(lines[1:3])}",
            ),
            fix=Text(
                en="save model.state_dict() of the same class",
                ko="같은 클래스의 model.state_dict()를 저장하세요",
            ),
        ) from problem
