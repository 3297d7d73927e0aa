"""Whether a training loader is known to give class after class: only then is it more than a hint."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

PROGRAM = """
import numpy as np
import torch
from sklearn.datasets import load_wine, make_blobs
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, IterableDataset, TensorDataset

torch.manual_seed(0)
X = torch.randn(300, 13)
{labels}
loader = DataLoader(TensorDataset(X, y), {settings})
model = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for xb, yb in loader:
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(xb), yb).backward()
    optimizer.step()
"""
SORTED = {
    "blocks": "y = torch.cat([torch.zeros(100), torch.ones(200)]).long()",
    "blocks of numpy": "y = torch.tensor(np.concatenate([np.zeros(100), np.ones(200)])).long()",
    "numbers repeated": "y = torch.from_numpy(np.repeat(np.arange(3), 100))",
    "a class each round": "ys = []\nfor c in range(3):\n    ys.append(torch.full((100,), c))\ny = torch.cat(ys)",
    "a split in order": "X, y = load_wine(return_X_y=True)\n"
    "X, _, y, _ = train_test_split(X, y, shuffle=False)\nX, y = torch.tensor(X).float(), torch.tensor(y)",
}
DEALT = {
    "drawn": "y = torch.randint(0, 3, (300,))",
    "indexed anew": "y = torch.arange(3).repeat_interleave(100)\ny = y[torch.randperm(300)]",
    "one class": "y = torch.cat([torch.zeros(100), torch.zeros(200)]).long()",
    "blobs": "X, y = make_blobs(300, 13)\nX, y = torch.tensor(X).float(), torch.tensor(y)",
}


def confidences(labels: str, settings: str = "batch_size=16") -> list[str]:
    found = check(PROGRAM.format(labels=labels, settings=settings), hints=True).findings
    return [finding.confidence for finding in found if finding.fault == "train-set-not-shuffled"]


@pytest.mark.parametrize("labels", SORTED.values(), ids=SORTED)
def test_labels_that_come_class_after_class_are_likely_a_fault(labels):
    assert confidences(labels) == ["likely"]


@pytest.mark.parametrize("labels", DEALT.values(), ids=DEALT)
def test_labels_not_known_to_be_sorted_are_a_hint(labels):
    assert confidences(labels) == ["hint"]


@pytest.mark.parametrize(
    "settings",
    ["batch_size=16, shuffle=True", "batch_size=300", "16, True", "batch_size=16, sampler=s", "**settings"],
)
def test_a_loader_that_may_shuffle_is_silent(settings):
    assert confidences(SORTED["blocks"], settings) == []
