"""A batch whose parts are moved one by one, or stand under words: what they are is not lost on the way."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset

torch.manual_seed(0)
"""
STEP = """
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


def found(body: str) -> set[str]:
    """Return the faults above `note` of a program."""
    return {one.fault for one in check(HEAD + body + STEP, hints=True).findings if one.severity != "note"}


def of_pairs(apart: str, width: int) -> str:
    """Return a loop over (inputs, labels) of eight columns that takes each batch apart in some way."""
    return f"""
rows = TensorDataset(torch.randn(90, 8), torch.randint(0, 3, (90,)))
loaders = {{"train": DataLoader(rows, 30, shuffle=True)}}
model = nn.Linear({width}, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for batch in loaders["train"]:
    {apart}
    loss = F.cross_entropy(model(x), y)
"""


@pytest.mark.parametrize(
    "apart",
    [
        'x, y = (part.to("cpu") for part in batch)',
        'x, y = [part.to("cpu") for part in batch]',
        'x, y = tuple(part.to("cpu") for part in batch)',
        'x, y = map(lambda part: part.to("cpu"), batch)',
        'batch = [part.to("cpu") for part in batch]; x, y = batch',
    ],
)
def test_parts_that_are_moved_keep_their_shapes(apart: str) -> None:
    assert found(of_pairs(apart, 4)) == {"linear-width-mismatch"}
    assert found(of_pairs(apart, 8)) == set()


def test_parts_of_a_batch_of_unknown_length_are_told_apart() -> None:
    """As many as there are names; the second is no first."""
    body = """
from rows import loader
model = nn.Linear(8, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for batch in loader:
    x, y = (part.to("cpu") for part in batch)
    loss = F.cross_entropy({}, y)
"""
    assert found(body.format("model(x).softmax(1)")) == {"softmax-before-cross-entropy"}
    assert found(body.format("model(x)")) == set()


def under_words(moved: str, target: str) -> str:
    """Return a loop over batches that are dictionaries, each part moved in some way."""
    return f"""
class Rows(Dataset):
    def __init__(self, inputs, targets):
        self.inputs, self.targets = inputs, targets

    def __len__(self):
        return len(self.inputs)

    def __getitem__(self, i):
        sample = {{"x": torch.tensor(self.inputs[i], dtype=torch.float)}}
        sample["y"] = torch.tensor({target}, dtype=torch.float)
        return sample

model = nn.Linear(5, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for batch in DataLoader(Rows(np.zeros((90, 5)), np.zeros(90)), 30, shuffle=True):
    {moved}
    loss = F.mse_loss(model(batch["x"]).squeeze(1), batch["y"])
"""


@pytest.mark.parametrize(
    "moved",
    [
        "pass",
        'batch = {word: part.to("cpu") for word, part in batch.items()}',
        'batch = {word: batch[word].to("cpu") for word in batch}',
    ],
)
def test_parts_under_words_keep_their_shapes(moved: str) -> None:
    assert found(under_words(moved, "[self.targets[i]]")) == {"target-broadcast"}
    assert found(under_words(moved, "self.targets[i]")) == set()
