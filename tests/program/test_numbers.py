"""Numbers that only a run gives: drawn, counted, looked up. Their type and ends are known, not their value."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check
from loopwise.program import read_source

HEAD = """
import random
from collections import deque, namedtuple
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
"""
STARS = """
class Reviews(Dataset):
    def __init__(self, n):
        self.rows = []
        for _ in range(n):
            stars = random.randint({low}, {high})
            self.rows.append(([random.choice([0, 1, 2]) for _ in range(6)], stars))
    def __len__(self):
        return len(self.rows)
    def __getitem__(self, i):
        words, stars = self.rows[i]
        return torch.tensor(words), stars

def collate(batch):
    words, stars = zip(*batch)
    return torch.stack(words), torch.tensor(stars)

loader = DataLoader(Reviews(200), batch_size=20, shuffle=True, collate_fn=collate)
net = nn.Sequential(nn.Embedding(3, 8), nn.Flatten(), nn.Linear(48, {classes}))
opt = torch.optim.Adam(net.parameters())
for x, t in loader:
    opt.zero_grad()
    nn.functional.cross_entropy(net(x), t).backward()
    opt.step()
"""
RISES = """
def drawn(n):
    rows = []
    for _ in range(n):
        steps = torch.randn(5)
        rows.append((steps, {label}))
    return rows

def collate(batch):
    steps, labels = zip(*batch)
    return torch.stack(steps), torch.tensor(labels)

net = nn.Linear(5, 2)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for x, t in DataLoader(drawn(200), batch_size=20, shuffle=True, collate_fn=collate):
    opt.zero_grad()
    nn.functional.cross_entropy(net(x), t).backward()
    opt.step()
"""
REPLAY = """
Step = namedtuple("Step", "s a r s2 done")
q, target = nn.Linear(4, 2), nn.Linear(4, 2)
opt = torch.optim.Adam(q.parameters())
memory = deque(maxlen=500)
for t in range(400):
    s = torch.randn(4)
    a = random.randrange(2) if random.random() < 0.1 else q(s).argmax().item()
    memory.append(Step(s, a, random.random(), torch.randn(4), random.random() < 0.1))
    if len(memory) >= 32:
        batch = Step(*zip(*random.sample(memory, 32)))
        r, done = torch.tensor(batch.r), torch.tensor(batch.done, dtype=torch.float32)
        chosen = q(torch.stack(batch.s)).gather(1, torch.tensor(batch.a).unsqueeze(1)){squeezed}
        with torch.no_grad():
            wanted = r + 0.9 * (1 - done) * target(torch.stack(batch.s2)).max(1).values
        loss = nn.functional.smooth_l1_loss(chosen, wanted)
        opt.zero_grad()
        loss.backward()
        opt.step()
"""


def found(program: str) -> set[str]:
    return {finding.fault for finding in check(HEAD + program).findings if finding.severity != "note"}


@pytest.mark.parametrize(
    ("low", "high", "classes", "outside"), [(1, 5, 5, True), (0, 4, 5, False), (1, 5, 6, False)]
)
def test_labels_drawn_and_collated_by_the_program(low, high, classes, outside):
    program = STARS.format(low=low, high=high, classes=classes)
    assert found(program) == ({"labels-outside-classes"} if outside else set())
    (loss,) = read_source(HEAD + program).losses()
    assert loss.answers is not None and loss.answers.reach == (low, high)


@pytest.mark.parametrize(
    ("label", "raises"),
    [
        ("int(steps.sum() > 0)", False),
        ("int(steps.sum().item() > 0)", False),
        ("float(steps.sum() > 0)", True),
        ("steps.sum() > 0", True),
    ],
)
def test_a_number_of_a_tensor_is_of_the_type_that_python_makes_of_it(label, raises):
    assert found(RISES.format(label=label)) == ({"target-dtype"} if raises else set())


@pytest.mark.parametrize(("squeezed", "broadcasts"), [("", True), (".squeeze(1)", False)])
def test_a_replay_memory_gives_rows(squeezed, broadcasts):
    assert found(REPLAY.format(squeezed=squeezed)) == ({"target-broadcast"} if broadcasts else set())


@pytest.mark.parametrize(
    ("expression", "shape", "dtype"),
    [
        ("torch.tensor([i % 3 for i in range(n)])", (None,), "int64"),
        ("torch.stack([x[i : i + 24] for i in range(n)])", (None, 24), "float32"),
        ("torch.stack([x[i + 24] for i in range(n)])", (None,), "float32"),
        ("torch.tensor([{'a': 0, 'b': 1}[w] for w in words])", (None,), "int64"),
        ("torch.tensor([int(x[i] > 0) for i in range(n)])", (None,), "int64"),
        ("torch.tensor([float(x[i] > 0) for i in range(n)])", (None,), "float32"),
        ("torch.tensor(np.array([float(x[i] > 0) for i in range(n)]))", (None,), "float64"),
        ("torch.tensor(np.r_[np.zeros(3), np.ones(4)])", (7,), "float64"),
    ],
)
def test_lists_of_unknown_length_have_a_shape(expression, shape, dtype):
    program = read_source(
        f"{HEAD}\nn = int(input())\nwords = input().split()\nx = torch.randn(100)\nnet = nn.Linear(3, 1)\n"
        f"loss = nn.functional.mse_loss(net(torch.randn(5, 3)), {expression})\n"
    )
    (loss,) = program.losses()
    assert loss.answers is not None
    known = loss.answers.shape
    assert known == shape or (known is not None and shape is not None and known[1:] == shape[1:])
    assert loss.answers.dtype == dtype


def test_a_default_of_the_command_line_chooses_what_is_looked_up():
    program = """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--loss", default="{default}")
args = parser.parse_args()
net = nn.Sequential(nn.Linear(4, 1), nn.Sigmoid())
criterion = {{"logits": nn.BCEWithLogitsLoss(), "bce": nn.BCELoss()}}[args.loss]
criterion(net(torch.randn(8, 4)), torch.rand(8, 1)).backward()
"""
    assert "sigmoid-before-bce-with-logits" in found(program.format(default="logits"))
    assert not found(program.format(default="bce"))


def test_a_state_unrolled_in_time_is_asked_once_a_step() -> None:
    """Two ways lead back from every step: asked each anew, fifty steps would never end."""
    steps = "state = state + torch.sigmoid(state - 1.0) * state\n" * 50
    program = f"""{HEAD}
import torch.nn.functional as F
from somewhere import network
state = network(torch.rand(8, 4))
{steps}
shares = F.softmax(state, dim=-1)
loss = F.cross_entropy(shares, torch.tensor([0, 1, 2, 3, 0, 1, 2, 3]))
loss.backward()
"""
    found = {finding.fault for finding in check(program).findings}
    assert "softmax-on-one-output" not in found
