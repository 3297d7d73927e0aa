"""Shapes, types and labels are followed from where data is made to the loss: each pair differs in the fault alone."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import random
import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F
from sklearn import datasets
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset, random_split
"""

TRAIN = """
optimiser = torch.optim.Adam(net.parameters())
for inputs, wanted in loader:
    optimiser.zero_grad()
    criterion(net(inputs), wanted).backward()
    optimiser.step()
"""


def found(program: str) -> set[str]:
    program = textwrap.dedent(program).replace("TRAIN", TRAIN)
    return {finding.fault for finding in check(HEAD + program, hints=True).findings}


# name: (fault, program that has it, (its words, the right ones))
PAIRS = {
    "generated regression in a data set of one's own": (
        "target-broadcast",
        """
        class Curves(Dataset):
            def __init__(self):
                self.x, y = datasets.make_friedman2(300, random_state=1)
                self.wanted = torch.as_tensor(y / y.std()).float()
                self.x = torch.as_tensor(self.x).float()

            def __getitem__(self, k):
                return self.x[k], self.wanted[k]

            def __len__(self):
                return 300

        part, _ = random_split(Curves(), (200, 100))
        loader = DataLoader(part, 25, shuffle=True)
        net, criterion = nn.Sequential(nn.BatchNorm1d(4), nn.Linear(4, 1)), nn.HuberLoss()
        TRAIN
        """,
        ("self.wanted[k]\n", "self.wanted[k].unsqueeze(0)\n"),
    ),
    "rows picked by a slice that has a name": (
        "flatten-eats-the-batch",
        """
        rows = slice(1000)
        digits = datasets.load_digits()
        X, y = torch.tensor(digits.images[rows]).float(), torch.tensor(digits.target[rows])
        loader = DataLoader(TensorDataset(X, y), batch_size=50, shuffle=True)

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.out = nn.Linear(64, 10)

            def forward(self, x):
                return self.out(x.flatten())

        net, criterion = Net(), nn.CrossEntropyLoss()
        TRAIN
        """,
        ("x.flatten()", "x.flatten(1)"),
    ),
    "several labels out of a data set of one's own": (
        "softmax-for-many-labels",
        """
        class Tagged(Dataset):
            def __init__(self, count):
                self.x = torch.randn(count, 12)
                self.tags = (torch.randn(count, 4) > 0.3).float()

            def __len__(self):
                return len(self.x)

            def __getitem__(self, k):
                return self.x[k], self.tags[k]

        loader = DataLoader(Tagged(400), batch_size=20, shuffle=True)
        net = nn.Sequential(nn.Linear(12, 4), nn.Softmax(dim=1))
        criterion = nn.BCELoss()
        TRAIN
        """,
        ("nn.Softmax(dim=1)", "nn.Sigmoid()"),
    ),
    "windows cut one by one and put together by numpy": (
        "target-broadcast",
        """
        wave = np.cos(np.linspace(0.0, 40.0, 500)).astype("float32")
        before, after = [], []
        for at in range(len(wave) - 9):
            before.append(wave[at : at + 8])
            after.append(wave[at + 8 : at + 8 + 1])
        X, y = torch.tensor(np.stack(before)), torch.tensor(np.stack(after))
        loader = DataLoader(TensorDataset(X, y), batch_size=16, shuffle=True)

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = nn.Linear(8, 1)

            def forward(self, x):
                return self.layer(x)[:, 0]

        net, criterion = Net(), nn.MSELoss()
        TRAIN
        """,
        ("wave[at + 8 : at + 8 + 1]", "wave[at + 8]"),
    ),
    "pictures stacked by numpy, their axes only viewed": (
        "view-instead-of-permute",
        """
        drawn = [np.random.randint(0, 200, (10, 14, 3)) for _ in range(80)]
        pictures = np.clip(np.stack(drawn) + 20, 0, 255).astype(np.float32)
        batch, high, wide, colours = pictures.shape
        X = torch.from_numpy(pictures).view(batch, colours, high, wide)
        y = torch.from_numpy(np.random.randint(0, 2, 80))
        loader = DataLoader(TensorDataset(X, y), batch_size=8, shuffle=True)
        net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
        criterion = nn.CrossEntropyLoss()
        TRAIN
        """,
        (".view(batch, colours, high, wide)", ".permute(0, 3, 1, 2)"),
    ),
    "batches that an object of the program's own deals out": (
        "target-dtype",
        """
        class Feed:
            def __init__(self, table, ids):
                self.table, self.ids, self.at = table, ids.astype("int32"), 0

            def __iter__(self):
                self.at = 0
                return self

            def __next__(self):
                if self.at >= 1700:
                    raise StopIteration
                rows = slice(self.at, self.at + 100)
                self.at += 100
                return torch.from_numpy(self.table[rows]).float(), torch.from_numpy(self.ids[rows])

        X, y = datasets.load_digits(return_X_y=True)
        loader, net, criterion = Feed(X / 16, y), nn.Linear(64, 10), nn.CrossEntropyLoss()
        TRAIN
        """,
        ('ids.astype("int32")', 'ids.astype("int64")'),
    ),
    "a new head for a model of the program's own": (
        "head-on-the-wrong-name",
        """
        class Backbone(nn.Module):
            def __init__(self, outputs=40):
                super().__init__()
                self.body = nn.Sequential(nn.Linear(5, 8), nn.ReLU())
                self.classifier = nn.Linear(8, outputs)

            def forward(self, x):
                return self.classifier(self.body(x))

        net, criterion = Backbone(), nn.CrossEntropyLoss()
        net.head = nn.Linear(8, 3)
        loader = DataLoader(TensorDataset(torch.rand(60, 5), torch.randint(0, 3, (60,))), 10, shuffle=True)
        TRAIN
        """,
        ("net.head =", "net.classifier ="),
    ),
    "branches weighed by a gate that sums to 1 over the batch": (
        "softmax-over-the-batch",
        """
        class Blend(nn.Module):
            def __init__(self):
                super().__init__()
                self.one, self.two, self.gate = nn.Linear(9, 3), nn.Linear(9, 3), nn.Linear(9, 2)

            def forward(self, x):
                share = F.softmax(self.gate(x), dim=0)
                both = torch.stack((self.one(x), self.two(x)), dim=2)
                return torch.sum(both * share[:, None, :], dim=2)

        net, criterion = Blend(), nn.CrossEntropyLoss()
        loader = DataLoader(TensorDataset(torch.rand(60, 9), torch.randint(0, 3, (60,))), 12, shuffle=True)
        TRAIN
        """,
        ("dim=0", "dim=1"),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_fault_is_found_and_its_right_twin_is_silent(name):
    fault, program, (wrong, right) = PAIRS[name]
    assert wrong in textwrap.dedent(program)
    assert fault in found(program)
    assert fault not in found(textwrap.dedent(program).replace(wrong, right))


def test_a_layer_that_a_list_repeats_is_found_where_the_list_is_multiplied():
    program = "part = nn.Linear(6, 6)\nnet = nn.Sequential(\n    nn.Tanh(),\n    *(2 * [part]),\n)\n"
    findings = check(HEAD + program + "net(torch.rand(3, 6)).sum().backward()\n", hints=True).findings
    lines = [finding.place.line for finding in findings if finding.fault == "same-layer-repeated"]
    assert lines == [HEAD.count("\n") + 4]


def test_attention_over_a_bag_is_no_softmax_over_the_batch():
    program = """
class Bag(nn.Module):
    def __init__(self):
        super().__init__()
        self.score, self.out = nn.Linear(9, 4), nn.Linear(9, 3)

    def forward(self, x):
        share = torch.softmax(self.score(x), dim=0)
        return self.out((share.unsqueeze(2) * x.unsqueeze(1)).sum(0))

net, criterion = Bag(), nn.MSELoss()
loader = DataLoader(TensorDataset(torch.rand(60, 9), torch.rand(60, 3)), 12, shuffle=True)
TRAIN
"""
    assert "softmax-over-the-batch" not in found(program)
