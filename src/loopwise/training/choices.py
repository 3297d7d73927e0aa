"""What a person asked of `fit`, checked before anything is computed."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from loopwise.data import Data, data_names, from_archive, from_csv, from_pictures, load
from loopwise.errors import LoopwiseError
from loopwise.recipes import Recipe, recipe_named, recipes
from loopwise.text import Text

_TABLES = (".csv", ".tsv", ".txt", ".parquet")
_LARGEST_SEED = 2**32 - 1  # numpy's

USUAL_EPOCHS = 100  # at most
FEWEST_STEPS = 2000  # where an epoch of few rows is three steps, a hundred of them are no training yet
PATIENCE = 20  # epochs
PATIENT_STEPS = 200

# Of very few rows none can be spared to say when to stop. A normal prior of variance 1/2 holds the weights instead: on
# a loss that is a mean over rows that is a decay of PRIOR / rows, and twice that where the loss is of squares, which
# count the likelihood twice; those are also learnt in half the steps. Chosen on subsets of 20 to 40 rows
# (docs/measured.md).
STEADY_STEPS = 600
PRIOR = 2.0


@dataclass(frozen=True, slots=True)
class Choices:
    """How to train. The names are those of the command line.

    epochs: None for as many as the rows call for. weight_decay: None for the optimiser's own.
    from_zero: the output layer of our models begins with zeros, so that every row gets the same answer.
    """

    model: str = "mlp"
    epochs: int | None = None
    lr: float = 1e-3
    batch_size: int = 32
    seed: int = 0
    optimizer: str = "adam"
    device: str = "cpu"
    weight_decay: float | None = None
    from_zero: bool = False

    def __post_init__(self) -> None:
        _ask("--epochs", self.epochs, "1, 2, 3 ...", self.epochs is None or self.epochs >= 1)
        _ask("--lr", self.lr, "a number above 0, for example 0.001", 0 < self.lr < math.inf)
        _ask("--batch-size", self.batch_size, "1, 2, 3 ...", self.batch_size >= 1)
        decay = self.weight_decay
        _ask("--weight-decay", decay, "0 or more, for example 0.01", decay is None or 0 <= decay < math.inf)
        _ask("--seed", self.seed, f"0 to {_LARGEST_SEED}", 0 <= self.seed <= _LARGEST_SEED)

    def most_epochs(self, rows: int) -> int:
        """Return the epochs asked for, or the usual ones for so many training rows."""
        return self.epochs or max(USUAL_EPOCHS, FEWEST_STEPS // self._steps(rows))

    def patience(self, rows: int) -> int:
        """Return how many epochs without a better validation loss end a training on so many rows."""
        return max(PATIENCE, PATIENT_STEPS // self._steps(rows))

    def for_very_few(self, rows: int, *, of_squares: bool) -> Choices:
        """Return the choices for a training that is not stopped early. of_squares: the loss is."""
        times = 2 if of_squares else 1
        epochs = self.epochs or math.ceil(STEADY_STEPS / times / self._steps(rows))
        decay = PRIOR * times / rows if self.weight_decay is None else self.weight_decay
        return replace(self, epochs=epochs, weight_decay=decay, from_zero=True)

    def _steps(self, rows: int) -> int:
        """Return how many steps an epoch has."""
        return math.ceil(rows / self.batch_size)


def data_for(
    data: str | Path | Data,
    target: str | None = None,
    positive: str | None = None,
    recipe: str | None = None,
) -> Data:
    """Return the rows: as they are, by their set's name, or read from a table, or from a folder or zip of pictures."""
    if isinstance(data, Data):
        return data
    if str(data) in data_names():
        return load(str(data))
    path = Path(data)
    if path.is_dir():
        return from_pictures(path, target=target, positive=positive)
    if path.suffix.lower() == ".zip":
        return from_archive(path, target=target, positive=positive)
    if path.suffix.lower() in _TABLES or path.exists() or len(path.parts) > 1:
        return from_csv(path, target=target, positive=positive, recipe=recipe)
    return load(str(data))  # says which names there are


def recipe_of(data: Data, name: str | None) -> Recipe:
    """Return the recipe by name, or the one the target calls for; LoopwiseError where they do not agree."""
    recipe = recipe_named(name or data.problem)
    if data.problem in (recipe.name, *recipe.also_for):
        return recipe
    able = [one.name for one in recipes() if data.problem in (one.name, *one.also_for)]
    raise LoopwiseError(
        Text(
            en=f"{data.name}: the target {data.target_name!r} has {_told(data).en}, which calls for "
            f"the recipe '{data.problem}', not '{recipe.name}'; recipes it can take: {', '.join(able)}.",
            ko=f"{data.name}: 정답 열 {data.target_name!r}의 값은 {_told(data).ko}이므로 '{recipe.name}' "
            f"레시피가 아니라 "
            f"'{data.problem}' 레시피가 필요합니다. 쓸 수 있는 레시피: {', '.join(able)}",
        ),
        fix=f"--recipe {data.problem}",
    )


def device_for(name: str) -> torch.device:
    """Return the torch device, tried with one number; LoopwiseError where this machine does not have it."""
    try:
        device = torch.device(name)
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as problem:
        raise LoopwiseError(
            Text(
                en=f"the device {name!r} cannot be used here: {str(problem).splitlines()[0]}",
                ko=f"이 컴퓨터에서 쓸 수 없는 장치입니다: {name!r} ({str(problem).splitlines()[0]})",
            ),
            fix="--device cpu",
        ) from problem
    return device


def _told(data: Data) -> Text:
    if data.classes:
        return Text(en=f"{len(data.classes)} classes", ko=f"클래스 {len(data.classes)}개")
    if data.problem == "multilabel":
        return Text(en=f"{len(data.outputs)} labels", ko=f"레이블 {len(data.outputs)}개")
    return Text(en="amounts", ko="연속된 숫자")


def _ask(option: str, value: object, wanted: str, is_right: bool) -> None:
    if not is_right:
        raise LoopwiseError(
            Text(
                en=f"{option} is {value}; it can be {wanted}.",
                ko=f"{option} 값({value})을 쓸 수 없습니다. 쓸 수 있는 값: {wanted}",
            )
        )
