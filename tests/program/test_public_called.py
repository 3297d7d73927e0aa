"""Calls that a test chooses, and what a base leaves to its subclasses, beside the twin that raises."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

STORES = """
import torch
from torch import nn

class Plain(dict):
    pass

class Owned(dict):
    def __init__(self, owner, **given):
        super().__init__(**given)
        self.owner = owner

def inject(net, store):
    for module in net.modules():
        {chosen}
        for name, one in module._parameters.items():
            new[name] = one
        module._parameters = new

net = nn.Linear(4, 2)
inject(net, Owned)
print(net(torch.randn(3, 4)))
"""

BATCHES = """
import torch
from torch import nn
from data import loader

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 1)

    def forward(self, x, lengths, step):
        return self.out(x) / lengths[:, None]

def ask(net, batch, step):
{asked}

net = Net()
optimizer = torch.optim.Adam(net.parameters())
for step, batch in enumerate(loader):
    loss = ask(net, batch, step).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""

MEASURES = """
import torch
from torch import nn

class Trained(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 2)

    def metrics(self, loss, more):
        return {{}}

    def learn(self, x, y):
        return self.metrics(nn.functional.cross_entropy(self.out(x), y))
{used}
"""

BASE = """
import torch
from torch import nn

class Model(nn.Module):
    def __init__(self, x, y):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))
        self.x, self.y = x, y

    def _loss(self):
        return -self.log_likelihood(self.x, self.y)

    def optimise(self, rounds=20):
        optimizer = torch.optim.Adam(self.parameters())
        for _ in range(rounds):
            optimizer.zero_grad()
            loss = self._loss()
            loss.backward()
            optimizer.step()
{used}
"""


def _found(source: str) -> set[str]:
    wanted = {"arguments-do-not-fit", "attribute-not-there"}
    return {finding.fault for finding in check(source).findings} & wanted


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ("new = store(module) if store == Owned else store()", False),
        ("new = store(module) if issubclass(store, Owned) else store()", False),
        ("new = store()", True),
    ],
)
def test_what_a_class_is_made_with(chosen: str, told: bool) -> None:
    assert bool(_found(STORES.format(chosen=chosen))) is told


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            "    if isinstance(batch, tuple):\n        return net(*batch, step)\n    return net(batch, step)",
            False,
        ),
        ("    if len(batch) == 2:\n        return net(*batch, step)\n    return net(batch, step)", False),
        ("    return net(batch, step)", True),
    ],
)
def test_what_a_kind_of_batch_is_asked_with(asked: str, told: bool) -> None:
    assert bool(_found(BATCHES.format(asked=asked))) is told


@pytest.mark.parametrize(
    ("used", "told"),
    [("", False), ("\nTrained().learn(torch.randn(3, 4), torch.zeros(3, dtype=torch.long))", True)],
)
def test_a_method_of_its_own_that_a_subclass_may_have(used: str, told: bool) -> None:
    assert bool(_found(MEASURES.format(used=used))) is told


@pytest.mark.parametrize(
    ("used", "told"),
    [
        ("", False),  # a subclass in another file has it
        ("\nmodel = Model(torch.randn(9, 2), torch.randn(9))\nmodel.optimise()", True),
    ],
)
def test_what_a_base_leaves_to_its_subclasses(used: str, told: bool) -> None:
    assert bool(_found(BASE.format(used=used))) is told


FUSED = """
import torch
from torch import nn

class Fused(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 2)

    def forward(self, x{given}):
        {asked}
        return self.out(x)

print(Fused()(torch.randn(3, 4)))
"""


@pytest.mark.parametrize(
    ("given", "asked", "told"),
    [
        (", enc=None", "x = self.skip(enc) + x if enc is not None else x", False),
        (", enc=None", "x = self.skip(x) + x", True),
        ("", "x = self.skip(x) + x", True),
    ],
)
def test_what_nobody_ever_gives(given: str, asked: str, told: bool) -> None:
    assert bool(_found(FUSED.format(given=given, asked=asked))) is told


HOT = """
import torch
from torch import nn

def hot(y, n):
    rows = y.{typed}.view(-1, 1)
    return torch.zeros(len(rows), n).scatter_(1, rows, 1)

net = nn.Linear(4, 3).cuda()
x, y = torch.randn(8, 4).cuda(), torch.randint(0, 3, (8,)).cuda()
wanted = hot(y, 3).cuda()
print(nn.functional.mse_loss(net(x), wanted))
"""


@pytest.mark.parametrize(("typed", "told"), [("type(torch.LongTensor)", False), ("long()", True)])
def test_a_type_that_lives_on_the_cpu(typed: str, told: bool) -> None:
    found = {finding.fault for finding in check(HOT.format(typed=typed)).findings}
    assert ("devices-mixed" in found) is told
