"""Training steps that go wrong in one arm, one caller or one part only, each beside right twins."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import argparse
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

X, y = torch.randn(90, 4), torch.randint(0, 3, (90,))
loader = DataLoader(TensorDataset(X, y), batch_size=30, shuffle=True)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
optimizer = torch.optim.AdamW(model.parameters())
parser = argparse.ArgumentParser()
parser.add_argument("--amp", action="store_true")
parser.add_argument("--clip", type=float, default=1.0)
"""


def found(body: str) -> set[str]:
    """Return the faults above `note` of a program."""
    findings = check(HEAD + body, hints=True).findings
    return {finding.fault for finding in findings if finding.severity != "note"}


TRAINED = """
for epoch in range(3):
    {before}
    {begin}
    for a, b in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(a), b)
        {learn}
        optimizer.step()
"""
JUDGED = """
def judge(seen):
    model.eval()
    with torch.no_grad():
        for a, b in loader:
            seen({given})
    model.train()
"""
MEAN = """
class Mean:
    def __init__(self):
        self.total, self.steps = 0.0, 0

    def add(self, value):
        self.total = self.total + {value}
        self.steps += 1
"""
NOTED = """
def note(history, value):
    history.append({value})

train_losses, val_losses = [], []
"""
RECORD = """
@dataclass
class Sum:
    total: float = 0.0
    count: int = 0

    def __call__(self, value, n=1):
        self.total += {value} * n
        self.count += n
"""
ITEM = "F.cross_entropy(model(a), b).item()"
KEPT = {
    "a mean": MEAN
    + JUDGED.format(given=ITEM)
    + TRAINED.format(
        before="pass", begin="seen, judged = Mean(), Mean()", learn="loss.backward(); seen.add({given})"
    )
    + "    judge(judged.add)\n",
    "a list": NOTED
    + JUDGED.format(given=ITEM)
    + TRAINED.format(
        before="judge(lambda value: note(val_losses, value))",
        begin="pass",
        learn="loss.backward(); note(train_losses, {given})",
    ),
    "a record": RECORD
    + TRAINED.format(
        before="pass",
        begin="seen, hits = Sum(), Sum()",
        learn="seen({given}, len(a)); loss.backward(); hits((model(a).argmax(1) == b).sum().item())",
    ),
}


@pytest.mark.parametrize("style", KEPT)
def test_one_of_two_callers_hands_over_the_loss_itself(style):
    body = KEPT[style]
    assert found(body.format(value="value", given="loss")) == {"graph-kept"}
    assert not found(body.format(value="value", given="loss.item()"))
    assert not found(body.format(value="float(value)", given="loss"))
