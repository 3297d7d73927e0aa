"""Predictions taken along the batch, where the scores are not a layer's own or their shape is not known."""

from __future__ import annotations

import pytest

from loopwise.testing.contract import names_found

PROGRAM = """
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision import datasets, models, transforms

torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
data = TensorDataset(torch.tensor(X / X.max(axis=0).clip(1)).float(), torch.tensor(y))
x, t = data.tensors
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(5):
    for a, b in DataLoader(data, batch_size=64, shuffle=True):
        loss = nn.functional.cross_entropy(model(a), b)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@torch.no_grad()
def evaluate(model, x, t):
    model.eval()
    {how}


print(evaluate(model, x, t))
"""
WRONG = [
    "return (model(x).argmax(0) == t).float().mean()",
    "return ((model(x) + model(x)).argmax(dim=0) == t).float().mean()",
    "scores = torch.stack([model(x), model(x)]).mean(0)\n    return (scores.argmax(0) == t).float().mean()",
]
RIGHT = [
    "return (model(x).argmax(1) == t).float().mean()",
    "scores = model(x).T\n    return (scores.argmax(0) == t).float().mean()",
    "scores = model(x) @ model(x).T\n    return (scores.argmax(0) == torch.arange(len(x))).float().mean()",
    "return (torch.stack([model(x), model(x)]).argmax(0) == 1).float().mean()",
]


@pytest.mark.parametrize("how", WRONG)
def test_scores_of_a_function_given_the_batch(how: str) -> None:
    assert names_found(PROGRAM.format(how=how)) == {"argmax-over-the-batch"}


@pytest.mark.parametrize("how", RIGHT)
def test_what_is_no_prediction_along_the_batch(how: str) -> None:
    assert "argmax-over-the-batch" not in names_found(PROGRAM.format(how=how))
