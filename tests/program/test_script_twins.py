"""What training scripts do that only looks like a fault, beside the fault it looks like: each pair differs in that."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import math
import sys
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
"""


def found(program: str) -> set[str]:
    return {finding.fault for finding in check(HEAD + textwrap.dedent(program), hints=True).findings}


PAIRS = {
    "a buffer moves with its module": (
        "devices-mixed",
        """
        class Grid(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 6)
                self.places = torch.linspace(0, 1, 6)

            def forward(self, x):
                return (self.fc(x).softmax(1) * self.places).sum(1)

        model = Grid().to("cuda")
        print(model(torch.randn(5, 4).to("cuda")))
        """,
        ("self.places = torch.linspace(0, 1, 6)", 'self.register_buffer("places", torch.linspace(0, 1, 6))'),
    ),
    "norms are no penalty where nothing else is learnt from": (
        "hand-written-penalty",
        """
        X, y = torch.randn(60, 4), torch.randn(60, 1)
        model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
        loss = F.mse_loss(model(X), y)
        for p in model.parameters():
            loss = loss + p.norm(p=2)
        loss.backward()
        """,
        ("loss = F.mse_loss(model(X), y)", "loss = 0.0"),
    ),
    "a counter kept as a parameter that asks for nothing": (
        "changed-in-place",
        """
        class Counting(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 1)
                self.steps = nn.Parameter(torch.zeros(1))

            def forward(self, x):
                self.steps.add_(1.0)
                return self.fc(x)

        model = Counting()
        model(torch.randn(5, 4)).mean().backward()
        """,
        ("torch.zeros(1))", "torch.zeros(1), requires_grad=False)"),
    ),
    "one parameter of a layer goes on learning": (
        "gradient-not-required",
        """
        model = nn.Sequential(nn.Linear(4, 1))
        model[0].weight.requires_grad = False
        model[0].bias.requires_grad = False
        model(torch.randn(5, 4)).mean().backward()
        """,
        ("model[0].weight.requires_grad = False", "pass"),
    ),
    "shares of classes are no ids": (
        "labels-outside-classes",
        """
        X, wanted = torch.randn(8, 4), torch.randint(0, 9, (8,))
        model = nn.Linear(4, 5)
        F.cross_entropy(model(X), wanted).backward()
        """,
        ("torch.randint(0, 9, (8,))", "torch.randn(8, 5)"),
    ),
    "a layer made in a call under a condition": (
        "layer-born-in-forward",
        """
        class Late(nn.Module):
            def __init__(self):
                super().__init__()
                self.body, self.head = nn.Linear(4, 8), None

            def build(self, width):
                self.head = nn.Linear(width, 3)

            def forward(self, x):
                hidden = F.relu(self.body(x))
                self.build(8)
                return self.head(hidden)

        print(Late()(torch.randn(5, 4)))
        """,
        ("self.build(8)", "if self.head is None:\n                    self.build(8)"),
    ),
    "a layer that a decorator keeps": (
        "layer-born-in-forward",
        """
        def kept(name):
            def around(make):
                def get(self, *given):
                    if getattr(self, name) is None:
                        setattr(self, name, make(self, *given))
                    return getattr(self, name)
                return get
            return around

        class Late(nn.Module):
            def __init__(self):
                super().__init__()
                self.body, self.head = nn.Linear(4, 8), None

            # here
            def made(self, width):
                return nn.Linear(width, 3)

            def forward(self, x):
                hidden = F.relu(self.body(x))
                return self.made(8)(hidden)

        print(Late()(torch.randn(5, 4)))
        """,
        ("# here", '@kept("head")'),
    ),
    "one batch holds all rows": (
        "train-set-not-shuffled",
        """
        X, y = torch.randn(150, 4), torch.randint(0, 3, (150,))
        rows = int(math.floor(0.8 * 150))
        loader = DataLoader(TensorDataset(X[:rows], y[:rows]), batch_size=30)
        model = nn.Linear(4, 3)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for epoch in range(3):
            for inputs, labels in loader:
                optimizer.zero_grad()
                F.cross_entropy(model(inputs), labels).backward()
                optimizer.step()
        """,
        ("batch_size=30", "batch_size=120"),
    ),
    "gradients added up over all batches before the step": (
        "train-set-not-shuffled",
        """
        X, y = torch.randn(150, 4), torch.randint(0, 3, (150,))
        loader = DataLoader(TensorDataset(X, y), batch_size=30)
        model = nn.Linear(4, 3)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for epoch in range(3):
            optimizer.zero_grad()
            for inputs, labels in loader:
                F.cross_entropy(model(inputs), labels).backward()
                optimizer.step()
        """,
        ("        optimizer.step()", "    optimizer.step()"),
    ),
    "parameters that a flag makes": (
        "parameters-not-optimised",
        """
        class Scaled(nn.Module):
            def __init__(self, learnt):
                super().__init__()
                if learnt:
                    self.scale = nn.Parameter(torch.ones(4))
                else:
                    self.register_buffer("scale", torch.Tensor())

            def forward(self, x):
                return x * self.scale

        learnt = len(sys.argv) > 1
        body, head = Scaled(learnt), nn.Linear(4, 1)
        optimizer = torch.optim.SGD(body.parameters(), lr=0.1)
        for step in range(9):
            optimizer.zero_grad()
            head(body(torch.randn(5, 4))).mean().backward()
            optimizer.step()
        """,
        ("optimizer = torch.optim.SGD(body", "head = body\n        optimizer = torch.optim.SGD(body"),
    ),
}
TRAINED = """
    def perturbed(model, x, y):
        moved = x.clone().requires_grad_()
        F.cross_entropy(model(moved), y).backward()
        return (moved + 0.1 * moved.grad.sign()).detach()

    X, y = torch.randn(90, 4), torch.randint(0, 3, (90,))
    train_set, test_set = torch.utils.data.random_split(TensorDataset(X, y), [60, 30])
    train_loader = DataLoader(train_set, batch_size=30, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=30)
    model = nn.Linear(4, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(3):
        for inputs, labels in train_loader:
            optimizer.zero_grad()
            F.cross_entropy(model(inputs), labels).backward()
            optimizer.step()
        hits = 0
        for inputs, labels in test_loader:
            moved = perturbed(model, inputs, labels)
            # here
            with torch.no_grad():
                hits += (model(moved).argmax(1) == labels).sum().item()
        print(hits / len(test_set))
    """
PAIRS["an attack takes gradients of test rows and no step"] = (
    "trained-on-test",
    TRAINED.replace("# here", "optimizer.step()"),
    ("optimizer.step()\n            with", "model.zero_grad()\n            with"),
)


@pytest.mark.parametrize(("fault", "program", "change"), PAIRS.values(), ids=PAIRS)
def test_the_fault_is_found_and_its_right_twin_is_not(fault, program, change):
    assert program.count(change[0]) == 1
    right = found(program.replace(*change))
    assert fault in found(program)
    assert fault not in right


def test_what_stands_before_the_programs_end_does_not_reach_what_follows():
    program = """
        model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
        if len(sys.argv) > 1:
            model = nn.Linear(4, 3)
            sys.exit(str(model))
        F.cross_entropy(model(torch.randn(5, 4)), torch.randint(0, 3, (5,))).backward()
        """
    assert "softmax-before-cross-entropy" in found(program)
    assert "softmax-before-cross-entropy" not in found(program.replace("sys.exit", "print"))
