"""`with`: what a context of the program's own changes holds inside the body, and is put back behind it."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import torch
from torch import nn
from contextlib import contextmanager

net = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Dropout(), nn.Linear(8, 2))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()
rows = torch.utils.data.TensorDataset(torch.randn(90, 3), torch.randint(0, 2, (90,)))
train_loader = torch.utils.data.DataLoader(rows, batch_size=30, shuffle=True)
val_loader = torch.utils.data.DataLoader(rows, batch_size=30)
"""
EVALUATING = """
@contextmanager
def evaluating(model):
    {before}
    with torch.no_grad():
        yield model
    {after}
"""
LOOPS = """
for epoch in range(3):
    for x, y in train_loader:
        loss = criterion(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    correct = 0
    with evaluating(net) as model:
        for x, y in val_loader:
            correct += (model(x).argmax(1) == y).sum().item()
    print(correct / len(val_set))
"""


def names(source: str) -> set[str]:
    return {finding.fault for finding in check(source).findings}


def test_a_body_is_read_where_its_generator_yields():
    assert not names(HEAD + EVALUATING.format(before="model.eval()", after="model.train()") + LOOPS)


def test_what_the_generator_leaves_out_is_missing_in_the_body():
    source = HEAD + EVALUATING.format(before="pass", after="pass") + LOOPS
    assert "eval-mode-missing" in names(source)


@pytest.mark.parametrize("thaw, silent", [("self.model.requires_grad_(True)", True), ("pass", False)])
def test_a_context_that_freezes_thaws_on_leaving(thaw, silent):
    source = f"""{HEAD}
class Frozen:
    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.model.requires_grad_(False)

    def __exit__(self, *exception):
        {thaw}

for x, y in train_loader:
    with Frozen(net):
        guess = net(x)
    loss = criterion(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""
    assert ("gradient-not-required" not in names(source)) is silent


def test_what_is_frozen_on_a_condition_out_of_sight_is_not_called_frozen():
    source = f"""{HEAD}
for p in net.parameters():
    p.requires_grad = wanted[p]
for x, y in train_loader:
    loss = criterion(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""
    assert not names(source)


def test_a_return_inside_the_body_ends_the_function():
    source = f"""{HEAD}{EVALUATING.format(before="model.eval()", after="model.train()")}
def first(loader):
    with evaluating(net) as model:
        for x, y in loader:
            return model(x).argmax(1)
    raise ValueError("empty")

print(first(val_loader).shape)
"""
    assert not names(source)
