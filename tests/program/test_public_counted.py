"""What public code counts, copies and chooses by the member of an enumeration, beside the twin that is at fault."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.diagnosis.checking import check

SPEECH = """
import torch
from torch.utils.data import DataLoader, TensorDataset
from package import Speech

waves = TensorDataset(torch.randn(200, 4000), torch.randint(1000, 4000, (200,)))
model = Speech()
optimizer = torch.optim.Adam(model.parameters())
total = 0
for epoch in range(10):
    for audio, lengths in DataLoader(waves, 20, shuffle=True):
        lengths = (lengths / 256).long()
        loss = model(audio, lens=lengths)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += {added}
    print(f"{{total / 1e6:.2f}}M")
"""

KEPT = """
import math
from copy import deepcopy
import torch
from torch import nn
from data import train, rest

model = nn.Linear(4, 1)
optimizer = torch.optim.Adam(model.parameters())

def checkpoint():
    return {kept}

best, lowest = checkpoint(), math.inf
for epoch in range(20):
    for x, y in train:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
    with torch.no_grad():
        loss = sum(nn.functional.mse_loss(model(x), y).item() for x, y in rest)
    if loss < lowest:
        best, lowest = checkpoint(), loss
model.load_state_dict(best["model"])
"""

KINDS = """
from enum import Enum
import torch
import torch.nn.functional as F
from torch import nn
from data import loader

class Kind(Enum):
    ONE = 0
    SEVERAL = 1
    MANY = 2

class Net(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.layer = nn.Linear(8, 4)
        self.last = nn.LogSoftmax(dim=-1) if kind == {logarithms} else nn.Sigmoid()

    def forward(self, x):
        return self.last(self.layer(x))

def judged(kind, answer, target):
    if kind in [Kind.SEVERAL, Kind.MANY]:
        return F.binary_cross_entropy(answer, target)
    if kind in (Kind.ONE,):
        return F.nll_loss(answer, target)
    raise NotImplementedError(kind)

net = Net({kind})
optimizer = torch.optim.Adam(net.parameters())
for x, y in loader:
    optimizer.zero_grad()
    judged({kind}, net(x), y).backward()
    optimizer.step()
"""


def found(text: str) -> set[str]:
    """Return the faults above `note` of a program."""
    findings = check(textwrap.dedent(text), hints=True).findings
    return {finding.fault for finding in findings if finding.severity != "note"}


@pytest.mark.parametrize(
    ("added", "faults"), [("lengths.sum().item()", set()), ("loss.item()", {"total-not-reset"})]
)
def test_lengths_that_a_model_is_given_are_no_loss(added: str, faults: set[str]) -> None:
    assert found(SPEECH.format(added=added)) == faults


@pytest.mark.parametrize(
    ("kept", "faults"),
    [
        ('deepcopy({"epoch": 0, "model": model.state_dict()})', set()),
        ('deepcopy({"model": model.state_dict(), "more": {"epoch": 0}})', set()),
        ('{"epoch": 0, "model": model.state_dict()}', {"best-weights-lost"}),
        ('dict(model=model.state_dict(), more=deepcopy({"epoch": 0}))', {"best-weights-lost"}),
    ],
)
def test_weights_in_a_dictionary_that_is_copied_are_copied(kept: str, faults: set[str]) -> None:
    assert found(KEPT.format(kept=kept)) == faults


@pytest.mark.parametrize(
    ("kind", "logarithms", "faults"),
    [
        ("Kind.MANY", "Kind.ONE", set()),
        ("Kind.ONE", "Kind.ONE", set()),
        ("Kind.ONE", "Kind.MANY", {"probabilities-into-nll"}),
    ],
)
def test_members_of_an_enumeration_are_in_a_list_or_not(kind: str, logarithms: str, faults: set[str]) -> None:
    assert found(KINDS.format(kind=kind, logarithms=logarithms)) == faults


SHOWN = """
import torch
from torch import nn
from torch.utils.data import DataLoader
from data import rows

model = nn.Linear(4, 3)
optimizer = torch.optim.Adam(model.parameters())
every, begun = 10, 0
for epoch in range(5):
    mean = 0
    for step, (x, y) in enumerate(DataLoader(rows, 16, shuffle=True)):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        mean += loss.item()
        if step % every == 0:
            {name} = mean / every
            print(f"{{step}} {{{name}:.4f}}")
            {behind}
"""


@pytest.mark.parametrize(
    ("name", "behind", "told"),
    [
        ("mean", "mean = 0", False),
        ("mean", "mean = begun", False),
        ("shown", "mean = 0", False),
        ("shown", "print()", True),
    ],
)
def test_a_mean_that_is_begun_anew_where_it_was_shown(name: str, behind: str, told: bool) -> None:
    found = {finding.fault for finding in check(SHOWN.format(name=name, behind=behind)).findings}
    assert ("total-not-reset" in found) is told
