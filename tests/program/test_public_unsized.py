"""What public code counts only when it runs, and lets its own way of loading make anew, beside the twin at fault."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

TASKS = """
import csv
from collections import defaultdict
import torch
from torch import nn

tasks = defaultdict(list)
{filled}

class Heads(nn.Module):
    def __init__(self, tasks):
        super().__init__()
        self.tasks = tasks
        self.heads = nn.ModuleDict({{name: nn.Linear(8, len(kinds)) for name, kinds in tasks.items()}})

    def forward(self, task, x):
        kinds = self.tasks[task]
        return torch.softmax(self.heads[task](x).view(-1, len(kinds)), dim=1)

net = Heads(tasks)
print(net({asked}, torch.randn(4, 8)))
"""

READ = """
with open("tasks.csv") as file:
    for task, label in csv.reader(file):
        if "/" in label:
            for one in label.split("/"):
                tasks[task].append(one) if one not in tasks[task] else tasks[task]
        else:
            tasks[task].append(label) if label not in tasks[task] else tasks[task]
"""

FOLDED = """
from itertools import accumulate
import torch
from torch import nn

class Folded(nn.Module):
    def __init__(self, cell, start):
        super().__init__()
        self.cell = cell
        self.start = start

    def forward(self, rows):
        return tuple(accumulate(rows, self.cell, initial=self.start))

net = Folded(nn.GRUCell(8, 8), nn.Parameter(torch.zeros(1, 8)))
optimizer = torch.optim.Adam(net.parameters())
rows, wanted = torch.randn(10, 1, 8), torch.randn(10, 8)
{unpacked}
loss = nn.functional.mse_loss(torch.stack({stacked}), wanted)
loss.backward()
optimizer.step()
"""

SCALED = """
import torch
from torch import nn

class Scaler(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.empty({width}))

    def fit(self, x):
        self.register_buffer("mean", x.mean(dim=0))

    def forward(self, x):
        return x - self.mean
{loading}

torch.manual_seed(0)
x = torch.randn(100, 8)
fitted, loaded = Scaler(), Scaler()
fitted.fit(x)
print(fitted(x))
loaded.load_state_dict(fitted.state_dict())
print(loaded(x))
"""

LOADING = """
    def _load_from_state_dict(self, state, prefix, *others):
        self.register_buffer("mean", torch.empty_like(state[prefix + "mean"]))
        super()._load_from_state_dict(state, prefix, *others)
"""


def _found(source: str) -> set[str]:
    return {finding.fault for finding in check(source).findings if finding.severity == "error"}


@pytest.mark.parametrize(
    ("filled", "asked", "told"),
    [
        (READ, 'input("task")', set()),
        ('tasks["only"].append("cat")', '"only"', {"softmax-on-one-output"}),
    ],
)
def test_lists_that_a_file_fills(filled: str, asked: str, told: set[str]) -> None:
    assert _found(TASKS.format(filled=filled, asked=asked)) == told


@pytest.mark.parametrize(
    ("unpacked", "stacked", "told"),
    [
        ("states, others = zip(*net(rows))", "states[1:]", set()),
        ("states = [torch.randn(8) for _ in range(10)]", "states", {"gradient-not-required"}),
    ],
)
def test_what_is_zipped_out_of_sight(unpacked: str, stacked: str, told: set[str]) -> None:
    assert _found(FOLDED.format(unpacked=unpacked, stacked=stacked)) == told


@pytest.mark.parametrize(
    ("width", "loading", "told"), [(0, LOADING, set()), (5, "", {"elementwise-size-mismatch"})]
)
def test_buffers_that_loading_makes_anew(width: int, loading: str, told: set[str]) -> None:
    assert _found(SCALED.format(width=width, loading=loading)) == told


MODEL = """
import torch
from torch import nn
from settings import chosen

class Core(nn.Module):
    def __init__(self, inputs=3, units=8):
        super().__init__()
        self.out = nn.Linear(inputs, units)

    def forward(self, x):
        return self.out(x)

print(Core({given})(torch.randn(1, 16)))
"""


@pytest.mark.parametrize(
    ("given", "told"),
    [("**chosen", set()), ("*chosen", set()), ("units=4", {"linear-width-mismatch"})],
)
def test_defaults_that_settings_may_overrule(given: str, told: set[str]) -> None:
    assert _found(MODEL.format(given=given)) == told
