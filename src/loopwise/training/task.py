"""What is trained, ready for its first step  ->  task_of(data, recipe, parts, truth, choices): model, loss and rows.

Everything that looks at values - scaling, imputation, the target's own scale - is learnt from `parts.train` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from loopwise.data import Data
from loopwise.recipes import Recipe
from loopwise.training.choices import Choices, device_for
from loopwise.training.cumulative import CumulativeLink
from loopwise.training.models import model_for
from loopwise.training.preparing import Indices, Parts, Preparation, Scale

PREDICTED_AT_ONCE = 1024  # rows


@dataclass(frozen=True, slots=True)
class Task:
    """What is trained: a model at its first weights, its loss, and rows ready for it, (x, y) each."""

    model: nn.Module
    criterion: nn.Module
    train: tuple[Tensor, Tensor]
    validation: tuple[Tensor, Tensor]
    test: tuple[Tensor, Tensor]
    scale: Scale | None
    activation: str

    def predicted(self, rows: tuple[Tensor, Tensor]) -> NDArray[np.float64]:
        """Return what the model predicts for rows, in the target's own unit: (n, units)."""
        values = predict(self.model, rows[0], self.activation)
        return self.scale.undo(values) if self.scale else values


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
    units = recipe.units(classes, len(data.outputs))
    model = model_for(choices.model, tuple(train_set[0].shape[1:]), units, from_zero=choices.from_zero)
    if recipe.name == "ordinal":
        model = CumulativeLink(model, classes)
    criterion = getattr(nn, line.loss)()
    nothing = train_set[0][:0], train_set[1][:0]  # scikit-learn prepares no empty part
    validation_set, test_set = rows(parts.validation) if len(parts.validation) else nothing, rows(parts.test)
    return Task(model.to(device), criterion, train_set, validation_set, test_set, scale, line.to_predict)


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
