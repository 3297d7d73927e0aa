"""What public code decorates with what is not seen, and sets by the mode before it drops, beside the twin at fault."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.diagnosis.checking import check

SCORED = """
import torch
from torch import nn
from torch.utils.data import DataLoader
from package import Speech, is_new, timed

{decorator}

{decorated}
def score(model, loader, cost):
    model.eval()
    total = torch.zeros(1)
    for x, y in loader:
        total += cost(model(x), y)
    return total.item()

data = Speech()
model = nn.Linear(4, 3)
optimizer = torch.optim.Adam(model.parameters())
cost = nn.CrossEntropyLoss()
for epoch in range(10):
    model.train()
    for x, y in DataLoader(data, 32, shuffle=True):
        optimizer.zero_grad()
        cost(model(x), y).backward()
        optimizer.step()
    print(score(model, DataLoader(data, 32), cost))
"""

BY_VERSION = """
def quietly(new=is_new(torch.__version__)):
    def decorate(function):
        return (torch.inference_mode if new else torch.no_grad)()(function)
    return decorate
"""

COUNTED = """
def counted(function):
    def inner(*given):
        print("called")
        return function(*given)
    return inner
"""

DROPPED = """
import torch
import torch.nn.functional as F
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 3)
        self.p = 0.3

    def forward(self, x):
{body}
        return self.out(F.dropout(x, p))

net = Net()
net.eval()
print(net(torch.randn(8, 4)))
"""


def _found(source: str) -> set[str]:
    return {finding.fault for finding in check(source).findings}


@pytest.mark.parametrize(
    ("decorator", "decorated", "told"),
    [
        (BY_VERSION, "@quietly()", False),
        ("", "@timed", False),  # what a file that is not there does with it is not known
        (COUNTED, "@counted", True),
        ("", "@torch.jit.ignore", True),
        ("", "", True),
    ],
)
def test_gradients_under_a_decorator(decorator: str, decorated: str, told: bool) -> None:
    found = _found(SCORED.format(decorator=decorator, decorated=decorated))
    assert ({"no-grad-missing", "graph-kept"} <= found) is told
    assert told or not {"no-grad-missing", "graph-kept"} & found


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("p = self.p if self.training else 0.0", False),
        ("p = 0.0\nif self.training:\n    p = self.p", False),
        ("training = self.training\np = self.p * training", False),
        ("p = self.p", True),
    ],
)
def test_a_probability_set_by_the_mode(body: str, told: bool) -> None:
    assert ("dropout-always-on" in _found(DROPPED.format(body=textwrap.indent(body, " " * 8)))) is told


KINDS = """
import torch
from torch import nn
from data import loader, width

class Joint(nn.Module):
    kind = "joint"

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 3)

    def {method}(self, x):
        return self.out(x)

class Tower(nn.Module):
    kind = "tower"

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 3)

    def energies(self, x):
        return self.out(x)

def scores(net, x):
    if net.kind == "joint":
        return net(x)
    return net.energies(x)

net = {made}
optimizer = torch.optim.Adam(net.parameters())
for x, y in loader:
    loss = nn.functional.cross_entropy(scores(net, x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


@pytest.mark.parametrize(
    ("method", "made", "told"),
    [("forward", "Joint() if width > 8 else Tower()", False), ("foward", "Joint()", True)],
)
def test_one_of_several_models_that_answers_under_another_name(method: str, made: str, told: bool) -> None:
    assert ("required-method-missing" in _found(KINDS.format(method=method, made=made))) is told
